// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "terminal.h"

static struct termios settings;
static bool have_settings;
static int flags[3];

bool terminal_is_others(void)
{
	return isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) != getpgrp();
}

void terminal_save(void)
{
	have_settings = !terminal_is_others() &&
			tcgetattr(STDIN_FILENO, &settings) == 0;
	for (int fd = 0; fd < 3; fd++)
		flags[fd] = fcntl(fd, F_GETFL);
}

void terminal_restore(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (flags[fd] >= 0)
			fcntl(fd, F_SETFL, flags[fd]);
	/* The shell may have taken it back in the meantime. */
	if (have_settings && !terminal_is_others())
		tcsetattr(STDIN_FILENO, TCSADRAIN, &settings);
}
