// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench nginx: guest instructions of a request, for each way to link nginx. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "builtin.h"
#include "machine.h"
#include "paths.h"
#include "report.h"
#include "server.h"
#include "spawn.h"
#include "symbols.h"
#include "table.h"
#include "tempdir.h"
#include "words.h"

enum { CONNECTIONS = 100, HTTP_PORT = 80, QUICK_REQUESTS = 500, TOP = 40 };

/* Rows come in threes: all, and its two parts. */
static const struct load {
	const char *name, *what, *option; /* of ab */
} loads[] = {
	{ "new connection", "a request on a connection of its own", NULL },
	{ "keep-alive", "a request on a connection that is kept", "-k" },
};
enum { NR_LOADS = sizeof(loads) / sizeof(*loads) };

static const char *const parts[] = { "", ", program", ", kernel" };
enum { NR_PARTS = sizeof(parts) / sizeof(*parts) };

static const char *describe(const char *row)
{
	if (strstr(row, "program"))
		return "of these, in the text of nginx and its libraries";
	if (strstr(row, "kernel"))
		return "of these, elsewhere";
	for (int i = 0; i < NR_LOADS; i++)
		if (!strcmp(loads[i].name, row))
			return loads[i].what;
	return row;
}

static struct bench bench = {
	.verb = "nginx",
	.heading = "request",
	.title = "Requests to nginx in guest instructions",
	.unit = "guest instructions per request",
	.explanation =
		"Guest instructions per request for a page of 612 bytes, `ab -c 100`; per cent of the\n"
		"process. One worker. Median of %s; the spread is that of the boots, where it is\n"
		"largest. A repeated string instruction counts once for each repetition. On\n"
		"hardware, entry and exit by `syscall`, `swapgs` and `sysret` cost far more than the\n"
		"one instruction that each is here.\n",
	.icount = "shift=1",
	.describe = describe,
	.runs = 3,
	.smp = 1,
	.timeout = 600,
	.profile = "general",
};

static unsigned int requests = 5000;
static bool quick, with_symbols;

/* The folder with what the recipe has built. */
static char *build_dir;
static struct file page;

/* By load and model: functions with their instructions per request, of all boots. */
static struct symbols *profiles[NR_LOADS];

static const struct option_spec option_specs[] = {
	{ .name = "--requests",
	  .value = "N",
	  .help = "requests of each load (default 5000)",
	  .number = &requests,
	  .min = CONNECTIONS,
	  .max = 10000000 },
	{ .name = "--quick",
	  .help = "one boot, 500 requests: for a look, not for a report",
	  .flag = &quick },
	{ .name = "--profile-symbols",
	  .help = "print the functions with the most instructions",
	  .flag = &with_symbols },
	{ 0 },
};

static void parse(int argc, char **argv)
{
	const struct usage usage = {
		.program = "ukl-bench nginx",
		.operands = "",
		.text = "Count the guest instructions of a request to nginx: as an ordinary process in ring\n"
			"3, and linked with the kernel in the ways of ukl-link --calls. All are made of the\n"
			"same objects (those of apps/nginx), and run on the same kernel. The requests come\n"
			"from ab (apache2-utils), 100 connections at a time.\n",
		.options = bench_options(&bench, option_specs),
	};
	struct strv operands = { 0 }, rows = { 0 };

	options_parse(&usage, argc, argv, &operands);
	for (size_t i = 0; i < operands.nr; i++)
		error("%s: not an option", operands.v[i]);
	if (quick) {
		bench.runs = 1;
		requests = QUICK_REQUESTS;
	}
	for (int i = 0; i < NR_LOADS; i++)
		for (int j = 0; j < NR_PARTS; j++)
			strv_addf(&rows, "%s%s", loads[i].name, parts[j]);
	bench_start(&bench, &rows);
}

/* The folder of the objects, out of what ukl-link would do; NULL: they have not been built. */
static char *find_build_dir(void)
{
	static const char key[] = "/apps/nginx-";
	struct strv words = { 0 }, link = { 0 };
	char *text, *dir = NULL;

	strv_add(&link, "-###");
	strv_add(&link, "-o");
	strv_add(&link, tempdir_path("none.vmlinux"));
	strv_add(&link, "nginx");
	text = machine_ask_link(&link);
	if (!text || !words_split(text, &words))
		return NULL;
	for (size_t i = 0; i < words.nr && !dir; i++) {
		size_t len = strlen(words.v[i]);

		if (strstr(words.v[i], key) && len > 2 &&
		    !strcmp(words.v[i] + len - 2, ".o"))
			dir = path_dir(words.v[i]);
	}
	free(text);
	return dir;
}

