// SPDX-License-Identifier: GPL-2.0-only
/* eventfd, timerfd and inotify deliver through read and poll. */
#include "check.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>

int main(void)
{
	struct itimerspec spec = { { 0, 5000000 }, { 0, 5000000 } };
	char directory[] = "/tmp/event.XXXXXX", path[64];
	char buffer[512] __attribute__((aligned(8)));
	struct pollfd waiting;
	uint64_t value = 5, ticks = 0;
	int event, timer, watch;

	begin(20);
	event = (int)MUST(eventfd(3, EFD_NONBLOCK));
	MUST(write(event, &value, 8));
	MUST(read(event, &value, 8));
	printf("sum %lu, then %s\n", value, outcome(read(event, &value, 8)));
	event = (int)MUST(eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK));
	for (int i = 0; i < 3; i++)
		printf("semaphore %s\n", outcome(read(event, &value, 8)));

	timer = (int)MUST(timerfd_create(CLOCK_MONOTONIC, 0));
	MUST(timerfd_settime(timer, 0, &spec, NULL));
	waiting = (struct pollfd){ .fd = timer, .events = POLLIN };
	while (ticks < 10) {
		CHECK(poll(&waiting, 1, 5000) == 1);
		MUST(read(timer, &value, 8));
		CHECK(value > 0);
		ticks += value;
	}
	printf("ten ticks\n");

	CHECK(mkdtemp(directory) != NULL);
	snprintf(path, sizeof(path), "%s/file", directory);
	watch = (int)MUST(inotify_init1(IN_NONBLOCK));
	MUST(inotify_add_watch(watch, directory, IN_CREATE | IN_DELETE));
	MUST(close((int)MUST(open(path, O_CREAT | O_WRONLY, 0600))));
	MUST(unlink(path));
	MUST(read(watch, buffer, sizeof(buffer)));
	printf("created %s\n", ((struct inotify_event *)buffer)->name);
	MUST(rmdir(directory));
	return finish();
}
