// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every cancellation point that can block is cancelled in five manners:
 *
 *	blocked		while it sleeps
 *	pending		the request is older than the call, which need not wait
 *	disabled	it takes no effect before the call has done its work
 *	asynchronous	while it sleeps, with that type
 *	signalled	while it sleeps, after signals whose handler has run
 *
 * Cleanup handlers run in order. The cancelled call has done nothing: another
 * thread that makes the same call afterwards finds all that there was.
 */
#include "call-blocking.h"
#include <semaphore.h>
#include <stdarg.h>
#include <threads.h>

enum manner { BLOCKED, PENDING, DISABLED, ASYNCHRONOUS, SIGNALLED, MANNERS };

struct point {
	const char *name;
	void (*prepare)(struct blocked *b);
	long (*run)(struct blocked *b);
	void (*release)(struct blocked *b);
	int flags;
};

/* What the table of blocking calls has, by the C library's function */
#define AFTERWARDS 1 /* it can be made again */
#define EARLY 2 /* it can be released before it is made */

struct library_function {
	const char *name; /* in blockings[] */
	void *function;
	int flags;
};

#define BOTH (AFTERWARDS | EARLY)

static const struct library_function functions[] = {
	{ "read pipe", read, BOTH },
	{ "read socket", read, BOTH },
	{ "read terminal", read, BOTH },
	{ "read eventfd", read, BOTH },
	{ "read timerfd", read, BOTH },
	{ "read signalfd", read, BOTH },
	{ "readv", readv, BOTH },
	{ "splice", splice, BOTH },
	{ "tee", tee, BOTH },
	{ "write pipe", write, BOTH },
	{ "writev", writev, BOTH },
	{ "vmsplice", vmsplice, BOTH },
	{ "recvfrom", recvfrom, BOTH },
	{ "recvmsg", recvmsg, BOTH },
	{ "recvmmsg", recvmmsg, BOTH },
	{ "sendto", sendto, BOTH },
	{ "send stream", sendto, BOTH },
	{ "sendmsg", sendmsg, BOTH },
	{ "sendmmsg", sendmmsg, BOTH },
	{ "accept", accept, BOTH },
	{ "accept4", accept4, BOTH },
	{ "connect", connect, BOTH },
	{ "wait4", wait4, BOTH },
	{ "waitid", waitid, BOTH },
	{ "nanosleep", nanosleep, 0 },
	{ "clock_nanosleep", clock_nanosleep, 0 },
	{ "clock_nanosleep, absolute", clock_nanosleep, 0 },
	{ "poll", poll, BOTH },
	{ "ppoll", ppoll, BOTH },
	{ "select", select, BOTH },
	{ "epoll_wait", epoll_wait, BOTH },
	{ "epoll_pwait", epoll_pwait, BOTH },
	{ "epoll_pwait2", epoll_pwait2, BOTH },
	{ "msgrcv", msgrcv, BOTH },
	{ "msgsnd", msgsnd, BOTH },
	{ "mq_timedreceive", mq_timedreceive, BOTH },
	{ "mq_timedsend", mq_timedsend, BOTH },
	{ "fcntl, open file lock", fcntl, BOTH },
	{ "fcntl, record lock", fcntl, BOTH },
	{ "open fifo", open, AFTERWARDS },
	{ "openat fifo", openat, AFTERWARDS },
	{ "rt_sigtimedwait", sigtimedwait, BOTH },
	{ "pause", pause, AFTERWARDS },
};
#define FUNCTIONS ((int)(sizeof(functions) / sizeof(functions[0])))

static void *function_now;

