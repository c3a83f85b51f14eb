/* SPDX-License-Identifier: GPL-2.0-only */
/* What verbs share that send something to a guest and count its instructions meanwhile. */
#ifndef UKL_BENCH_LOADS_H
#define UKL_BENCH_LOADS_H

#include "bench.h"
#include "profile.h"
#include "server.h"
#include "timing.h"

struct window;

struct loads {
	struct bench *bench;
	const char *thing; /* what the figures are of, one of them: "request" */
	struct strv names; /* each has three rows: all, and the two parts */
	server_probe *probe; /* is the server there? @answer is for it */
	const void *answer;
	/* Send a load through a window. NULL, or why that failed. */
	char *(*measure)(struct window *window);
	/* Send a load: how many things each second has had. NULL, or why that failed. */
	char *(*rate)(const struct server *server, size_t load, double *rate);
	struct timing timing;
	bool show_functions;
	unsigned int top;
	struct profile *profile; /* NULL: nobody asks for the functions */
	double *things; /* by load and model: what the profile is the sum of */
	double idle; /* of what was counted, at most so much is the idle guest's own; per cent */
};

/* The guest's instructions at several moments, each with a weight: the sum is what a load has cost. */
struct window {
	struct loads *loads;
	struct server *server;
	size_t load, model;
	unsigned int boot;
	double program, kernel, seconds; /* the sums */
};

/* The options of such a verb: @own, those for the functions, those of bench_options(). */
const struct option_spec *loads_options(struct loads *loads,
					const struct option_spec *own);

/* After the options, and when the names of the loads are there; as bench_start(). */
void loads_start(struct loads *loads);

/* Of the rows of a load: all instructions, then each part. */
extern const char *const loads_part_names[NR_PARTS];
struct figure *loads_figure(const struct loads *loads, size_t load,
			    size_t model, size_t row);

/* How many things the profile of a load with a model is the sum of. */
double *loads_things(const struct loads *loads, size_t load, size_t model);

/* Has the model failed with one of @nr loads from @first on? */
bool loads_have_failed(const struct loads *loads, size_t model, size_t first,
		       size_t nr);

/* The load whose row with all instructions this is; false: a part's. */
bool loads_find(const struct loads *loads, const char *row, size_t *load);

/*
 * bench_link(), and what else comes before the first boot: the functions of the images, and the network.
 * False: no image could be linked. Exits after a report.
 */
bool loads_link(struct loads *loads, const struct strv *words);

/*
 * Boot the image of a model, unless it has failed, and measure @nr loads from @first on. What fails is
 * a failure of the model with these loads.
 */
void loads_boot(struct loads *loads, struct boot *boot, size_t model,
		unsigned int number, size_t first, size_t nr);

/* The same by the wall clock: the boot of that number of those, if there are to be so many. */
void loads_time(struct loads *loads, struct boot *boot, size_t model,
		unsigned int number, size_t first, size_t nr);

/* When the guest has come to rest: count. NULL, or why that failed. */
char *window_look(struct window *window, int weight);

/* Send so many things of a load; the time that took, unless @seconds is NULL. NULL, or why that failed. */
typedef char *load_sender(const struct server *server, size_t load,
			  unsigned int things, double *seconds);

/*
 * Two runs whose numbers of things differ by @things, which are those that count: what both have (connections
 * that are kept, the start and the end) is not in the difference. NULL, or what went wrong.
 */
char *window_compare_runs(struct window *window, load_sender *send,
			  unsigned int few, unsigned int things);

/* How many things each second has had of a run that comes after one of @few. NULL, or what went wrong. */
char *loads_time_run(const struct server *server, size_t load,
		     load_sender *send, unsigned int few, unsigned int things,
		     double *rate);

/* Make figures of the sums, which are those of so many @things. NULL, or why there are none. */
char *window_take(struct window *window, unsigned int things);

/* The functions that cost most, for the report and, if they were asked for, for the terminal. */
void loads_add_functions(const struct loads *loads);

/* As bench_finish(), with the functions. */
int loads_finish(struct loads *loads, int argc, char **argv);

#endif
