// SPDX-License-Identifier: GPL-2.0-only
/* With SA_RESTART interrupted calls go on, with their arguments. */
#include "check.h"
#include <sys/file.h>
#include <sys/socket.h>

static volatile sig_atomic_t count;
static int ends[2];

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	if (++count % 3 == 0)
		MUST(write(ends[1], "hello",
			   5)); /* the third lets the read end */
}

int main(void)
{
	char text[16] = "";
	int pair[2];
	pid_t pid;
	timer_t timer;

	begin(20);
	on(SIGUSR1, handler, SA_RESTART);
	MUST(pipe(ends));
	timer = tick(SIGUSR1, 10 * ONE_KHZ);
	printf("read %zd", read(ends[0], text, sizeof(text)));
	printf(" %s\n", text);
	MUST(timer_delete(timer));

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	pid = child();
	if (pid == 0) {
		for (int i = 0; i < 5; i++) {
			sleep_ms(5);
			kill(getppid(), SIGUSR1);
		}
		MUST(send(pair[1], "socket", 6, 0));
		sleep_ms(10);
		for (int i = 0; i < 5; i++)
			kill(getppid(), SIGUSR1);
		_exit(6);
	}
	memset(text, 0, sizeof(text));
	printf("recv %zd", recv(pair[0], text, sizeof(text), 0));
	printf(" %s\n", text);
	{
		int status = 0;

		printf("wait %d", waitpid(pid, &status, 0) == pid);
		printf(" %s\n", fate(status));
	}
	CHECK(count >= 4);
	return finish();
}
