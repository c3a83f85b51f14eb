/* SPDX-License-Identifier: GPL-2.0-only */
/* The other tools, used: images are linked, guests booted. */
#ifndef UKL_BENCH_MACHINE_H
#define UKL_BENCH_MACHINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "mem.h"
#include "spawn.h"

struct boot {
	const char *image;
	const char *icount; /* QEMU's option, or NULL: the host's time */
	const char *accel; /* for ukl-run; NULL: emulation */
	struct strv args; /* for the program */
	unsigned int smp;
	unsigned int memory; /* MB; 0: what the image asks for */
	unsigned int seed; /* of the guest's random numbers */
	unsigned int timeout; /* seconds */
	unsigned int guest_port; /* 0: no network */
	unsigned int host_port; /* which is forwarded, unless there is */
	int tap; /* a descriptor of a device, which the guest inherits */
	int counter; /* socket for the plugin, which the guest inherits; 0: none */
	uint64_t app_start, app_end; /* the program's range, for the plugin */
	uint64_t mark; /* where it tells its counters unasked; 0: nowhere */
};

/* The plugin that counts; dies if there is none. */
const char *machine_plugin(void);

/* Run ukl-link with these words behind its name; its messages pass. False if it fails. */
bool machine_link(const struct strv *words);

/* All that ukl-link prints for these words; NULL if it fails. */
char *machine_ask_link(const struct strv *words);

/* The description that @image carries; NULL after a report. */
json_t *machine_describe(const char *image);

/* Where the linked programs are in @image; false: it does not tell, or after a report. */
bool machine_program_range(const char *image, uint64_t *start, uint64_t *end);

/* Start ukl-run, its output and messages captured. */
struct child machine_start(const struct boot *boot);

/*
 * Wait for its end. True if the program ended with status 0. @console is all it wrote; @why is one line
 * that tells why it failed, or NULL. Both belong to the caller.
 */
bool machine_wait(const struct boot *boot, struct child *child, char **console,
		  char **why);

/*
 * From now on this process and whom it starts share one CPU, or no longer. A guest whose client has another
 * CPU finds more or fewer packets at once the busier that is.
 */
void machine_share_cpu(bool share);

#endif
