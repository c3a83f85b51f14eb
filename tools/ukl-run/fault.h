/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the program was when it died, in words for people. */
#ifndef UKL_RUN_FAULT_H
#define UKL_RUN_FAULT_H

/*
 * @said: the kernel's line, "ukl: NAME[PID]: signal N in FUNCTION [ADDRESS], called from ...",
 * or another one about the end of the process; "" if there is none. Files and lines
 * are those of @image's debug information, if ukl-link has put any beside it. Returns
 * what to append to "... was ended by signal N".
 */
const char *fault_text(const char *image, const char *said);

#endif
