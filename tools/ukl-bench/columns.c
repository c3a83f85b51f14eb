// SPDX-License-Identifier: GPL-2.0-only
/* Which columns a table has: models on one kernel, or kernels with a model each. */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "report.h"
#include "variant.h"

/* The ways to link, as the options of ukl-link name them. */
static const struct model all_models[] = {
	{ "process", "process", NULL, NULL, false, false },
	{ "kml", "kml", "gate", NULL, false, true },
	{ "trap", "ukl", "trap", NULL, false, false },
	{ "gate", "ukl", "gate", NULL, false, false },
	{ "direct", "ukl", "direct", "off", false, false },
	{ "shortcut", "ukl", "direct", "on", false, false },
	{ "explicit", "ukl", "direct", "on", true, false },
};
enum { NR_MODELS = sizeof(all_models) / sizeof(*all_models) };

/* Of --all. */
static const struct compared {
	const char *profile;
	bool has_fragment; /* the program's is added to it */
	const char *model;
} compared[] = {
	{ "microvm", false, "process" },
	{ "lupine-base", true, "process" },
	{ "lupine-base", true, "kml" },
	{ "lupine-base", true, "gate" },
	{ "lupine-base", true, "direct" },
	{ "lupine-base", true, "shortcut" },
	{ "lupine-tiny", true, "shortcut" },
	{ "general", false, "process" },
	{ "general", false, "shortcut" },
};
enum { NR_COMPARED = sizeof(compared) / sizeof(*compared) };

static struct strv list_compared(const struct bench *bench)
{
	struct strv names = { 0 };

	for (int i = 0; i < NR_COMPARED; i++) {
		const struct compared *one = &compared[i];

		strv_addf(&names, "%s%s%s/%s", one->profile,
			  one->has_fragment ? "+" : "",
			  one->has_fragment ? bench->fragment : "", one->model);
	}
	return names;
}

void bench_show_compared(const struct bench *bench)
{
	struct strv names = list_compared(bench);

	printf("\nVariants of --all:\n");
	for (size_t i = 0; i < names.nr; i++)
		printf("  %s\n", names.v[i]);
}

struct strv bench_choose(const struct strv *known, const struct strv *chosen,
			 const char *kind)
{
	struct strv result = { 0 }, seen = { 0 };

	for (size_t i = 0; i < chosen->nr; i++) {
		if (!strv_has(known, chosen->v[i]))
			error("'%s' is no %s; --help lists them", chosen->v[i],
			      kind);
		else if (strv_has(&seen, chosen->v[i]))
			error("%s %s is there twice", kind, chosen->v[i]);
		strv_add(&seen, chosen->v[i]);
	}
	for (size_t i = 0; i < known->nr; i++)
		if (!chosen->nr || strv_has(chosen, known->v[i]))
			strv_add(&result, known->v[i]);
	return result;
}

static const struct model *find_model(const struct bench *bench,
				      const char *name)
{
	for (int i = 0; i < NR_MODELS; i++)
		if (!strcmp(all_models[i].name, name) &&
		    (!all_models[i].is_explicit || bench->explicit))
			return &all_models[i];
	return NULL;
}

/* The part behind the last slash: a profile may be a file. */
static const char *model_of(const char *variant)
{
	const char *slash = strrchr(variant, '/');

	return slash ? slash + 1 : variant;
}

/* Those of --variants, which are the columns' names. Reports. */
static struct strv take_variants(struct bench *bench)
{
	const char *option = bench->all ? "--all" : "--variants";
	const struct strv *names = &bench->variants;
	struct strv seen = { 0 };

	if (bench->chosen.nr)
		error("--models and %s: give one of them", option);
	if (bench->profile)
		error("--profile and %s, which names profiles: give one of them",
		      option);
	bench->variant = xcalloc(names->nr, sizeof(*bench->variant));
	for (size_t i = 0; i < names->nr; i++) {
		const char *name = names->v[i], *model = model_of(name);

		if (model - name < 2) {
			error("'%s' is no variant; give PROFILE/MODEL", name);
			continue;
		}
		if (strv_has(&seen, name))
			error("--variants: %s is there twice", name);
		strv_add(&seen, name);
		bench->variant[i].model = find_model(bench, model);
		if (!bench->variant[i].model)
			error("'%s' is no model; --help lists them", model);
		bench->variant[i].profile = xstrndup(name, model - name - 1);
	}
	return seen;
}

/* Those of --models, or those of which one kernel is enough, and --profile. Reports. */
static struct strv take_models(struct bench *bench)
{
	struct strv known = { 0 }, usual = { 0 }, models;

	for (int i = 0; i < NR_MODELS; i++) {
		if (!find_model(bench, all_models[i].name))
			continue;
		strv_add(&known, all_models[i].name);
		if (!all_models[i].has_own_kernel)
			strv_add(&usual, all_models[i].name);
	}
	models = bench->chosen.nr ?
			 bench_choose(&known, &bench->chosen, "model") :
			 usual;
	bench->variant = xcalloc(models.nr + 1, sizeof(*bench->variant));
	for (size_t i = 0; i < models.nr; i++) {
		bench->variant[i].model = find_model(bench, models.v[i]);
		bench->variant[i].profile =
			bench->profile ? bench->profile : default_profile;
	}
	return models;
}

static void find_base(struct bench *bench, const struct strv *names)
{
	if (!bench->base_name)
		return;
	for (bench->base = 0; bench->base < names->nr; bench->base++)
		if (!strcmp(names->v[bench->base], bench->base_name))
			return;
	error("--base %s: no such column; there is %s", bench->base_name,
	      strv_join(names, ", "));
}

struct strv columns_take(struct bench *bench)
{
	struct strv names;

	if (bench->all && bench->variants.nr)
		error("--all and --variants: give one of them");
	else if (bench->all)
		bench->variants = list_compared(bench);
	names = bench->variants.nr ? take_variants(bench) : take_models(bench);
	find_base(bench, &names);
	return names;
}
