/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU as a child process. */
#ifndef UKL_RUN_CHILD_H
#define UKL_RUN_CHILD_H

#include <signal.h>

#include "guest.h"

/* Start it with this signal mask; sets guest->pid. Returns 0, or the errno of the failure. */
int child_start(struct guest *guest, const struct strv *args,
		const sigset_t *mask);

#endif
