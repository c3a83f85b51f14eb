// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fork, vfork and exec, posix_spawn and exits from one thread while others are
 * in calls, asleep or in the middle of short ones: by the C library and by
 * every way to make the calls.
 */
#include "call-blocking.h"
#include <sched.h>
#include <spawn.h>

#define SLEEPERS 8
#define RUNNERS 2
#define ROUNDS 10

extern char **environ;

static const char *self;
static volatile int stop, running;
static pid_t parent;

/* One thread in each of these, at once */
static const char *const sleeping_in[SLEEPERS] = {
	"read pipe", "recvfrom", "futex", "poll",
	"pselect6",  "accept",	 "wait4", "mq_timedreceive"
};
static struct blocked *sleepers[SLEEPERS];

static void *sleeper(void *argument)
{
	struct blocked *b = argument;

	b->helper = gettid();
	b->calling = 1;
	b->result = call6(b->way, b->number, b->arguments[0], b->arguments[1],
			  b->arguments[2], b->arguments[3], b->arguments[4],
			  b->arguments[5]);
	b->done = 1;
	return NULL;
}

static void *runner(void *argument)
{
	int ends[2];

	MUST(pipe(ends));
	__atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
	for (uint64_t i = 0; !stop; i++) {
		enum way way = (enum way)(i % WAYS);
		uint64_t in = 0;

		CHECK(call(way, SYS_getppid, 0) == parent);
		CHECK(call(way, SYS_write, ends[1], &i, 8) == 8);
		CHECK(call(way, SYS_read, ends[0], &in, 8) == 8 && in == i);
	}
	MUST(close(ends[0]));
	MUST(close(ends[1]));
	return argument;
}

static pthread_t threads[SLEEPERS + RUNNERS];

/* Threads in calls of that way, until the process ends or others_end() */
static void others_begin(enum way way)
{
	stop = running = 0;
	parent = getppid();
	for (int i = 0; i < SLEEPERS; i++) {
		struct blocked *b =
			blocked_new(blocking_named(sleeping_in[i]), way);

		sleepers[i] = b;
		b->pid = getpid();
		b->control[1] = -1;
		b->what->prepare(b);
		CHECK(pthread_create(&threads[i], NULL, sleeper, b) == 0);
	}
	for (int i = 0; i < RUNNERS; i++)
		CHECK(pthread_create(&threads[SLEEPERS + i], NULL, runner,
				     NULL) == 0);
	for (int i = 0; i < SLEEPERS; i++)
		while (!sleepers[i]->calling ||
		       task_state(getpid(), sleepers[i]->helper) != 'S')
			sleep_ms(1);
	while (running < RUNNERS)
		sched_yield();
}

/* Let the sleepers' calls return, and see that they were not disturbed */
static void others_end(void)
{
	stop = 1;
	for (int i = 0; i < SLEEPERS; i++) {
		struct blocked *b = sleepers[i];

		if (b->done)
			printf("%s by %s is done: %ld\n", b->what->name,
			       way_name(b->way), b->result);
		CHECK(!b->done);
		b->what->release(b);
		pthread_join(threads[i], NULL);
		CHECK(b->result >= 0);
		if (b->what->describe)
			b->what->describe(b);
		if (b->what->result == IS_FD)
			close((int)b->result);
		for (int j = 0; j < 4; j++)
			if (b->fd[j] > 2)
				close(b->fd[j]);
		blocked_tidy(b);
		munmap(b, sizeof(*b));
	}
	for (int i = 0; i < RUNNERS; i++)
		pthread_join(threads[SLEEPERS + i], NULL);
}

/* In a child: make calls, with one thread only */
static int child_works(enum way way)
{
	uint64_t out = 7, in = 0;
	int ends[2];

	check_failures = 0;
	MUST(pipe(ends));
	CHECK(call(way, SYS_write, ends[1], &out, 8) == 8);
	CHECK(call(way, SYS_read, ends[0], &in, 8) == 8 && in == 7);
	CHECK(call(way, SYS_gettid, 0) == call(way, SYS_getpid, 0));
	CHECK(call(way, SYS_close, -1) == -EBADF);
	return finish();
}

static void *fork_thread(void *argument)
{
	enum way way = (enum way)(long)argument;
	long bad = 0;

	for (int i = 0; i < ROUNDS; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(child_works(way));
		bad += strcmp(fate(reap(pid)), "exit 0") != 0;
		pid = (pid_t)call(way, SYS_fork, 0);
		if (pid == 0) {
			child_works(way);
			call(way, SYS_exit_group, finish());
		}
		bad += strcmp(fate(reap(pid)), "exit 0") != 0;
	}
	return (void *)bad;
}

static void *vfork_thread(void *argument)
{
	volatile long bad = 0;

	for (int i = 0; i < ROUNDS; i++) {
		pid_t pid = vfork();

		if (pid == 0) {
			execl(self, self, "exit", "9", NULL);
			_exit(99);
		}
		bad += strcmp(fate(reap(pid)), "exit 9") != 0;
		pid = vfork();
		if (pid == 0)
			_exit(10);
		bad += strcmp(fate(reap(pid)), "exit 10") != 0;
	}
	(void)argument;
	return (void *)bad;
}

