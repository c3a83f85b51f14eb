// SPDX-License-Identifier: GPL-2.0-only
/* With SA_RESTART a call through the gate goes on, its arguments unchanged. */
#include "gate.h"

static volatile sig_atomic_t count;
static int ends[2];

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
	if (count % 3 == 0)
		CHECK(gate(SYS_write, ends[1], "hello", 5) == 5);
}

/* read() through the gate with values in all registers that must survive */
static long careful_read(int fd, char *buffer, size_t size, uint64_t seed)
{
	register uint64_t base asm("r12") = seed;
	uint64_t wrong;
	long result;

	asm volatile(
		"sub $128, %%rsp; push %%rbx; push %%rbp\n"
		"lea 1(%6), %%rbx; lea 2(%6), %%rbp; lea 3(%6), %%r8; lea 4(%6), %%r9\n"
		"lea 5(%6), %%r10; lea 6(%6), %%r13; lea 7(%6), %%r14; lea 8(%6), %%r15\n"
		"xor %%eax, %%eax\n" /* read */
		"call ukl_syscall\n"
		"sub %6, %%rbx; sub $1, %%rbx; mov %%rbx, %1\n"
		"sub %6, %%rbp; sub $2, %%rbp; or %%rbp, %1\n"
		"sub %6, %%r8; sub $3, %%r8; or %%r8, %1\n"
		"sub %6, %%r9; sub $4, %%r9; or %%r9, %1\n"
		"sub %6, %%r10; sub $5, %%r10; or %%r10, %1\n"
		"sub %6, %%r13; sub $6, %%r13; or %%r13, %1\n"
		"sub %6, %%r14; sub $7, %%r14; or %%r14, %1\n"
		"sub %6, %%r15; sub $8, %%r15; or %%r15, %1\n"
		"pop %%rbp; pop %%rbx; add $128, %%rsp\n"
		: "=&a"(result), "=&c"(wrong), "+D"(fd), "+S"(buffer),
		  "+d"(size)
		: "0"(0), "r"(base)
		: "r8", "r9", "r10", "r11", "r13", "r14", "r15", "memory",
		  "cc");
	CHECK(wrong == 0);
	return result;
}

int main(void)
{
	char text[16] = "";
	pid_t pid;

	begin(20);
	on(SIGUSR1, handler, SA_RESTART);
	MUST(pipe(ends));
	tick(SIGUSR1, 5 * ONE_KHZ);
	for (uint64_t i = 0; i < 20; i++) {
		memset(text, 0, sizeof(text));
		CHECK(careful_read(ends[0], text, 5, i * 1000003) == 5);
		CHECK(strcmp(text, "hello") == 0);
	}
	printf("read %s\n", text);
	pid = child();
	if (pid == 0) {
		sleep_ms(60);
		_exit(7);
	}
	{
		int status = 0;

		printf("wait %d",
		       gate(SYS_wait4, pid, &status, 0, NULL) == pid);
		printf(" %s\n", fate(status));
	}
	CHECK(count >= 60);
	return finish();
}
