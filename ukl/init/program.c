// SPDX-License-Identifier: GPL-2.0-only
/* The program of the image: start it, watch it, clear up after it. */
#include "init.h"
#include "syscalls.h"

#define ALL_SIGNALS (~(kernel_sigset)0)

/* How long other processes get to end by themselves, in milliseconds. */
#define GRACE_MS 500

/*
 * Signals are blocked and fetched with sigwait, never handled: process 1 has
 * nothing to interrupt, and a blocked signal is kept even though process 1 is
 * spared from signals that it has no handler for.
 */
void block_signals(void)
{
	kernel_sigset all = ALL_SIGNALS;

	sys_sigprocmask(SIG_BLOCK, &all);
}

static void exec_program(const struct config *config)
{
	kernel_sigset all = ALL_SIGNALS;

	/* Both sides of the fork do this: whoever comes first is in time. */
	setpgid(0, 0);
	console_foreground(getpid());
	sys_sigprocmask(SIG_UNBLOCK, &all);
	report_leave_to_parent();
	execve(config->start, config->argv.item, config->environ.item);
	complain("cannot start", config->start, errno);
	exit(127);
}

/* Reap whatever has ended. Returns 1 with the status if `child` is in it. */
static int reap(int child, int *result)
{
	int pid, status, found = 0;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == child) {
			*result = status;
			found = 1;
		}
	}
	return found;
}

static void pass_on(int child, int signal)
{
	switch (signal) {
	case SIGINT:
	case SIGTERM:
	case SIGPWR:
		/* Ctrl-Alt-Del, or whoever wants the guest to stop. */
		kill(child, SIGTERM);
		break;
	case SIGHUP:
	case SIGQUIT:
	case SIGUSR1:
	case SIGUSR2:
		kill(child, signal);
		break;
	}
}

void run_program(const struct config *config)
{
	kernel_sigset all = ALL_SIGNALS;
	int child, signal, status;

	child = fork();
	if (child < 0) {
		complain("cannot start", config->start, errno);
		report_status("exit", 127);
		return;
	}
	if (child == 0)
		exec_program(config);
	setpgid(child, child);

	for (;;) {
		signal = sys_sigwait(&all, NULL);
		if (signal > 0 && signal != SIGCHLD)
			pass_on(child, signal);
		if (signal == SIGCHLD && reap(child, &status))
			break;
	}
	if (WIFEXITED(status))
		report_status("exit", WEXITSTATUS(status));
	else
		report_status("signal", WTERMSIG(status));
}

static int has_children(void)
{
	int status;

	while (waitpid(-1, &status, WNOHANG) > 0)
		;
	return errno != ECHILD;
}

void end_the_rest(void)
{
	const struct timespec step = { .tv_nsec = 10 * 1000 * 1000 };
	kernel_sigset child = (kernel_sigset)1 << (SIGCHLD - 1);
	int waited;

	/* -1 is every process but this one; stopped ones must hear it too. */
	if (kill(-1, SIGTERM) < 0)
		return;
	kill(-1, SIGCONT);
	for (waited = 0; waited < GRACE_MS && has_children(); waited += 10)
		sys_sigwait(&child, &step);
	kill(-1, SIGKILL);
}
