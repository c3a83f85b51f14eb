// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench nginx: guest instructions of a request, for each way to link nginx. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ab.h"
#include "builtin.h"
#include "loads.h"
#include "machine.h"
#include "paths.h"
#include "report.h"
#include "spawn.h"
#include "tempdir.h"
#include "words.h"

enum {
	CONNECTIONS = 100,
	HTTP_PORT = 80,
	MAX_CONNECTIONS = 1000,
	/* Of the shorter of two runs each connection has so many requests. */
	SHORT_RUN = 10,
	REQUESTS = 5000,
	QUICK_REQUESTS = 500,
};

/* The configurations. */
static const struct site {
	const char *name, *conf; /* NULL: nginx's default */
	const char *what;
} sites[] = {
	{ "stock", "/etc/nginx/stock.conf",
	  "conf/nginx.conf of nginx's source, logging to a file" },
	{ "recipe", NULL, "apps/nginx/root, logging nothing" },
};
enum { NR_SITES = sizeof(sites) / sizeof(*sites) };

static const struct kind {
	const char *name, *what;
	bool keep_alive;
} kinds[] = {
	{ "keep-alive", "a request on a connection that is kept", true },
	{ "new connection", "a request on a connection of its own", false },
};
enum { NR_KINDS = sizeof(kinds) / sizeof(*kinds) };

static const char *describe(const char *row);
static char *measure(struct window *window);
static char *rate(const struct server *server, size_t load, double *result);

static struct bench bench = {
	.verb = "nginx",
	.heading = "request",
	.title = "Requests to nginx in guest instructions",
	.unit = "guest instructions per request",
	.program_name = "nginx",
	.explicit = "nginx-explicit",
	.fragment = "nginx",
	.icount = "shift=1",
	.needs = NEEDS_AB | NEEDS_PLUGIN | NEEDS_QEMU,
	.describe = describe,
	.runs = 3,
	.smp = 1,
	.timeout = 600,
};

static struct loads loads = {
	.bench = &bench,
	.thing = "request",
	.probe = server_probe_http,
	.measure = measure,
	.rate = rate,
};

static unsigned int requests = REQUESTS, connections = CONNECTIONS;
static bool quick;
/* Those that are measured, with NR_KINDS loads each. */
static struct strv chosen_sites;

/* The folder with what the recipe has built. */
static char *build_dir;
static struct file page;

static const struct option_spec option_specs[] = {
	{ .name = "--requests",
	  .value = "N",
	  .help = "requests of each load that are counted (default 5000)",
	  .number = &requests,
	  .min = CONNECTIONS,
	  .max = 10000000,
	  .quick = QUICK_REQUESTS },
	{ .name = "--concurrency",
	  .value = "N",
	  .help = "connections at a time (default 100)",
	  .number = &connections,
	  .min = 1,
	  .max = MAX_CONNECTIONS },
	{ .name = "--sites",
	  .value = "LIST",
	  .help = "of stock,recipe: configurations, see below (default both)",
	  .list = &chosen_sites },
	{ .name = "--quick",
	  .help = "one boot, 500 requests, unless --runs or --requests are given: for\n"
		  "a look, not for a report; all columns and loads in about two\n"
		  "minutes on a machine that does nothing else, if the kernel is built",
	  .flag = &quick },
	{ 0 },
};

static const struct site *find_site(const char *name)
{
	for (int i = 0; i < NR_SITES; i++)
		if (!strcmp(sites[i].name, name))
			return &sites[i];
	die("%s: no such site", name);
}

static const struct kind *get_kind(size_t load)
{
	return &kinds[load % NR_KINDS];
}

static const char *describe(const char *row)
{
	size_t load;

	if (!loads_find(&loads, row, &load))
		return NULL;
	return xasprintf("%s; %s", get_kind(load)->what,
			 find_site(chosen_sites.v[load / NR_KINDS])->what);
}

static void show_sites(void)
{
	printf("\nSites, each with one worker and the page of apps/nginx:\n");
	for (int i = 0; i < NR_SITES; i++)
		printf("  %-18s  %s\n", sites[i].name, sites[i].what);
	bench_show_compared(&bench);
}

