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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "report.h"
#include "server.h"

enum { PLUGIN_PATIENCE_S = 30, HTTP_PATIENCE_S = 5, RETRY_NS = 50000000 };

static int loopback_socket(struct sockaddr_in *address, unsigned int port)
{
	*address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* A port that is free now; ukl-run says so if it is not any more. */
static unsigned int find_free_port(void)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	int fd = loopback_socket(&address, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) ||
	    getsockname(fd, (struct sockaddr *)&address, &size))
		die("no free TCP port: %s", strerror(errno));
	close(fd);
	return ntohs(address.sin_port);
}

static void set_patience(int fd, int seconds)
{
	struct timeval patience = { .tv_sec = seconds };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

/* Addresses of the linked programs, from the description of the image. */
static bool find_range(struct boot *boot)
{
	json_t *note = machine_describe(boot->image), *program;
	size_t i;

	json_array_foreach(json_object_get(note, "programs"), i, program)
	{
		const json_t *text = json_object_get(program, "text");
		const char *start =
			json_string_value(json_object_get(text, "start"));
		uint64_t from = start ? strtoull(start, NULL, 0) : 0;
		uint64_t to = from +
			      json_integer_value(json_object_get(text, "size"));

		if (!boot->app_start || from < boot->app_start)
			boot->app_start = from;
		if (to > boot->app_end)
			boot->app_end = to;
	}
	json_decref(note);
	return boot->app_end > boot->app_start;
}

char *server_start(struct server *server, const struct boot *boot)
{
	int pair[2];

	*server = (struct server){ .boot = *boot, .child.pid = -1 };
	if (!find_range(&server->boot))
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
	server->boot.counter = pair[1];
	server->boot.host_port = find_free_port();
	server->child = machine_start(&server->boot);
	close(pair[1]);
	return server->child.pid < 0 ? xstrdup("ukl-run could not be started") :
				       NULL;
}

static bool has_ended(const struct server *server)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, server->child.pid, &info,
		      WEXITED | WNOHANG | WNOWAIT) ||
	       info.si_pid;
}

char *server_stop(struct server *server)
{
	bool started = server->child.pid > 0, ended;
	char *console, *why;

	if (server->ask)
		fclose(server->ask);
	if (server->answer)
		fclose(server->answer);
	if (!started)
		return NULL;
	ended = has_ended(server);
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

enum answer { NONE, RIGHT, WRONG };

static enum answer get(unsigned int port, const struct file *body)
{
	static const char request[] = "GET / HTTP/1.0\r\n\r\n";
	static char bytes[1 << 16];
	struct sockaddr_in address;
	int fd = loopback_socket(&address, port);
	enum answer answer = NONE;
	size_t used;

	if (fd < 0)
		die("socket: %s", strerror(errno));
	set_patience(fd, HTTP_PATIENCE_S);
	if (!connect(fd, (struct sockaddr *)&address, sizeof(address)) &&
	    send(fd, request, strlen(request), MSG_NOSIGNAL) > 0 &&
	    read_all(fd, bytes, sizeof(bytes), &used))
		answer = used > body->size &&
					 !strncmp(bytes, "HTTP/1.1 200 ", 13) &&
					 !memcmp(bytes + used - body->size,
						 body->data, body->size) ?
				 RIGHT :
				 WRONG;
	close(fd);
	return answer;
}

char *server_wait(struct server *server, const struct file *body,
		  unsigned int seconds)
{
	const struct timespec pause = { .tv_nsec = RETRY_NS };
	time_t end = time(NULL) + seconds;

	while (!has_ended(server)) {
		switch (get(server->boot.host_port, body)) {
		case RIGHT:
			return NULL;
		case WRONG:
			return xstrdup("the page is not what it must be");
		case NONE:
			break;
		}
		if (time(NULL) > end)
			return xasprintf("no answer within %u s", seconds);
		nanosleep(&pause, NULL);
	}
	return xstrdup("the guest has ended");
}

static char *ask(struct server *server, const char *question, char *line,
		 int size)
{
	if (fputs(question, server->ask) < 0 || fflush(server->ask) ||
	    !fgets(line, size, server->answer))
		return xstrdup("the plugin does not answer");
	return NULL;
}

char *server_counts(struct server *server, struct counts *counts)
{
	uint64_t ring3, app;
	char line[100];
	char *why = ask(server, "counts\n", line, sizeof(line));

	if (why)
		return why;
	if (sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNu64 "\n", &ring3, &app,
		   &counts->kernel) != 3)
		return xstrdup("the plugin's answer is damaged");
	counts->program = ring3 + app;
	return NULL;
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
