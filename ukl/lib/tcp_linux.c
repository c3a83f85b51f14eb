// SPDX-License-Identifier: LGPL-2.1-or-later
/* libukl-linux.a: <ukl/tcp.h> out of line, made of ordinary calls. */
#include <ukl/tcp.h>
#include <ukl/tcp_fallback.h>
