// SPDX-License-Identifier: GPL-2.0-only
/* A shared mapping is one memory for parent and children, with atomics and futexes. */
#include "check.h"
#include <linux/futex.h>

#define CHILDREN 4
#define ROUNDS 500

struct shared {
	int turn;
	long atomic, plain;
};

int main(void)
{
	struct shared *shared;
	pid_t pids[CHILDREN];

	begin(30);
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < CHILDREN; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			for (int j = 0; j < ROUNDS; j++) {
				int turn;

				__atomic_add_fetch(&shared->atomic, 1,
						   __ATOMIC_SEQ_CST);
				if (j % 5)
					continue;
				/* wait for my turn, then pass it on */
				while ((turn = __atomic_load_n(
						&shared->turn,
						__ATOMIC_SEQ_CST)) %
					       CHILDREN !=
				       i)
					syscall(SYS_futex, &shared->turn,
						FUTEX_WAIT, turn, NULL, NULL,
						0);
				shared->plain++;
				__atomic_add_fetch(&shared->turn, 1,
						   __ATOMIC_SEQ_CST);
				syscall(SYS_futex, &shared->turn, FUTEX_WAKE,
					1000, NULL, NULL, 0);
			}
			_exit(0);
		}
	}
	for (int i = 0; i < CHILDREN; i++)
		CHECK(reap(pids[i]) == 0);
	printf("atomic %ld, plain %ld, turn %d\n", shared->atomic,
	       shared->plain, shared->turn);
	return finish();
}
