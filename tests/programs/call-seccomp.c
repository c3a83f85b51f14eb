// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a filter may do to a call, for every way to make it and for functions
 * of the C library: an error, a signal with the call's registers, the end of
 * the thread or the process. And the strict mode.
 */
#include "call-seccomp.h"
#include <setjmp.h>
#include <sys/socket.h>

static const long trapped[] = { SYS_getppid,	SYS_read,  SYS_pread64,
				SYS_sendto,	SYS_mmap,  SYS_futex,
				SYS_setsockopt, SYS_vfork, SYS_sigaltstack };
#define TRAPPED (sizeof(trapped) / sizeof(trapped[0]))
#define DATA 77

static struct {
	int count, number, right, address;
	unsigned long arguments[6];
} seen;

static enum { SET_RESULT, LEAVE, MAKE_CALLS, JUMP } manner;
static sigjmp_buf back;

static void handler(int signo, siginfo_t *info, void *context)
{
	greg_t *gregs = ((ucontext_t *)context)->uc_mcontext.gregs;
	static const int order[6] = { REG_RDI, REG_RSI, REG_RDX,
				      REG_R10, REG_R8,	REG_R9 };

	seen.count++;
	seen.number = info->si_syscall;
	seen.right = signo == SIGSYS && info->si_code == SYS_SECCOMP &&
		     info->si_arch == AUDIT_ARCH_X86_64 &&
		     info->si_errno == DATA &&
		     gregs[REG_RAX] == info->si_syscall;
	seen.address = in_text((unsigned long)info->si_call_addr) &&
		       (unsigned long)info->si_call_addr ==
			       (unsigned long)gregs[REG_RIP];
	for (int i = 0; i < 6; i++)
		seen.arguments[i] = (unsigned long)gregs[order[i]];
	if (manner == MAKE_CALLS) {
		CHECK(getuid() == 0 || getuid() > 0);
		CHECK(call(BY_DIRECT, SYS_close, -1) == -EBADF);
		gregs[REG_RAX] = (greg_t)call(BY_DIRECT, SYS_lseek, -1, 0, 0);
	}
	if (manner == SET_RESULT)
		gregs[REG_RAX] = 4711;
	if (manner == JUMP)
		siglongjmp(back, 1);
}

static void install(uint32_t action)
{
	struct rule rules[TRAPPED];

	for (size_t i = 0; i < TRAPPED; i++)
		rules[i] = (struct rule){ trapped[i], action };
	MUST(seccomp_rules(rules, TRAPPED, 0));
}

static void traps(void)
{
	install(SECCOMP_RET_TRAP | DATA);
	on(SIGSYS, handler, 0);
	EACH_WAY(way)
	{
		for (size_t i = 0; i < TRAPPED; i++) {
			long number = trapped[i], result;

			/* the stand-in for the gate moves the stack for it */
			if (way == BY_GATE && number == SYS_vfork)
				continue;
			for (manner = SET_RESULT; manner <= MAKE_CALLS;
			     manner++) {
				memset(&seen, 0, sizeof(seen));
				result = call_magic(way, number);
				CHECK(seen.count == 1 && seen.right &&
				      seen.address && seen.number == number);
				CHECK(!memcmp(seen.arguments, magic,
					      sizeof(magic)));
				CHECK(result == (manner == SET_RESULT ? 4711 :
						 manner == LEAVE      ? number :
									-EBADF));
			}
			if (sigsetjmp(back, 1) == 0) {
				call_magic(way, number);
				CHECK(!"came back");
			}
		}
		printf("trapped by %s\n", way_name(way));
	}
}

