// SPDX-License-Identifier: GPL-2.0-only
/*
 * A million short calls of all ways under signals: from a timer of up to 10 kHz, from
 * another thread, from another process. No result, register or errno is wrong,
 * and none of the handlers' calls, which run on an alternate stack.
 */
#include "call-ways.h"
#include "vector.h"
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define CALLS 1000000
#define PER_ROUND 16

static pid_t pid, parent;
static int ends[2], handler_ends[2], pair[2], null_fd;
static struct stat null_status;
static volatile long handled, on_stack;
static char alternate[65536];
static uint32_t word;

#define ZERO_YMM(n) "vpxor %%ymm" #n ", %%ymm" #n ", %%ymm" #n "\n"
#define ZERO_XMM(n) "pxor %%xmm" #n ", %%xmm" #n "\n"

static void vectors_zero(void)
{
#define ZERO(instructions)                                                     \
	asm volatile(instructions                                              \
		     :                                                         \
		     :                                                         \
		     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", \
		       "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",      \
		       "xmm13", "xmm14", "xmm15")
	if (has_avx())
		ZERO(EACH_VECTOR(ZERO_YMM));
	else
		ZERO(EACH_VECTOR(ZERO_XMM));
}

static void handler(int signo, siginfo_t *info, void *context)
{
	static unsigned int turn;
	enum way way = (enum way)(turn++ % WAYS);
	uint64_t out = turn, in = 0;
	struct timespec now;
	int error = errno;
	char here;

	(void)signo;
	(void)info;
	(void)context;
	on_stack += &here > alternate && &here < alternate + sizeof(alternate);
	CHECK(call(way, SYS_getppid, 0) == parent);
	CHECK(call(way, SYS_write, handler_ends[1], &out, 8) == 8);
	CHECK(call(way, SYS_read, handler_ends[0], &in, 8) == 8 && in == out);
	CHECK(close(-1) == -1 && errno == EBADF);
	CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	/* other values in all registers; the interrupted ones must come back */
	vectors_zero();
	asm volatile("xor %%ebx, %%ebx; xor %%r12, %%r12; mov $-1, %%r13\n"
		     "mov $-1, %%r14; mov $-1, %%r15; mov $-1, %%r8\n"
		     "mov $-1, %%r9; mov $-1, %%r10; mov $-1, %%rcx"
		     :
		     :
		     : "rbx", "r12", "r13", "r14", "r15", "r8", "r9", "r10",
		       "rcx");
	errno = error;
	handled++;
}

/* PER_ROUND calls */
static void one_round(enum way way, uint64_t value)
{
	struct pollfd poll = { .fd = ends[0], .events = POLLIN };
	struct timespec none = { 0, 0 };
	struct stat status;
	uint64_t in = 0;
	char byte = 0;

	CHECK(call(way, SYS_getppid, 0) == parent);
	CHECK(call(way, SYS_write, ends[1], &value, 8) == 8);
	CHECK(call(way, SYS_ppoll, &poll, 1, &none, NULL, 8) == 1);
	CHECK(call(way, SYS_read, ends[0], &in, 8) == 8 && in == value);
	CHECK(call(way, SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0) == 0);
	CHECK(call(way, SYS_futex, &word, FUTEX_WAIT, 1, NULL, NULL, 0) ==
	      -EAGAIN);
	CHECK(call(way, SYS_getpid, 0) == pid);
	CHECK(call(way, SYS_close, -1) == -EBADF);
	CHECK(call(way, SYS_sendto, pair[0], &value, 1, 0, NULL, 0) == 1);
	CHECK(call(way, SYS_recvfrom, pair[1], &byte, 1, 0, NULL, NULL) == 1 &&
	      byte == (char)value);
	CHECK(call(way, SYS_recvfrom, pair[1], &byte, 1, MSG_DONTWAIT, NULL,
		   NULL) == -EAGAIN);
	CHECK(call(way, SYS_fstat, null_fd, &status) == 0 &&
	      status.st_ino == null_status.st_ino);
	CHECK(call(way, SYS_lseek, ends[0], 0, SEEK_CUR) == -ESPIPE);
	/* by the C library */
	errno = 0;
	CHECK(write(-1, &byte, 1) == -1 && errno == EBADF);
	CHECK(read(ends[0], &byte, 0) == 0);
	CHECK(getppid() == parent);
}

static void calls(long count)
{
	uint64_t seed = 1;

	for (long i = 0; i < count; i += PER_ROUND) {
		one_round((enum way)(i / PER_ROUND % WAYS), (uint64_t)i);
		if (i % (PER_ROUND * 64) == 0)
			CHECK(vectors_kept(seed++, 10));
	}
}

static void take_one(int turn)
{
	CHECK(kill(pid, SIGUSR1) == 0);
	CHECK(handled == turn + 1);
	one_round((enum way)(turn % WAYS), (uint64_t)turn);
}

static volatile int over;
static pthread_t victim;

static void *send_signals(void *argument)
{
	long sent = 0;

	while (!over) {
		if (sent - handled < 2) {
			/* these are queued, none is lost */
			CHECK(pthread_kill(victim, SIGRTMIN) == 0);
			sent++;
		}
		sched_yield();
	}
	return argument;
}

int main(void)
{
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
	pthread_t thread;
	timer_t timer;
	pid_t sender;

	begin(80);
	pid = getpid();
	parent = getppid();
	victim = pthread_self();
	MUST(pipe(ends));
	MUST(pipe(handler_ends));
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	null_fd = (int)MUST(open("/dev/null", O_RDWR));
	MUST(fstat(null_fd, &null_status));
	MUST(sigaltstack(&stack, NULL));
	on(SIGUSR1, handler, SA_RESTART | SA_ONSTACK);
	on(SIGRTMIN, handler, SA_RESTART | SA_ONSTACK);

	timer = tick(SIGUSR1, affordable_period(take_one));
	calls(CALLS * 6 / 10);
	while (handled < 1000)
		calls(PER_ROUND);
	MUST(timer_delete(timer));
	CHECK(on_stack == handled);
	printf("a timer's signals\n");

	handled = on_stack = 0;
	CHECK(pthread_create(&thread, NULL, send_signals, NULL) == 0);
	calls(CALLS * 2 / 10);
	while (handled < 100)
		calls(PER_ROUND);
	over = 1;
	pthread_join(thread, NULL);
	CHECK(on_stack == handled);
	printf("a thread's signals\n");

	handled = on_stack = 0;
	sender = child();
	if (sender == 0)
		for (;;) {
			MUST(kill(pid, SIGUSR1));
			sched_yield();
		}
	calls(CALLS * 2 / 10);
	while (handled < 100)
		calls(PER_ROUND);
	MUST(kill(sender, SIGKILL));
	printf("a process's signals, %s\n", fate(reap(sender)));
	CHECK(on_stack == handled);
	return finish();
}
