// SPDX-License-Identifier: GPL-2.0-only
/* The program of the image: start it, watch it, clear up after it. */
#include "init.h"
#include "syscalls.h"

#define ALL_SIGNALS (~(kernel_sigset)0)

/* How long other processes get to end by themselves, in milliseconds. */
#define GRACE_MS 500

/* The same for the program, when the host wants it to stop. */
#define STOP_MS 5000

/* From one look at the time, and at the host's wish, to the next. */
#define STEP_MS 200

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

void unblock_signals(void)
{
	kernel_sigset all = ALL_SIGNALS;

	sys_sigprocmask(SIG_UNBLOCK, &all);
}

static void exec_program(const struct config *config)
{
	/* Both sides of the fork do this: whoever comes first is in time. */
	setpgid(0, 0);
	if (config->shell)
		give_console_to_shell();
	else
		console_foreground(getpid());
	unblock_signals();
	report_leave_to_parent();
	execve(config->start, config->argv.item, config->environ.item);
	complain("cannot start", config->start, errno);
	exit(127);
}

/* 0 is a process that is not, or no longer, there. */
struct run {
	int program;
	int shell;
	int status;
	/* How much longer they may take to end, in milliseconds; or 0. */
	int stop_ms;
};

static int start(const struct config *config, struct run *run)
{
	run->program = fork();
	if (run->program == 0)
		exec_program(config);
	if (run->program < 0) {
		complain("cannot start", config->start, errno);
		return -1;
	}
	setpgid(run->program, run->program);
	if (config->shell)
		run->shell = start_shell(config);
	return run->shell < 0 ? -1 : 0;
}

static void send(int process, int signal)
{
	if (process > 0)
		kill(process, signal);
}

static void ask_to_stop(struct run *run)
{
	send(run->program, SIGTERM);
	send(run->shell, SIGHUP);
	run->stop_ms = STOP_MS;
}

static void end_of_program(const struct config *config, struct run *run)
{
	run->program = 0;
	if (run->shell && !run->stop_ms)
		complain("the shell remains after the end of", config->start,
			 0);
}

/* Leaving the shell is the end of all, and a good one. */
static void end_of_shell(struct run *run)
{
	run->shell = 0;
	if (run->program) {
		run->status = 0;
		ask_to_stop(run);
	}
}

static void reap(const struct config *config, struct run *run)
{
	int by_user = config->shell && run->stop_ms;
	int pid, status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == run->program) {
			if (!by_user)
				run->status = status;
			if (WIFSIGNALED(status))
				report_fault(pid);
			end_of_program(config, run);
		} else if (pid == run->shell) {
			end_of_shell(run);
		}
	}
}

static void pass_on(struct run *run, int signal)
{
	switch (signal) {
	case SIGINT:
	case SIGTERM:
	case SIGPWR:
		/* Ctrl-Alt-Del, or whoever wants the guest to stop. */
		send(run->program, SIGTERM);
		break;
	case SIGHUP:
	case SIGQUIT:
	case SIGUSR1:
	case SIGUSR2:
		send(run->program, signal);
		break;
	}
}

static void look_at_time(struct run *run)
{
	if (!run->stop_ms) {
		if (control_wants_stop())
			ask_to_stop(run);
	} else if ((run->stop_ms -= STEP_MS) <= 0) {
		send(run->program, SIGKILL);
		send(run->shell, SIGKILL);
		run->stop_ms = STOP_MS;
	}
}

void run_program(const struct config *config)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000 * 1000 };
	kernel_sigset all = ALL_SIGNALS;
	struct run run = { 0 };
	int signal;

	if (start(config, &run) < 0) {
		report_status("exit", 127);
		return;
	}
	if (config->control)
		control_open();
	while (run.program || run.shell) {
		int timed = config->control || run.stop_ms;

		signal = sys_sigwait(&all, timed ? &step : NULL);
		if (signal == SIGCHLD)
			reap(config, &run);
		else if (signal > 0)
			pass_on(&run, signal);
		else
			look_at_time(&run);
	}
	if (WIFEXITED(run.status))
		report_status("exit", WEXITSTATUS(run.status));
	else
		report_status("signal", WTERMSIG(run.status));
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
