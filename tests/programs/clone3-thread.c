// SPDX-License-Identifier: GPL-2.0-only
/* clone3 makes a thread on a given stack with a given thread pointer. */
#include "thread-raw.h"

static struct raw_thread thread;

int main(void)
{
	begin(20);
	for (long i = 1; i <= 100; i++) {
		struct clone_args arguments = {
			.flags = RAW_THREAD_FLAGS,
			.parent_tid = (uintptr_t)&thread.tid,
			.child_tid = (uintptr_t)&thread.tid,
			.stack = (uintptr_t)thread.stack,
			.stack_size = sizeof(thread.stack),
			.tls = (uintptr_t)&thread,
		};
		long result;

		thread.self = &thread;
		thread.value = i * 1000;
		thread.seen = 0;
		thread.tid = -1;
		asm volatile(RAW_THREAD_BODY("syscall")
			     : "=a"(result)
			     : "0"(SYS_clone3), "D"(&arguments),
			       "S"(sizeof(arguments))
			     : "rcx", "r11", "rbx", "rdx", "memory", "cc");
		CHECK(result > 0);
		raw_thread_join(&thread);
		CHECK(thread.seen == i * 1000);
	}
	printf("last %ld\n", thread.seen);
	return finish();
}
