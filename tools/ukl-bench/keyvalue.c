// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "keyvalue.h"
#include "report.h"

enum {
	MAX_CONNECTIONS = 1000,
	MAX_SIZE = 1 << 16,
	/* Of the shorter of two runs each connection has so many requests. */
	SHORT_RUN = 10,
	QUICK_REQUESTS = 500,
};

static const char *describe(const char *row);
static char *measure(struct window *window);
static char *rate(const struct server *server, size_t load, double *result);
static server_probe probe;

static struct bench bench = {
	.heading = "request",
	.unit = "guest instructions per request",
	.icount = "shift=1",
	.needs = NEEDS_PLUGIN | NEEDS_QEMU,
	.describe = describe,
	.runs = 3,
	.smp = 1,
	.timeout = 600,
};

static struct loads loads = {
	.bench = &bench,
	.thing = "request",
	.probe = probe,
	.measure = measure,
	.rate = rate,
};

static struct keyvalue *kv;
static bool quick;

/* Values are written before they are read. */
bool keyvalue_is_set(size_t load)
{
	return load == 0;
}

static const char *describe(const char *row)
{
	size_t load;

	if (!loads_find(&loads, row, &load))
		return NULL;
	return xasprintf(
		"a value of %u bytes is %s, on %u connections that are kept",
		kv->size, keyvalue_is_set(load) ? "written" : "read",
		kv->connections);
}

static void explain(void)
{
	bench.explanation = xasprintf(
		"Guest instructions per request; per cent of %%s. %s\n"
		"Two runs are counted, one %u requests longer than the other: the figure is their\n"
		"difference, divided by %u, so boot and connections are in neither. Median of %%s; the\n"
		"spread is that of the boots, where it is largest. A repeated string instruction counts\n"
		"once for each repetition. On hardware, entry and exit by `syscall`, `swapgs` and\n"
		"`sysret` cost far more than the one instruction that each is here.\n",
		kv->how, kv->requests, kv->requests);
}

static void show_compared(void)
{
	bench_show_compared(&bench);
}

static void parse(int argc, char **argv)
{
	const struct option_spec own[] = {
		{ .name = "--requests",
		  .value = "N",
		  .help = xasprintf(
			  "requests of each load that are counted (default %u)",
			  kv->requests),
		  .number = &kv->requests,
		  .min = 100,
		  .max = 10000000,
		  .quick = QUICK_REQUESTS },
		{ .name = "--concurrency",
		  .value = "N",
		  .help = xasprintf("connections at a time (default %u)",
				    kv->connections),
		  .number = &kv->connections,
		  .min = 1,
		  .max = MAX_CONNECTIONS },
		{ .name = "--size",
		  .value = "N",
		  .help = xasprintf("bytes of a value (default %u)", kv->size),
		  .number = &kv->size,
		  .min = 1,
		  .max = MAX_SIZE },
		{ .name = "--quick",
		  .help = "one boot, 500 requests, unless --runs or --requests are given:\n"
			  "for a look, not for a report",
		  .flag = &quick },
		{ 0 },
	};
	const struct usage usage = {
		.program = xasprintf("ukl-bench %s", kv->name),
		.operands = "",
		.text = kv->help,
		.options = loads_options(&loads, own),
		.quick = &quick,
		.more = show_compared,
	};
	struct strv operands = { 0 };

	options_parse(&usage, argc, argv, &operands);
	loads_start(&loads);
}

static enum answer probe(const struct endpoint *endpoint, const void *data)
{
	size_t size, length = strlen(kv->answer);
	char *answer = server_ask(endpoint, kv->question, &size);
	bool right = answer && size >= length &&
		     !memcmp(answer, kv->answer, length);

	(void)data;
	if (!answer)
		return ANSWER_NONE;
	free(answer);
	return right ? ANSWER_RIGHT : ANSWER_WRONG;
}

static char *measure(struct window *window)
{
	return window_compare_runs(window, kv->send,
				   SHORT_RUN * kv->connections, kv->requests);
}

static char *rate(const struct server *server, size_t load, double *result)
{
	return loads_time_run(server, load, kv->send,
			      SHORT_RUN * kv->connections, kv->requests,
			      result);
}

static void boot_all(unsigned int times, bool by_wall_clock)
{
	for (unsigned int i = 0; i < times; i++) {
		for (size_t j = 0; j < bench.figures.models.nr; j++) {
			struct boot boot = { .guest_port = kv->port,
					     .args = kv->args };

			(by_wall_clock ? loads_time : loads_boot)(
				&loads, &boot, j, i, 0, loads.names.nr);
		}
	}
}

int keyvalue_run(struct keyvalue *server, int argc, char **argv)
{
	struct strv none = { 0 };

	kv = server;
	bench.verb = bench.program_name = bench.fragment = kv->name;
	bench.title = kv->title;
	bench.needs |= kv->needs;
	strv_add(&loads.names, kv->set);
	strv_add(&loads.names, kv->get);
	parse(argc, argv);
	explain();
	strv_add(&bench.program, kv->name);
	if (!loads_link(&loads, &none))
		return bench_finish(&bench, argc, argv);
	boot_all(bench.runs, false);
	boot_all(loads.timing.pairs, true);
	bench.more = json_pack("{s:I, s:I, s:I}", "requests",
			       (json_int_t)kv->requests, "connections",
			       (json_int_t)kv->connections, "size",
			       (json_int_t)kv->size);
	return loads_finish(&loads, argc, argv);
}
