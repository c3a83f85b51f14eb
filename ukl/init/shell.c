// SPDX-License-Identifier: GPL-2.0-only
/* A shell in ring 3 on the console, beside the program. */
#include "init.h"
#include "syscalls.h"

#define SHELL "/bin/sh"

static char terminal[64] = "TERM=";
static char *const environment[] = {
	terminal,
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"HOME=/",
	"PS1=\\h:\\w\\$ ",
	NULL,
};

static void exec_shell(char *text)
{
	char *const argv[] = { "sh", NULL };
	char *size = cut(text);

	console_size(size);
	strlcat(terminal, *text ? text : "dumb", sizeof(terminal));
	setpgid(0, 0);
	console_foreground(getpid());
	unblock_signals();
	execve(SHELL, argv, environment);
	complain("cannot start", SHELL, errno);
	exit(127);
}

int start_shell(const struct config *config)
{
	int fd = open(SHELL, O_RDONLY | O_CLOEXEC);
	int pid;

	if (fd < 0) {
		complain("link the image with --with busybox; it has no", SHELL,
			 0);
		return -1;
	}
	close(fd);
	pid = fork();
	if (pid == 0)
		exec_shell(config->shell);
	if (pid > 0)
		setpgid(pid, pid);
	return pid;
}

/* The program must neither read what is typed to the shell nor get its Ctrl-C. */
void give_console_to_shell(void)
{
	int fd = open("/dev/null", O_RDONLY);

	if (fd > 0) {
		dup2(fd, 0);
		close(fd);
	}
}
