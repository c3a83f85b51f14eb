// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "input.h"

#define CTRL_D '\004'

int input_open(struct input *input)
{
	int ends[2];

	input->to = -1;
	if (isatty(STDIN_FILENO) || fcntl(STDIN_FILENO, F_GETFD) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -1;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	input->to = ends[0];
	return ends[1];
}

static bool has_bytes(const struct input *input)
{
	return input->sent < input->used;
}

void input_poll(const struct input *input, struct pollfd fds[2])
{
	bool open = input->to >= 0 && input->ready;

	fds[0] = (struct pollfd){ .fd = -1, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = -1, .events = POLLOUT };
	if (open && has_bytes(input))
		fds[1].fd = input->to;
	else if (open && !input->ended)
		fds[0].fd = STDIN_FILENO;
}

/* In the middle of a line, a first Ctrl-D only hands over what there is of it. */
static void add_end(struct input *input)
{
	input->ended = true;
	input->sent = 0;
	input->used = input->in_line ? 2 : 1;
	memset(input->bytes, CTRL_D, input->used);
}

static void read_more(struct input *input)
{
	struct pollfd poller = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t got;

	/* It is not ours to make non-blocking. */
	if (poll(&poller, 1, 0) <= 0)
		return;
	got = read(STDIN_FILENO, input->bytes, sizeof(input->bytes));
	if (got > 0) {
		input->sent = 0;
		input->used = got;
		input->in_line = input->bytes[got - 1] != '\n';
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		add_end(input);
	}
}

void input_step(struct input *input)
{
	ssize_t sent;

	if (input->to < 0 || !input->ready)
		return;
	if (!has_bytes(input) && !input->ended)
		read_more(input);
	if (has_bytes(input)) {
		sent = send(input->to, input->bytes + input->sent,
			    input->used - input->sent, MSG_NOSIGNAL);
		if (sent > 0)
			input->sent += sent;
		else if (errno != EAGAIN && errno != EINTR)
			input->to = -1;
	}
}
