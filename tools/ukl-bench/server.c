// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "report.h"
#include "server.h"

enum {
	PLUGIN_PATIENCE_S = 30,
	HTTP_PATIENCE_S = 5,
	MAX_ANSWER = 1 << 16,
	RETRY_NS = 5000000,
	LISTEN_US = 100000,
	/* To see whether the guest is at rest */
	LOOK_NS = 20000000,
	QUIET = 50000, /* instructions between two looks, at most */
	QUIET_LOOKS = 3,
	MAX_LOOKS = 500,
	LAST_LOOKS = 50,
	IDLE_NS = 400000000,
};

static void set_patience(int fd, int seconds)
{
	struct timeval patience = { .tv_sec = seconds };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

int server_socket(struct sockaddr_in *address, const struct endpoint *endpoint,
		  int seconds)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket: %s", strerror(errno));
	set_patience(fd, seconds);
	*address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(endpoint->port),
	};
	inet_pton(AF_INET, endpoint->host, &address->sin_addr);
	return fd;
}

/* A port that is free now; ukl-run says so if it is not any more. */
static unsigned int find_free_port(void)
{
	const struct endpoint any = { .host = "127.0.0.1" };
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	int fd = server_socket(&address, &any, HTTP_PATIENCE_S);

	if (bind(fd, (struct sockaddr *)&address, size) ||
	    getsockname(fd, (struct sockaddr *)&address, &size))
		die("no free TCP port: %s", strerror(errno));
	close(fd);
	return ntohs(address.sin_port);
}

/* The plugin's end is for the guest. */
static char *attach_plugin(struct server *server, int *plugin)
{
	int pair[2];

	if (!machine_program_range(server->boot.image, &server->boot.app_start,
				   &server->boot.app_end))
		return xstrdup("the image does not tell where its program is");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		die("socketpair: %s", strerror(errno));
	fcntl(pair[1], F_SETFD, 0);
	set_patience(pair[0], PLUGIN_PATIENCE_S);
	server->answer = fdopen(pair[0], "r");
	server->ask = fdopen(dup(pair[0]), "w");
	if (!server->ask || !server->answer)
		die("fdopen: %s", strerror(errno));
	fcntl(fileno(server->ask), F_SETFD, FD_CLOEXEC);
	server->boot.counter = *plugin = pair[1];
	return NULL;
}

char *server_start(struct server *server, const struct boot *boot)
{
	int plugin = 0;
	char *why;

	*server = (struct server){ .boot = *boot, .child.pid = -1 };
	if (boot->icount && (why = attach_plugin(server, &plugin)))
		return why;
	server->boot.tap = network_open_tap();
	if (!server->boot.tap)
		server->boot.host_port = find_free_port();
	server->endpoint = (struct endpoint){
		.host = network_guest(),
		.port = server->boot.tap ? boot->guest_port :
					   server->boot.host_port,
	};
	server->started = clock_seconds();
	server->child = machine_start(&server->boot);
	if (plugin)
		close(plugin);
	if (server->boot.tap)
		close(server->boot.tap);
	return server->child.pid < 0 ? xstrdup("ukl-run could not be started") :
				       NULL;
}

static bool has_ended(const struct server *server)
{
	return spawn_has_ended(&server->child);
}

/* A guest that dies is first seen by who speaks with it. */
static bool ends_soon(const struct server *server)
{
	const struct timespec pause = { .tv_nsec = LOOK_NS };

	for (int looks = 0; looks < LAST_LOOKS && !has_ended(server); looks++)
		nanosleep(&pause, NULL);
	return has_ended(server);
}

char *server_stop(struct server *server, bool failed)
{
	bool started = server->child.pid > 0, ended;
	char *console, *why;

	if (server->ask)
		fclose(server->ask);
	if (server->answer)
		fclose(server->answer);
	if (!started)
		return NULL;
	ended = failed ? ends_soon(server) : has_ended(server);
	kill(server->child.pid, SIGTERM);
	machine_wait(&server->boot, &server->child, &console, &why);
	free(console);
	if (ended)
		return why ? why : xstrdup("the program has ended");
	free(why);
	return NULL;
}

/* All that comes until the other end closes; false: nothing, or too much. */
static bool read_all(int fd, char *bytes, size_t size, size_t *used)
{
	ssize_t got;

	for (*used = 0; *used < size; *used += got) {
		got = read(fd, bytes + *used, size - *used);
		if (got <= 0)
			return got == 0 && *used;
	}
	return false;
}

char *server_ask(const struct endpoint *endpoint, const char *request,
		 size_t *size)
{
	struct sockaddr_in address;
	int fd = server_socket(&address, endpoint, HTTP_PATIENCE_S);
	char *bytes = xcalloc(1, MAX_ANSWER + 1);
	bool ok = !connect(fd, (struct sockaddr *)&address, sizeof(address)) &&
		  send(fd, request, strlen(request), MSG_NOSIGNAL) > 0 &&
		  read_all(fd, bytes, MAX_ANSWER, size);

	close(fd);
	if (ok)
		return bytes;
	free(bytes);
	return NULL;
}