static long run_function(struct blocked *b)
{
	const long *a = b->arguments;

	return (int)((call_fn)function_now)(a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* And those that are no single system call */

static sem_t semaphore;
static pthread_mutex_t mutex;
static pthread_cond_t condition;
static mtx_t c_mutex;
static cnd_t c_condition;
static int posted, locked;
static pthread_t joined;
static FILE *stream;

#define RUN(name) static long run_##name(struct blocked *b)

PREPARE(semaphore)
{
	sem_init(&semaphore, 0, 0);
	in_seconds(&b->time, CLOCK_REALTIME, 100000);
}

RELEASE(semaphore)
{
	(void)b;
	sem_post(&semaphore);
}

RUN(sem_wait)
{
	(void)b;
	return sem_wait(&semaphore);
}

RUN(sem_timedwait)
{
	return sem_timedwait(&semaphore, &b->time);
}

RUN(sem_clockwait)
{
	return sem_clockwait(&semaphore, CLOCK_REALTIME, &b->time);
}

PREPARE(condition)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&mutex, &attributes);
	pthread_cond_init(&condition, NULL);
	mtx_init(&c_mutex, mtx_plain);
	cnd_init(&c_condition);
	posted = 0;
	in_seconds(&b->time, CLOCK_REALTIME, 100000);
}

RELEASE(condition)
{
	(void)b;
	pthread_mutex_lock(&mutex);
	mtx_lock(&c_mutex);
	posted++;
	mtx_unlock(&c_mutex);
	pthread_mutex_unlock(&mutex);
	pthread_cond_signal(&condition);
	cnd_signal(&c_condition);
}

/* A cancelled wait has locked the mutex again: EPERM if not */
static void unlock(void *argument)
{
	locked = pthread_mutex_unlock(argument) == 0;
}

static long wait_condition(int (*wait)(struct blocked *b), struct blocked *b)
{
	int result = 0;

	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	pthread_testcancel();
	do
		result = wait(b);
	while (result == 0 && posted == 0);
	posted--;
	pthread_cleanup_pop(1);
	return result;
}

static int cond_wait(struct blocked *b)
{
	(void)b;
	return pthread_cond_wait(&condition, &mutex);
}

static int cond_timedwait(struct blocked *b)
{
	return pthread_cond_timedwait(&condition, &mutex, &b->time);
}

static int cond_clockwait(struct blocked *b)
{
	return pthread_cond_clockwait(&condition, &mutex, CLOCK_REALTIME,
				      &b->time);
}

RUN(cond_wait)
{
	return wait_condition(cond_wait, b);
}

RUN(cond_timedwait)
{
	return wait_condition(cond_timedwait, b);
}

RUN(cond_clockwait)
{
	return wait_condition(cond_clockwait, b);
}

static void unlock_c(void *argument)
{
	mtx_unlock(argument);
}

RUN(cnd_wait)
{
	int result = thrd_success;

	(void)b;
	mtx_lock(&c_mutex);
	pthread_cleanup_push(unlock_c, &c_mutex);
	pthread_testcancel();
	do
		result = cnd_wait(&c_condition, &c_mutex);
	while (result == thrd_success && posted == 0);
	posted--;
	pthread_cleanup_pop(1);
	return result;
}

static void *to_be_joined(void *argument)
{
	sem_wait(&semaphore);
	return argument;
}

PREPARE(join)
{
	prepare_semaphore(b);
	CHECK(pthread_create(&joined, NULL, to_be_joined, (void *)4711) == 0);
}

static long join_result(int error, void *const *result)
{
	return error ? error : (long)*result;
}

RUN(join)
{
	void *result = NULL;

	(void)b;
	return join_result(pthread_join(joined, &result), &result);
}

RUN(timedjoin)
{
	void *result = NULL;

	return join_result(pthread_timedjoin_np(joined, &result, &b->time),
			   &result);
}

RUN(clockjoin)
{
	void *result = NULL;

	return join_result(pthread_clockjoin_np(joined, &result, CLOCK_REALTIME,
						&b->time),
			   &result);
}

RUN(thrd_join)
{
	int error, result = 0;

	(void)b;
	error = thrd_join(joined, &result);
	return error ? -error : result;
}

PREPARE(signal)
{
	sigemptyset(&b->mask);
	sigaddset(&b->mask, SIGUSR2);
}

/* A full mask would keep out the request, too */
PREPARE(suspend)
{
	sigemptyset(&b->mask);
}

RUN(sigsuspend)
{
	return sigsuspend(&b->mask);
}

RUN(sigwait)
{
	int signo = 0;

	return sigwait(&b->mask, &signo) ? -1 : signo;
}

RUN(sigwaitinfo)
{
	return sigwaitinfo(&b->mask, &b->info);
}

