// SPDX-License-Identifier: GPL-2.0-only
/* The console: standard input, output and error of the image. */
#include "init.h"
#include "nolibc.h"

/* Linux's own definitions: there is no C library here to have others. */
#include <asm/termbits.h>
#include <asm/termios.h>

void open_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);
	int i;

	if (fd < 0)
		return;
	for (i = 0; i <= 2; i++)
		if (fd != i)
			dup2(fd, i);
	if (fd > 2)
		close(fd);
}

/*
 * This process leads the session, not the program: when a session leader
 * ends, the kernel hangs the terminal up and throws away what the serial port
 * has not sent yet, which would be the program's last words.
 */
void setup_console(const struct config *config)
{
	struct termios settings;

	setsid();
	ioctl(0, TIOCSCTTY, NULL);
	if (ioctl(0, TCGETS, &settings) < 0)
		return;

	/* No "\r" before "\n": what the program writes is what arrives. */
	settings.c_oflag &= ~ONLCR;
	if (!config->echo)
		settings.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	/* Ctrl-Z would stop the program, and nobody is there to continue it. */
	if (!config->shell)
		settings.c_cc[VSUSP] = 0;
	ioctl(0, TCSETS, &settings);
}

void console_size(const char *text)
{
	const char *rows = strchr(text, 'x');
	struct winsize size = { .ws_col = atoi(text),
				.ws_row = rows ? atoi(rows + 1) : 0 };

	if (size.ws_col && size.ws_row)
		ioctl(0, TIOCSWINSZ, &size);
}

void console_foreground(int group)
{
	tcsetpgrp(0, group);
}

void finish_console(void)
{
	int fd;

	/* As tcdrain() does: a "break" of non-zero length only waits. */
	ioctl(1, TCSBRK, (void *)1);

	/*
	 * The kernel announces the restart at its highest priority, which only
	 * a console level of 0 keeps out of the program's output.
	 */
	fd = open("/proc/sys/kernel/printk", O_WRONLY);
	if (fd >= 0) {
		write(fd, "0 4 0 7", 7);
		close(fd);
	}
}
