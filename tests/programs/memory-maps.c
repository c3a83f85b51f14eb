// SPDX-License-Identifier: GPL-2.0-only
/* /proc/self/maps has data, heap and stack where the program finds them. */
#include "check.h"

static int data = 1;

static int mapped(const void *address, const char *permissions,
		  const char *name)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];
	int found = 0;

	while (fgets(line, sizeof(line), maps)) {
		unsigned long start, end;
		char flags[5];

		CHECK(sscanf(line, "%lx-%lx %4s", &start, &end, flags) == 3);
		if ((unsigned long)address >= start &&
		    (unsigned long)address < end)
			found = !strcmp(flags, permissions) &&
				strstr(line, name);
	}
	fclose(maps);
	return found;
}

int main(void)
{
	int automatic;
	void *heap = malloc(100);

	begin(20);
	printf("data %d\n", mapped(&data, "rw-p", ""));
	printf("constants %d\n", mapped("constant", "r--p", "memory-maps"));
	printf("heap %d\n", mapped(heap, "rw-p", "[heap]"));
	printf("stack %d\n", mapped(&automatic, "rw-p", "[stack]"));
	return finish();
}
