// SPDX-License-Identifier: GPL-2.0-only
/*
 * Job control on a terminal: calls of a background process stop it, and go on
 * when it is continued in the foreground; or end, or take a handler's turn.
 */
#include "call-ways.h"
#include <sys/ioctl.h>
#include <termios.h>

static int master, slave;
static volatile int handled;

static void open_terminal(void)
{
	int number = 0, lock = 0;
	char path[32];

	master = (int)MUST(posix_openpt(O_RDWR | O_NOCTTY));
	MUST(ioctl(master, TIOCSPTLCK, &lock));
	MUST(ioctl(master, TIOCGPTN, &number));
	snprintf(path, sizeof(path), "/dev/pts/%d", number);
	slave = open(path, O_RDWR | O_NOCTTY);
	if (slave < 0) /* no devpts there */
		slave = (int)MUST(
			ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY));
}

static void to_foreground(pid_t group)
{
	sigset_t ttou, old;

	sigemptyset(&ttou);
	sigaddset(&ttou, SIGTTOU);
	sigprocmask(SIG_BLOCK, &ttou, &old);
	CHECK(tcsetpgrp(slave, group) == 0);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	handled++;
	to_foreground(getpgrp());
	MUST(write(master, "line\n", 5));
}

static enum way way_now;
static struct termios attributes;

static long read_line(char *text)
{
	return call(way_now, SYS_read, slave, text, 16);
}

static long write_line(char *text)
{
	(void)text;
	return call(way_now, SYS_write, slave, "out\n", 4);
}

static long set_attributes(char *text)
{
	(void)text;
	return call(way_now, SYS_ioctl, slave, TCSETS, &attributes);
}

static long set_foreground(char *text)
{
	pid_t group = getpgrp();

	(void)text;
	return call(way_now, SYS_ioctl, slave, TIOCSPGRP, &group);
}

static const struct {
	const char *name;
	long (*make)(char *text);
	int signo;
} calls[] = {
	{ "read", read_line, SIGTTIN },
	{ "write", write_line, SIGTTOU },
	{ "set attributes", set_attributes, SIGTTOU },
	{ "set foreground", set_foreground, SIGTTOU },
};

enum manner { DEFAULT, IGNORED, HANDLED, RESTARTED };

static void job(size_t i, enum manner manner)
{
	char text[32] = "";
	long result;

	MUST(setpgid(0, 0));
	if (manner == IGNORED)
		signal(calls[i].signo, SIG_IGN);
	if (manner == HANDLED || manner == RESTARTED)
		on(calls[i].signo, handler,
		   manner == RESTARTED ? SA_RESTART : 0);
	result = calls[i].make(text);
	if (result < 0)
		printf("%s", raw_outcome(result));
	else
		printf("%ld %.4s", result, text);
	printf(", handled %d, ", handled);
	fflush(stdout);
	_exit(finish());
}

static void one(size_t i, enum manner manner)
{
	static const char *const names[] = { "default", "ignored", "handled",
					     "restarted" };
	int status;
	pid_t pid;

	to_foreground(getpgrp());
	MUST(tcflush(slave, TCIOFLUSH));
	printf("%s, %s: ", calls[i].name, names[manner]);
	pid = child();
	if (pid == 0)
		job(i, manner);
	setpgid(pid, pid);
	MUST(waitpid(pid, &status, WUNTRACED));
	for (int n = 0; WIFSTOPPED(status) && n < 3; n++) {
		printf("%s, ", fate(status));
		/* still in the background: it is stopped again */
		if (n == 2) {
			to_foreground(pid);
			MUST(write(master, "line\n", 5));
		}
		MUST(kill(pid, SIGCONT));
		MUST(waitpid(pid, &status, WUNTRACED));
	}
	printf("%s\n", fate(status));
}

/* The leader of a session of its own, with the terminal */
static int session(void)
{
	struct termios raw;

	MUST(setsid());
	MUST(ioctl(slave, TIOCSCTTY, 0));
	MUST(tcgetattr(slave, &raw));
	raw.c_lflag |= TOSTOP; /* for writes, too */
	raw.c_lflag &= ~(tcflag_t)ECHO;
	MUST(tcsetattr(slave, TCSANOW, &raw));
	/* as the system call has it */
	MUST(ioctl(slave, TCGETS, &attributes));
	EACH_WAY(way)
	{
		way_now = way;
		printf("by %s\n", way_name(way));
		for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
			for (int manner = DEFAULT; manner <= RESTARTED;
			     manner++)
				one(i, (enum manner)manner);
	}
	return finish();
}

int main(void)
{
	pid_t pid;

	begin(30);
	open_terminal();
	pid = child();
	if (pid == 0)
		_exit(session());
	printf("%s\n", fate(reap(pid)));
	return finish();
}
