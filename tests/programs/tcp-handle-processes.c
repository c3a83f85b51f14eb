// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handles belong to the address space: fork, vfork, exec, the end of a process,
 * in order and by force. The peer tells when a connection is over.
 */
#include "tcp.h"
#include <sched.h>
#include <spawn.h>

static struct end a, b;
static char byte;
static int gate[2]; /* children that wait go on when it is closed */
static const char *self;

static int is_bad(ukl_tcp_handle handle)
{
	return ukl_tcp_hsend(handle, "x", 1, 0) == -1 && errno == EBADF &&
	       ukl_tcp_hrecv(handle, &byte, 1, MSG_DONTWAIT) == -1 &&
	       errno == EBADF && ukl_tcp_close(handle) == -1 && errno == EBADF;
}

static int works(ukl_tcp_handle handle)
{
	return ukl_tcp_hsend(handle, "x", 1, 0) == 1 &&
	       recv(b.fd, &byte, 1, 0) == 1;
}

/* Both ends of the pair are open here only */
static void start(void)
{
	tcp_pair(&a, &b);
	MUST(pipe2(gate, O_CLOEXEC));
}

static void stop(void)
{
	tcp_unpair(&a, &b);
	MUST(close(gate[0]));
	if (gate[1] >= 0)
		MUST(close(gate[1]));
}

static void open_gate(void)
{
	MUST(close(gate[1]));
	gate[1] = -1;
}

/* In a child */
static void wait_at_gate(void)
{
	close(gate[1]);
	CHECK(read(gate[0], &byte, 1) == 0);
}

static void fork_has_none(void)
{
	int ready[2];
	pid_t pid;

	start();
	MUST(pipe2(ready, O_CLOEXEC));
	pid = child();
	if (pid == 0) {
		ukl_tcp_handle own;

		CHECK(is_bad(a.handle) && is_bad(b.handle));
		/* its own, of a descriptor that it has */
		own = ukl_tcp_open(a.fd);
		CHECK(own > 0 && works(own));
		/* each address space counts for itself */
		CHECK(own == a.handle || is_bad(a.handle));
		pid = child();
		if (pid == 0) {
			CHECK(is_bad(own) && is_bad(a.handle));
			_exit(finish());
		}
		CHECK(reap(pid) == 0);
		CHECK(works(own) && ukl_tcp_close(own) == 0);
		/* nothing but the descriptors keeps the connection */
		MUST(close(a.fd));
		MUST(close(b.fd));
		write_all(ready[1], "r", 1);
		wait_at_gate();
		_exit(finish());
	}
	read_all(ready[0], &byte, 1);
	MUST(close(ready[0]));
	MUST(close(ready[1]));
	CHECK(works(a.handle));
	expect_silence(&b);
	/* the child lives, and has nothing of it */
	end_close(&a);
	expect_end(&b);
	open_gate();
	printf("fork: %s\n", fate(reap(pid)));
	stop();
}

/* Many at once, and children of children */
static void fork_storm(void)
{
	ukl_tcp_handle handles[50];
	pid_t pids[10];
	int good = 0;

	start();
	for (int i = 0; i < 50; i++)
		handles[i] = ukl_tcp_open(a.fd);
	for (int i = 0; i < 10; i++) {
		pids[i] = child();
		if (pids[i])
			continue;
		for (int j = 0; j < 50; j++)
			CHECK(is_bad(handles[j]));
		for (int j = 0; j < 50; j++)
			handles[j] = ukl_tcp_open(a.fd);
		for (int j = 0; j < 50; j += 2)
			CHECK(ukl_tcp_close(handles[j]) == 0);
		_exit(finish());
	}
	for (int i = 0; i < 10; i++)
		good += reap(pids[i]) == 0;
	for (int i = 0; i < 50; i++)
		CHECK(works(handles[i]) && ukl_tcp_close(handles[i]) == 0);
	printf("forks: %d good\n", good);
	stop();
}

/* The child of a vfork is in the parent's address space */
static void vfork_shares(void)
{
	volatile int good = 0;
	pid_t pid;

	start();
	pid = vfork();
	if (pid == 0) {
		good = ukl_tcp_hsend(a.handle, "xyz", 3, 0) == 3;
		_exit(3);
	}
	CHECK(recv(b.fd, (char[4]){ 0 }, 4, 0) == 3);
	printf("vfork: works %d, %s, ", good, fate(reap(pid)));
	pid = vfork();
	if (pid == 0) {
		execl(self, "tcp-handle-processes", "nothing", NULL);
		_exit(99);
	}
	printf("exec %s, ", fate(reap(pid)));
	/* neither has closed anything */
	printf("works %d\n", works(a.handle));
	expect_silence(&b);
	stop();
}

