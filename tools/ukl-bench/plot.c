// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "plot.h"
#include "report.h"
#include "spawn.h"
#include "tempdir.h"

enum { WIDTH = 860, LINE = 17 };

/* Seen on white and on black alike; there is no background. */
static const char text_colour[] = "#7d8590";
static const char *const bar_colours[] = {
	"#8b949e", "#c58b2a", "#2f9e6e", "#3b82d6", "#8a5cd0",
	"#d0577f", "#5aa9a3", "#a3a13a", "#b0643a",
};
enum { NR_COLOURS = sizeof(bar_colours) / sizeof(*bar_colours) };

/* A string of gnuplot: nothing in it is special but the quote, and the names come out of files. */
static char *quote(const char *text)
{
	char *result = xmalloc(2 * strlen(text) + 3), *to = result;

	*to++ = '\'';
	for (; *text; text++) {
		if (*text == '\'')
			*to++ = '\'';
		*to++ = (unsigned char)*text < ' ' || *text == 0x7f ? '?' :
								      *text;
	}
	*to++ = '\'';
	*to = '\0';
	return result;
}

static void append_label(struct plot *plot, const char *place, double x,
			 const char *text, const char *more)
{
	char *quoted = quote(text);

	plot->labels = xasprintf("%sset label %s at %s %.4f, first %.3f %s"
				 " textcolor rgb '%s'\n",
				 plot->labels, quoted, place, x, -plot->y, more,
				 text_colour);
	free(quoted);
}

void plot_start(struct plot *plot, const struct strv *names, double largest)
{
	*plot = (struct plot){ .largest = largest,
			       .bars = xstrdup(""),
			       .labels = xstrdup("") };
	strv_add_all(&plot->colours, names);
}

void plot_heading(struct plot *plot, const char *text)
{
	plot->y += 0.6;
	append_label(plot, "screen", 0.012, text, "left");
	plot->y += 1.1;
}

void plot_group(struct plot *plot, const char *name, size_t bars)
{
	double top = plot->y;

	plot->y += (bars ? bars - 1 : 0) / 2.0;
	append_label(plot, "graph", -0.015, name, "right");
	plot->y = top;
}

void plot_bar(struct plot *plot, const char *colour, double length,
	      const char *text)
{
	double shown = length < plot->largest ? length : plot->largest;
	size_t number = 0;

	while (number < plot->colours.nr &&
	       strcmp(plot->colours.v[number], colour))
		number++;
	if (shown > 0)
		plot->bars = xasprintf("%s0 %.3f 0 %.4f %.3f %.3f %zu\n",
				       plot->bars, -plot->y, shown,
				       -plot->y - 0.4, -plot->y + 0.4, number);
	append_label(plot, "first", shown + plot->largest * 0.01, text, "left");
	plot->y += 1;
}

/* Pixels above the bars: a line of the key has two names. */
static int get_top(const struct plot *plot)
{
	return 20 + 19 * ((int)plot->colours.nr + 1) / 2;
}

static char *make_script(const struct plot *plot)
{
	const int top = get_top(plot), height = top + (int)(plot->y * LINE);
	char *script = xasprintf(
		"set encoding utf8\n"
		"set terminal svg size %d,%d noenhanced font 'sans-serif,12'\n"
		"set margins 0, 0, 0, 0\n"
		"set lmargin at screen 0.24\nset rmargin at screen 0.97\n"
		"set tmargin at screen %.5f\nset bmargin at screen 0.01\n"
		"unset border\nunset xtics\nunset ytics\n"
		"set key at screen 0.97, screen %.5f right top horizontal maxcols 2"
		" textcolor rgb '%s' samplen 1 reverse Left\n"
		"set style fill solid 1.0 noborder\n"
		"set xrange [0:%.4f]\nset yrange [%.3f:0.5]\n",
		WIDTH, height, 1 - (double)top / height, 1 - 10.0 / height,
		text_colour,
		plot->largest * 1.32, -plot->y);

	script = xasprintf("%s%s$bars << END\n%s-1 0 -1 -1 0 0 0\nEND\nplot ",
			   script, plot->labels, plot->bars);
	for (size_t i = 0; i < plot->colours.nr; i++) {
		char *name = quote(plot->colours.v[i]);

		script = xasprintf(
			"%s%s$bars using ($7==%zu?$1:NaN):2:3:4:5:6 with boxxyerror"
			" lc rgb '%s' title %s",
			script, i ? ", " : "", i, bar_colours[i % NR_COLOURS],
			name);
		free(name);
	}
	return xasprintf("%s\n", script);
}

bool plot_write(struct plot *plot, const char *path)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	char *script, *file, *picture, *messages;
	struct strv argv = { 0 };
	bool ok;

	tempdir_create(NULL);
	file = tempdir_path("script");
	script = make_script(plot);
	if (!file_write(file, script, strlen(script), 0600))
		return false;
	strv_add(&argv, "gnuplot");
	strv_add(&argv, file);
	ok = !spawn(&argv, &opts, &picture, &messages) &&
	     strstr(picture, "</svg>");
	messages[strcspn(messages, "\n")] = '\0';
	if (!ok)
		error("%s: gnuplot fails: %s", path,
		      *messages ? messages : "it draws nothing");
	ok = ok && file_write(path, picture, strlen(picture), 0666);
	free(picture);
	free(messages);
	return ok;
}
