// SPDX-License-Identifier: GPL-2.0-only
/* System V and POSIX shared memory, semaphores and message queues. */
#include "check.h"
#include <mqueue.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

static void queues(void)
{
	struct {
		long type;
		char text[8];
	} message = { 2, "sysv" };
	struct mq_attr attributes = { .mq_maxmsg = 4, .mq_msgsize = 8 };
	int id = (int)MUST(msgget(IPC_PRIVATE, 0600));
	unsigned int priority;
	mqd_t queue;

	MUST(msgsnd(id, &message, sizeof(message.text), 0));
	memset(&message, 0, sizeof(message));
	CHECK(msgrcv(id, &message, sizeof(message.text), 2, 0) ==
	      sizeof(message.text));
	MUST(msgctl(id, IPC_RMID, NULL));
	queue = mq_open("/ukl-test", O_CREAT | O_RDWR, 0600, &attributes);
	CHECK(queue != (mqd_t)-1);
	MUST(mq_unlink("/ukl-test"));
	MUST(mq_send(queue, "low", 4, 1));
	MUST(mq_send(queue, "high", 5, 9));
	printf("%s", message.text);
	CHECK(mq_receive(queue, message.text, 8, &priority) == 5);
	printf(" %s %u\n", message.text, priority);
}

int main(void)
{
	int shm = (int)MUST(shmget(IPC_PRIVATE, 8192, 0600));
	int set = (int)MUST(semget(IPC_PRIVATE, 1, 0600));
	struct sembuf up = { 0, 1, 0 }, down = { 0, -1, 0 };
	sem_t *semaphore;
	long *counter;
	pid_t pids[3];

	begin(20);
	counter = shmat(shm, NULL, 0);
	CHECK(counter != (void *)-1);
	MUST(shmctl(shm, IPC_RMID, NULL));
	semaphore = (sem_t *)(counter + 8);
	MUST(sem_init(semaphore, 1, 1));
	MUST(semop(set, &up, 1));
	for (int i = 0; i < 3; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			for (int j = 0; j < 300; j++) {
				MUST(semop(set, &down, 1));
				counter[0]++;
				MUST(semop(set, &up, 1));
				MUST(sem_wait(semaphore));
				counter[1]++;
				MUST(sem_post(semaphore));
			}
			_exit(0);
		}
	}
	for (int i = 0; i < 3; i++)
		CHECK(reap(pids[i]) == 0);
	printf("%ld %ld\n", counter[0], counter[1]);
	MUST(semctl(set, 0, IPC_RMID));
	queues();
	return finish();
}
