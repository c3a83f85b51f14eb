// SPDX-License-Identifier: GPL-2.0-only
/* A signal handler can unwind to main, wherever in a call it interrupted it. */
#include "gate.h"
#include <unwind.h>

#define SIGNALS 4000
#define IN_GATES 200

/* Only linked programs have these */
extern char __ukl_text_start[] __attribute__((weak));
extern char __ukl_app_start[] __attribute__((weak));
extern long ukl_sys_getppid(void) __attribute__((weak));
extern long ukl_sys_sigaltstack(const void *, void *) __attribute__((weak));

int main(void);

static volatile long count, lost, in_gates;

static _Unwind_Reason_Code visit(struct _Unwind_Context *frame, void *found)
{
	if (_Unwind_GetRegionStart(frame) == (uintptr_t)main)
		*(int *)found = 1;
	return _URC_NO_REASON;
}

static void handler(int signo, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;
	char *ip = (char *)interrupted->uc_mcontext.gregs[REG_RIP];
	int found = 0;

	(void)signo;
	(void)info;
	_Unwind_Backtrace(visit, &found);
	count++;
	lost += !found;
	in_gates += ip >= __ukl_text_start && ip < __ukl_app_start;
}

int main(void)
{
	int linked = current_ring() == 0;
	struct timespec now;
	timer_t timer;
	int found = 0;

	begin(60);
	/* the first time, unwinding allocates memory */
	_Unwind_Backtrace(visit, &found);
	CHECK(found);
	on(SIGUSR1, handler, SA_RESTART);
	timer = tick(SIGUSR1, TEN_KHZ);
	while (count < SIGNALS || (linked && in_gates < IN_GATES)) {
		CHECK(getppid() > 0 || getpid() == 1);
		CHECK(close(-1) == -1);
		CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
		if (!linked)
			continue;
		CHECK(gate(SYS_close, -1) == -EBADF);
		if (ukl_sys_getppid)
			CHECK(ukl_sys_getppid() >= 0);
		/* by a stub of the gate */
		if (ukl_sys_sigaltstack)
			CHECK(ukl_sys_sigaltstack(NULL, NULL) == 0);
	}
	MUST(timer_delete(timer));
	CHECK(lost == 0);
	if (lost)
		printf("%ld of %ld did not reach main\n", lost, count);
	printf("main is reached\n");
	return finish();
}
