// SPDX-License-Identifier: GPL-2.0-only
/*
 * Syscall user dispatch: with the selector at "block" a call of whatever way
 * becomes SIGSYS, with its number, arguments and place.
 */
#include "call-ways.h"
#include <linux/audit.h>
#include <ucontext.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_OFF 0
#define PR_SYS_DISPATCH_ON 1
#endif
#define ALLOW 0
#define BLOCK 1
#define USER_DISPATCH 2 /* si_code */
#define NEAR (64l << 20)

static volatile unsigned char selector;
static struct {
	int count, right;
	long number;
	unsigned long arguments[6];
} seen;
static int changes_result = 1;

static const unsigned long magic[6] = {
	0x1111111122222222, 0x3333333344444444, 0x5555555566666666,
	0x7777777788888888, 0x99999999aaaaaaaa, 0xbbbbbbbbcccccccc,
};

static const long numbers[] = { SYS_getppid,	SYS_read,  SYS_pread64,
				SYS_sendto,	SYS_futex, SYS_tuxcall,
				SYS_sigaltstack };
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

int main(void);

static void handler(int signo, siginfo_t *info, void *context)
{
	greg_t *gregs = ((ucontext_t *)context)->uc_mcontext.gregs;

	selector = ALLOW;
	seen.count++;
	seen.number = info->si_syscall;
	seen.right = signo == SIGSYS && info->si_code == USER_DISPATCH &&
		     info->si_arch == AUDIT_ARCH_X86_64 &&
		     gregs[REG_RAX] == info->si_syscall &&
		     labs((long)info->si_call_addr - (long)main) < NEAR &&
		     (greg_t)info->si_call_addr == gregs[REG_RIP];
	seen.arguments[0] = (unsigned long)gregs[REG_RDI];
	seen.arguments[1] = (unsigned long)gregs[REG_RSI];
	seen.arguments[2] = (unsigned long)gregs[REG_RDX];
	seen.arguments[3] = (unsigned long)gregs[REG_R10];
	seen.arguments[4] = (unsigned long)gregs[REG_R8];
	seen.arguments[5] = (unsigned long)gregs[REG_R9];
	if (changes_result)
		gregs[REG_RAX] = 4711;
}

static long dispatch(int mode, const void *start, size_t size,
		     const volatile unsigned char *chosen)
{
	return prctl(PR_SET_SYSCALL_USER_DISPATCH, mode, start, size, chosen);
}

/* One call from a place of its own, that can be excepted */
extern char excepted_start[], excepted_end[];
long excepted(long number);
asm(".pushsection .text\n"
    "excepted:\n"
    "mov %rdi, %rax\n"
    "excepted_start:\n"
    "syscall\n"
    "ret\n"
    "excepted_end:\n"
    ".popsection\n");

static void *in_thread(void *argument)
{
	/* not for threads that it makes */
	CHECK(syscall(SYS_getppid) == getppid());
	return argument;
}

static const char *in_child(void (*function)(void))
{
	pid_t pid = child();

	if (pid == 0) {
		MUST(prctl(PR_SET_DUMPABLE, 0));
		function();
		_exit(finish());
	}
	return fate(reap(pid));
}

static void wrong_selector(void)
{
	MUST(dispatch(PR_SYS_DISPATCH_ON, NULL, 0, &selector));
	selector = 7;
	syscall(SYS_getppid);
	_exit(1);
}

static void unmapped_selector(void)
{
	unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	MUST((long)page);
	MUST(dispatch(PR_SYS_DISPATCH_ON, NULL, 0, page));
	MUST(munmap(page, 4096));
	syscall(SYS_getppid);
	_exit(1);
}

static void no_selector(void)
{
	MUST(dispatch(PR_SYS_DISPATCH_ON, excepted_start,
		      (size_t)(excepted_end - excepted_start), NULL));
	/* everything but the excepted place is caught, the handler's end, too */
	CHECK(excepted(SYS_getpid) > 0);
	syscall(SYS_getppid);
	_exit(1);
}

static void after_fork(void)
{
	selector = BLOCK;
	CHECK(syscall(SYS_getpid) > 1 && selector == BLOCK);
}

int main(void)
{
	pthread_t thread;
	pid_t parent = getppid();

	begin(20);
	on(SIGSYS, handler, 0);
	printf("wrong mode %s\n", outcome(dispatch(5, NULL, 0, &selector)));
	printf("off with arguments %s\n",
	       outcome(dispatch(PR_SYS_DISPATCH_OFF, main, 1, NULL)));
	printf("wrong selector %s\n",
	       outcome(dispatch(PR_SYS_DISPATCH_ON, NULL, 0,
				(void *)0xffffffff81000000)));
	printf("range around the end %s\n",
	       outcome(dispatch(PR_SYS_DISPATCH_ON, (void *)-2l, 5,
				&selector)));
	MUST(dispatch(PR_SYS_DISPATCH_ON, excepted_start,
		      (size_t)(excepted_end - excepted_start), &selector));

	EACH_WAY(way)
	{
		for (size_t i = 0; i < NUMBERS; i++) {
			long result;

			for (changes_result = 0; changes_result < 2;
			     changes_result++) {
				memset(&seen, 0, sizeof(seen));
				selector = BLOCK;
				result = call(way, numbers[i], magic[0],
					      magic[1], magic[2], magic[3],
					      magic[4], magic[5]);
				CHECK(selector == ALLOW);
				CHECK(seen.count == 1 && seen.right &&
				      seen.number == numbers[i]);
				CHECK(!memcmp(seen.arguments, magic,
					      sizeof(magic)));
				CHECK(result ==
				      (changes_result ? 4711 : numbers[i]));
			}
		}
		CHECK(call(way, SYS_getppid, 0) == parent);
		printf("dispatched %s\n", way_name(way));
	}

	memset(&seen, 0, sizeof(seen));
	changes_result = 1;
	selector = BLOCK;
	{
		pid_t got = getppid();

		selector = ALLOW;
		printf("getppid %d, right %d\n", got, seen.right);
	}
	memset(&seen, 0, sizeof(seen));
	selector = BLOCK;
	{
		long got = excepted(SYS_getppid);

		CHECK(selector == BLOCK);
		selector = ALLOW;
		printf("from the excepted place %d, signals %d\n",
		       got == parent, seen.count);
	}
	CHECK(pthread_create(&thread, NULL, in_thread, NULL) == 0);
	pthread_join(thread, NULL);
	printf("after fork: %s\n", in_child(after_fork));
	MUST(dispatch(PR_SYS_DISPATCH_OFF, NULL, 0, NULL));
	selector = BLOCK;
	CHECK(syscall(SYS_getppid) == parent && selector == BLOCK);

	/* these end it */
	printf("no selector: %s\n", in_child(no_selector));
	printf("wrong selector: %s\n", in_child(wrong_selector));
	printf("unmapped selector: %s\n", in_child(unmapped_selector));
	return finish();
}
