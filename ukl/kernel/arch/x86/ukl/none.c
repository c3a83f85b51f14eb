// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel without an application. ukl-link overrides these; they are in a file
 * of their own lest the compiler takes the length of the array for granted.
 */
#include <linux/ukl.h>

const struct ukl_program ukl_programs[1] __weak;
const unsigned long ukl_nr_programs __weak;
const void *const ukl_initramfs __weak;
const unsigned long ukl_initramfs_size __weak;
