// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench tcp-echo: guest instructions of a message to an echo server, for each way to link it. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "builtin.h"
#include "clock.h"
#include "echo_client.h"
#include "loads.h"
#include "machine.h"
#include "number.h"
#include "paths.h"
#include "report.h"
#include "spawn.h"
#include "tempdir.h"

enum {
	ECHO_PORT = 7,
	SIZE = 64,
	MESSAGES = 5000,
	QUICK_MESSAGES = 500,
	BATCHES = 5,
	PAUSE_US = 100,
	PATIENCE_S = 5, /* with a server that may not be there yet */
};

/* The last load; those before it are by number of connections. */
static const char new_connection[] = "new connection";

static const char *describe(const char *row);
static char *measure(struct window *window);
static char *rate(const struct server *server, size_t load, double *result);
static server_probe probe;

static struct bench bench = {
	.verb = "tcp-echo",
	.program_name = "tcp-echo",
	.heading = "message",
	.title = "Messages to an echo server in guest instructions",
	.icount = "shift=1",
	.needs = NEEDS_GCC | NEEDS_PLUGIN | NEEDS_QEMU,
	.describe = describe,
	.runs = 3,
	.smp = 1,
	.timeout = 600,
};

static struct loads loads = {
	.bench = &bench,
	.thing = "message",
	.probe = probe,
	.measure = measure,
	.rate = rate,
};

static unsigned int size = SIZE, messages = MESSAGES, pause_us = PAUSE_US;
static bool quick, by_descriptor;
static struct strv connections; /* numbers, as words */

static const struct option_spec option_specs[] = {
	{ .name = "--size",
	  .value = "N",
	  .help = "bytes of a message (default 64)",
	  .number = &size,
	  .min = 1,
	  .max = ECHO_MAX_SIZE },
	{ .name = "--connections",
	  .value = "LIST",
	  .help = "numbers of connections (default 1,50)",
	  .list = &connections },
	{ .name = "--messages",
	  .value = "N",
	  .help = "messages of each load that are counted (default 5000)",
	  .number = &messages,
	  .min = 100,
	  .max = 10000000,
	  .quick = QUICK_MESSAGES },
	{ .name = "--pause",
	  .value = "N",
	  .help = "microseconds before the next message on 1 connection (default 100)",
	  .number = &pause_us,
	  .min = 0,
	  .max = 1000000 },
	{ .name = "--descriptors",
	  .help = "no handles, with shortcuts neither",
	  .flag = &by_descriptor },
	{ .name = "--quick",
	  .help = "one boot, 500 messages, unless --runs or --messages are given:\n"
		  "for a look, not for a report",
	  .flag = &quick },
	{ 0 },
};

/* For a load, 0: a new one for each message. */
static unsigned int get_connections(size_t load)
{
	return load < connections.nr ? strtoul(connections.v[load], NULL, 10) :
				       0;
}

/*
 * Whether the server gets to sleep between two messages makes a difference, and would depend on the
 * speed of this machine. A network takes its time, too.
 */
static bool has_pause(size_t load)
{
	return get_connections(load) == 1 && pause_us;
}

static const char *describe(const char *row)
{
	size_t load;

	if (!loads_find(&loads, row, &load))
		return NULL;
	if (!get_connections(load))
		return xasprintf(
			"a connection is opened, one message of %u bytes goes and comes, it is closed",
			size);
	if (has_pause(load))
		return xasprintf(
			"a message of %u bytes goes and comes; %u us later the next, to a server that sleeps",
			size, pause_us);
	return xasprintf(
		"a message of %u bytes goes and comes, then the next; on %s",
		size, row);
}

static void add_load(const char *word)
{
	unsigned int number;

	if (!parse_number(word, 1, ECHO_MAX_CONNECTIONS, &number)) {
		error("--connections %s: not a number from 1 to %d", word,
		      ECHO_MAX_CONNECTIONS);
		return;
	}
	for (size_t i = 0; i < loads.names.nr; i++)
		if (strtoul(loads.names.v[i], NULL, 10) == number)
			error("--connections: %u is there twice", number);
	strv_addf(&loads.names, "%u connection%s", number,
		  number == 1 ? "" : "s");
}

static void explain(void)
{
	bench.unit =
		xasprintf("guest instructions per message of %u bytes", size);
	bench.explanation = xasprintf(
		"Guest instructions per message of %u bytes that an echo server gets and sends back; per\n"
		"cent of %%s. %u messages are counted while the connections are open, or as many\n"
		"connections with one message each; every byte is compared. %s\n"
		"Median of %%s of %d batches each; the spread is that of the boots' medians, where it is\n"
		"largest. A repeated string instruction counts once for each repetition. On hardware,\n"
		"entry and exit by `syscall`, `swapgs` and `sysret` cost far more than the one\n"
		"instruction that each is here.\n",
		size, messages,
		by_descriptor ?
			"All call by descriptor." :
			"With shortcuts, calls are by\nhandle, else by descriptor.",
		BATCHES);
}

static void parse(int argc, char **argv)
{
	const struct usage usage = {
		.program = "ukl-bench tcp-echo",
		.operands = "",
		.text = "Count the guest instructions of a message to an echo server (apps/tcp-echo, which uses\n"
			"<ukl/tcp.h>): as an ordinary process in ring 3, where those calls are send(2) and\n"
			"recv(2), and linked with the kernel in the ways of ukl-link. All are made of the same\n"
			"object, and run on the same kernel.\n",
		.options = loads_options(&loads, option_specs),
		.quick = &quick,
	};
	struct strv operands = { 0 };

	options_parse(&usage, argc, argv, &operands);
	if (!connections.nr) {
		strv_add(&connections, "1");
		strv_add(&connections, "50");
	}
	for (size_t i = 0; i < connections.nr; i++)
		add_load(connections.v[i]);
	strv_add(&loads.names, new_connection);
	explain();
	loads_start(&loads);
}

