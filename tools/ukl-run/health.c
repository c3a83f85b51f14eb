// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "health.h"
#include "mem.h"

enum {
	/* Between a refused attempt and the next one. */
	PAUSE_MS = 50,
	/* For an answer; doubled each time, for slow guests. */
	PATIENCE_MS = 1000,
	PATIENCE_MAX_MS = 8000,
	/* If process 1 is another one, which does not say that it is there. */
	READY_MS = 5000,
};

void health_start(struct health *health, long long now)
{
	/* Of HTTP a status line. A connection alone is no answer: it is QEMU's. */
	if (!health->address)
		health->address = "127.0.0.1";
	if (!health->expected)
		health->expected = "HTTP/1.";
	health->fd = -1;
	health->started = now;
	health->next = health->port ? now + READY_MS : -1;
	health->patience = PATIENCE_MS;
}

void health_ready(struct health *health, long long now)
{
	if (health->ready || health->next < 0)
		return;
	health->ready = true;
	if (health->fd < 0)
		health->next = now;
}

int health_poll(const struct health *health, short *events)
{
	*events = health->sent ? POLLIN : POLLOUT;
	return health->fd;
}

long long health_next(const struct health *health)
{
	return health->next;
}

void health_end(struct health *health)
{
	if (health->fd >= 0)
		close(health->fd);
	health->fd = -1;
}

static void retry(struct health *health, long long when)
{
	health_end(health);
	health->next = when;
}

static void connect_to_port(struct health *health, long long now)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(health->port),
	};

	inet_pton(AF_INET, health->address, &address.sin_addr);
	health->fd =
		socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	health->sent = false;
	health->used = 0;
	health->next = now + health->patience;
	if (health->fd < 0 || (connect(health->fd, (struct sockaddr *)&address,
				       sizeof(address)) &&
			       errno != EINPROGRESS))
		retry(health, now + PAUSE_MS);
}

static bool send_request(struct health *health)
{
	char *request = health->line ?
				xasprintf("%s\r\n", health->line) :
				xasprintf("GET %s HTTP/1.0\r\nHost: %s:%u\r\n"
					  "User-Agent: ukl-run\r\n\r\n",
					  health->path, health->address,
					  health->port);
	ssize_t size = strlen(request);
	bool sent = send(health->fd, request, size, MSG_NOSIGNAL) == size;

	free(request);
	health->sent = sent;
	return sent;
}

static bool has_answer(const struct health *health)
{
	size_t length = strlen(health->expected);

	return health->used >= length &&
	       memcmp(health->answer, health->expected, length) == 0;
}

static void announce(struct health *health, long long now)
{
	fprintf(stderr, "ukl-run: %s answers at %s%s:%u%s after %.1f s\n",
		health->program, health->line ? "" : "http://", health->address,
		health->port, health->line ? "" : health->path,
		(double)(now - health->started) / 1000);
	health_end(health);
	health->next = -1;
}

void health_step(struct health *health, short events, long long now)
{
	ssize_t got;

	if (health->next < 0)
		return;
	if (health->fd < 0) {
		if (now >= health->next)
			connect_to_port(health, now);
		return;
	}
	if (!health->sent && events) {
		if (!send_request(health))
			retry(health, now + PAUSE_MS);
	} else if (events) {
		got = recv(health->fd, health->answer + health->used,
			   sizeof(health->answer) - health->used, 0);
		if (got > 0)
			health->used += got;
		if (has_answer(health))
			announce(health, now);
		else if (got <= 0 || health->used == sizeof(health->answer))
			retry(health, now + PAUSE_MS);
	} else if (now >= health->next) {
		if (health->patience < PATIENCE_MAX_MS)
			health->patience *= 2;
		retry(health, now);
	}
}
