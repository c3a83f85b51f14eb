// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench: what a linked program costs, and the same program as an ordinary process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builtin.h"
#include "nearest.h"
#include "report.h"

static const struct verb {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{ "calls", "guest instructions of system calls", builtin_calls },
	{ "nginx", "guest instructions of a request to nginx", builtin_nginx },
	{ "tcp-echo", "guest instructions of a message to an echo server",
	  builtin_tcp_echo },
	{ "redis", "guest instructions of GET and SET to redis",
	  builtin_redis },
	{ "memcached", "guest instructions of get and set to memcached",
	  builtin_memcached },
	{ "footprint", "size, boot and least memory of images",
	  builtin_footprint },
	{ "hello", "footprint of hello", builtin_hello },
	{ "echo-client", "the client of tcp-echo, for any echo server",
	  builtin_echo_client },
	{ "chart", "result files as a picture", builtin_chart },
	{ "compare", "what changed between two result files", builtin_compare },
};
enum { NR_VERBS = sizeof(verbs) / sizeof(*verbs) };

static void show_help(void)
{
	printf("Usage: ukl-bench VERB [OPTION]...\n"
	       "Measure a linked program, and the same program as an ordinary process beside it.\n"
	       "\n");
	for (size_t i = 0; i < NR_VERBS; i++)
		printf("  %-11s %s\n", verbs[i].name, verbs[i].summary);
	printf("\n"
	       "  --version  print the version\n"
	       "  --help     print this text; ukl-bench VERB --help tells the options of a verb\n"
	       "\n"
	       "Exit status: 0 all was measured, 1 not all, 2 wrong command line.\n");
}

static _Noreturn void die_unknown_verb(const char *word)
{
	struct strv known = { 0 };

	for (size_t i = 0; i < NR_VERBS; i++)
		strv_add(&known, verbs[i].name);
	die_unknown(word, "no such verb", &known);
}

int main(int argc, char **argv)
{
	report_init("ukl-bench");
	if (argc < 2)
		die_usage("no verb; what is to be measured?");
	if (!strcmp(argv[1], "--help")) {
		show_help();
		return EXIT_SUCCESS;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("ukl-bench %s\n", UKL_VERSION);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; i < NR_VERBS; i++)
		if (!strcmp(argv[1], verbs[i].name) ||
		    (!strncmp(argv[1], "--", 2) &&
		     !strcmp(argv[1] + 2, verbs[i].name)))
			return verbs[i].run(argc - 1, argv + 1);
	die_unknown_verb(argv[1]);
}
