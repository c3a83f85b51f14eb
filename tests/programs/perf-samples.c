// SPDX-License-Identifier: GPL-2.0-only
/* perf samples of a busy loop are user samples with addresses in the loop. */
#include "check.h"
#include <linux/perf_event.h>
#include <sys/ioctl.h>

#define PAGES 8

extern char busy_start[], busy_end[];
void busy(long turns);
asm(".text\n"
    "busy:\n"
    "busy_start:\n"
    "dec %rdi\n"
    "jnz busy_start\n"
    "ret\n"
    "busy_end:\n");

struct sample {
	struct perf_event_header header;
	uint64_t ip;
};

int main(void)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attributes),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 500000, /* ns */
		.sample_type = PERF_SAMPLE_IP,
		.exclude_kernel = 1,
		.disabled = 1,
	};
	struct perf_event_mmap_page *page;
	long inside = 0, outside = 0, not_user = 0;
	uint64_t at = 0;
	char *data;
	int fd;

	begin(20);
	fd = (int)MUST(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
	page = mmap(NULL, (1 + PAGES) * 4096, PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	CHECK(page != MAP_FAILED);
	data = (char *)page + 4096;
	MUST(ioctl(fd, PERF_EVENT_IOC_ENABLE, 0));
	while (page->data_head < 40 * sizeof(struct sample))
		busy(1000000);
	MUST(ioctl(fd, PERF_EVENT_IOC_DISABLE, 0));
	while (at < page->data_head &&
	       at < PAGES * 4096 - sizeof(struct sample)) {
		struct sample *sample = (void *)(data + at);

		if (sample->header.type == PERF_RECORD_SAMPLE) {
			not_user += (sample->header.misc &
				     PERF_RECORD_MISC_CPUMODE_MASK) !=
				    PERF_RECORD_MISC_USER;
			if (sample->ip >= (uintptr_t)busy_start &&
			    sample->ip < (uintptr_t)busy_end)
				inside++;
			else
				outside++;
		}
		at += sample->header.size;
	}
	CHECK(inside >= 30 && outside < inside / 2);
	printf("not user %ld\n", not_user);
	return finish();
}
