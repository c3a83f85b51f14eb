// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "child.h"
#include "report.h"
#include "terminal.h"

static void exec_qemu(const struct strv *args, const sigset_t *mask,
		      pid_t parent, const struct guest *guest, int failure)
{
	sigset_t blocked = *mask;
	int reason;

	/*
	 * However this program ends, QEMU does: it serves nobody then. In its
	 * place in the job it also gets the terminal's Ctrl-Z; Ctrl-C and the
	 * like it gets to see but not to hear: it would end at once, and what they
	 * mean, perhaps nothing, is this program's to decide.
	 */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_QEMU_FAILED);
	if (terminal_is_others()) {
		int null = open("/dev/null", O_RDONLY);

		dup2(null, STDIN_FILENO);
	} else if (guest->input_read >= 0) {
		dup2(guest->input_read, STDIN_FILENO);
	}
	dup2(guest->errors_write, STDERR_FILENO);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGHUP);
	sigaddset(&blocked, SIGQUIT);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	execv(args->v[0], args->v);
	reason = errno;
	if (write(failure, &reason, sizeof(reason)) < 0)
		_exit(EXIT_QEMU_MISSING);
	_exit(EXIT_QEMU_FAILED);
}

static void close_end(int fd)
{
	if (fd >= 0)
		close(fd);
}

int child_start(struct guest *guest, const struct strv *args,
		const sigset_t *mask)
{
	pid_t parent = getpid();
	int failure[2], reason = 0;

	if (pipe2(failure, O_CLOEXEC))
		die("pipe: %s", strerror(errno));
	guest->pid = fork();
	if (guest->pid < 0)
		return errno;
	if (guest->pid == 0)
		exec_qemu(args, mask, parent, guest, failure[1]);
	close(failure[1]);
	close(guest->status_write);
	close(guest->console_write);
	close(guest->errors_write);
	close_end(guest->input_read);
	close_end(guest->control_far);
	if (read(failure[0], &reason, sizeof(reason)) != sizeof(reason))
		reason = 0;
	close(failure[0]);
	return reason;
}
