// SPDX-License-Identifier: GPL-2.0-only
/*
 * A direct call for every name, or for none. With -1 for all arguments each
 * does what the call of that number does by the other ways.
 */
#include "call-ways.h"

struct name {
	const char *name;
	long number;
};

#define NAME(name) { #name, SYS_##name },
static const struct name names[] = { CALL_NAMES(NAME) };
#define NAMES (sizeof(names) / sizeof(names[0]))

/* These do something even so: they end, sleep, or have a side effect */
static const long excluded[] = {
	SYS_exit,
	SYS_exit_group,
	SYS_fork,
	SYS_vfork,
	SYS_clone,
	SYS_pause,
	SYS_rt_sigreturn,
	SYS_kill,
	SYS_vhangup,
	SYS_setsid,
	SYS_umask,
	SYS_alarm,
	SYS_eventfd,
	SYS_msgget,
	SYS_set_tid_address,
	SYS_sync,
	SYS_reboot,
	SYS_kexec_load,
	SYS_kexec_file_load,
	SYS_inotify_init,
	SYS_munlockall,
};

static int is_excluded(long number)
{
	for (size_t i = 0; i < sizeof(excluded) / sizeof(excluded[0]); i++)
		if (excluded[i] == number)
			return 1;
	return 0;
}

int main(void)
{
	size_t defined = 0;

	begin(20);
	for (size_t i = 0; i < NAMES; i++)
		defined += direct_entry(names[i].number) != NULL;
	CHECK(defined == 0 || defined == NAMES);
	CHECK(defined == 0 || current_ring() == 0);
	if (defined != 0 && defined != NAMES)
		for (size_t i = 0; i < NAMES; i++)
			if (!direct_entry(names[i].number))
				printf("no ukl_sys_%s\n", names[i].name);
	for (size_t i = 0; i < NAMES; i++) {
		long number = names[i].number, first = 0;

		if (is_excluded(number))
			continue;
		EACH_WAY(way)
		{
			long result = call(way, number, -1, -1, -1, -1, -1, -1);

			if (way == 0)
				first = result;
			if (result != first)
				printf("%s by %s: %ld, not %ld\n",
				       names[i].name, way_name(way), result,
				       first);
			CHECK(result == first);
		}
		if (first < 0)
			printf("%s %s\n", names[i].name, raw_outcome(first));
	}
	return finish();
}