static void parse(int argc, char **argv)
{
	const struct usage usage = {
		.program = "ukl-bench nginx",
		.operands = "",
		.text = "Count the guest instructions of a request to nginx: as an ordinary process in ring\n"
			"3, and linked with the kernel in the ways of ukl-link. All are made of the same\n"
			"objects (those of apps/nginx; \"explicit\": of apps/nginx-explicit, a patched one that\n"
			"calls <ukl/tcp.h>), and run on the same kernel. The requests come from ab\n"
			"(apache2-utils), which keeps 100 connections busy, as in the paper on Lupine Linux.\n",
		.options = loads_options(&loads, option_specs),
		.quick = &quick,
		.more = show_sites,
	};
	struct strv operands = { 0 }, known = { 0 };

	options_parse(&usage, argc, argv, &operands);
	for (int i = 0; i < NR_SITES; i++)
		strv_add(&known, sites[i].name);
	chosen_sites = bench_choose(&known, &chosen_sites, "site");
	for (size_t i = 0; i < chosen_sites.nr; i++)
		for (int j = 0; j < NR_KINDS; j++)
			strv_addf(&loads.names, "%s, %s", chosen_sites.v[i],
				  kinds[j].name);
	loads_start(&loads);
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

static void make_dirs(const char *path)
{
	if (make_directories(path))
		die("%s: %s", path, strerror(errno));
}

/*
 * conf/nginx.conf of the source, which ukl-link has fetched. Its log is a file, as it is by nginx's
 * own default; the recipe's build has the console in its place.
 */
static void make_stock_conf(void)
{
	static const char http[] = "\nhttp {\n";
	static const char log[] = "access_log /var/log/nginx/access.log;\n";
	struct strv argv = { 0 };
	struct spawn_options opts = { .capture_out = 1 };
	char *source, *path, *at, *text;
	struct file file;

	strv_addf(&argv, "%s/tools/ukl-source", path_of_data());
	strv_add(&argv, "nginx");
	if (spawn(&argv, &opts, &source, NULL))
		die("the source of nginx cannot be found, see above");
	source[strcspn(source, "\n")] = '\0';
	path = xasprintf("%s/conf/nginx.conf", source);
	if (!file_read(path, &file))
		die("%s: %s", path, strerror(errno));
	at = strstr((char *)file.data, http);
	if (!at)
		die("%s: no line 'http {'", path);
	at += strlen(http);
	text = xasprintf("%.*s    %s%s", (int)(at - (char *)file.data),
			 file.data, log, at);
	if (!file_write(tempdir_path("root/etc/nginx/stock.conf"), text,
			strlen(text), 0644))
		exit(EXIT_FAULT);
}

/* One worker, and no log: its console is slow. */
static void make_recipe_conf(void)
{
	static const char log[] = "access_log off;\n";
	static const char many[] = "worker_processes 2;";
	static const char one[] = "worker_processes 1;";
	char *conf = xasprintf("%s/apps/nginx/root/etc/nginx/nginx.conf",
			       path_of_data());
	struct file file;
	char *workers;

	if (!file_read(conf, &file))
		die("%s: %s", conf, strerror(errno));
	workers = strstr((char *)file.data, many);
	if (!workers)
		die("%s: no line '%s'", conf, many);
	memcpy(workers, one, strlen(one));
	if (!file_write(tempdir_path("root/etc/nginx/nginx.conf"), file.data,
			file.size, 0644) ||
	    !file_write(tempdir_path("root/etc/nginx/conf.d/access-log.conf"),
			log, strlen(log), 0644))
		exit(EXIT_FAULT);
}

/* What goes over the recipe's root file system: the configurations. */
static void make_root(void)
{
	char *index =
		xasprintf("%s/apps/nginx/root/usr/share/nginx/html/index.html",
			  path_of_data());

	make_dirs(tempdir_path("root/etc/nginx/conf.d"));
	for (size_t i = 0; i < chosen_sites.nr; i++) {
		if (find_site(chosen_sites.v[i])->conf)
			make_stock_conf();
		else
			make_recipe_conf();
	}
	if (!file_read(index, &page))
		die("%s: %s", index, strerror(errno));
}

static char *send(const struct server *server, size_t load, unsigned int number,
		  double *seconds)
{
	const struct ab ab = {
		.endpoint = server->endpoint,
		.connections = connections,
		.keep_alive = get_kind(load)->keep_alive,
		.page = page.size,
	};

	return ab_send(&ab, number, seconds);
}

static char *measure(struct window *window)
{
	return window_compare_runs(window, send, SHORT_RUN * connections,
				   requests);
}

static char *rate(const struct server *server, size_t load, double *result)
{
	return loads_time_run(server, load, send, SHORT_RUN * connections,
			      requests, result);
}

static void boot_site(size_t number, size_t model, unsigned int run,
		      bool by_wall_clock)
{
	const struct site *site = find_site(chosen_sites.v[number]);
	struct boot boot = { .guest_port = HTTP_PORT };

	if (site->conf) {
		strv_add(&boot.args, "-c");
		strv_add(&boot.args, site->conf);
	}
	strv_add(&boot.args, "-g");
	strv_add(&boot.args, "daemon off;");
	(by_wall_clock ? loads_time : loads_boot)(&loads, &boot, model, run,
						  number * NR_KINDS, NR_KINDS);
}

static void boot_all(unsigned int times, bool by_wall_clock)
{
	for (unsigned int i = 0; i < times; i++)
		for (size_t j = 0; j < chosen_sites.nr; j++)
			for (size_t k = 0; k < bench.figures.models.nr; k++)
				boot_site(j, k, i, by_wall_clock);
}

static void explain(void)
{
	bench.explanation = xasprintf(
		"Guest instructions per request for a page of %zu bytes; per cent of %%s. Two\n"
		"runs of `ab -c %u` are counted, one %u requests longer than the other: the figure is\n"
		"their difference, divided by %u, so the connections that are kept are set up in\n"
		"both. One worker. Median of %%s; the spread is that of the boots, where it is largest.\n"
		"A repeated string instruction counts once for each repetition. On hardware, entry\n"
		"and exit by `syscall`, `swapgs` and `sysret` cost far more than the one instruction\n"
		"that each is here.\n",
		page.size, connections, requests, requests);
}

int builtin_nginx(int argc, char **argv)
{
	struct strv words = { 0 };

	parse(argc, argv);
	build_nginx();
	make_root();
	explain();
	loads.answer = &page;
	strv_addf(&words, "--root=%s", tempdir_path("root"));
	strv_add(&bench.program, "nginx");
	if (!loads_link(&loads, &words))
		return bench_finish(&bench, argc, argv);
	boot_all(bench.runs, false);
	boot_all(loads.timing.pairs, true);
	bench.more = json_pack("{s:I, s:I}", "requests", (json_int_t)requests,
			       "connections", (json_int_t)connections);
	return loads_finish(&loads, argc, argv);
}
