// SPDX-License-Identifier: GPL-2.0-only
/* The program in the image of boot.bats: does what its first argument says. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int show_arguments(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("<%s>", argv[i]);
	putchar('\n');
	return 0;
}

static int show_variable(int argc, char **argv)
{
	const char *value = argc > 2 ? getenv(argv[2]) : NULL;

	printf("%s\n", value ? value : "(none)");
	return 0;
}

static int exit_with(int argc, char **argv)
{
	return argc > 2 ? atoi(argv[2]) : 0;
}

static int end_by_signal(int argc, char **argv)
{
	raise(argc > 2 ? atoi(argv[2]) : SIGKILL);
	return 0;
}

/* More than any buffer on the way holds; all of it must arrive. */
static int flood(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	for (int i = 0; i < 5000; i++)
		printf("line %04d\n", i);
	return 0;
}

static int copy(int argc, char **argv)
{
	int c;

	(void)argc;
	(void)argv;
	puts("ready");
	fflush(stdout);
	while ((c = getchar()) != EOF)
		putchar(c);
	return 0;
}

/* Process 1 must reap what it inherits: a zombie would keep its entry in /proc. */
static int leave_orphan(int argc, char **argv)
{
	char path[64];
	int ends[2];
	pid_t orphan;

	(void)argc;
	(void)argv;
	if (pipe(ends))
		return 2;
	if (fork() == 0) {
		orphan = fork();
		if (orphan == 0)
			_exit(0);
		_exit(write(ends[1], &orphan, sizeof(orphan)) < 0);
	}
	wait(NULL);
	if (read(ends[0], &orphan, sizeof(orphan)) != sizeof(orphan))
		return 2;
	snprintf(path, sizeof(path), "/proc/%d", orphan);
	for (int i = 0; i < 200 && access(path, F_OK) == 0; i++)
		usleep(10000);
	printf("orphan %s\n", access(path, F_OK) ? "reaped" : "remains");
	return 0;
}

/* Where the program finds itself. */
static int show_world(int argc, char **argv)
{
	static const char *const paths[] = { "/dev/null",   "/dev/fd/0",
					     "/dev/stdout", "/dev/ptmx",
					     "/dev/shm",    "/proc/self/exe",
					     "/tmp",	    "/etc/passwd" };

	(void)argc;
	(void)argv;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (access(paths[i], F_OK))
			printf("missing: %s\n", paths[i]);
	printf("console: %s, in the %s\n",
	       isatty(0) && isatty(1) && isatty(2) ? "a terminal" : "none",
	       tcgetpgrp(0) == getpgrp() ? "foreground" : "background");
	return 0;
}

/* Ctrl-C from the console, and a signal from process 1, must arrive. */
static int await_signal(int argc, char **argv)
{
	sigset_t set;
	int number;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	puts("ready");
	fflush(stdout);
	if (argc > 2)
		kill(1, atoi(argv[2]));
	sigwait(&set, &number);
	printf("got signal %d\n", number);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} actions[] = {
	{ "arguments", show_arguments },
	{ "variable", show_variable },
	{ "exit", exit_with },
	{ "signal", end_by_signal },
	{ "flood", flood },
	{ "copy", copy },
	{ "orphan", leave_orphan },
	{ "world", show_world },
	{ "await", await_signal },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (argc > 1 && strcmp(argv[1], actions[i].name) == 0)
			return actions[i].run(argc, argv);
	printf("no such action\n");
	return 2;
}
