// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmdline.h"
#include "report.h"
#include "words.h"

enum {
	/* COMMAND_LINE_SIZE of x86 is 2048, the closing NUL included. */
	LINE_MAX_LENGTH = 2047,
	/* QEMU appends " virtio_mmio.device=512@0xfeb02a00:12" by itself. */
	LINE_QEMU_DEVICE = 38,
};

/*
 * Percent-encode all that is not plainly a part of a word: blanks and quotes
 * end words for the kernel, and one that is "--" would end its options.
 */
static char *encode(const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789._-/:,=+@";
	char *encoded = xmalloc(3 * strlen(text) + 1), *to = encoded;

	for (; *text; text++) {
		if (strchr(plain, *text))
			*to++ = *text;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*text);
	}
	*to = '\0';
	return encoded;
}

static bool check_append(const char *text)
{
	struct strv words = { 0 };

	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p < ' ' && *p != '\t') {
			error("--append: has a line break or another control character");
			return false;
		}
	}
	/* After "--" the kernel hands words to init, QEMU's devices too. */
	words_split(text, &words);
	for (size_t i = 0; i < words.nr; i++) {
		if (strcmp(words.v[i], "--") == 0) {
			error("--append: \"--\" would hide the devices from the kernel; arguments of the program go after -- on the command line of ukl-run");
			return false;
		}
	}
	return true;
}

/* For process 1, see ukl/init/volumes.c. */
static void add_mounts(struct strv *words, const struct volumes *volumes)
{
	for (unsigned int i = 0; i < volumes->nr; i++) {
		const struct volume *volume = &volumes->volume[i];
		char *path = encode(volume->mount);

		strv_addf(words, "ukl.mount=%s:%s:%s:%s",
			  volume->is_disk ? "ext4" : "9p",
			  volume->read_only ? "ro" : "rw", volume->name, path);
		free(path);
	}
}

/* The shell's terminal is the one here. */
static void add_shell(struct strv *words)
{
	const char *type = getenv("TERM");
	struct winsize size = { 0 };
	char *text = encode(type && !strchr(type, ':') ? type : "dumb");

	ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
	strv_addf(words, "ukl.shell=%s:%ux%u", text, size.ws_col, size.ws_row);
	free(text);
}

char *cmdline_make(const struct options *options,
		   const struct guest_facts *facts)
{
	struct strv words = { 0 };
	size_t length = 0, limit = LINE_MAX_LENGTH;
	char *line, *network;

	strv_add(&words, "console=ttyS0 quiet loglevel=4 panic=-1 reboot=t");
	/*
	 * Linux counts ticks during some milliseconds to see whether the timer is
	 * wired to the interrupt controller. It is; on a busy host there are none.
	 */
	strv_add(&words, "no_timer_check");
	network = network_words(&options->network, facts->program);
	strv_add(&words, network);
	free(network);
	/* The random numbers' device, the network's, disks and folders. */
	limit -= LINE_QEMU_DEVICE *
		 (1 + !options->network.none + options->volumes.nr);
	/*
	 * The machine "microvm" has no other clock to measure the counter by.
	 * Without it, timers are as coarse as the kernel's tick.
	 */
	if (facts->tsc_khz)
		strv_addf(&words, "tsc_early_khz=%lu tsc=reliable",
			  facts->tsc_khz);
	add_mounts(&words, &options->volumes);
	if (options->shell)
		add_shell(&words);
	if (facts->has_control)
		strv_add(&words, "ukl.control=1");
	/* What a file or a pipe provides is not to appear in the output. */
	if (!isatty(STDIN_FILENO))
		strv_add(&words, "ukl.echo=0");
	for (char **arg = options->arguments; arg && *arg; arg++) {
		char *text = encode(*arg);

		strv_addf(&words, "ukl.arg=%s", text);
		free(text);
	}
	/* Last, so that it wins. */
	for (size_t i = 0; i < options->append.nr; i++) {
		if (!check_append(options->append.v[i]))
			return NULL;
		strv_add(&words, options->append.v[i]);
	}

	for (size_t i = 0; i < words.nr; i++)
		length += strlen(words.v[i]) + 1;
	if (length - 1 > limit) {
		error("kernel command line is %zu bytes long, Linux takes %zu; pass fewer or shorter arguments, or put them in the image (ukl-link --args)",
		      length - 1, limit);
		return NULL;
	}
	line = xmalloc(length);
	*line = '\0';
	for (size_t i = 0; i < words.nr; i++) {
		strcat(line, words.v[i]);
		if (i + 1 < words.nr)
			strcat(line, " ");
	}
	return line;
}
