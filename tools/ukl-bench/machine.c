// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"
#include "paths.h"
#include "report.h"
#include "spawn.h"
#include "uklnote.h"

/* A tool beside this one, unless the environment names another. */
static void add_tool(struct strv *argv, const char *variable, const char *name)
{
	const char *other = getenv(variable);

	if (other && *other)
		strv_add(argv, other);
	else
		strv_addf(argv, "%s/%s", path_of_exe(), name);
}

bool machine_link(const struct strv *words)
{
	const struct spawn_options opts = { .ends_with_us = 1 };
	struct strv argv = { 0 };

	add_tool(&argv, "UKL_LINK", "ukl-link");
	strv_add_all(&argv, words);
	return spawn(&argv, &opts, NULL, NULL) == 0;
}

char *machine_ask_link(const struct strv *words)
{
	struct spawn_options opts = { .capture_out = 1,
				      .err_to_out = 1,
				      .ends_with_us = 1 };
	struct strv argv = { 0 };
	char *text;

	add_tool(&argv, "UKL_LINK", "ukl-link");
	strv_add_all(&argv, words);
	if (!spawn(&argv, &opts, &text, NULL))
		return text;
	free(text);
	return NULL;
}

json_t *machine_describe(const char *image)
{
	char *text = uklnote_read(image);
	json_error_t reason;
	json_t *note;

	if (!text)
		return NULL;
	note = json_loads(text, 0, &reason);
	if (!note)
		error("%s: its description is damaged: %s", image, reason.text);
	free(text);
	return note;
}

bool machine_program_range(const char *image, uint64_t *start, uint64_t *end)
{
	json_t *note = machine_describe(image), *program;
	size_t i;

	*start = *end = 0;
	json_array_foreach(json_object_get(note, "programs"), i, program)
	{
		const json_t *text = json_object_get(program, "text");
		const char *hex =
			json_string_value(json_object_get(text, "start"));
		uint64_t from = hex ? strtoull(hex, NULL, 0) : 0;
		uint64_t to = from +
			      json_integer_value(json_object_get(text, "size"));

		if (!*start || from < *start)
			*start = from;
		if (to > *end)
			*end = to;
	}
	json_decref(note);
	return *end > *start;
}

static void add_pair(struct strv *argv, const char *option, const char *value)
{
	strv_add(argv, option);
	strv_add(argv, value);
}

static void add_qemu_option(struct strv *argv, const char *name,
			    const char *value)
{
	add_pair(argv, "--qemu-option", name);
	add_pair(argv, "--qemu-option", value);
}

/* Beside the libraries of this tool, as for path_of_libukl(). */
const char *machine_plugin(void)
{
	char *candidates[] = {
		xasprintf("%s/../lib/ukl-count.so", path_of_exe()),
		xasprintf("%s/build/lib/ukl-count.so", path_of_data()),
	};

	for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++) {
		char *found = realpath(candidates[i], NULL);

		if (found)
			return found;
	}
	die("ukl-count.so: not in %s/../lib; type: make plugin", path_of_exe());
}

/* In QEMU's options a comma ends a value, two are one. */
static char *double_commas(const char *text)
{
	char *result = xmalloc(2 * strlen(text) + 1), *to = result;

	for (; *text; text++) {
		*to++ = *text;
		if (*text == ',')
			*to++ = ',';
	}
	*to = '\0';
	return result;
}

static void add_network(struct strv *argv, const struct boot *boot)
{
	if (boot->tap)
		add_pair(argv, "--netdev", xasprintf("tap,fd=%d", boot->tap));
	else if (boot->guest_port)
		add_pair(argv, "--port",
			 xasprintf("%u:%u", boot->host_port, boot->guest_port));
	else
		strv_add(argv, "--no-net");
}

/* Time is instructions. */
static void add_icount(struct strv *argv, const struct boot *boot)
{
	add_qemu_option(argv, "-icount", boot->icount);
	add_qemu_option(argv, "-rtc", "base=2026-01-01,clock=vm");
	/* In that mode the counter counts nanoseconds of the guest's time. */
	add_pair(argv, "--append", "tsc_early_khz=1000000 tsc=reliable");
	/*
	 * Linux would find out the frequency of the local timer by a loop over a tenth of a second
	 * that costs ten under -icount. A single CPU can do with the other timer.
	 */
	if (boot->smp == 1)
		add_pair(argv, "--append", "noapictimer");
}

static void add_boot(struct strv *argv, const struct boot *boot)
{
	add_pair(argv, "--accel", boot->accel ? boot->accel : "tcg");
	add_network(argv, boot);
	add_pair(argv, "--smp", xasprintf("%u", boot->smp));
	add_pair(argv, "--timeout", xasprintf("%u", boot->timeout));
	if (boot->memory)
		add_pair(argv, "--memory", xasprintf("%u", boot->memory));
	if (boot->icount)
		add_icount(argv, boot);
	/*
	 * RDRAND and with it addresses: not the same in two boots, but when measured again. A device
	 * of random numbers would answer when the host has time for it.
	 */
	strv_add(argv, "--no-rng");
	add_qemu_option(argv, "-seed", xasprintf("%u", boot->seed));
	if (boot->counter)
		add_qemu_option(argv, "-plugin",
				xasprintf("%s,fd=%d,app=%#" PRIx64 "-%#" PRIx64
					  ",mark=%#" PRIx64,
					  double_commas(machine_plugin()),
					  boot->counter, boot->app_start,
					  boot->app_end, boot->mark));
	strv_add(argv, boot->image);
	strv_add(argv, "--");
	strv_add_all(argv, &boot->args);
}

/* The last line, without "ukl-run: error: IMAGE: ". */
static char *get_reason(char *messages, const char *image, int status)
{
	char *line, *at;

	messages[strcspn(messages, "\r")] = '\0';
	for (size_t len = strlen(messages); len && messages[len - 1] == '\n';
	     len--)
		messages[len - 1] = '\0';
	line = strrchr(messages, '\n');
	line = line ? line + 1 : messages;
	if (!*line)
		return xasprintf("the program ended with status %d", status);
	if ((at = strstr(line, "error: ")))
		line = at + strlen("error: ");
	if (!strncmp(line, image, strlen(image)) &&
	    !strncmp(line + strlen(image), ": ", 2))
		line += strlen(image) + 2;
	return xstrdup(line);
}

struct child machine_start(const struct boot *boot)
{
	/* Who is killed cannot end it: a guest would serve nobody for ever. */
	struct spawn_options opts = { .capture_out = 1,
				      .capture_err = 1,
				      .ends_with_us = 1 };
	struct strv argv = { 0 };
	struct child child;

	opts.in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (opts.in < 0)
		die("/dev/null: %s", strerror(errno));
	add_tool(&argv, "UKL_RUN", "ukl-run");
	add_boot(&argv, boot);
	child = spawn_start(&argv, &opts);
	close(opts.in);
	return child;
}

bool machine_wait(const struct boot *boot, struct child *child, char **console,
		  char **why)
{
	char *messages;
	int status = spawn_wait(child, console, &messages);

	*why = status ? get_reason(messages, boot->image, status) : NULL;
	free(messages);
	return !status;
}

void machine_share_cpu(bool share)
{
	static cpu_set_t all;
	cpu_set_t one;
	int cpu = sched_getcpu();

	/* Where that is not allowed figures differ more; they are none the less figures. */
	if (!share) {
		sched_setaffinity(0, sizeof(all), &all);
		return;
	}
	if (sched_getaffinity(0, sizeof(all), &all) || cpu < 0)
		return;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}
