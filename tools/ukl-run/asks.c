// SPDX-License-Identifier: GPL-2.0-only
#include <netinet/in.h>
#include <stdio.h>
#include <unistd.h>

#include "asks.h"
#include "report.h"

/* What every image gets, even of a host with fewer processors: nginx has a worker for each of two. */
enum { SMP_FREE = 8 };

static void check_ports(const struct image *image)
{
	for (unsigned int i = 0; i < image->ports.nr; i++) {
		const struct port *port = &image->ports.port[i];

		/* 0: any that is free, and those are higher */
		if (port->host && port->host < IPPORT_RESERVED)
			error("%s: asks for port %u of this host; those below %d are given by hand only: --port %u:%u",
			      image->path, port->host, IPPORT_RESERVED,
			      port->host, port->guest);
	}
}

static void check_memory(const struct image *image)
{
	unsigned long long pages = sysconf(_SC_PHYS_PAGES);
	unsigned long long mb = pages * sysconf(_SC_PAGESIZE) >> 20;

	if (image->memory > mb)
		error("%s: asks for %u MB of memory, this host has %llu; say how much it gets with --memory",
		      image->path, image->memory, mb);
}

static void check_smp(const struct image *image)
{
	long nr = sysconf(_SC_NPROCESSORS_ONLN);

	if (image->smp > SMP_FREE && image->smp > nr)
		error("%s: asks for %u processors, this host has %ld; say how many it gets with --smp",
		      image->path, image->smp, nr);
}

/* Linux says nothing to anybody of those that it leaves out. */
static void check_processors(const struct image *image, unsigned int smp)
{
	if (smp > image->processors)
		error("--smp %u: the kernel of %s has room for %u; link the image with another --profile",
		      smp, image->path, image->processors);
}

bool asks_check(const struct image *image, const struct options *options)
{
	const struct network *network = &options->network;

	if (!options->ports.nr && !network->none && !network->netdev &&
	    !network->tap)
		check_ports(image);
	/* The command of a dry run may be for another host. */
	if (!options->memory && !options->dry_run)
		check_memory(image);
	if (!options->smp && !options->dry_run)
		check_smp(image);
	check_processors(image, options->smp);
	return !report_failed();
}

void asks_show_ports(const struct image *image, const struct ports *ports)
{
	for (unsigned int i = 0; i < ports->nr; i++) {
		const struct port *port = &ports->port[i];

		fprintf(stderr,
			"ukl-run: %sport %u of 127.0.0.1 leads to port %u of %s\n",
			port->protocol == PORT_UDP ? "UDP " : "", port->host,
			port->guest, image->program);
	}
}
