// SPDX-License-Identifier: GPL-2.0-only
/*
 * No call of whatever way changes callee-saved registers, flags, vector
 * registers, the x87 stack, MXCSR; also when it sleeps, fails or is preempted.
 */
#include "call-ways.h"
#include "vector.h"
#include <linux/futex.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/utsname.h>

static int ends[2], pair[2];

struct state {
	uint64_t words[16][4];
	double x87[3];
	uint32_t mxcsr;
	uint16_t control;
};

/*
 * Load vectors, three x87 registers and the control registers, make the call,
 * store them. The call clobbers what a function may, but for these.
 */
static long call_with(struct call *call, struct state *in, struct state *out)
{
	register struct state *before asm("r12") = in;
	register struct state *after asm("r13") = out;
	long result;

#define THROUGH(load, store)                                                   \
	asm volatile(load                                                      \
		     "fldl 512(%3); fldl 520(%3); fldl 528(%3)\n"              \
		     "ldmxcsr 536(%3); fldcw 540(%3)\n"                        \
		     "mov %%rsp, %%r14; sub $128, %%rsp; and $-16, %%rsp\n"    \
		     "call call_kept\n"                                        \
		     "mov %%r14, %%rsp\n"                                      \
		     "stmxcsr 536(%4); fnstcw 540(%4)\n"                       \
		     "fstpl 528(%4); fstpl 520(%4); fstpl 512(%4)\n" store     \
		     : "=a"(result), "+D"(call), "=m"(*out)                    \
		     : "r"(before), "r"(after), "m"(*in)                       \
		     : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r14",   \
		       "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", \
		       "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",        \
		       "xmm11", "xmm12", "xmm13", "xmm14", "xmm15")
#define LOAD_Y(n) "vmovdqu " #n "*32(%3), %%ymm" #n "\n"
#define STORE_Y(n) "vmovdqu %%ymm" #n ", " #n "*32(%4)\n"
#define LOAD_X(n) "movdqu " #n "*32(%3), %%xmm" #n "\n"
#define STORE_X(n) "movdqu %%xmm" #n ", " #n "*32(%4)\n"
	if (has_avx())
		THROUGH(EACH_VECTOR(LOAD_Y), EACH_VECTOR(STORE_Y));
	else
		THROUGH(EACH_VECTOR(LOAD_X), EACH_VECTOR(STORE_X));
	return result;
}

static void one(enum way way, uint64_t seed, long expected, long number, long a,
		long b, long c, long d, long e, long f)
{
	static const uint32_t mxcsr_default = 0x1f80;
	static const uint16_t control_default = 0x37f;
	static struct state in, out;
	struct call call = { way_entry(way, number),
			     number,
			     { a, b, c, d, e, f },
			     seed,
			     0,
			     0,
			     0 };
	long result;

	memset(&in, 0, sizeof(in));
	memset(&out, 0, sizeof(out));
	fill_words(in.words, seed);
	for (int i = 0; i < 3; i++)
		in.x87[i] = (double)seed + i / 8.0;
	/* rounding modes other than the default, all exceptions masked */
	in.mxcsr = mxcsr_default | (uint32_t)(seed % 4) << 13;
	in.control = (uint16_t)(control_default | (seed + 1) % 4 << 10);
	result = call_with(&call, &in, &out);
	asm volatile("ldmxcsr %0; fldcw %1"
		     :
		     : "m"(mxcsr_default), "m"(control_default));

	if (way == BY_FUNCTION && result == -1)
		result = -errno;
	CHECK(call.changed == 0);
	CHECK(((call.flags_before ^ call.flags_after) & CALL_FLAGS) == 0);
	for (int i = 0; i < 16; i++)
		CHECK(!memcmp(in.words[i], out.words[i], has_avx() ? 32 : 16));
	CHECK(!memcmp(in.x87, out.x87, sizeof(in.x87)));
	CHECK(in.mxcsr == out.mxcsr && in.control == out.control);
	CHECK(result == expected);
	if (result != expected)
		printf("%ld by %s: %ld\n", number, way_name(way), result);
}

#define ONE(expected, number, ...)                                             \
	one_padded(way, seed++, (long)(expected), (long)(number), __VA_ARGS__, \
		   0l, 0l, 0l, 0l, 0l, 0l)
#define one_padded(way, seed, expected, number, a, b, c, d, e, f, ...)    \
	one(way, seed, expected, number, (long)(a), (long)(b), (long)(c), \
	    (long)(d), (long)(e), (long)(f))

static void all(enum way way)
{
	static uint64_t seed = 1;
	struct timespec brief = { 0, 200000 };
	struct timeval short_too = { 0, 200 };
	struct utsname name;
	struct stat status;
	char text[64];
	int word = 1;

	ONE(getpid(), SYS_getpid, 0);
	ONE(-EBADF, SYS_close, -1);
	ONE(0, SYS_uname, &name);
	ONE(-EFAULT, SYS_uname, 8);
	ONE(0, SYS_fstat, ends[0], &status);
	ONE(5, SYS_write, ends[1], "pipes", 5);
	ONE(5, SYS_read, ends[0], text, 64);
	ONE(3, SYS_sendto, pair[0], "abc", 3, 0, NULL, 0);
	ONE(3, SYS_recvfrom, pair[1], text, 64, 0, NULL, NULL);
	ONE(-EAGAIN, SYS_recvfrom, pair[1], text, 64, MSG_DONTWAIT, NULL, NULL);
	ONE(-EAGAIN, SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
	ONE(0, SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0);
	ONE(0, SYS_sched_yield, 0);
	ONE(0, SYS_nanosleep, &brief, NULL);
	ONE(-ENOSYS, 9999, 1, 2, 3, 4, 5, 6);
	ONE(0, SYS_select, 0, NULL, NULL, NULL, &short_too);
}

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
	vectors_clobber((uint64_t)count);
}

/* Calls that a signal does not end */
static void storm(void)
{
	static uint64_t seed = 5;
	pid_t parent = getppid();

	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, ONE_KHZ);
	for (int round = 0; round < 300 || count < 50; round++)
		EACH_WAY(way)
		{
			ONE(parent, SYS_getppid, 0);
			ONE(-EBADF, SYS_lseek, -1, 0, 0);
			ONE(5, SYS_write, ends[1], "pipes", 5);
			ONE(5, SYS_read, ends[0], (char[8]){ 0 }, 8);
		}
}

int main(void)
{
	pid_t pids[3];

	begin(40);
	_Static_assert(offsetof(struct state, x87) == 512, "offsets in asm");
	_Static_assert(offsetof(struct state, mxcsr) == 536, "offsets in asm");
	_Static_assert(offsetof(struct state, control) == 540, "and here");
	MUST(pipe(ends));
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	EACH_WAY(way)
	{
		for (int round = 0; round < 20; round++)
			all(way);
		printf("by %s\n", way_name(way));
	}
	/* the same with others that use these registers, and with signals */
	for (int i = 0; i < 3; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			MUST(pipe(ends));
			MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
			if (i == 0)
				storm();
			else
				for (int round = 0; round < 15; round++)
					EACH_WAY(way)
			all(way);
			_exit(finish());
		}
	}
	for (int i = 0; i < 3; i++)
		printf("%s\n", fate(reap(pids[i])));
	return finish();
}
