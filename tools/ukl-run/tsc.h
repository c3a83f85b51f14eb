/* SPDX-License-Identifier: GPL-2.0-only */
/* The time-stamp counter of this machine, which TCG hands to the guest. */
#ifndef UKL_RUN_TSC_H
#define UKL_RUN_TSC_H

/* Its frequency in kHz, or 0 if it does not tick at a constant rate. Takes 20 ms. */
unsigned long tsc_khz(void);

#endif
