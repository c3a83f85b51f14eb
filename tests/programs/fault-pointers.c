// SPDX-License-Identifier: GPL-2.0-only
/* Bad pointers in system calls give EFAULT: null, unmapped, kernel, text. */
#include "check.h"
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

int main(void)
{
	static void *pointers[] = { NULL,
				    (void *)64,
				    (void *)0x123456789000ul,
				    (void *)0xffff800000001000ul,
				    (void *)0xffffffff81000000ul,
				    (void *)0x8000000000000000ul,
				    (void *)-4096l };
	struct iovec vector;
	int ends[2], pair[2], zero;
	struct stat status;

	begin(20);
	MUST(pipe(ends));
	MUST(write(ends[1], "text", 4));
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	zero = (int)MUST(open("/dev/zero", O_RDONLY));
	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
		void *bad = pointers[i];

		printf("read %s, ", outcome(syscall(SYS_read, zero, bad, 100)));
		printf("pipe read %s, ",
		       outcome(syscall(SYS_read, ends[0], bad, 4)));
		printf("write %s, ",
		       outcome(syscall(SYS_write, ends[1], bad, 100)));
		printf("stat %s, ", outcome(syscall(SYS_stat, bad, &status)));
		printf("stat to %s, ", outcome(syscall(SYS_stat, "/", bad)));
		vector = (struct iovec){ bad, 10 };
		printf("writev %s, ",
		       outcome(syscall(SYS_writev, ends[1], &vector, 1)));
		printf("send %s, ", outcome(syscall(SYS_sendto, pair[0], bad,
						    10, 0, NULL, 0)));
		printf("pipe2 %s, ", outcome(syscall(SYS_pipe2, bad, 0)));
		printf("nanosleep %s, ",
		       outcome(syscall(SYS_nanosleep, bad, NULL)));
		printf("sigaction %s\n",
		       outcome(bad ? syscall(SYS_rt_sigaction, SIGUSR1, bad,
					     NULL, 8) :
				     0));
	}
	printf("into own text: %s\n",
	       outcome(syscall(SYS_read, zero, (char *)main, 10)));
	return finish();
}