static void spawned(void)
{
	char *arguments[] = { (char *)"tcp-handle-processes", (char *)"nothing",
			      NULL };
	pid_t pid;

	start();
	CHECK(posix_spawn(&pid, self, NULL, NULL, arguments, environ) == 0);
	printf("spawn %s, ", fate(reap(pid)));
	printf("works %d\n", works(a.handle));
	stop();
}

/*
 * A child with a handle of its own, and no other part of a: what becomes of the
 * connection when the child does @what.
 */
static void child_with_handle(const char *name,
			      void (*what)(ukl_tcp_handle handle))
{
	pid_t pid;

	start();
	pid = child();
	if (pid == 0) {
		ukl_tcp_handle own = ukl_tcp_open(a.fd);

		MUST(close(a.fd));
		MUST(close(b.fd));
		CHECK(ukl_tcp_hsend(own, "r", 1, 0) == 1); /* ready */
		CHECK(ukl_tcp_hrecv(own, &byte, 1, 0) == 1);
		what(own);
		_exit(finish() ? 1 : 7);
	}
	end_close(&a);
	CHECK(recv(b.fd, &byte, 1, 0) == 1 && byte == 'r');
	expect_silence(&b);
	CHECK(send(b.fd, "g", 1, 0) == 1);
	expect_end(&b);
	printf("%s: the end, ", name);
	open_gate();
	printf("%s\n", fate(reap(pid)));
	stop();
}

static void close_and_wait(ukl_tcp_handle handle)
{
	CHECK(ukl_tcp_close(handle) == 0);
	wait_at_gate();
}

static void do_exit(ukl_tcp_handle handle)
{
	(void)handle;
	_exit(5);
}

static void do_fault(ukl_tcp_handle handle)
{
	(void)handle;
	raise(SIGKILL);
}

static void *group_exit(void *argument)
{
	(void)argument;
	_exit(6);
}

static void exit_in_thread(ukl_tcp_handle handle)
{
	pthread_t thread;

	(void)handle;
	pthread_create(&thread, NULL, group_exit, NULL);
	for (;;)
		pause();
}

/* The new program waits, so that only exec can have closed it */
static void do_exec(ukl_tcp_handle handle)
{
	char number[32], fd[16];

	/* an exec that fails closes nothing */
	CHECK(execl("/nonexistent", "x", NULL) == -1);
	CHECK(ukl_tcp_hsend(handle, "", 0, 0) == 0);
	MUST(fcntl(gate[0], F_SETFD, 0));
	close(gate[1]);
	snprintf(number, sizeof(number), "%lld", (long long)handle);
	snprintf(fd, sizeof(fd), "%d", gate[0]);
	execl(self, "tcp-handle-processes", "waits", number, fd, NULL);
}

/* Every thread but one that executes is gone then */
static void *exec_thread(void *argument)
{
	do_exec(*(ukl_tcp_handle *)argument);
	return NULL;
}

static void exec_in_thread(ukl_tcp_handle handle)
{
	pthread_t thread;

	pthread_create(&thread, NULL, exec_thread, &handle);
	for (;;)
		pause();
}

/* After exec */
static int waits(char **argv)
{
	CHECK(is_bad(atoll(argv[2])));
	CHECK(read(atoi(argv[3]), &byte, 1) == 0);
	return finish() ? 1 : 8;
}

/* A thread with its own table of descriptors has the handles all the same */
static void *unshared(void *argument)
{
	(void)argument;
	MUST(unshare(CLONE_FILES));
	CHECK(works(a.handle));
	return NULL;
}

static void own_descriptors(void)
{
	pthread_t thread;

	start();
	CHECK(pthread_create(&thread, NULL, unshared, NULL) == 0);
	pthread_join(thread, NULL);
	CHECK(works(a.handle));
	stop();
	printf("own descriptors\n");
}

int main(int argc, char **argv)
{
	begin(30);
	self = "/proc/self/exe";
	if (argc > 3)
		return waits(argv);
	if (argc > 1)
		return 4;
	fork_has_none();
	fork_storm();
	vfork_shares();
	spawned();
	child_with_handle("close", close_and_wait);
	child_with_handle("exit", do_exit);
	child_with_handle("kill", do_fault);
	child_with_handle("exit in a thread", exit_in_thread);
	child_with_handle("exec", do_exec);
	child_with_handle("exec in a thread", exec_in_thread);
	own_descriptors();
	return finish();
}
