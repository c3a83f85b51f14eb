// SPDX-License-Identifier: GPL-2.0-only
/* The gate returns what the instruction returns. */
#include "gate.h"
#include <sys/utsname.h>

int main(void)
{
	struct utsname one, two;
	char here[256], there[256];

	begin(20);
	for (int i = 0; i < 1000; i++) {
		CHECK(gate(SYS_getpid) == getpid());
		CHECK(gate(SYS_getppid) == getppid());
		CHECK(gate(SYS_gettid) == gettid());
		CHECK(gate(SYS_getuid) == getuid());
	}
	memset(&one, 0, sizeof(one));
	memset(&two, 0, sizeof(two));
	CHECK(uname(&one) == 0 && gate(SYS_uname, &two) == 0);
	CHECK(memcmp(&one, &two, sizeof(one)) == 0);
	CHECK(getcwd(here, sizeof(here)) != NULL &&
	      gate(SYS_getcwd, there, sizeof(there)) > 0);
	CHECK(strcmp(here, there) == 0);
	printf("unknown: %s, %s, %s\n", gate_outcome(gate(1000)),
	       gate_outcome(gate(-1)), gate_outcome(gate(-39)));
	printf("high half ignored %d\n",
	       gate(SYS_getpid + (1l << 32)) == getpid());
	return finish();
}
