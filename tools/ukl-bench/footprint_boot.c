// SPDX-License-Identifier: GPL-2.0-only
/* What the boots of an image tell: instructions, time, least memory. */
#include <math.h>
#include <stdlib.h>

#include "footprint.h"
#include "image_size.h"
#include "least_memory.h"
#include "machine.h"
#include "report.h"
#include "trial.h"

enum {
	MB = 1 << 20,
	/* A boot with too little memory may hang: how many times what one takes that has enough. */
	PATIENCE = 10,
	MIN_PATIENCE_S = 5,
};

static struct trial make_trial(const struct footprint_guests *how,
			       const struct bench *part, size_t model,
			       unsigned int *memory)
{
	json_t *note = machine_describe(part->images[model]);
	const json_t *health = json_object_get(note, "health");
	struct trial trial = {
		.boot = { .image = part->images[model],
			  .icount = footprint_is_kvm(how) ? NULL : part->icount,
			  .accel = how->accel,
			  .smp = part->smp,
			  .seed = 1,
			  .timeout = part->timeout,
			  .guest_port = json_integer_value(
				  json_object_get(health, "port")) },
	};

	*memory = json_integer_value(json_object_get(note, "memory"));
	json_decref(note);
	return trial;
}

/*
 * The fastest of some boots: whatever else a busy host does makes them slower, or is the end of them,
 * because Linux tries timers against each other.
 */
static char *take_time(const struct trial *trial, double *seconds)
{
	char *why = NULL;

	*seconds = INFINITY;
	for (int i = 0; i < FOOTPRINT_CHANCES; i++) {
		struct readiness readiness;
		char *fault = trial_run(trial, &readiness);

		if (!fault)
			*seconds = fmin(*seconds, readiness.seconds);
		else
			why = fault;
	}
	return *seconds < INFINITY ? NULL : why;
}

/* Several boots. NULL, or why one failed. */
static char *measure_time(struct bench *part, size_t model, struct trial trial)
{
	struct figure *figure = footprint_figure(part, BOOT_MS, model);
	char *why = NULL;
	double seconds;

	trial.boot.icount = NULL;
	for (unsigned int i = 0; !why && i < part->runs; i++) {
		progress("%s, time %u of %u", part->figures.models.v[model],
			 i + 1, part->runs);
		trial.boot.seed = i + 1;
		why = take_time(&trial, &seconds);
		if (!why)
			figure_add(figure, i, seconds * 1000);
	}
	return why;
}

static char *measure_boot(struct bench *part, size_t model, struct trial trial)
{
	struct figure *figure = footprint_figure(part, BOOT, model);
	struct readiness readiness;
	char *why = NULL;

	trial.boot.icount = part->icount;
	trial.boot.accel = NULL;
	for (unsigned int i = 0; !why && i < part->runs; i++) {
		progress("%s, boot %u of %u", part->figures.models.v[model],
			 i + 1, part->runs);
		trial.boot.seed = i + 1;
		why = trial_count(&trial, &readiness);
		if (!why)
			figure_add(figure, i, readiness.instructions);
	}
	return why;
}

static void measure_memory(const struct footprint_guests *how,
			   struct bench *part, size_t model,
			   const struct trial *trial, double duration,
			   unsigned int memory)
{
	struct search search = { .trial = *trial,
				 .tries = part->runs,
				 .enough = memory,
				 .steps = json_array() };
	unsigned int patience = duration * PATIENCE + 1;
	uint64_t bytes, end;
	unsigned int least;

	search.name = part->figures.models.v[model];
	if (patience < MIN_PATIENCE_S)
		patience = MIN_PATIENCE_S;
	if (patience < search.trial.boot.timeout)
		search.trial.boot.timeout = patience;
	/* What does not hold the image is too little. */
	if (image_loaded_size(trial->boot.image, &bytes, &end))
		search.low = (end - 1) / MB;
	least = least_memory(&search);
	figure_add(footprint_figure(part, MEMORY, model), 0, least);
	json_array_append_new(
		how->searches,
		json_pack("{s:s, s:s, s:i, s:o}", "row",
			  part->figures.rows.v[part->figures.rows.nr - 1],
			  "model", search.name, "least", (int)least, "steps",
			  search.steps));
}

/* The first boot tells what is right and how long it takes. */
void footprint_boot(const struct footprint_guests *how, struct bench *part,
		    size_t model)
{
	unsigned int memory;
	struct trial trial = make_trial(how, part, model, &memory);
	struct readiness readiness;
	char *why;

	if (!footprint_has(BOOT) && !footprint_has(BOOT_MS) &&
	    !footprint_has(MEMORY))
		return;
	progress("%s, first boot", part->figures.models.v[model]);
	why = trial_run(&trial, &readiness);
	trial.line = readiness.line;
	if (!why && footprint_has(BOOT))
		why = measure_boot(part, model, trial);
	if (!why && footprint_has(BOOT_MS))
		why = measure_time(part, model, trial);
	for (int i = BOOT; why && i < NR_ROWS; i++)
		if (footprint_has(i))
			figure_fail(footprint_figure(part, i, model), "%s",
				    why);
	if (!why && footprint_has(MEMORY))
		measure_memory(how, part, model, &trial, readiness.duration,
			       memory);
	free(why);
}
