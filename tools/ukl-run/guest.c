// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backlog.h"
#include "child.h"
#include "clock.h"
#include "fault.h"
#include "guest.h"
#include "report.h"
#include "terminal.h"

enum {
	/* From asking QEMU to end to ending it. */
	GRACE_MS = 2000,
	/* From asking the guest to end to ending QEMU; process 1 gives its program 5 s of it. */
	PATIENCE_MS = 20000,
	/* From the program's status to the end of the guest: init clears up. */
	SHUTDOWN_MS = 10000,
	/* From one look at QEMU's sockets to the next, while it starts up. */
	BACKLOG_RETRY_MS = 20,
	BACKLOG_PATIENCE_MS = 5000,
};

enum {
	POLL_SIGNALS,
	POLL_STATUS,
	POLL_CONSOLE,
	POLL_ERRORS,
	POLL_HEALTH,
	POLL_OUTPUT,
	POLL_INPUT, /* two of them */
	POLL_NR = POLL_INPUT + 2,
};

static void open_pipe(int *read_end, int *write_end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		die("pipe: %s", strerror(errno));
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	*read_end = ends[0];
	*write_end = ends[1];
}

void guest_open(struct guest *guest)
{
	open_pipe(&guest->status_read, &guest->status_write);
	open_pipe(&guest->console_read, &guest->console_write);
	open_pipe(&guest->errors_read, &guest->errors_write);
	/* QEMU inherits these and is told their numbers. */
	fcntl(guest->status_write, F_SETFD, 0);
	fcntl(guest->console_write, F_SETFD, 0);
	guest->input_read = input_open(&guest->input);
	guest->control_near = guest->control_far = -1;
}

void guest_open_control(struct guest *guest)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		die("socketpair: %s", strerror(errno));
	guest->control_near = ends[0];
	guest->control_far = ends[1];
	fcntl(guest->control_far, F_SETFD, 0);
}

/*
 * Fetch signals from a descriptor. One that is ignored (nohup, a background job
 * of a script) stays so: a blocked one would be delivered in spite of that.
 */