RUN(wait)
{
	return wait(&b->status) == b->holder;
}

RUN(waitpid)
{
	return waitpid(b->holder, &b->status, 0) == b->holder;
}

RUN(pselect)
{
	return pselect(b->fd[0] + 1, &b->set, NULL, NULL, &b->time, &b->mask);
}

RUN(recv)
{
	return recv(b->fd[0], b->buffer, 16, 0);
}

RUN(send)
{
	return send(b->fd[1], "hello", 5, 0);
}

RUN(mq_receive)
{
	return mq_receive(b->fd[0], b->buffer, 16, NULL);
}

RUN(mq_send)
{
	return mq_send(b->fd[0], "hello", 5, 3);
}

RUN(lockf)
{
	return lockf(b->fd[0], F_LOCK, 10);
}

RUN(creat)
{
	return creat(b->path, 0600);
}

PREPARE(stream_in)
{
	prepare_read_pipe(b);
	stream = fdopen(b->fd[0], "r");
}

RUN(getc)
{
	(void)b;
	return getc(stream);
}

PREPARE(stream_out)
{
	prepare_write_pipe(b);
	stream = fdopen(b->fd[1], "w");
}

RUN(fflush)
{
	(void)b;
	/* what the cancelled one has put there is sent by the next */
	if (ftrylockfile(stream) != 0)
		return -2;
	funlockfile(stream);
	if (__builtin_expect(fputs("hello", stream) < 0, 0))
		return -1;
	return fflush(stream);
}

PREPARE(nothing)
{
	(void)b;
}

RUN(sleep)
{
	(void)b;
	while (sleep(100) > 0)
		;
	return 0;
}

RUN(usleep)
{
	(void)b;
	return usleep(99000000);
}

RUN(thrd_sleep)
{
	(void)b;
	while (thrd_sleep(&(struct timespec){ 100, 0 }, NULL) == -1)
		;
	return 0;
}

RUN(system)
{
	(void)b;
	return system("exec sleep 100");
}

static const struct point points[] = {
	{ "sem_wait", prepare_semaphore, run_sem_wait, release_semaphore,
	  BOTH },
	{ "sem_timedwait", prepare_semaphore, run_sem_timedwait,
	  release_semaphore, BOTH },
	{ "sem_clockwait", prepare_semaphore, run_sem_clockwait,
	  release_semaphore, AFTERWARDS }, /* no point if it need not wait */
	{ "cond_wait", prepare_condition, run_cond_wait, release_condition,
	  AFTERWARDS },
	{ "cond_timedwait", prepare_condition, run_cond_timedwait,
	  release_condition, AFTERWARDS },
	{ "cond_clockwait", prepare_condition, run_cond_clockwait,
	  release_condition, AFTERWARDS },
	{ "cnd_wait", prepare_condition, run_cnd_wait, release_condition,
	  AFTERWARDS },
	{ "join", prepare_join, run_join, release_semaphore, AFTERWARDS },
	{ "timedjoin", prepare_join, run_timedjoin, release_semaphore,
	  AFTERWARDS },
	{ "clockjoin", prepare_join, run_clockjoin, release_semaphore,
	  AFTERWARDS },
	{ "thrd_join", prepare_join, run_thrd_join, release_semaphore,
	  AFTERWARDS },
	{ "sigsuspend", prepare_suspend, run_sigsuspend, release_usr1,
	  AFTERWARDS },
	{ "sigwait", prepare_signal, run_sigwait, release_usr2, BOTH },
	{ "sigwaitinfo", prepare_signal, run_sigwaitinfo, release_usr2, BOTH },
	{ "wait", prepare_wait4, run_wait, release_kill, BOTH },
	{ "waitpid", prepare_wait4, run_waitpid, release_kill, BOTH },
	{ "pselect", prepare_pselect6, run_pselect, release_write, BOTH },
	{ "recv", prepare_read_socket, run_recv, release_write, BOTH },
	{ "send", prepare_send_stream, run_send, release_drain, BOTH },
	{ "mq_receive", prepare_mq_timedreceive, run_mq_receive,
	  release_mq_timedreceive, BOTH },
	{ "mq_send", prepare_mq_timedsend, run_mq_send, release_mq_timedsend,
	  BOTH },
	{ "lockf", prepare_record_lock, run_lockf, release_kill, BOTH },
	{ "creat", prepare_openat_fifo, run_creat, release_openat_fifo,
	  AFTERWARDS },
	{ "getc", prepare_stream_in, run_getc, release_write, BOTH },
	{ "fflush", prepare_stream_out, run_fflush, release_drain, AFTERWARDS },
	{ "sleep", prepare_nothing, run_sleep, release_nothing, 0 },
	{ "usleep", prepare_nothing, run_usleep, release_nothing, 0 },
	{ "thrd_sleep", prepare_nothing, run_thrd_sleep, release_nothing, 0 },
	{ "system", prepare_nothing, run_system, release_nothing, 0 },
};
#define POINTS ((int)(sizeof(points) / sizeof(points[0])))

