// SPDX-License-Identifier: GPL-2.0-only
/* Bad pointers in calls on semaphores, messages, shared memory, futexes. */
#include "call-efault.h"
#include <linux/futex.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

static int messages, semaphores, memory;
static mqd_t queue;
static char name[40];
static struct mq_attr attributes = { .mq_maxmsg = 4, .mq_msgsize = 16 };

/* One message in each queue */
static void refill(void)
{
	struct {
		long type;
		char text[16];
	} message = { 7, "message" };
	char text[16];

	while (msgrcv(messages, &message, 16, 0, IPC_NOWAIT) > 0)
		;
	message.type = 7;
	MUST(msgsnd(messages, &message, 8, 0));
	while (mq_receive(queue, text, 16, NULL) > 0)
		;
	MUST(mq_send(queue, "message", 8, 0));
}

static void detach(long result)
{
	if (result >= 0)
		shmdt((void *)result);
}

static void system_v(void)
{
	struct sembuf operation = { 0, 1, 0 };

	before = refill;
	BAD(IN, 1, SYS_msgsnd, messages, NULL, 8, IPC_NOWAIT);
	BAD(OUT, 1, SYS_msgrcv, messages, NULL, 16, 0, IPC_NOWAIT);
	BAD(OUT, 2, SYS_msgctl, messages, IPC_STAT, NULL);
	BAD(IN, 2, SYS_msgctl, messages, IPC_SET, NULL);
	BAD(IN, 1, SYS_semop, semaphores, NULL, 1);
	BAD(IN, 1, SYS_semtimedop, semaphores, NULL, 1, NULL);
	BAD(IN, 3, SYS_semtimedop, semaphores, &operation, 1, NULL);
	BAD(OUT, 3, SYS_semctl, semaphores, 0, IPC_STAT, NULL);
	BAD(OUT, 3, SYS_semctl, semaphores, 0, GETALL, NULL);
	BAD(IN, 3, SYS_semctl, semaphores, 0, SETALL, NULL);
	BAD(OUT, 2, SYS_shmctl, memory, IPC_STAT, NULL);
	before = NULL;
	after = detach;
	named_result = "address";
	BAD(ADDRESS, 1, SYS_shmat, memory, NULL, 0);
	after = NULL;
	named_result = NULL;
	BAD(ADDRESS, 0, SYS_shmdt, NULL);
}

static void posix(void)
{
	struct timespec time = { 0, 0 };
	char text[16];

	after = bad_close;
	named_result = "descriptor";
	BAD(IN, 0, SYS_mq_open, NULL, O_RDONLY, 0, NULL);
	BAD(IN, 3, SYS_mq_open, name + 1, O_RDWR | O_CREAT, 0600, NULL);
	after = NULL;
	named_result = NULL;
	BAD(IN, 0, SYS_mq_unlink, NULL);
	before = refill;
	BAD(IN, 1, SYS_mq_timedsend, queue, NULL, 8, 0, NULL);
	BAD(IN, 4, SYS_mq_timedsend, queue, "message", 8, 0, NULL);
	BAD(OUT, 1, SYS_mq_timedreceive, queue, NULL, 16, NULL, &time);
	BAD(OUT, 3, SYS_mq_timedreceive, queue, text, 16, NULL, &time);
	BAD(IN, 4, SYS_mq_timedreceive, queue, text, 16, NULL, NULL);
	BAD(IN, 1, SYS_mq_getsetattr, queue, NULL, &attributes);
	BAD(OUT, 2, SYS_mq_getsetattr, queue, NULL, NULL);
	BAD(IN, 1, SYS_mq_notify, queue, NULL);
	before = NULL;
}

static void futexes(void)
{
	static uint32_t word = 1, other = 1;
	struct timespec time = { 0, 0 };

	BAD(INOUT, 0, SYS_futex, NULL, FUTEX_WAIT, 0, &time, NULL, 0);
	BAD(INOUT, 0, SYS_futex, NULL, FUTEX_WAKE, 1, NULL, NULL, 0);
	BAD(INOUT, 0, SYS_futex, NULL, FUTEX_LOCK_PI, 0, &time, NULL, 0);
	BAD(IN, 3, SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
	BAD(INOUT, 4, SYS_futex, &word, FUTEX_CMP_REQUEUE, 1, 1, NULL, 1);
	BAD(INOUT, 4, SYS_futex, &word, FUTEX_WAKE_OP, 1, 1, NULL, 0);
	BAD(IN, 0, SYS_futex_waitv, NULL, 1, 0, &time, CLOCK_MONOTONIC);
	BAD(OUT, 1, SYS_get_robust_list, 0, NULL, &other);
	BAD(OUT, 2, SYS_get_robust_list, 0, &time, NULL);
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	begin(30);
	bad_prepare();
	snprintf(name, sizeof(name), "/efault.%d", getpid());
	messages = (int)MUST(msgget(IPC_PRIVATE, 0600));
	semaphores = (int)MUST(semget(IPC_PRIVATE, 1, 0600));
	memory = (int)MUST(shmget(IPC_PRIVATE, 4096, 0600));
	queue = (mqd_t)MUST(mq_open(name, O_RDWR | O_CREAT | O_NONBLOCK, 0600,
				    &attributes));
	system_v();
	posix();
	futexes();
	MUST(mq_unlink(name));
	MUST(msgctl(messages, IPC_RMID, NULL));
	MUST(semctl(semaphores, 0, IPC_RMID));
	MUST(shmctl(memory, IPC_RMID, NULL));
	return finish();
}
