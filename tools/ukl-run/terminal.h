/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The terminal, which QEMU changes while it runs: no echo, no line editing,
 * descriptors that do not block. QEMU undoes that when it ends in peace.
 */
#ifndef UKL_RUN_TERMINAL_H
#define UKL_RUN_TERMINAL_H

#include <stdbool.h>

void terminal_save(void);
void terminal_restore(void);

/*
 * Standard input is a terminal that another job has: to touch it would stop
 * this one (SIGTTOU, SIGTTIN).
 */
bool terminal_is_others(void);

#endif