static void gcc(struct strv *words, const char *what)
{
	struct strv argv = { 0 };

	strv_add(&argv, "gcc");
	strv_add(&argv, "-O2");
	strv_add(&argv, "-fPIE");
	strv_add_all(&argv, words);
	if (spawn(&argv, NULL, NULL, NULL))
		die("%s: cannot be built; apt-get install gcc libc6-dev", what);
}

/* The objects of which everything is made. */
static struct strv compile(void)
{
	char *pattern = xasprintf("%s/apps/tcp-echo/*.c", path_of_data());
	struct strv objects = { 0 };
	glob_t sources;

	if (glob(pattern, 0, NULL, &sources))
		die("%s: no such file", pattern);
	for (size_t i = 0; i < sources.gl_pathc; i++) {
		const char *source = sources.gl_pathv[i];
		struct strv words = { 0 };

		strv_addf(&words, "-I%s", path_of_include());
		strv_add(&words, "-c");
		strv_add(&words, source);
		strv_add(&words, "-o");
		strv_add(&objects, tempdir_path("%s.o", path_base(source)));
		strv_add(&words, objects.v[i]);
		gcc(&words, source);
	}
	globfree(&sources);
	return objects;
}

static struct echo_client make_client(const struct endpoint *endpoint,
				      unsigned int number)
{
	return (struct echo_client){ .endpoint = *endpoint,
				     .connections = number,
				     .size = size,
				     .timeout = bench.timeout };
}

static enum answer probe(const struct endpoint *endpoint, const void *data)
{
	struct echo_client client = make_client(endpoint, 1);

	(void)data;
	client.timeout = PATIENCE_S;
	if (!echo_use(&client, 1))
		return ANSWER_RIGHT;
	return client.wrong ? ANSWER_WRONG : ANSWER_NONE;
}

/* What is in the way of one batch, on this machine or in the guest, is not in the median. */
static char *
measure_batches(const struct window *window, struct echo_client *client,
		char *(*send)(struct echo_client *client, unsigned int number))
{
	unsigned int number = messages / BATCHES;
	/* The first messages find empty caches. */
	char *why = send(client, number);

	for (int i = 0; !why && i < BATCHES; i++) {
		struct window batch = *window;

		if (!(why = window_look(&batch, -1)) &&
		    !(why = send(client, number)) &&
		    !(why = window_look(&batch, 1)))
			why = window_take(&batch, number);
	}
	return why;
}

static char *measure(struct window *window)
{
	unsigned int number = get_connections(window->load);
	struct echo_client client =
		make_client(&window->server->endpoint, number ? number : 1);
	char *why;

	if (!number)
		return measure_batches(window, &client, echo_anew);
	if (has_pause(window->load))
		client.pause = pause_us;
	if (!(why = echo_open(&client)) &&
	    !(why = measure_batches(window, &client, echo_exchange)))
		why = echo_close(&client);
	echo_end(&client);
	return why;
}

/* Without pauses, which would be counted, too. */
static char *rate(const struct server *server, size_t load, double *result)
{
	unsigned int number = get_connections(load);
	struct echo_client client =
		make_client(&server->endpoint, number ? number : 1);
	char *(*send)(struct echo_client *, unsigned int) =
		number ? echo_exchange : echo_anew;
	char *why = number ? echo_open(&client) : NULL;
	double start;

	if (!why)
		why = send(&client, messages / BATCHES);
	start = clock_seconds();
	if (!why && !(why = send(&client, messages)))
		*result = messages / (clock_seconds() - start);
	if (!why && number)
		why = echo_close(&client);
	echo_end(&client);
	return why;
}

/* A handle without shortcuts is one more descriptor: nobody would do that. */
static bool has_handles(size_t model)
{
	return bench_has_shortcuts(&bench, model) && !by_descriptor;
}

static void boot_server(size_t model, unsigned int run, bool by_wall_clock)
{
	struct boot boot = { .guest_port = ECHO_PORT };

	if (!has_handles(model))
		strv_add(&boot.args, "-d");
	(by_wall_clock ? loads_time : loads_boot)(&loads, &boot, model, run, 0,
						  loads.names.nr);
}

int builtin_tcp_echo(int argc, char **argv)
{
	struct strv words = { 0 }, objects;

	parse(argc, argv);
	progress("building the program");
	objects = compile();
	strv_add(&words, "--name=tcp-echo");
	strv_add_all(&bench.program, &objects);
	if (!loads_link(&loads, &words))
		return bench_finish(&bench, argc, argv);
	for (unsigned int i = 0; i < bench.runs; i++)
		for (size_t j = 0; j < bench.figures.models.nr; j++)
			boot_server(j, i, false);
	for (unsigned int i = 0; i < loads.timing.pairs; i++)
		for (size_t j = 0; j < bench.figures.models.nr; j++)
			boot_server(j, i, true);
	bench.more = json_pack("{s:I, s:I, s:I, s:b}", "messages",
			       (json_int_t)messages, "size", (json_int_t)size,
			       "pause_us", (json_int_t)pause_us, "handles",
			       !by_descriptor);
	return loads_finish(&loads, argc, argv);
}
