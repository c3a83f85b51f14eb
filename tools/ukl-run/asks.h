/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an image asks of this host, and gets because the command line says nothing else. An image may
 * be anybody's: it gets no port that is reserved for root, nor more than the host has.
 */
#ifndef UKL_RUN_ASKS_H
#define UKL_RUN_ASKS_H

#include "image.h"
#include "options.h"

/* May it have that? Every fault is reported with the option that gives it all the same. */
bool asks_check(const struct image *image, const struct options *options);

/* Say which ports of this host lead into the guest. */
void asks_show_ports(const struct image *image, const struct ports *ports);

#endif
