/* SPDX-License-Identifier: GPL-2.0-only */
/* Horizontal bars in groups, drawn by gnuplot as SVG. */
#ifndef UKL_BENCH_PLOT_H
#define UKL_BENCH_PLOT_H

#include <stdbool.h>

#include "mem.h"

struct plot {
	struct strv colours; /* what the colours stand for */
	double largest; /* of the bars: the width */
	char *bars, *labels; /* gnuplot's, so far */
	double y; /* of the next line, downwards */
};

/* The colours of @names; bars longer than @largest are cut. */
void plot_start(struct plot *plot, const struct strv *names, double largest);

/* A line of text above what follows. */
void plot_heading(struct plot *plot, const char *text);

/* The name of the bars that follow. */
void plot_group(struct plot *plot, const char *name, size_t bars);

/* A bar with text behind it; the length may be 0. */
void plot_bar(struct plot *plot, const char *colour, double length,
	      const char *text);

/* Write the file, whole or not at all. False after a report. */
bool plot_write(struct plot *plot, const char *path);

#endif
