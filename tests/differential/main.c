// SPDX-License-Identifier: GPL-2.0-only
/*
 * For each seed two runs, by calls and by the instruction, and the comparison
 * of their records. Time has a say in what TCP does, so a difference counts
 * only if it comes again: a seed fails if none of several runs by calls is like
 * one of as many runs by the instruction.
 */
#include "differential.h"
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS 6 /* at most, of a seed that seems to differ */
#define SHRINK_RUNS (runs < 3 ? runs : 3)
#define MOST_STEPS 1000
#define SECONDS 20 /* for one run */

struct record {
	size_t length;
	char text[512 * 1024 - sizeof(size_t)];
};

static struct record *records[2]; /* for each way RUNS of them */
static struct record *record;
static int steps = 40, runs = RUNS;
static bool skip[MOST_STEPS], verbose, print_records, whole;

/* splitmix64 */
static uint64_t random_state;

uint64_t random_next(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

void random_start(uint64_t seed, uint64_t number)
{
	random_state = seed;
	random_state = random_next() + number;
	random_next();
}

unsigned int pick(unsigned int count)
{
	return count ? (unsigned int)((random_next() >> 32) % count) : 0;
}

bool chance(unsigned int percent)
{
	return pick(100) < percent;
}

void say(const char *format, ...)
{
	size_t left = sizeof(record->text) - record->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(record->text + record->length, left, format,
			   arguments);
	va_end(arguments);
	if (length > 0 && (size_t)length < left)
		record->length += (size_t)length;
}

const char *error_name(int error)
{
	static char number[16];
	const char *name = error ? strerrorname_np(error) : "ok";

	if (name)
		return name;
	snprintf(number, sizeof(number), "E%d", error);
	return number;
}

/* A run that hangs must end, too */
static void limit_time(void)
{
	struct itimerspec spec = { { 0, 0 }, { SECONDS, 0 } };
	struct sigevent event;
	timer_t timer;

	memset(&event, 0, sizeof(event));
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = SIGKILL;
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) ||
	    timer_settime(timer, 0, &spec, NULL))
		abort();
}

static void run(uint64_t seed, enum way its_way, int number)
{
	int status = -1;
	pid_t pid;

	record = &records[its_way][number];
	record->length = 0;
	pid = fork();
	if (pid < 0) {
		perror("differential: fork");
		exit(2);
	}
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		limit_time();
		way = its_way;
		world_begin(seed);
		for (int i = 0; i < steps; i++)
			if (!skip[i])
				step(seed, i);
		world_end();
		_exit(0);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		say("!! ended by SIG%s\n", sigabbrev_np(WTERMSIG(status)));
	else if (status)
		say("!! ended with %d\n", WEXITSTATUS(status));
	record->text[record->length] = 0;
}

/* A run that did not come to its end is no good run, though both be the same */
static bool same(const struct record *a, const struct record *b)
{
	return a->length == b->length &&
	       memcmp(a->text, b->text, a->length) == 0 &&
	       !strstr(a->text, "!! ");
}

/* The number of runs after which two were the same, or 0 */
static int try_seed(uint64_t seed, int most)
{
	for (int i = 0; i < most; i++) {
		run(seed, BY_CALLS, i);
		run(seed, BY_INSTRUCTION, i);
		for (int j = 0; j <= i; j++)
			if (same(&records[BY_CALLS][i],
				 &records[BY_INSTRUCTION][j]) ||
			    same(&records[BY_CALLS][j],
				 &records[BY_INSTRUCTION][i]))
				return i + 1;
	}
	return 0;
}

/* Where a record begins to differ from another: the start of that line */
static size_t first_difference(const struct record *a, const struct record *b)
{
	size_t line = 0;

	for (size_t i = 0; a->text[i] && a->text[i] == b->text[i]; i++)
		if (a->text[i] == '\n')
			line = i + 1;
	return line;
}

static void print_line(const char *before, const char *line)
{
	printf("%s%.*s\n", before, (int)strcspn(line, "\n"), line);
}

/* Leave out what is not needed to see it, beginning with what comes last */
static void shrink(uint64_t seed)
{
	const struct record *a = &records[BY_CALLS][0];
	const struct record *b = &records[BY_INSTRUCTION][0];
	int last = atoi(a->text + first_difference(a, b));

	if (first_difference(a, b) == 0 || last >= steps)
		return;
	for (int i = last + 1; i < steps; i++)
		skip[i] = true;
	for (int i = last - 1; i >= 0; i--) {
		skip[i] = true;
		if (try_seed(seed, SHRINK_RUNS))
			skip[i] = false;
	}
	/* the records that are reported */
	if (try_seed(seed, SHRINK_RUNS))
		printf("(it does not come again without all steps)\n");
}

static void report(uint64_t seed)
{
	const struct record *a = &records[BY_CALLS][0];
	const struct record *b = &records[BY_INSTRUCTION][0];
	const char *between = " --skip ";
	size_t line;

	if (!whole)
		shrink(seed);
	line = first_difference(a, b);
	printf("mismatch, seed %llu:\n", (unsigned long long)seed);
	printf("%.*s", (int)line, a->text);
	print_line("by calls:       ", a->text + line);
	print_line("by instruction: ", b->text + line);
	printf("repeat: differential --seed %llu --steps %d",
	       (unsigned long long)seed, steps);
	for (int i = 0; i < steps; i++)
		if (skip[i]) {
			printf("%s%d", between, i);
			between = ",";
			while (i + 1 < steps && skip[i + 1])
				i++;
			printf("-%d", i);
		}
	printf("\n");
	fflush(stdout);
	memset(skip, 0, sizeof(skip));
}

