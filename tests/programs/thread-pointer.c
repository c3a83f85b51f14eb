// SPDX-License-Identifier: GPL-2.0-only
/* arch_prctl sets and gets the FS and GS bases; the kernel survives both. */
#include <asm/prctl.h>
#include "check.h"

int main(void)
{
	unsigned long fs = 0, gs = 1, new_gs = 0x123456789000;

	begin(20);
	MUST(syscall(SYS_arch_prctl, ARCH_GET_FS, &fs));
	CHECK(*(unsigned long *)fs == fs);
	for (int i = 0; i < 50; i++) {
		MUST(syscall(SYS_arch_prctl, ARCH_SET_GS,
			     new_gs + (unsigned long)i));
		sched_yield();
		MUST(syscall(SYS_arch_prctl, ARCH_GET_GS, &gs));
		CHECK(gs == new_gs + (unsigned long)i);
	}
	printf("kernel address: %s\n",
	       outcome(syscall(SYS_arch_prctl, ARCH_SET_GS,
			       0xffff800000001000ul)));
	printf("kernel address: %s\n",
	       outcome(syscall(SYS_arch_prctl, ARCH_SET_FS,
			       0xffff800000001000ul)));
	return finish();
}