static void build_nginx(void)
{
	struct strv words = { 0 };

	build_dir = find_build_dir();
	if (build_dir)
		return;
	progress("building nginx");
	strv_add(&words, "-o");
	strv_add(&words, tempdir_path("first.vmlinux"));
	strv_add(&words, "nginx");
	if (!machine_link(&words))
		die("nginx cannot be built, see above");
	build_dir = find_build_dir();
	if (!build_dir)
		die("ukl-link does not tell where the objects of nginx are");
}

static void run(const char *what, const struct strv *argv)
{
	if (spawn(argv, NULL, NULL, NULL))
		die("%s, see above", what);
}

static void make_dirs(const char *path)
{
	if (make_directories(path))
		die("%s: %s", path, strerror(errno));
}

/*
 * What goes over the recipe's root file system: one worker, no log (its console is slow), and nginx as
 * an ordinary program, which the recipe's build has linked of the same objects.
 */
static void make_root(void)
{
	static const char log[] = "access_log off;\n";
	static const char many[] = "worker_processes 2;";
	static const char one[] = "worker_processes 1;";
	char *conf = xasprintf("%s/apps/nginx/root/etc/nginx/nginx.conf",
			       path_of_data());
	char *index =
		xasprintf("%s/apps/nginx/root/usr/share/nginx/html/index.html",
			  path_of_data());
	struct strv strip = { 0 };
	struct file file;
	char *workers;

	make_dirs(tempdir_path("root/bench"));
	make_dirs(tempdir_path("root/etc/nginx/conf.d"));
	if (!file_read(conf, &file))
		die("%s: %s", conf, strerror(errno));
	workers = strstr((char *)file.data, many);
	if (!workers)
		die("%s: no line '%s'", conf, many);
	memcpy(workers, one, strlen(one));
	if (!file_read(index, &page))
		die("%s: %s", index, strerror(errno));
	strv_add(&strip, "strip");
	strv_add(&strip, "-o");
	strv_add(&strip, tempdir_path("root/bench/nginx"));
	strv_addf(&strip, "%s/nginx", build_dir);
	run("nginx, the ordinary program, cannot be copied", &strip);
	if (!file_write(tempdir_path("root/etc/nginx/nginx.conf"), file.data,
			file.size, 0644) ||
	    !file_write(tempdir_path("root/etc/nginx/conf.d/access-log.conf"),
			log, strlen(log), 0644))
		exit(EXIT_FAULT);
}

/* The number behind "KEY:" in what ab prints, -1 if there is none. */
static long get_number(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

static char *last_line(char *text)
{
	char *line;

	for (size_t len = strlen(text); len && text[len - 1] == '\n'; len--)
		text[len - 1] = '\0';
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}

/* NULL, or why the load failed. */
static char *send_requests(const struct server *server, const struct load *load,
			   unsigned int number)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	struct strv argv = { 0 };
	char *text, *messages;
	int status;

	strv_add(&argv, "ab");
	strv_add(&argv, "-q");
	strv_add(&argv, "-d");
	strv_add(&argv, "-n");
	strv_addf(&argv, "%u", number);
	strv_add(&argv, "-c");
	strv_addf(&argv, "%d", CONNECTIONS);
	if (load->option)
		strv_add(&argv, load->option);
	strv_addf(&argv, "http://127.0.0.1:%u/", server->boot.host_port);
	status = spawn(&argv, &opts, &text, &messages);
	if (status)
		return xasprintf("ab failed with status %d: %s", status,
				 last_line(messages));
	if (get_number(text, "Complete requests:") != (long)number ||
	    get_number(text, "Failed requests:") != 0 ||
	    get_number(text, "Non-2xx responses:") > 0 ||
	    get_number(text, "Document Length:") != (long)page.size)
		return xasprintf("%ld of %u requests answered, %ld wrongly",
				 get_number(text, "Complete requests:"), number,
				 get_number(text, "Failed requests:"));
	free(text);
	free(messages);
	return NULL;
}

static void add_block(uint64_t address, uint64_t instructions, void *data)
{
	struct symbols *symbols = data;
	struct symbol *symbol = symbols_find(symbols, address);

	if (symbol)
		symbol->count += (double)instructions / requests / bench.runs;
}

static void subtract_block(uint64_t address, uint64_t instructions, void *data)
{
	struct symbols *symbols = data;
	struct symbol *symbol = symbols_find(symbols, address);

	if (symbol)
		symbol->count -= (double)instructions / requests / bench.runs;
}

