-- SPDX-License-Identifier: GPL-2.0-only
return { answer = function() return 42 end }
