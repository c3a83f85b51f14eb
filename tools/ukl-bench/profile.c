// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "profile.h"
#include "report.h"

enum { USER_BITS = 47 };

void profile_init(struct profile *profile, size_t nr_loads, size_t nr_models)
{
	*profile = (struct profile){
		.nr_loads = nr_loads,
		.nr_models = nr_models,
		.models = xcalloc(nr_models, sizeof(*profile->models)),
		.counts =
			xcalloc(nr_loads * nr_models, sizeof(*profile->counts)),
	};
}

static double *get_counts(const struct profile *profile, size_t load,
			  size_t model)
{
	return profile->counts[load * profile->nr_models + model];
}

bool profile_read(struct profile *profile, size_t model, const char *image,
		  const char *program)
{
	struct profile_model *its = &profile->models[model];

	if (!symbols_add(&its->symbols, image) ||
	    (program && !symbols_add(&its->symbols, program)))
		return false;
	symbols_sort(&its->symbols);
	for (size_t i = 0; i < profile->nr_loads; i++)
		profile->counts[i * profile->nr_models + model] =
			xcalloc(its->symbols.nr, sizeof(double));
	if (machine_program_range(image, &its->app_start, &its->app_end))
		return true;
	error("%s: does not tell where its program is", image);
	return false;
}

struct addition {
	struct symbols *symbols;
	double *counts, weight;
};

static void add_block(uint64_t address, uint64_t instructions, void *data)
{
	struct addition *to = data;
	struct symbol *symbol = symbols_find(to->symbols, address);

	if (symbol)
		to->counts[symbol - to->symbols->v] +=
			to->weight * (double)instructions;
}

char *profile_add(struct profile *profile, size_t load, size_t model,
		  struct server *server, double weight)
{
	struct addition to = {
		.symbols = &profile->models[model].symbols,
		.counts = get_counts(profile, load, model),
		.weight = weight,
	};

	return server_blocks(server, add_block, &to);
}

/* As the plugin divides them. */
static enum part get_part(const struct profile_model *model, uint64_t address)
{
	return !(address >> USER_BITS) || (address >= model->app_start &&
					   address < model->app_end) ?
		       PART_PROGRAM :
		       PART_KERNEL;
}

static int compare_names(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int compare_instructions(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	if (x->instructions != y->instructions)
		return x->instructions < y->instructions ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Those of a part that have been executed. Static functions that share a name are one. */
static struct function *collect(const struct profile *profile, size_t load,
				size_t model, enum part part, size_t *nr)
{
	const struct profile_model *its = &profile->models[model];
	const double *counts = get_counts(profile, load, model);
	struct function *all = xmalloc((its->symbols.nr + 1) * sizeof(*all));
	size_t used = 0, to = 0;

	for (size_t i = 0; i < its->symbols.nr; i++)
		if (counts[i] &&
		    get_part(its, its->symbols.v[i].address) == part)
			all[used++] = (struct function){
				.name = its->symbols.v[i].name,
				.instructions = counts[i],
			};
	qsort(all, used, sizeof(*all), compare_names);
	for (size_t i = 0; i < used; i++) {
		if (to && !strcmp(all[to - 1].name, all[i].name))
			all[to - 1].instructions += all[i].instructions;
		else
			all[to++] = all[i];
	}
	*nr = to;
	return all;
}

size_t profile_top(const struct profile *profile, size_t load, size_t model,
		   enum part part, struct function *top, size_t max)
{
	size_t nr;
	struct function *all = collect(profile, load, model, part, &nr);

	qsort(all, nr, sizeof(*all), compare_instructions);
	if (nr > max)
		nr = max;
	/* What happens now and then, and not because of the load, can be below zero. */
	while (nr && all[nr - 1].instructions <= 0)
		nr--;
	memcpy(top, all, nr * sizeof(*top));
	free(all);
	return nr;
}

double profile_get(const struct profile *profile, size_t load, size_t model,
		   enum part part, const char *name)
{
	const struct profile_model *its = &profile->models[model];
	const double *counts = get_counts(profile, load, model);
	double sum = 0;

	for (size_t i = 0; i < its->symbols.nr; i++)
		if (counts[i] && !strcmp(its->symbols.v[i].name, name) &&
		    get_part(its, its->symbols.v[i].address) == part)
			sum += counts[i];
	return sum;
}
