/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest of a trial boot: a few instructions in place of a BIOS. */
#ifndef UKL_RUN_TRIAL_ROM_H
#define UKL_RUN_TRIAL_ROM_H

/* QEMU wants a BIOS to be a multiple of this; the code is at its end. */
enum { TRIAL_ROM_SIZE = 65536, TRIAL_ROM_CODE = 256 };

/* Port of isa-debug-exit, and QEMU's exit status if the guest got that far. */
enum { TRIAL_PORT = 0x501, TRIAL_STATUS = 43 };

extern const unsigned char trial_rom_code[TRIAL_ROM_CODE];

#endif
