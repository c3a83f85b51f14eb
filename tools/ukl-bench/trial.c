// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "report.h"
#include "server.h"
#include "symbols.h"
#include "trial.h"

enum { LOOK_NS = 1000000, MAX_TEXT = 1 << 20 };

/*
 * The kernel's function through which every write to a terminal goes: that of the first line. Who serves
 * is still there when it has answered.
 */
static const char first_write[] = "n_tty_write";

/* What ukl-run says of a server that has passed its health check. */
static const char answers[] = " answers at ";

/* What has been captured so far; the caller owns it. */
static char *peek(int fd)
{
	struct stat st;
	size_t size;
	ssize_t got;
	char *text;

	if (fstat(fd, &st))
		die("fstat: %s", strerror(errno));
	size = st.st_size < MAX_TEXT ? st.st_size : MAX_TEXT;
	text = xmalloc(size + 1);
	got = pread(fd, text, size, 0);
	text[got > 0 ? got : 0] = '\0';
	return text;
}

/* A whole line of @text: @wanted, or the first that is not empty if that is NULL. NULL: not there. */
static char *find_line(const char *text, const char *wanted)
{
	const char *end;

	for (; (end = strchr(text, '\n')); text = end + 1) {
		size_t len = end - text;

		while (len && text[len - 1] == '\r')
			len--;
		if (wanted ? strlen(wanted) == len &&
				     !strncmp(text, wanted, len) :
			     len > 0)
			return xstrndup(text, len);
	}
	return NULL;
}

static bool is_ready(const struct trial *trial, const struct child *child,
		     struct readiness *readiness)
{
	bool serves = trial->boot.guest_port;
	char *text = peek(serves ? child->err : child->out);
	bool ready;

	if (serves) {
		ready = strstr(text, answers);
	} else {
		readiness->line = find_line(text, trial->line);
		ready = readiness->line;
	}
	free(text);
	return ready;
}

/* NULL when it is ready; who is not and has ended is told by its end. */
static bool wait_until_ready(const struct trial *trial,
			     const struct child *child,
			     struct readiness *readiness)
{
	const struct timespec pause = { .tv_nsec = LOOK_NS };
	bool ended;

	do {
		/* Before the look: what was written last counts. */
		ended = spawn_has_ended(child);
		if (is_ready(trial, child, readiness))
			return true;
		nanosleep(&pause, NULL);
	} while (!ended);
	return false;
}

/* @server, if not NULL, has the plugin. */
static char *watch(const struct trial *trial, const struct boot *boot,
		   struct server *server, struct readiness *readiness)
{
	struct child child;
	struct counts counts;
	char *console, *end, *why = NULL;
	double start = clock_seconds();
	bool ready;

	*readiness = (struct readiness){ 0 };
	child = machine_start(boot);
	if (boot->counter)
		close(boot->counter);
	if (child.pid < 0)
		return xstrdup("ukl-run could not be started");
	ready = wait_until_ready(trial, &child, readiness);
	readiness->seconds = clock_seconds() - start;
	if (ready && server) {
		why = boot->mark ? server_mark_counts(server, &counts) :
				   server_counts(server, &counts);
		if (!why)
			readiness->instructions =
				(double)counts.program + (double)counts.kernel;
	}
	/* A server has no end of its own. */
	if (ready && boot->guest_port)
		kill(child.pid, SIGTERM);
	machine_wait(boot, &child, &console, &end);
	readiness->duration = clock_seconds() - start;
	free(console);
	if (ready && boot->guest_port)
		return why;
	if (end)
		return end;
	return ready ? why : xstrdup("it has ended without a word");
}

char *trial_run(const struct trial *trial, struct readiness *readiness)
{
	return watch(trial, &trial->boot, NULL, readiness);
}

/* 0: the image does not tell, and the moment is not exact. */
static uint64_t get_mark(const char *image)
{
	struct symbols symbols = { 0 };
	uint64_t address = 0;

	if (symbols_add(&symbols, image))
		address = symbols_address(&symbols, first_write);
	for (size_t i = 0; i < symbols.nr; i++)
		free(symbols.v[i].name);
	free(symbols.v);
	return address;
}

char *trial_count(const struct trial *trial, struct readiness *readiness)
{
	struct boot boot = trial->boot;
	struct server server = { 0 };
	int pair[2];
	char *why;

	if (!machine_program_range(boot.image, &boot.app_start, &boot.app_end))
		return xstrdup("the image does not tell where its program is");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		die("socketpair: %s", strerror(errno));
	fcntl(pair[1], F_SETFD, 0);
	server.answer = fdopen(pair[0], "r");
	server.ask = fdopen(fcntl(pair[0], F_DUPFD_CLOEXEC, 0), "w");
	if (!server.ask || !server.answer)
		die("fdopen: %s", strerror(errno));
	boot.counter = pair[1];
	if (!boot.guest_port)
		boot.mark = get_mark(boot.image);
	why = watch(trial, &boot, &server, readiness);
	fclose(server.ask);
	fclose(server.answer);
	return why;
}
