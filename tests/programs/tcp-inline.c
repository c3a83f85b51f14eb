// SPDX-License-Identifier: GPL-2.0-only
/* Handles once more, with the calls inline: both forms of the program are alike. */
/* cflags: -DUKL_TCP_FALLBACK */
#include "tcp-handles.c"
