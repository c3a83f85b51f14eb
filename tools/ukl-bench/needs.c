// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "find.h"
#include "machine.h"
#include "needs.h"
#include "report.h"

static const struct {
	enum need need;
	const char *program, *package;
} programs[] = {
	{ NEEDS_AB, "ab", "apache2-utils" },
	{ NEEDS_GCC, "gcc", "gcc libc6-dev" },
	{ NEEDS_GNUPLOT, "gnuplot", "gnuplot-nox" },
	{ NEEDS_QEMU, DEFAULT_QEMU, "qemu-system-x86" },
	{ NEEDS_REDIS_BENCHMARK, "redis-benchmark", "redis-tools" },
	{ NEEDS_STRIP, "strip", "binutils" },
};

static void check_program(const char *program, const char *package)
{
	if (!find_program(program, getenv("PATH")))
		error("%s: %s; apt-get install %s", program, strerror(errno),
		      package);
}

static void check_qemu(const char *package)
{
	const char *qemu = qemu_program();

	if (!strcmp(qemu, DEFAULT_QEMU))
		check_program(qemu, package);
	else if (!find_program(qemu, getenv("PATH")))
		error("%s: %s; UKL_QEMU names no program that can be run", qemu,
		      strerror(errno));
}

void needs_check(unsigned int needs)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		if (!(needs & programs[i].need))
			continue;
		if (programs[i].need == NEEDS_QEMU)
			check_qemu(programs[i].package);
		else
			check_program(programs[i].program, programs[i].package);
	}
	if (needs & NEEDS_PLUGIN)
		machine_plugin();
}