/* One attempt */
static struct {
	const struct point *point;
	struct blocked *b;
	enum manner manner;
	volatile int may_go, returned;
	char cleaned[8];
} now;

static volatile int handled;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	handled++;
}

static void clean(void *argument)
{
	now.cleaned[strlen(now.cleaned)] = *(char *)argument;
}

/* Some calls end with EINTR even with SA_RESTART */
static long run(void)
{
	long result;

	do {
		errno = 0;
		result = now.point->run(now.b);
		if (function_now == clock_nanosleep && result == EINTR)
			result = -1, errno = EINTR;
	} while (now.manner == SIGNALLED && result == -1 && errno == EINTR);
	return result;
}

static __attribute__((noinline)) long deeper(void)
{
	long result;

	pthread_cleanup_push(clean, "b");
	pthread_cleanup_push(clean, "c");
	now.b->helper = gettid();
	now.b->calling = 1;
	result = run();
	now.returned = 1;
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return result;
}

static void *victim(void *argument)
{
	int old;

	pthread_cleanup_push(clean, "a");
	if (now.manner == ASYNCHRONOUS)
		pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	if (now.manner == DISABLED || now.manner == PENDING) {
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
		while (now.manner == PENDING && !now.may_go)
			thrd_yield();
		if (now.manner == PENDING)
			pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	}
	now.b->result = deeper();
	if (now.manner == DISABLED) {
		pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
		pthread_testcancel();
	}
	pthread_cleanup_pop(0);
	return argument;
}

/* The same, to the end */
static void *second(void *argument)
{
	now.b->helper = gettid();
	now.b->calling = 1;
	now.b->result = now.point->run(now.b);
	now.returned = 1;
	return argument;
}

/* 1 if the thread sleeps, 0 if its call has returned */
static int wait_thread(void)
{
	for (;;) {
		if (now.returned)
			return 0;
		if (now.b->calling &&
		    task_state(getpid(), now.b->helper) == 'S')
			return 1;
		sleep_ms(1);
	}
}

static void run_again(int released)
{
	pthread_t thread;

	now.returned = now.b->calling = 0;
	CHECK(pthread_create(&thread, NULL, second, NULL) == 0);
	if (!released) {
		CHECK(wait_thread());
		if (now.point->release == release_usr1)
			CHECK(pthread_kill(thread, SIGUSR1) == 0);
		else
			now.point->release(now.b);
	}
	pthread_join(thread, NULL);
}

static void tidy(void)
{
	struct blocked *b = now.b;

	for (int i = 0; i < 4; i++)
		if (b->fd[i] > 2)
			close(b->fd[i]);
	if (now.b->what && now.b->what->result == IS_FD && b->result > 2)
		close((int)b->result);
	if (now.point->run == run_creat && b->result > 2)
		close((int)b->result);
	blocked_tidy(b);
	if (b->holder > 0)
		waitpid(b->holder, NULL, 0);
	if (now.point->prepare == prepare_join) {
		sem_post(&semaphore);
		pthread_join(joined, NULL);
	}
	munmap(b, sizeof(*b));
}

