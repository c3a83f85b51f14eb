/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Standard input that is not a terminal: a pipe, a file, /dev/null. QEMU would pass it on at once, to
 * a guest whose console is not open yet. Here it is kept until the program is there, and its end
 * becomes what the end of a terminal's input is, Ctrl-D.
 */
#ifndef UKL_RUN_INPUT_H
#define UKL_RUN_INPUT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

struct input {
	int to; /* socket to QEMU's standard input; -1: none, or all is said */
	bool ready; /* the program can be given it */
	bool ended; /* standard input is at its end */
	bool in_line; /* the last byte was not the end of a line */
	size_t used, sent;
	char bytes[4096];
};

/* Returns QEMU's end, or -1 if it reads standard input by itself. */
int input_open(struct input *input);

/* What to wait for: fills in two descriptors. */
void input_poll(const struct input *input, struct pollfd fds[2]);

/* After the wait. */
void input_step(struct input *input);

#endif
