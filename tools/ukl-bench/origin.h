/* SPDX-License-Identifier: GPL-2.0-only */
/* Where figures come from: what must be known to get them again. */
#ifndef UKL_BENCH_ORIGIN_H
#define UKL_BENCH_ORIGIN_H

#include <jansson.h>

/*
 * {"when", "commit", "command", "machine": {"cpu", "cores"}, "versions": {"ukl", "qemu", "gcc",
 * "glibc"}}; what cannot be found out is "unknown", so is the commit of an installed tool.
 */
json_t *origin_make(int argc, char **argv);

#endif
