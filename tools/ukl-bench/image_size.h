/* SPDX-License-Identifier: GPL-2.0-only */
/* How large an image is, as a file and in memory. */
#ifndef UKL_BENCH_IMAGE_SIZE_H
#define UKL_BENCH_IMAGE_SIZE_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of the file that strip(1) leaves: without symbols and debugging information. False after a report. */
bool image_stripped_size(const char *vmlinux, uint64_t *bytes);

/* Bytes of a file. False after a report. */
bool image_file_size(const char *path, uint64_t *bytes);

/*
 * What its loadable segments take of the guest's memory, and the physical address behind the last of
 * them. False after a report.
 */
bool image_loaded_size(const char *vmlinux, uint64_t *bytes, uint64_t *end);

#endif