enum answer server_probe_http(const struct endpoint *endpoint, const void *data)
{
	const struct file *body = data;
	size_t used;
	char *bytes = server_ask(endpoint, "GET / HTTP/1.0\r\n\r\n", &used);
	bool right = bytes && used > body->size &&
		     !strncmp(bytes, "HTTP/1.1 200 ", 13) &&
		     !memcmp(bytes + used - body->size, body->data, body->size);

	if (!bytes)
		return ANSWER_NONE;
	free(bytes);
	return right ? ANSWER_RIGHT : ANSWER_WRONG;
}

static char *count_all(struct server *server, double *instructions)
{
	struct counts counts;
	char *why = server_counts(server, &counts);

	if (!why)
		*instructions = (double)counts.program + (double)counts.kernel;
	return why;
}

/*
 * At rest is who does next to nothing in several looks in succession: an idle guest executes some
 * 100,000 instructions a second, a busy one some 100 million.
 */
char *server_settle(struct server *server)
{
	const struct timespec pause = { .tv_nsec = LOOK_NS };
	double before, after;
	char *why = count_all(server, &before);
	int quiet = 0;

	for (int looks = 0; !why && quiet < QUIET_LOOKS; looks++) {
		if (looks == MAX_LOOKS)
			return xstrdup("the guest does not come to rest");
		nanosleep(&pause, NULL);
		why = count_all(server, &after);
		if (why)
			break;
		quiet = after - before < QUIET ? quiet + 1 : 0;
		before = after;
	}
	return why;
}

static char *measure_idle(struct server *server)
{
	const struct timespec pause = { .tv_nsec = IDLE_NS };
	double before, after, start, seconds;
	char *why;

	if ((why = server_settle(server)) || (why = count_all(server, &before)))
		return why;
	start = clock_seconds();
	nanosleep(&pause, NULL);
	why = count_all(server, &after);
	seconds = clock_seconds() - start;
	if (!why)
		server->idle = (after - before) / seconds;
	return why;
}

/*
 * Is anybody there? A segment that comes before the guest's network does is lost, and TCP would repeat
 * it a second later.
 */
static bool listens(const struct endpoint *endpoint)
{
	const struct timeval patience = { .tv_usec = LISTEN_US };
	struct sockaddr_in address;
	int fd = server_socket(&address, endpoint, HTTP_PATIENCE_S);
	bool ok;

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	ok = !connect(fd, (struct sockaddr *)&address, sizeof(address));
	close(fd);
	return ok;
}

/* The first right answer was at @when. */
static char *take_boot(struct server *server, double when)
{
	char *why;

	server->boot_seconds = when - server->started;
	if (!server->ask)
		return NULL;
	why = count_all(server, &server->boot_instructions);
	return why ? why : measure_idle(server);
}

char *server_wait(struct server *server, server_probe *probe, const void *data,
		  unsigned int seconds)
{
	const struct timespec pause = { .tv_nsec = RETRY_NS };
	double end = clock_seconds() + seconds;
	enum answer answer;

	while (!has_ended(server)) {
		answer = listens(&server->endpoint) ?
				 probe(&server->endpoint, data) :
				 ANSWER_NONE;
		switch (answer) {
		case ANSWER_RIGHT:
			return take_boot(server, clock_seconds());
		case ANSWER_WRONG:
			return xstrdup("the answer is not what it must be");
		case ANSWER_NONE:
			break;
		}
		if (clock_seconds() > end)
			return xasprintf("no answer within %u s", seconds);
		nanosleep(&pause, NULL);
	}
	return xstrdup("the guest has ended");
}

static char *ask(struct server *server, const char *question, char *line,
		 int size)
{
	/* Who has ended cannot be asked: that is no reason to end, too. */
	if (send(fileno(server->ask), question, strlen(question),
		 MSG_NOSIGNAL) < 0 ||
	    !fgets(line, size, server->answer))
		return xstrdup("the plugin does not answer");
	return NULL;
}

static char *take_counts(const char *line, struct counts *counts)
{
	uint64_t ring3, app;

	if (sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNu64 "\n", &ring3, &app,
		   &counts->kernel) != 3)
		return xstrdup("the plugin's answer is damaged");
	counts->program = ring3 + app;
	return NULL;
}

char *server_counts(struct server *server, struct counts *counts)
{
	char line[100];
	char *why = ask(server, "counts\n", line, sizeof(line));

	return why ? why : take_counts(line, counts);
}

char *server_mark_counts(struct server *server, struct counts *counts)
{
	char line[100];

	if (!fgets(line, sizeof(line), server->answer))
		return xstrdup("the guest has not come to the mark");
	return take_counts(line, counts);
}

char *server_blocks(struct server *server, server_block_function *take,
		    void *data)
{
	uint64_t address, instructions;
	char line[100];
	char *why = ask(server, "blocks\n", line, sizeof(line));

	while (!why && strcmp(line, "end\n")) {
		if (sscanf(line, "%" SCNx64 " %" SCNu64 "\n", &address,
			   &instructions) != 2)
			return xstrdup("the plugin's answer is damaged");
		take(address, instructions, data);
		if (!fgets(line, sizeof(line), server->answer))
			why = xstrdup("the plugin's answer is cut short");
	}
	return why;
}
