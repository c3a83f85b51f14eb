// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "loads.h"
#include "report.h"
#include "results.h"

enum { NR_ROWS = 1 + NR_PARTS, DEFAULT_TOP = 10 };

/* More than that would be seen in the figures; per cent. */
static const double max_idle = 1;

const char *const loads_part_names[NR_PARTS] = { "program", "kernel" };

const struct option_spec *loads_options(struct loads *loads,
					const struct option_spec *own)
{
	const struct option_spec functions[] = {
		{ .name = "--wall-clock",
		  .value = "N",
		  .help = xasprintf(
			  "measure %ss per second and the time to boot, too: each\n"
			  "variant in turn, N times",
			  loads->thing),
		  .number = &loads->timing.pairs,
		  .min = 1,
		  .max = 100 },
		{ .name = "--network",
		  .value = "KIND",
		  .help = network_help,
		  .text = &network_choice },
		{ .name = "--profile-symbols",
		  .help = "print the functions with the most instructions",
		  .flag = &loads->show_functions },
		{ .name = "--top",
		  .value = "N",
		  .help = xasprintf(
			  "so many functions of the kernel, and of the program (default %d)",
			  DEFAULT_TOP),
		  .number = &loads->top,
		  .min = 1,
		  .max = 1000 },
		{ 0 },
	};

	loads->top = DEFAULT_TOP;
	return bench_options(loads->bench, options_join(own, functions));
}

void loads_start(struct loads *loads)
{
	struct strv rows = { 0 };

	network_check();
	for (size_t i = 0; i < loads->names.nr; i++) {
		strv_add(&rows, loads->names.v[i]);
		for (int j = 0; j < NR_PARTS; j++)
			strv_addf(&rows, "%s, %s", loads->names.v[i],
				  loads_part_names[j]);
	}
	bench_start(loads->bench, &rows);
	loads->bench->keep_programs = loads->show_functions ||
				      loads->bench->markdown;
	timing_init(&loads->timing, &loads->bench->figures.models,
		    &loads->names);
}

bool loads_find(const struct loads *loads, const char *row, size_t *load)
{
	for (*load = 0; *load < loads->names.nr; ++*load)
		if (!strcmp(loads->names.v[*load], row))
			return true;
	return false;
}

struct figure *loads_figure(const struct loads *loads, size_t load,
			    size_t model, size_t row)
{
	return figures_at(&loads->bench->figures, load * NR_ROWS + row, model);
}

double *loads_things(const struct loads *loads, size_t load, size_t model)
{
	return &loads->things[load * loads->bench->figures.models.nr + model];
}

static void read_functions(struct loads *loads)
{
	struct bench *bench = loads->bench;
	size_t nr = bench->figures.models.nr;

	if (!bench->keep_programs)
		return;
	loads->things = xcalloc(loads->names.nr * nr, sizeof(*loads->things));
	loads->profile = xmalloc(sizeof(*loads->profile));
	profile_init(loads->profile, loads->names.nr, nr);
	for (size_t i = 0; i < nr; i++) {
		if (!bench->images[i])
			continue;
		progress("reading the functions of %s",
			 bench->figures.models.v[i]);
		if (!profile_read(loads->profile, i, bench->images[i],
				  bench_program_file(bench, i)))
			exit(EXIT_FAULT);
	}
}

bool loads_link(struct loads *loads, const struct strv *words)
{
	if (!bench_link(loads->bench, words))
		return false;
	read_functions(loads);
	network_enter();
	return true;
}

char *window_look(struct window *window, int weight)
{
	struct profile *profile = window->loads->profile;
	struct counts counts;
	char *why;

	if ((why = server_settle(window->server)) ||
	    (why = server_counts(window->server, &counts)))
		return why;
	window->program += weight * (double)counts.program;
	window->kernel += weight * (double)counts.kernel;
	window->seconds += weight * clock_seconds();
	return profile ? profile_add(profile, window->load, window->model,
				     window->server, weight) :
			 NULL;
}

char *window_take(struct window *window, unsigned int things)
{
	struct loads *loads = window->loads;
	double sums[NR_ROWS] = { window->program + window->kernel,
				 window->program, window->kernel };
	double idle = window->server->idle * window->seconds / sums[0] * 100;

	/* Nothing is done in no instructions. */
	for (int i = 0; i < NR_ROWS; i++)
		if (sums[i] <= 0)
			return xstrdup("more instructions before than after");
	for (int i = 0; i < NR_ROWS; i++)
		figure_add(loads_figure(loads, window->load, window->model, i),
			   window->boot, sums[i] / things);
	if (idle > loads->idle)
		loads->idle = idle;
	if (loads->things)
		*loads_things(loads, window->load, window->model) += things;
	return NULL;
}

char *window_compare_runs(struct window *window, load_sender *send,
			  unsigned int few, unsigned int things)
{
	const struct server *server = window->server;
	size_t load = window->load;
	char *why;

	/* The first requests find empty caches. */
	if ((why = send(server, load, few, NULL)) ||
	    (why = window_look(window, 1)) ||
	    (why = send(server, load, few, NULL)) ||
	    (why = window_look(window, -2)) ||
	    (why = send(server, load, few + things, NULL)) ||
	    (why = window_look(window, 1)))
		return why;
	return window_take(window, things);
}