static const char *result_text(void)
{
	static char text[32];
	enum result kind = now.b->what		       ? now.b->what->result :
			   now.point->run == run_creat ? IS_FD :
							 IS_NUMBER;

	if (now.b->result >= 0 && kind != IS_NUMBER)
		return kind == IS_FD ? "a descriptor" : "a pid";
	snprintf(text, sizeof(text), "%ld", now.b->result);
	return text;
}

static __attribute__((format(printf, 3, 4))) void
append(char *text, size_t size, const char *format, ...)
{
	size_t length = strlen(text);
	va_list list;

	va_start(list, format);
	vsnprintf(text + length, size - length, format, list);
	va_end(list);
}

static void attempt(const struct point *point, const struct blocking *what,
		    enum manner manner)
{
	static const char *const names[MANNERS] = { "blocked", "pending",
						    "disabled", "asynchronous",
						    "signalled" };
	static char first[128];
	char text[128];
	int early = point->flags & EARLY, again = point->flags & AFTERWARDS;
	pthread_t thread;
	void *result;

	if (manner == DISABLED && !again)
		return;
	memset(&now, 0, sizeof(now));
	now.point = point;
	now.manner = manner;
	now.b = blocked_new(what, BY_FUNCTION);
	now.b->pid = getpid();
	now.b->control[1] = -1;
	locked = 1;
	point->prepare(now.b);
	CHECK(pthread_create(&thread, NULL, victim, NULL) == 0);
	if (manner == PENDING) {
		if (early)
			point->release(now.b);
		CHECK(pthread_cancel(thread) == 0);
		now.may_go = 1;
	} else {
		CHECK(wait_thread());
		if (manner == SIGNALLED)
			for (int i = 0; i < 3; i++) {
				int before = handled;

				CHECK(pthread_kill(thread, SIGUSR1) == 0);
				while (handled == before)
					sleep_ms(1);
				if (!wait_thread())
					break;
			}
		CHECK(pthread_cancel(thread) == 0);
		if (manner == DISABLED) {
			if (point->release == release_usr1)
				CHECK(pthread_kill(thread, SIGUSR1) == 0);
			else
				point->release(now.b);
		}
	}
	CHECK(pthread_join(thread, &result) == 0);
	snprintf(text, sizeof(text), "%s %s%s",
		 result == PTHREAD_CANCELED ? "cancelled" : "returned",
		 now.cleaned, locked ? "" : " without the mutex");
	CHECK(result == PTHREAD_CANCELED);
	if (manner != DISABLED)
		CHECK(!now.returned);
	if (manner != DISABLED && again)
		run_again(manner == PENDING && early);
	if (again)
		append(text, sizeof(text), " %s", result_text());
	if (what && what->describe && now.b->result >= 0 && again &&
	    what->describe != describe_left &&
	    what->describe != describe_mask) {
		what->describe(now.b);
		append(text, sizeof(text), " (%s)", now.b->text);
	}
	/* all manners end alike, but for where the thread was */
	if (manner == BLOCKED)
		snprintf(first, sizeof(first), "%s", text);
	else if (manner == DISABLED && !strncmp(text, "cancelled a ", 12))
		CHECK(!strcmp(text + 12, strchr(first + 10, ' ') + 1));
	else if (strcmp(text, first))
		printf("%s, %s: %s\n", point->name, names[manner], text);
	if (manner == BLOCKED)
		printf("%s: %s\n", point->name, text);
	tidy();
}

int main(void)
{
	sigset_t usr2;

	begin(80);
	sigemptyset(&usr2);
	sigaddset(&usr2, SIGUSR2);
	MUST(sigprocmask(SIG_BLOCK, &usr2, NULL));
	on(SIGUSR1, handler, SA_RESTART);
	for (int i = 0; i < FUNCTIONS; i++) {
		const struct blocking *what = blocking_named(functions[i].name);
		struct point point = { functions[i].name, what->prepare,
				       run_function, what->release,
				       functions[i].flags };

		function_now = functions[i].function;
		for (enum manner manner = 0; manner < MANNERS; manner++)
			attempt(&point, what, manner);
	}
	function_now = NULL;
	for (int i = 0; i < POINTS; i++) {
		for (enum manner manner = 0; manner < MANNERS; manner++)
			attempt(&points[i], NULL, manner);
	}
	CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
	return finish();
}