/* The functions of the C library make the same calls */
static void functions(void)
{
	char text[8];
	int pid;

	manner = SET_RESULT;
	memset(&seen, 0, sizeof(seen));
	pid = getppid();
	printf("getppid %d, trapped %d, address %d\n", pid, seen.right,
	       seen.address);
	memset(&seen, 0, sizeof(seen));
	printf("pread %zd, ", pread(12, text, 7, 0x123456789));
	printf("trapped %d, address %d, arguments %d\n", seen.right,
	       seen.address,
	       seen.arguments[0] == 12 &&
		       seen.arguments[1] == (unsigned long)text &&
		       seen.arguments[2] == 7 &&
		       seen.arguments[3] == 0x123456789);
	memset(&seen, 0, sizeof(seen));
	printf("sendto %zd, ",
	       sendto(12, text, 7, 9, (struct sockaddr *)&seen, 16));
	printf("trapped %d, address %d, arguments %d\n", seen.right,
	       seen.address,
	       seen.arguments[0] == 12 &&
		       seen.arguments[1] == (unsigned long)text &&
		       seen.arguments[2] == 7 && seen.arguments[3] == 9 &&
		       seen.arguments[4] == (unsigned long)&seen &&
		       seen.arguments[5] == 16);
	memset(&seen, 0, sizeof(seen));
	printf("setsockopt %d, ", setsockopt(12, 13, 14, text, 15));
	printf("trapped %d, address %d, arguments %d\n", seen.right,
	       seen.address,
	       seen.arguments[0] == 12 && seen.arguments[1] == 13 &&
		       seen.arguments[2] == 14 &&
		       seen.arguments[3] == (unsigned long)text &&
		       seen.arguments[4] == 15);
	memset(&seen, 0, sizeof(seen));
	printf("mmap %ld, ", (long)mmap((void *)0x10000, 4096, 3, 34, -1, 0));
	printf("trapped %d, address %d, arguments %d\n", seen.right,
	       seen.address,
	       seen.arguments[0] == 0x10000 && seen.arguments[1] == 4096 &&
		       seen.arguments[2] == 3 && seen.arguments[3] == 34 &&
		       (int)seen.arguments[4] == -1 && seen.arguments[5] == 0);
	memset(&seen, 0, sizeof(seen));
	printf("sigaltstack %d, ", sigaltstack(NULL, NULL));
	printf("trapped %d, address %d\n", seen.right, seen.address);
}

static const char *in_child(void (*function)(enum way), enum way way)
{
	pid_t pid = child();

	if (pid == 0) {
		MUST(prctl(PR_SET_DUMPABLE, 0));
		check_failures = 0;
		function(way);
		_exit(finish());
	}
	return fate(reap(pid));
}

static void error(enum way way)
{
	install(SECCOMP_RET_ERRNO | EDOM);
	for (size_t i = 0; i < TRAPPED; i++)
		if (way != BY_GATE || trapped[i] != SYS_vfork)
			CHECK(call_magic(way, trapped[i]) == -EDOM);
}

static void no_tracer(enum way way)
{
	install(SECCOMP_RET_TRACE);
	CHECK(call_magic(way, SYS_read) == -ENOSYS);
}

static void logged(enum way way)
{
	install(SECCOMP_RET_LOG);
	CHECK(call(way, SYS_read, -1, 0, 0) == -EBADF);
}

static void kill_process(enum way way)
{
	install(SECCOMP_RET_KILL_PROCESS);
	call_magic(way, SYS_read);
}

static void *dying(void *argument)
{
	call_magic((enum way)(long)argument, SYS_pread64);
	CHECK(!"lives on");
	return NULL;
}

static void kill_thread(enum way way)
{
	struct rule rule = { SYS_pread64, SECCOMP_RET_KILL_THREAD };
	pthread_t thread;

	MUST(seccomp_rules(&rule, 1, 0));
	CHECK(pthread_create(&thread, NULL, dying, (void *)(long)way) == 0);
	pthread_join(thread, NULL);
	CHECK(getuid() == 0 || getuid() > 0);
	syscall(SYS_exit_group, 5);
}

static void strict(enum way way)
{
	int ends[2];
	char byte = 0;

	MUST(pipe(ends));
	MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
	CHECK(call(way, SYS_write, ends[1], "x", 1) == 1);
	CHECK(call(way, SYS_read, ends[0], &byte, 1) == 1 && byte == 'x');
	if (check_failures)
		call(way, SYS_exit, 1);
	call(way, SYS_getppid, 0);
	call(way, SYS_exit, 2);
}

static void strict_exit(enum way way)
{
	MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
	call(way, SYS_exit, 6);
}

int main(int argc, char **argv)
{
	pid_t pid;

	(void)argc;
	(void)argv;
	begin(20);
	pid = child();
	if (pid == 0) {
		traps();
		functions();
		_exit(finish());
	}
	printf("%s\n", fate(reap(pid)));
	EACH_WAY(way)
	{
		printf("%s: ", way_name(way));
		printf("error %s, ", in_child(error, way));
		printf("no tracer %s, ", in_child(no_tracer, way));
		printf("logged %s, ", in_child(logged, way));
		printf("process %s, ", in_child(kill_process, way));
		printf("thread %s, ", in_child(kill_thread, way));
		printf("strict %s, ", in_child(strict, way));
		printf("%s\n", in_child(strict_exit, way));
	}
	return finish();
}