char *loads_time_run(const struct server *server, size_t load,
		     load_sender *send, unsigned int few, unsigned int things,
		     double *rate)
{
	double seconds;
	char *why = send(server, load, few, NULL);

	if (!why && !(why = send(server, load, things, &seconds)))
		*rate = things / seconds;
	return why;
}

bool loads_have_failed(const struct loads *loads, size_t model, size_t first,
		       size_t nr)
{
	for (size_t i = first; i < first + nr; i++)
		for (int j = 0; j < NR_ROWS; j++)
			if (loads_figure(loads, i, model, j)->failed)
				return true;
	return false;
}

void loads_boot(struct loads *loads, struct boot *boot, size_t model,
		unsigned int number, size_t first, size_t nr)
{
	struct bench *bench = loads->bench;
	char *why, *ended;
	struct server server;

	if (loads_have_failed(loads, model, first, nr))
		return;
	boot->image = bench->images[model];
	boot->icount = bench->icount;
	boot->smp = bench->smp;
	boot->seed = number + 1;
	boot->timeout = bench->timeout;
	progress("%s, boot %u of %u", bench->figures.models.v[model],
		 number + 1, bench->runs);
	machine_share_cpu(true);
	why = server_start(&server, boot);
	if (!why)
		why = server_wait(&server, loads->probe, loads->answer,
				  bench->timeout);
	if (!why)
		figure_add(figures_at(&loads->timing.boots, BOOT_INSTRUCTIONS,
				      model),
			   number, server.boot_instructions);
	for (size_t i = first; !why && i < first + nr; i++) {
		struct window window = { .loads = loads,
					 .server = &server,
					 .load = i,
					 .model = model,
					 .boot = number };

		progress("%s, boot %u of %u: %s",
			 bench->figures.models.v[model], number + 1,
			 bench->runs, loads->names.v[i]);
		why = loads->measure(&window);
	}
	ended = server_stop(&server, why);
	machine_share_cpu(false);
	/* What ended the guest tells more than who noticed. */
	if (ended)
		why = ended;
	for (size_t i = first; why && i < first + nr; i++)
		for (int j = 0; j < NR_ROWS; j++)
			figure_fail(loads_figure(loads, i, model, j), "%s",
				    why);
	if (why)
		figure_fail(figures_at(&loads->timing.boots, BOOT_INSTRUCTIONS,
				       model),
			    "%s", why);
}

void loads_time(struct loads *loads, struct boot *boot, size_t model,
		unsigned int number, size_t first, size_t nr)
{
	struct bench *bench = loads->bench;
	struct timing *timing = &loads->timing;
	char *why, *ended;
	struct server server;

	if (number >= timing->pairs ||
	    loads_have_failed(loads, model, first, nr))
		return;
	boot->image = bench->images[model];
	boot->smp = bench->smp;
	boot->seed = number + 1;
	boot->timeout = bench->timeout;
	progress("%s by the wall clock, %u of %u",
		 bench->figures.models.v[model], number + 1, timing->pairs);
	why = server_start(&server, boot);
	if (!why)
		why = server_wait(&server, loads->probe, loads->answer,
				  bench->timeout);
	if (!why)
		figure_add(figures_at(&timing->boots, BOOT_MILLISECONDS, model),
			   number, server.boot_seconds * 1000);
	for (size_t i = first; !why && i < first + nr; i++) {
		double rate;

		why = loads->rate(&server, i, &rate);
		if (!why)
			figure_add(figures_at(&timing->rates, i, model), number,
				   rate);
	}
	ended = server_stop(&server, why);
	if (ended)
		why = ended;
	for (size_t i = first; why && i < first + nr; i++)
		figure_fail(figures_at(&timing->rates, i, model), "%s", why);
	if (why)
		figure_fail(figures_at(&timing->boots, BOOT_MILLISECONDS,
				       model),
			    "%s", why);
}

int loads_finish(struct loads *loads, int argc, char **argv)
{
	struct bench *bench = loads->bench;

	if (!figures_have_good(&bench->figures))
		return bench_finish(bench, argc, argv);
	if (!bench->more)
		bench->more = json_object();
	json_object_set_new(bench->more, "idle_percent",
			    results_number(loads->idle));
	json_object_set_new(bench->more, "network",
			    json_string(network_choice));
	timing_put(&loads->timing, bench, loads->thing);
	bench->explanation = xasprintf(
		"%sOf each figure, \"program\" is in the text of the program and its libraries, \"kernel\"\n"
		"elsewhere. Packets go by %s. An idle guest would have executed\n"
		"%.2f %% of what was counted, at most.\n",
		bench->explanation, network_describe(), loads->idle);
	if (loads->idle > max_idle)
		warning("%.1f %% of what was counted may be the idle guest's own; do less else on this machine",
			loads->idle);
	if (loads->profile)
		loads_add_functions(loads);
	return bench_finish(bench, argc, argv);
}
