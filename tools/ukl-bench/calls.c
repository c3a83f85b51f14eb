// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench calls: guest instructions of system calls, for each way to link a program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "builtin.h"
#include "console.h"
#include "machine.h"
#include "paths.h"
#include "report.h"
#include "spawn.h"
#include "tempdir.h"

enum { BATCHES = 5 };

/* In the order of guest/calls.c, which has the code. */
static const struct call {
	const char *name, *what;
} calls[] = {
	{ "getppid", "getppid" },
	{ "read", "read, 1 byte of /dev/zero" },
	{ "write", "write, 1 byte to /dev/null" },
	{ "pread", "pread, 1 byte of a file (tmpfs)" },
	{ "pwrite", "pwrite, 1 byte to a file (tmpfs)" },
	{ "open+close", "open and close of a file (tmpfs)" },
	{ "stat", "stat of a file (tmpfs)" },
	{ "fstat", "fstat of a file (tmpfs)" },
	{ "clock_gettime", "clock_gettime, CLOCK_MONOTONIC" },
	{ "gettimeofday", "gettimeofday" },
	{ "unix-send+recv", "send and recv, 1 byte, AF_UNIX socket pair" },
	{ "unix-msg", "sendmsg and recvmsg, 1 byte, AF_UNIX socket pair" },
	{ "pipe", "write and read, 1 byte, pipe" },
	{ "pipe-vector", "writev and readv, 1 byte, pipe" },
	{ "file-read", "read at the end of a file (tmpfs)" },
	{ "pipe-sendfile", "sendfile of 1 byte to a pipe, and read" },
	{ "tcp-send+recv", "send and recv, 1 byte, TCP loopback" },
	{ "select-10", "select, 10 descriptors, all ready" },
	{ "select-100", "select, 100 descriptors, all ready" },
	{ "poll-10", "poll, 10 descriptors, all ready" },
	{ "poll-100", "poll, 100 descriptors, all ready" },
	{ "epoll_wait", "epoll_wait, 1 descriptor, ready" },
	{ "mmap", "mmap, 16 KiB, anonymous" },
	{ "munmap", "munmap of the same" },
	{ "page-fault", "first write to an anonymous page" },
	{ "fork+exit+wait", "fork, _exit of the child, waitpid" },
	{ "thread+join", "pthread_create and pthread_join" },
	{ "pipe-switch", "1 byte to another process and back, 2 pipes" },
	{ "sigaction", "sigaction" },
	{ "signal", "kill of oneself, handler, return" },
};
enum { NR_CALLS = sizeof(calls) / sizeof(*calls) };

static const char *describe(const char *name)
{
	for (int i = 0; i < NR_CALLS; i++)
		if (!strcmp(calls[i].name, name))
			return calls[i].what;
	return name;
}

static struct bench bench = {
	.verb = "calls",
	.heading = "call",
	.title = "System calls in guest instructions",
	.unit = "guest instructions per call, without those of the loop",
	.explanation =
		"Guest instructions per call, without those of the loop; per cent of %s.\n"
		"Median of %s of 5 batches each; the spread is that of the boots' medians, where it\n"
		"is largest. A repeated string instruction counts once for each repetition. On\n"
		"hardware, entry and exit by `syscall`, `swapgs` and `sysret` cost far more than the\n"
		"one instruction that each is here.\n",
	.icount = "shift=0,sleep=off",
	.needs = NEEDS_GCC | NEEDS_QEMU,
	.describe = describe,
	.runs = 3,
	.smp = 1,
	.timeout = 120,
};

static void show_calls(void)
{
	printf("\nCalls:\n");
	for (int i = 0; i < NR_CALLS; i++)
		printf("  %-18s  %s\n", calls[i].name, calls[i].what);
}

static void parse(int argc, char **argv)
{
	const struct usage usage = {
		.program = "ukl-bench calls",
		.operands = "[CALL]...",
		.text = "Count the guest instructions of system calls (the CALLs, or all): as an ordinary\n"
			"process in ring 3, and in ring 0 in the ways of ukl-link --model and --calls.\n"
			"The process runs on the same kernel. Runs under emulation that counts, so the load\n"
			"of this machine changes nothing.\n",
		.options = bench_options(&bench, NULL),
		.more = show_calls,
	};
	struct strv operands = { 0 }, names = { 0 }, rows;

	options_parse(&usage, argc, argv, &operands);
	for (int i = 0; i < NR_CALLS; i++)
		strv_add(&names, calls[i].name);
	rows = bench_choose(&names, &operands, "call");
	bench_start(&bench, &rows);
}

/* Everything is made of one object. */
static void build_program(void)
{
	char *source =
		xasprintf("%s/tools/ukl-bench/guest/calls.c", path_of_data());
	struct strv argv = { 0 };

	progress("building the program");
	strv_add(&argv, "gcc");
	strv_add(&argv, "-O2");
	strv_add(&argv, "-c");
	strv_add(&argv, "-o");
	strv_add(&argv, tempdir_path("calls.o"));
	strv_add(&argv, source);
	if (spawn(&argv, NULL, NULL, NULL))
		die("%s: cannot be built; apt-get install gcc libc6-dev",
		    source);
}

static void measure_once(size_t model, unsigned int run)
{
	struct console_expect expect = { .ring = bench_is_process(&bench,
								  model) ?
							 3 :
							 0,
					 .batches = BATCHES,
					 .run = run };
	struct boot boot = { .image = bench.images[model],
			     .icount = bench.icount,
			     .smp = bench.smp,
			     .seed = run + 1,
			     .timeout = bench.timeout };
	char *console, *why;
	struct child child;

	strv_addf(&boot.args, "%d", BATCHES);
	strv_add_all(&boot.args, &bench.figures.rows);
	progress("%s, boot %u of %u", bench.figures.models.v[model], run + 1,
		 bench.runs);
	child = machine_start(&boot);
	machine_wait(&boot, &child, &console, &why);
	expect.why = why;
	console_take(console, &expect, &bench.figures, model);
	free(console);
	free(why);
}

int builtin_calls(int argc, char **argv)
{
	struct strv words = { 0 };

	parse(argc, argv);
	build_program();
	strv_add(&words, "--name=calls");
	strv_add(&bench.program, tempdir_path("calls.o"));
	bench_link(&bench, &words);
	for (unsigned int run = 0; run < bench.runs; run++)
		for (size_t i = 0; i < bench.figures.models.nr; i++)
			if (!bench_has_failed(&bench, i))
				measure_once(i, run);
	return bench_finish(&bench, argc, argv);
}
