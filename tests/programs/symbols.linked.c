// SPDX-License-Identifier: GPL-2.0-only
/* /proc/kallsyms names the functions of the program at their addresses. */
#include "check.h"

__attribute__((noinline)) int function_that_kallsyms_names(void);
int function_that_kallsyms_names(void)
{
	asm volatile("");
	return 1;
}

int main(void)
{
	FILE *symbols = fopen("/proc/kallsyms", "re");
	char line[512], name[256], type;
	unsigned long address;
	int found = 0;

	begin(60);
	CHECK(symbols != NULL && function_that_kallsyms_names());
	while (fgets(line, sizeof(line), symbols))
		if (strstr(line, "function_that_kallsyms_names") &&
		    sscanf(line, "%lx %c %255s", &address, &type, name) == 3)
			found += address ==
				 (unsigned long)function_that_kallsyms_names;
	CHECK(found == 1);
	return finish();
}
