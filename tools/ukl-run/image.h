/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an image says about itself. It is not trusted: every value has been
 * checked and bounded, and none is ever handed to QEMU as it stands.
 */
#ifndef UKL_RUN_IMAGE_H
#define UKL_RUN_IMAGE_H

#include "ports.h"

struct image {
	const char *path;
	const char *program; /* letters, digits and . _ + - only */
	unsigned int memory; /* MB */
	unsigned int smp;
	unsigned int processors; /* the most that its kernel can use */
	struct ports ports;
	unsigned int health_port; /* in the guest; 0: none */
	const char *health_path; /* printable, begins with '/' */
	/* What is sent instead of a request of HTTP, and how the answer begins; or NULL. */
	const char *health_line, *health_answer;
	const char *disk_mount; /* where the program wants a disk, or NULL */
	unsigned int disk_size; /* MB; 0: not said */
	unsigned int least_memory; /* MB; with less it cannot even start */
	bool has_no_shell; /* known to have no /bin/sh */
};

/* Read the description of the image at `path`; false after reports. */
bool image_read(struct image *image, const char *path);

#endif
