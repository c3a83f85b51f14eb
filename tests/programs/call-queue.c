// SPDX-License-Identifier: GPL-2.0-only
/*
 * Real-time signals are queued: those that another process, another thread and
 * a timer send during short calls all arrive, once and in order, with their
 * values.
 */
#include "call-ways.h"
#include <sched.h>
#include <sys/wait.h>

#define KINDS 3
#define EACH 4000 /* of each kind */

/* Next value that is due, by signal */
static volatile int due[KINDS];
static volatile long wrong, total;
static int ends[2];
static pid_t parent;

static void handler(int signo, siginfo_t *info, void *context)
{
	int kind = signo - SIGRTMIN;
	enum way way = (enum way)(total % WAYS);
	uint64_t out = (uint64_t)total, in = 0;

	(void)context;
	wrong += info->si_value.sival_int != due[kind] ||
		 info->si_code != SI_QUEUE;
	due[kind]++;
	total++;
	/* whoever is in the middle of a write and a read is not disturbed */
	wrong += call(way, SYS_write, ends[1], &out, 8) != 8;
	wrong += call(way, SYS_read, ends[0], &in, 8) != 8 || in != out;
}

/* Until the queue takes it */
static void send_all(pid_t pid, pthread_t thread, int by_thread)
{
	for (int i = 0; i < EACH; i++)
		for (int kind = 0; kind < KINDS; kind++) {
			union sigval value = { .sival_int = i };

			for (;;) {
				int error;

				if (by_thread)
					error = pthread_sigqueue(
						thread, SIGRTMIN + kind, value);
				else
					error = sigqueue(pid, SIGRTMIN + kind,
							 value) ?
							errno :
							0;
				if (!error)
					break;
				CHECK(error == EAGAIN);
				sched_yield();
			}
		}
}

static pthread_t main_thread;

static void *sender(void *argument)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);
	send_all(0, main_thread, 1);
	return argument;
}

static void receive(const char *from, sigset_t *blocked)
{
	long calls = 0;
	int own[2];

	MUST(pipe(own));
	while (total < KINDS * EACH) {
		enum way way = (enum way)(calls % WAYS);
		uint64_t out = (uint64_t)calls, in = 0;

		CHECK(call(way, SYS_getppid, 0) == parent);
		CHECK(call(way, SYS_write, own[1], &out, 8) == 8);
		CHECK(call(way, SYS_read, own[0], &in, 8) == 8 && in == out);
		/* now and then they must wait */
		if (calls % 50 == 0) {
			long before;

			sigprocmask(SIG_BLOCK, blocked, NULL);
			before = total;
			for (int i = 0; i < 10; i++)
				CHECK(call(way, SYS_getppid, 0) == parent);
			CHECK(before == total);
			sigprocmask(SIG_UNBLOCK, blocked, NULL);
		}
		calls++;
	}
	for (int i = 0; i < 100; i++)
		CHECK(call(BY_DIRECT, SYS_getppid, 0) == parent);
	printf("from %s: %ld, wrong %ld\n", from, total, wrong);
	for (int kind = 0; kind < KINDS; kind++) {
		CHECK(due[kind] == EACH);
		due[kind] = 0;
	}
	total = wrong = 0;
	close(own[0]);
	close(own[1]);
}

int main(void)
{
	pthread_t thread;
	sigset_t blocked;
	pid_t pid;

	begin(60);
	parent = getppid();
	main_thread = pthread_self();
	MUST(pipe(ends));
	sigemptyset(&blocked);
	for (int kind = 0; kind < KINDS; kind++)
		sigaddset(&blocked, SIGRTMIN + kind);
	for (int kind = 0; kind < KINDS; kind++) {
		struct sigaction action;

		/* they do not interrupt each other */
		memset(&action, 0, sizeof(action));
		action.sa_sigaction = handler;
		action.sa_flags = SA_SIGINFO | SA_RESTART;
		action.sa_mask = blocked;
		MUST(sigaction(SIGRTMIN + kind, &action, NULL));
	}
	pid = child();
	if (pid == 0) {
		send_all(getppid(), 0, 0);
		_exit(finish());
	}
	receive("a process", &blocked);
	printf("%s\n", fate(reap(pid)));
	CHECK(pthread_create(&thread, NULL, sender, NULL) == 0);
	receive("a thread", &blocked);
	pthread_join(thread, NULL);
	return finish();
}
