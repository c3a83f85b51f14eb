/* SPDX-License-Identifier: GPL-2.0-only */
/* Does KVM run guests here? */
#ifndef UKL_RUN_ACCEL_H
#define UKL_RUN_ACCEL_H

#include <stdbool.h>

/*
 * Try it with a guest of a few instructions; takes at most 2 seconds, and no
 * time again until this host or QEMU changes, since the answer is kept in the
 * cache. If it is false, *reason is one line that says why.
 */
bool accel_kvm_works(const char *qemu, bool may_recall, const char **reason);

#endif
