// SPDX-License-Identifier: GPL-2.0-only
/* An object: checked, then looked through as if ld had taken it. */
#include "../../tools/ukl-link/dlopen_check.h"
#include "../../tools/ukl-link/inputs.h"
#include "../../tools/ukl-link/reach.h"
#include "../../tools/ukl-link/red_zone.h"
#include "../../tools/ukl-link/syscalls_check.h"
#include "harness.h"
#include "report.h"

/* Exports and calls that the seeds use. */
static struct export exports[] = { { "ukl_sys_getppid", 0xffffffff81000000 },
				   { "ukl_sys_read", 0xffffffff81000100 } };
static struct syscall calls[] = {
	{ .name = "getppid", .kind = SYSCALL_DIRECT },
	{ .name = "read", .kind = SYSCALL_NONE, .option = "CONFIG_READ" }
};
static const struct kit kit = {
	.profile = "general",
	.exports = { exports, 2 },
	.syscalls = calls,
	.nr_syscalls = 2,
};

static void take(void *context)
{
	struct toolchain tools = { 0 };
	struct program program = { .name = "fuzz" };
	struct linked linked;

	strv_add(&program.inputs, context);
	inputs_check(&program, &tools);
	linked_read(&linked, NULL, context);
	/* what inputs_check() refuses is not linked, but members of archives are read later */
	red_zone_check(&linked, &kit);
	reach_check(&linked, &kit);
	dlopen_check(&linked);
	syscalls_check(&linked, &program, &kit);
	linked_close(&linked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_try(take, (char *)fuzz_file(data, size));
	return 0;
}
