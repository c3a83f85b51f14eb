// SPDX-License-Identifier: GPL-2.0-only
/* clone with CLONE_SETTLS, CLONE_PARENT_SETTID and CLONE_CHILD_CLEARTID. */
#include "thread-raw.h"

static struct raw_thread thread;

int main(void)
{
	begin(20);
	for (long i = 1; i <= 100; i++) {
		register long r10 asm("r10") = (long)&thread.tid;
		register long r8 asm("r8") = (long)&thread;
		long result;

		thread.self = &thread;
		thread.value = i * 1000;
		thread.seen = 0;
		thread.tid = -1;
		asm volatile(RAW_THREAD_BODY("syscall")
			     : "=a"(result)
			     : "0"(SYS_clone), "D"(RAW_THREAD_FLAGS),
			       "S"(thread.stack + sizeof(thread.stack)),
			       "d"(&thread.tid), "r"(r10), "r"(r8)
			     : "rcx", "r11", "rbx", "memory", "cc");
		CHECK(result > 0);
		raw_thread_join(&thread);
		CHECK(thread.seen == i * 1000);
	}
	printf("last %ld\n", thread.seen);
	return finish();
}