static int open_signals(sigset_t *before)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
				       SIGCHLD };
	struct sigaction action;
	sigset_t set;
	int fd;

	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!sigaction(numbers[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaddset(&set, numbers[i]);
	sigprocmask(SIG_BLOCK, &set, before);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		die("signalfd: %s", strerror(errno));
	return fd;
}

/* Can the guest be asked, and is there somebody to hear it? */
static bool ask_guest(struct guest *guest)
{
	return guest->control_near >= 0 && guest->watch.started &&
	       send(guest->control_near, "s", 1, MSG_NOSIGNAL) == 1;
}

/*
 * The first cause decides the exit status. A guest with something to unmount is asked to end by
 * itself; QEMU is asked if there is nothing to lose, or whoever asks again cannot wait.
 */
static void stop(struct guest *guest, int status)
{
	long long now = clock_ms();

	if (!guest->stopped_by && ask_guest(guest)) {
		guest->asked = true;
		guest->kill_at = now + PATIENCE_MS;
	} else if (!guest->stopped_by || guest->asked) {
		guest->asked = false;
		guest->kill_at = now + GRACE_MS;
		kill(guest->pid, SIGTERM);
	}
	if (!guest->stopped_by)
		guest->stopped_by = status;
}

/* Patience is at an end. */
static void cut_power(struct guest *guest)
{
	if (guest->asked)
		error("%s: the guest does not end within %d s; it is ended without unmounting its disks",
		      guest->image, PATIENCE_MS / 1000);
	guest->kill_at = -1;
	kill(guest->pid, SIGKILL);
}

static void take_signals(struct guest *guest)
{
	struct signalfd_siginfo info;
	bool child = false;

	/* Lowest number first, so Ctrl-C counts before the end it causes. */
	while (read(guest->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			child = true;
		else
			stop(guest, 128 + (int)info.ssi_signo);
	}
	if (child &&
	    waitpid(guest->pid, &guest->qemu_status, WNOHANG) == guest->pid)
		guest->ended = true;
}

typedef void take_function(struct watch *watch, const char *bytes, size_t size);

/* One piece at a time: a guest that floods must not starve the rest. */
static void take_bytes(struct watch *watch, struct pollfd *poller,
		       take_function *take)
{
	char bytes[4096];
	ssize_t got;

	if (!poller->revents)
		return;
	got = read(poller->fd, bytes, sizeof(bytes));
	if (got > 0)
		take(watch, bytes, got);
	else if (got == 0)
		poller->fd = -1;
}

static void drain(struct watch *watch, int fd, take_function *take)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		take(watch, bytes, got);
}

static long long earlier(long long a, long long b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

/* A pipe or socket whose reader is gone ends other programs, so this one too. */
static bool output_can_break(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 &&
	       (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

static void watch_until_end(struct guest *guest)
{
	long long now = clock_ms();
	long long limit = guest->timeout_ms ? now + guest->timeout_ms : -1;
	long long backlog_end = now + BACKLOG_PATIENCE_MS;
	long long backlog_at = guest->listeners ? now : -1;
	struct pollfd fds[POLL_NR] = {
		[POLL_SIGNALS] = { .fd = guest->signals, .events = POLLIN },
		[POLL_STATUS] = { .fd = guest->status_read, .events = POLLIN },
		[POLL_CONSOLE] = { .fd = guest->console_read,
				   .events = POLLIN },
		[POLL_ERRORS] = { .fd = guest->errors_read, .events = POLLIN },
		[POLL_OUTPUT] = { .fd = output_can_break() ? STDOUT_FILENO :
							     -1 },
	};

	health_start(&guest->health, now);
	while (!guest->ended) {
		long long next = earlier(earlier(limit, guest->kill_at),
					 earlier(health_next(&guest->health),
						 backlog_at));
		struct pollfd *health = &fds[POLL_HEALTH];

		health->fd = health_poll(&guest->health, &health->events);
		health->revents = 0;
		input_poll(&guest->input, &fds[POLL_INPUT]);
		now = clock_ms();
		if (poll(fds, POLL_NR,
			 next < 0   ? -1 :
			 next > now ? (int)(next - now) :
				      0) < 0)
			continue;
		now = clock_ms();
		take_signals(guest);
		take_bytes(&guest->watch, &fds[POLL_STATUS], watch_status);
		take_bytes(&guest->watch, &fds[POLL_CONSOLE], watch_console);
		take_bytes(&guest->watch, &fds[POLL_ERRORS], watch_errors);
		if (guest->watch.started) {
			health_ready(&guest->health, now);
			guest->input.ready = true;
		}
		input_step(&guest->input);
		health_step(&guest->health, health->revents, now);
		if (guest->ended)
			break;

		if (backlog_at >= 0 && now >= backlog_at) {
			backlog_at = now + BACKLOG_RETRY_MS;
			if (backlog_raise(guest->pid) >= guest->listeners ||
			    now >= backlog_end)
				backlog_at = -1;
		}
		if (fds[POLL_OUTPUT].revents & POLLERR) {
			fds[POLL_OUTPUT].fd = -1;
			stop(guest, 128 + SIGPIPE);
		}
		/* Writing back to a disk takes as long as it takes. */
		if (guest->watch.outcome != OUTCOME_NONE &&
		    guest->kill_at < 0 && guest->control_near < 0)
			guest->kill_at = now + SHUTDOWN_MS;
		if (limit >= 0 && now >= limit) {
			limit = -1;
			stop(guest, EXIT_TIMEOUT);
		}
		if (guest->kill_at >= 0 && now >= guest->kill_at)
			cut_power(guest);
	}
	health_end(&guest->health);
	drain(&guest->watch, guest->status_read, watch_status);
	drain(&guest->watch, guest->console_read, watch_console);
	drain(&guest->watch, guest->errors_read, watch_errors);
}

static int explain_death(const struct guest *guest)
{
	const struct watch *watch = &guest->watch;

	if (WIFSIGNALED(guest->qemu_status)) {
		error("%s: QEMU was ended by signal %d (%s)", guest->image,
		      WTERMSIG(guest->qemu_status),
		      strsignal(WTERMSIG(guest->qemu_status)));
		return EXIT_GUEST_DIED;
	}
	if (WEXITSTATUS(guest->qemu_status)) {
		error("%s: QEMU failed with status %d; see its message above, and its command with --dry-run",
		      guest->image, WEXITSTATUS(guest->qemu_status));
		return EXIT_QEMU_FAILED;
	}
	error("%s: the guest died before %s ended; %s: %s", guest->image,
	      guest->program, watch->is_panic ? "cause" : "its last line",
	      *watch->last ? watch->last : "(none; try --append 'loglevel=7')");
	return EXIT_GUEST_DIED;
}

/* A signal comes from somebody who knows; a time limit may be long forgotten. */
static int explain_stop(const struct guest *guest)
{
	if (guest->stopped_by == EXIT_TIMEOUT)
		error("%s: stopped after %g s (--timeout)", guest->image,
		      guest->timeout_ms / 1000.0);
	return guest->stopped_by;
}

/* What has been found out, as an exit status with a line for the user. */
static int conclude(const struct guest *guest)
{
	const struct watch *watch = &guest->watch;

	/* The end of a program that was told to is no news. */
	if (guest->asked)
		return explain_stop(guest);
	/* A status that came first is the truth, even if Ctrl-C came after. */
	if (watch->outcome == OUTCOME_EXIT)
		return watch->number;
	if (watch->outcome == OUTCOME_SIGNAL) {
		error("%s: %s was ended by signal %d (%s)%s", guest->image,
		      guest->program, watch->number, strsignal(watch->number),
		      fault_text(guest->image, watch->fault));
		return 128 + watch->number;
	}
	if (guest->stopped_by)
		return explain_stop(guest);
	if (guest->has_shell && !watch->is_panic &&
	    !WIFSIGNALED(guest->qemu_status) &&
	    !WEXITSTATUS(guest->qemu_status))
		return 128 + SIGINT; /* Ctrl-A X */
	return explain_death(guest);
}

int guest_run(struct guest *guest, const struct strv *args)
{
	sigset_t before;
	int reason;

	guest->kill_at = -1;
	guest->signals = open_signals(&before);
	terminal_save();
	reason = child_start(guest, args, &before);
	if (reason) {
		error("%s: %s", args->v[0], strerror(reason));
		if (guest->pid > 0)
			waitpid(guest->pid, NULL, 0);
		return reason == ENOENT ? EXIT_QEMU_MISSING : EXIT_QEMU_FAILED;
	}
	watch_until_end(guest);
	terminal_restore();
	return conclude(guest);
}
