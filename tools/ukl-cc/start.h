/* SPDX-License-Identifier: GPL-2.0-only */
/* What ukl-cc tells the ld that gcc calls. */
#ifndef UKL_CC_START_H
#define UKL_CC_START_H

/* The environment variable with the time when ukl-cc began, "SECONDS.NANOSECONDS". */
#define UKL_CC_START "UKL_CC_START"

#endif