static void *spawn_thread(void *argument)
{
	char *arguments[] = { (char *)self, (char *)"exit", (char *)"11",
			      NULL };
	long bad = 0;

	for (int i = 0; i < ROUNDS; i++) {
		pid_t pid = 0;

		bad += posix_spawn(&pid, self, NULL, NULL, arguments,
				   environ) != 0;
		bad += strcmp(fate(reap(pid)), "exit 11") != 0;
		bad += posix_spawn(&pid, "/nowhere", NULL, NULL, arguments,
				   environ) != ENOENT;
	}
	(void)argument;
	return (void *)bad;
}

static void in_a_thread(const char *name, void *(*function)(void *),
			enum way way)
{
	pthread_t thread;
	void *bad;

	CHECK(pthread_create(&thread, NULL, function, (void *)(long)way) == 0);
	pthread_join(thread, &bad);
	CHECK(bad == NULL);
	printf("%s beside calls by %s: bad %ld\n", name, way_name(way),
	       (long)bad);
}

/* Ends of a process whose threads are in calls */

static void *exec_thread(void *argument)
{
	enum way way = (enum way)(long)argument;
	char *arguments[] = { (char *)self, (char *)"exit", (char *)"12",
			      NULL };

	if (way == BY_FUNCTION)
		execv(self, arguments);
	call(way, SYS_execve, self, arguments, environ);
	_exit(99);
}

static void *exit_thread(void *argument)
{
	call((enum way)(long)argument, SYS_exit_group, 13);
	return NULL;
}

static void *kill_thread(void *argument)
{
	call((enum way)(long)argument, SYS_kill, getpid(), SIGTERM);
	for (;;)
		pause();
	return NULL;
}

static void *fault_thread(void *argument)
{
	MUST(prctl(PR_SET_DUMPABLE, 0));
	*(volatile char *)argument = 0;
	return argument;
}

static const char *end_by(void *(*function)(void *), enum way way)
{
	pid_t pid = child();

	if (pid == 0) {
		pthread_t thread;

		others_begin(way);
		CHECK(pthread_create(&thread, NULL, function,
				     (void *)(long)way) == 0);
		pthread_join(thread, NULL);
		_exit(98);
	}
	return fate(reap(pid));
}

static const char *end_by_main(int returns)
{
	pid_t pid = child();

	if (pid == 0) {
		others_begin(BY_DIRECT);
		if (returns)
			exit(14);
		/* the others go on, the process ends with the last one */
		for (int i = 0; i < SLEEPERS; i++)
			sleepers[i]->what->release(sleepers[i]);
		stop = 1;
		pthread_exit(NULL);
	}
	return fate(reap(pid));
}

/* Signals to threads that sleep in calls: the handler runs in that thread */
static volatile pid_t handled_by;

static void note(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	handled_by = gettid();
}

static void kill_sleepers(enum way way)
{
	on(SIGUSR2, note, SA_RESTART);
	others_begin(way);
	for (int n = 0; n < 5; n++)
		for (int i = 0; i < SLEEPERS; i++) {
			/* SA_RESTART does not help those two */
			if (!strcmp(sleeping_in[i], "poll") ||
			    !strcmp(sleeping_in[i], "pselect6"))
				continue;
			handled_by = 0;
			CHECK(pthread_kill(threads[i], SIGUSR2) == 0);
			while (!handled_by)
				sched_yield();
			CHECK(handled_by == sleepers[i]->helper);
		}
	others_end();
	printf("signals to sleepers by %s\n", way_name(way));
}

/* Threads that end at once, joined and detached, returning and leaving */
static long ended;

static void *end_at_once(void *argument)
{
	long kind = (long)argument;

	CHECK(call((enum way)(kind % WAYS), SYS_getppid, 0) == parent);
	__atomic_add_fetch(&ended, 1, __ATOMIC_SEQ_CST);
	if (kind & 1)
		pthread_exit(argument);
	return argument;
}

static void end_threads(void)
{
	pthread_attr_t detached;

	parent = getppid();
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	for (long i = 0; i < 200; i++) {
		pthread_t some[4];

		for (int j = 0; j < 4; j++)
			CHECK(pthread_create(&some[j], j < 2 ? NULL : &detached,
					     end_at_once,
					     (void *)(i + j)) == 0);
		for (int j = 0; j < 2; j++) {
			void *result;

			CHECK(pthread_join(some[j], &result) == 0);
			CHECK((long)result == i + j);
		}
	}
	while (__atomic_load_n(&ended, __ATOMIC_SEQ_CST) < 800)
		sched_yield();
	printf("threads ended: %ld\n", ended);
}

int main(int argc, char **argv)
{
	self = argv[0];
	if (argc == 3 && !strcmp(argv[1], "exit"))
		return atoi(argv[2]);
	begin(80);
	EACH_WAY(way)
	{
		others_begin(way);
		in_a_thread("fork", fork_thread, way);
		in_a_thread("vfork", vfork_thread, way);
		in_a_thread("spawn", spawn_thread, way);
		others_end();
		kill_sleepers(way);
		printf("exec: %s, ", end_by(exec_thread, way));
		printf("exit: %s, ", end_by(exit_thread, way));
		printf("kill: %s, ", end_by(kill_thread, way));
		printf("fault: %s\n", end_by(fault_thread, way));
	}
	printf("main: %s, ", end_by_main(1));
	printf("last thread: %s\n", end_by_main(0));
	end_threads();
	CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
	return finish();
}
