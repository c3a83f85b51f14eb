/* SPDX-License-Identifier: GPL-2.0-only */
/* How many clients may connect to a forwarded port at once. */
#ifndef UKL_RUN_BACKLOG_H
#define UKL_RUN_BACKLOG_H

/*
 * Let QEMU's listening sockets keep many connections until QEMU takes them.
 * Returns how many sockets there were: none as long as QEMU starts up. Where the
 * kernel does not allow it (before Linux 5.6, in some containers) nothing changes.
 */
unsigned int backlog_raise(int qemu);

#endif
