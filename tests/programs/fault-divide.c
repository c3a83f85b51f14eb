// SPDX-License-Identifier: GPL-2.0-only
/* SIGFPE: integer division by zero and overflow, and x87 exceptions. */
/* libs: -lm */
#include "fault.h"
#include <fenv.h>

static volatile int zero;
static volatile double one = 1.0, nought;

int main(void)
{
	volatile int result = 0;
	volatile double quotient = 0;

	begin(20);
	fault_catch();
	CHECK(FAULT(result = 100 / zero) == SIGFPE);
	printf("100 / 0: FPE_INTDIV %d\n", fault_info.si_code == FPE_INTDIV);
	CHECK(FAULT(asm volatile("idivl %2"
				 :
				 : "a"(0), "d"(0x40000000), "r"(1))) == SIGFPE);
	printf("overflow: FPE_INTDIV %d\n", fault_info.si_code == FPE_INTDIV);
	/* x87 only: QEMU's translator never raises the SSE exceptions */
	feenableexcept(FE_DIVBYZERO);
	CHECK(FAULT(asm volatile("fld1; fldz; fdivrp; fwait")) == SIGFPE);
	printf("x87: FPE_FLTDIV %d\n", fault_info.si_code == FPE_FLTDIV);
	asm volatile("fninit");
	fesetenv(FE_DFL_ENV);
	quotient = one / nought;
	printf("masked: %f\n", quotient);
	return finish() + result;
}
