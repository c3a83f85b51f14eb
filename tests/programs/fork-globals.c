// SPDX-License-Identifier: GPL-2.0-only
/* Parent and child have data of their own after fork. */
#include "check.h"

static int data = 1;
static int bss;
static __thread int local = 3;
static const char *text = "parent";

int main(void)
{
	int *heap = malloc(sizeof(*heap));
	int automatic = 5;
	int to_child[2], to_parent[2];
	char byte = 'x';
	pid_t pid;

	begin(20);
	MUST(pipe(to_child));
	MUST(pipe(to_parent));
	bss = 2;
	*heap = 4;
	pid = child();
	if (pid == 0) {
		CHECK(data == 1 && bss == 2 && local == 3 && *heap == 4 &&
		      automatic == 5);
		data = bss = local = *heap = automatic = 100;
		text = "child";
		MUST(write(to_parent[1], &byte, 1));
		MUST(read(to_child[0], &byte, 1));
		printf("child: %d %d %d %d %d %s\n", data, bss, local, *heap,
		       automatic, text);
		_exit(finish());
	}
	MUST(read(to_parent[0], &byte, 1)); /* the child has written */
	CHECK(data == 1 && bss == 2 && local == 3 && *heap == 4 &&
	      automatic == 5);
	data = bss = local = *heap = automatic = 7;
	MUST(write(to_child[1], &byte, 1));
	printf("%s\n", fate(reap(pid)));
	printf("parent: %d %d %d %d %d %s\n", data, bss, local, *heap,
	       automatic, text);
	return finish();
}