static char *measure_load(struct server *server, int load, size_t model,
			  unsigned int boot)
{
	struct symbols *profile = with_symbols ? &profiles[load][model] : NULL;
	struct counts before, after;
	double program, kernel;
	char *why;

	/* The first requests find empty caches. */
	if ((why = send_requests(server, &loads[load],
				 requests / 10 + CONNECTIONS)) ||
	    (profile &&
	     (why = server_blocks(server, subtract_block, profile))) ||
	    (why = server_counts(server, &before)) ||
	    (why = send_requests(server, &loads[load], requests)) ||
	    (why = server_counts(server, &after)) ||
	    (profile && (why = server_blocks(server, add_block, profile))))
		return why;
	program = (double)(after.program - before.program) / requests;
	kernel = (double)(after.kernel - before.kernel) / requests;
	figure_add(figures_at(&bench.figures, load * NR_PARTS, model), boot,
		   program + kernel);
	figure_add(figures_at(&bench.figures, load * NR_PARTS + 1, model), boot,
		   program);
	figure_add(figures_at(&bench.figures, load * NR_PARTS + 2, model), boot,
		   kernel);
	return NULL;
}

static void measure_once(size_t model, unsigned int number)
{
	bool as_process = bench_is_process(&bench, model);
	struct boot boot = { .image = bench.images[model],
			     .icount = bench.icount,
			     .start = as_process ? "/bench/nginx" : NULL,
			     .smp = bench.smp,
			     .seed = number + 1,
			     .timeout = bench.timeout,
			     .guest_port = HTTP_PORT };
	struct server server;
	char *why, *ended;

	strv_add(&boot.args, "-g");
	strv_add(&boot.args, "daemon off;");
	progress("%s, boot %u of %u", bench.figures.models.v[model], number + 1,
		 bench.runs);
	why = server_start(&server, &boot);
	if (!why)
		why = server_wait(&server, &page, bench.timeout);
	for (int i = 0; !why && i < NR_LOADS; i++)
		why = measure_load(&server, i, model, number);
	ended = server_stop(&server);
	/* What ended the guest tells more than who noticed. */
	if (ended || why)
		bench_fail(&bench, model, ended ? ended : why);
}

static void read_symbols(void)
{
	for (int i = 0; i < NR_LOADS; i++) {
		size_t nr = bench.figures.models.nr;

		profiles[i] = xcalloc(nr, sizeof(*profiles[i]));
		for (size_t j = 0; j < nr; j++) {
			struct symbols *symbols = &profiles[i][j];

			if (!bench.images[j])
				continue;
			symbols_add(symbols, bench.images[j]);
			if (bench_is_process(&bench, j))
				symbols_add(symbols,
					    xasprintf("%s/nginx", build_dir));
			symbols_sort(symbols);
		}
	}
	if (report_failed())
		exit(EXIT_FAULT);
}

static double get_count(const struct symbols *symbols, const char *name)
{
	double count = 0;

	/* Static functions may share a name. */
	for (size_t i = 0; i < symbols->nr; i++)
		if (symbols->v[i].count && !strcmp(symbols->v[i].name, name))
			count += symbols->v[i].count;
	return count;
}

static int compare_counts(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->count < y->count) - (x->count > y->count);
}

/* The functions with the most instructions in the first model that has been measured. */
static void show_profile(int load)
{
	const struct strv *models = &bench.figures.models;
	struct table table = { .columns = 1 + models->nr };
	struct symbols sorted = { 0 };
	size_t first = 0;

	while (first < models->nr && bench_has_failed(&bench, first))
		first++;
	if (first == models->nr)
		return;
	sorted.nr = profiles[load][first].nr;
	sorted.v = xmalloc(sorted.nr * sizeof(*sorted.v));
	memcpy(sorted.v, profiles[load][first].v,
	       sorted.nr * sizeof(*sorted.v));
	qsort(sorted.v, sorted.nr, sizeof(*sorted.v), compare_counts);
	strv_addf(&table.cells, "%s: function", loads[load].name);
	strv_add_all(&table.cells, models);
	for (size_t i = 0; i < sorted.nr && i < TOP; i++) {
		strv_add(&table.cells, sorted.v[i].name);
		for (size_t j = 0; j < models->nr; j++)
			strv_add(&table.cells,
				 bench_has_failed(&bench, j) ?
					 "failed" :
					 table_number(
						 get_count(&profiles[load][j],
							   sorted.v[i].name)));
	}
	printf("\n%s", table_text(&table, xstrdup("")));
	free(sorted.v);
}

int builtin_nginx(int argc, char **argv)
{
	struct strv words = { 0 };
	int status;

	parse(argc, argv);
	build_nginx();
	make_root();
	strv_addf(&words, "--root=%s", tempdir_path("root"));
	strv_add(&words, "nginx");
	bench_link(&bench, &words);
	if (with_symbols)
		read_symbols();
	for (unsigned int i = 0; i < bench.runs; i++)
		for (size_t j = 0; j < bench.figures.models.nr; j++)
			if (!bench_has_failed(&bench, j))
				measure_once(j, i);
	bench.more = json_pack("{s:I, s:i}", "requests", (json_int_t)requests,
			       "connections", CONNECTIONS);
	status = bench_finish(&bench, argc, argv);
	for (int i = 0; with_symbols && i < NR_LOADS; i++)
		show_profile(i);
	return status;
}