static void parse_skip(char *list)
{
	for (char *one = strtok(list, ","); one; one = strtok(NULL, ",")) {
		char *dash = strchr(one, '-');
		int last = dash ? atoi(dash + 1) : atoi(one);

		for (int i = atoi(one); i <= last && i < MOST_STEPS; i++)
			skip[i] = true;
	}
}

static int current_ring(void)
{
	unsigned short cs;

	asm("mov %%cs, %0" : "=r"(cs));
	return cs & 3;
}

static void usage(FILE *to)
{
	fprintf(to,
		"usage: differential [OPTION...]\n"
		"  --seed N     the first seed (1)\n"
		"  --count N    how many seeds (1 with --seed, else 100)\n"
		"  --steps N    operations of each (40)\n"
		"  --skip N-M   not these; a list with commas\n"
		"  --most N     stop after so many mismatches (3)\n"
		"  --runs N     of a seed that seems to differ, each way (6)\n"
		"  --repeats N  percent of seeds that may need more than one (25)\n"
		"  --whole      report all steps, also those without a say\n"
		"  --records    print what was done and seen\n"
		"  --verbose    say where the runs of a repeated seed differed\n"
#ifdef INJECT_FAULT
		"  --fault N    give the calls this fault\n"
		"  --faults     print the list of them\n"
#endif
	);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "count", required_argument, NULL, 'c' },
		{ "steps", required_argument, NULL, 'n' },
		{ "skip", required_argument, NULL, 'k' },
		{ "most", required_argument, NULL, 'm' },
		{ "repeats", required_argument, NULL, 'r' },
		{ "runs", required_argument, NULL, 'R' },
		{ "whole", no_argument, NULL, 'w' },
		{ "records", no_argument, NULL, 'p' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
#ifdef INJECT_FAULT
		{ "fault", required_argument, NULL, 'f' },
		{ "faults", no_argument, NULL, 'F' },
#endif
		{ NULL, 0, NULL, 0 },
	};
	uint64_t seed = 1, count = 0, done;
	unsigned int mismatches = 0, most = 3, percent = 25;
	uint64_t repeated = 0;
	int option, tries;
	bool given = false;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 's':
			seed = strtoull(optarg, NULL, 0);
			given = true;
			break;
		case 'c':
			count = strtoull(optarg, NULL, 0);
			break;
		case 'n':
			steps = atoi(optarg);
			break;
		case 'k':
			parse_skip(optarg);
			break;
		case 'm':
			most = (unsigned int)atoi(optarg);
			break;
		case 'r':
			percent = (unsigned int)atoi(optarg);
			break;
		case 'R':
			runs = atoi(optarg);
			break;
		case 'w':
			whole = true;
			break;
		case 'p':
			print_records = true;
			break;
		case 'v':
			verbose = true;
			break;
		case 'h':
			usage(stdout);
			return 0;
#ifdef INJECT_FAULT
		case 'f':
			fault = atoi(optarg);
			break;
		case 'F':
			for (int i = 1; fault_names[i]; i++)
				printf("%d %s\n", i, fault_names[i]);
			return 0;
#endif
		default:
			usage(stderr);
			return 2;
		}
	if (!count)
		count = given ? 1 : 100;
	if (steps < 0 || steps > MOST_STEPS || runs < 1 || runs > RUNS ||
	    optind < argc) {
		usage(stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < 2; i++) {
		records[i] = mmap(NULL, RUNS * sizeof(*record),
				  PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (records[i] == MAP_FAILED)
			return 2;
	}
	memory_prepare();
	world_prepare();
	for (done = 0; done < count && mismatches < most; done++) {
		tries = try_seed(seed + done, runs);
		/* on a busy machine something may have taken long */
		if (tries == 0 && runs == RUNS && try_seed(seed + done, runs))
			tries = runs + 1;
		if (print_records)
			printf("%s", records[BY_CALLS][0].text);
		if (tries == 0) {
			mismatches++;
			report(seed + done);
		} else if (tries > 1) {
			const struct record *a = &records[BY_CALLS][0];
			const struct record *b = &records[BY_INSTRUCTION][0];
			size_t line = first_difference(a, b);

			repeated++;
			if (!verbose)
				continue;
			printf("seed %llu, repeated %d times:\n",
			       (unsigned long long)(seed + done), tries - 1);
			print_line("by calls:       ", a->text + line);
			print_line("by instruction: ", b->text + line);
		}
	}
	printf("%llu seeds in ring %d, %u mismatches, %llu seeds repeated\n",
	       (unsigned long long)done, current_ring(), mismatches,
	       (unsigned long long)repeated);
	/* many repetitions would hide what they are for */
	if (repeated > 3 && repeated * 100 > done * percent) {
		printf("too many seeds had to be repeated\n");
		return 1;
	}
	return mismatches ? 1 : 0;
}
