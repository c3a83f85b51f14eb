// SPDX-License-Identifier: GPL-2.0-only
/* Five hundred threads one after another, with stacks of several sizes. */
#include "check.h"

static void *work(void *argument)
{
	char space[4096];

	memset(space, (int)(long)argument, sizeof(space));
	return (void *)(long)(space[17] == (char)(long)argument);
}

int main(void)
{
	pthread_attr_t attributes;
	long good = 0;

	begin(30);
	pthread_attr_init(&attributes);
	for (long i = 0; i < 500; i++) {
		pthread_t thread;
		void *result;

		pthread_attr_setstacksize(&attributes,
					  (size_t)(32 + i % 5 * 16) * 1024);
		CHECK(pthread_create(&thread, &attributes, work, (void *)i) ==
		      0);
		CHECK(pthread_join(thread, &result) == 0);
		good += (long)result;
	}
	printf("good %ld\n", good);
	return finish();
}
