// SPDX-License-Identifier: GPL-2.0-only
/* Read-write locks, semaphores, spin locks and once. */
#include "check.h"
#include <semaphore.h>

#define THREADS 6
#define ROUNDS 300

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spinlock;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t slots;
static long pair[2], spun;
static int ran, inside, most;

static void run_once(void)
{
	ran++;
}

static void *work(void *argument)
{
	pthread_once(&once, run_once);
	for (int i = 0; i < ROUNDS; i++) {
		if (i % 4 == 0) {
			pthread_rwlock_wrlock(&rwlock);
			pair[0]++;
			pair[1]++;
		} else {
			pthread_rwlock_rdlock(&rwlock);
			CHECK(pair[0] == pair[1]);
		}
		pthread_rwlock_unlock(&rwlock);
		pthread_spin_lock(&spinlock);
		spun++;
		pthread_spin_unlock(&spinlock);
	}
	for (int i = 0; i < 20; i++) {
		int now;

		sem_wait(&slots);
		now = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
		if (now > most)
			most = now;
		CHECK(now <= 2);
		sched_yield();
		__atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
		sem_post(&slots);
	}
	return argument;
}

int main(void)
{
	pthread_t threads[THREADS];

	begin(30);
	pthread_spin_init(&spinlock, PTHREAD_PROCESS_PRIVATE);
	sem_init(&slots, 0, 2);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("pair %ld %ld, spun %ld, once %d\n", pair[0], pair[1], spun,
	       ran);
	return finish();
}
