// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the checks assume. The tools run for a second and free nothing that lives as long as they do
 * (tools/common/mem.h), so leaks are not looked for. malloc() may fail: xmalloc() says so.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0:allocator_may_return_null=1";
}

const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return "print_stacktrace=1";
}
