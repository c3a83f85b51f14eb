/* SPDX-License-Identifier: GPL-2.0-only */
/* Run a statement that should fault, and say how it did. */
#ifndef FAULT_H
#define FAULT_H

#include "check.h"
#include <setjmp.h>

static sigjmp_buf fault_jump;
static siginfo_t fault_info;

static inline void fault_handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	fault_info = *info;
	siglongjmp(fault_jump, 1);
}

static inline void fault_catch(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
				       SIGTRAP };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		on(signals[i], fault_handler, SA_ONSTACK);
}

/* The number of the signal that the statement raised, or 0 */
#define FAULT(statement)                                    \
	({                                                  \
		memset(&fault_info, 0, sizeof(fault_info)); \
		if (sigsetjmp(fault_jump, 1) == 0) {        \
			statement;                          \
		}                                           \
		fault_info.si_signo;                        \
	})

static inline const char *segv_code(int code)
{
	switch (code) {
	case SEGV_MAPERR:
		return "SEGV_MAPERR";
	case SEGV_ACCERR:
		return "SEGV_ACCERR";
	case SI_KERNEL:
		return "SI_KERNEL";
	default:
		return "another code";
	}
}

static inline void fault_print(const char *what, const void *address)
{
	if (fault_info.si_signo == 0) {
		printf("%s: no fault\n", what);
		return;
	}
	printf("%s: SIG%s", what, sigabbrev_np(fault_info.si_signo));
	if (fault_info.si_signo == SIGSEGV)
		printf(" %s", segv_code(fault_info.si_code));
	else
		printf(" code %d", fault_info.si_code);
	printf(" %s\n",
	       fault_info.si_addr == address ? "at the address" : "elsewhere");
}

#define READ_BYTE(address) ((void)*(volatile char *)(address))
#define WRITE_BYTE(address) ((void)(*(volatile char *)(address) = 1))

/* The guard hole at the start of the kernel half: never mapped */
#define KERNEL_HOLE ((char *)0xffff800000001000ul)
#define NON_CANONICAL ((char *)0x8000000000000000ul)

#endif
