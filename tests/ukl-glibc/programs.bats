#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Programs with the patched library as ordinary processes. Their system calls
# spoil all registers that they may (make-shim --strict), so what passes here
# relies on none.

load lib

setup_file() {
	use_glibc
}

setup() {
	use_test_dir
}

@test "hello, with arguments, environment and a status" {
	cat >hello.c <<-'END'
	#include <stdio.h>
	#include <stdlib.h>
	int main(int argc, char **argv)
	{
		printf("%d %s %s\n", argc, argv[1], getenv("HELLO"));
		return 7;
	}
	END
	build hello hello.c
	HELLO=world run ./hello "two words"
	[ "$status" -eq 7 ]
	[ "$output" = "2 two words world" ]
}

@test "static PIE starts: the first call comes before its relocation" {
	cat >hello.c <<-'END'
	#include <stdio.h>
	int main(void) { return puts("hello") < 0; }
	END
	build hello hello.c -static-pie
	run ./hello
	[ "$output" = hello ]
}

@test "errno: by stubs, by inline calls, per thread; the raw value of syscall()" {
	try <<-'END'
	#include <check.h>
	#include <sys/socket.h>
	static void *other(void *unused)
	{
		(void)unused;
		CHECK(errno == 0);
		CHECK(close(-1) == -1 && errno == EBADF);
		return NULL;
	}
	int main(void)
	{
		pthread_t thread;
		CHECK(read(-1, NULL, 0) == -1 && errno == EBADF);
		CHECK(listen(-1, 1) == -1 && errno == EBADF);
		CHECK(open("/nowhere/at/all", O_RDONLY) == -1 && errno == ENOENT);
		CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
		CHECK(syscall(SYS_close, -1) == -1 && errno == EBADF);
		CHECK(syscall(12345) == -1 && errno == ENOSYS);
		CHECK(syscall(SYS_getpid) == getpid());
		errno = E2BIG;
		pthread_create(&thread, NULL, other, NULL);
		pthread_join(thread, NULL);
		CHECK(errno == E2BIG);
		CHECK(close(-1) == -1 && errno == EBADF);
		return finish();
	}
	END
}

@test "syscall() passes six arguments" {
	try <<-'END'
	#include <check.h>
	int main(void)
	{
		char *page;
		int fd = memfd_create("six", 0);
		CHECK(ftruncate(fd, 8192) == 0);
		CHECK(pwrite(fd, "second", 6, 4096) == 6);
		page = (char *)syscall(SYS_mmap, NULL, 4096L, PROT_READ, MAP_SHARED, fd, 4096L);
		CHECK(page != MAP_FAILED && !memcmp(page, "second", 6));
		CHECK(copy_file_range(fd, &(off64_t){ 4096 }, fd, &(off64_t){ 0 }, 6, 0) == 6);
		CHECK(pread(fd, page = malloc(6), 6, 0) == 6 && !memcmp(page, "second", 6));
		return finish();
	}
	END
}

@test "fork, vfork, posix_spawn, system, popen" {
	try <<-'END'
	#include <check.h>
	#include <spawn.h>
	int main(void)
	{
		char line[32], *arguments[] = { "sh", "-c", "exit 5", NULL };
		int status;
		FILE *pipe;
		pid_t pid = fork();
		if (pid == 0)
			_exit(getppid() == 1 ? 1 : 3);
		CHECK(WEXITSTATUS(reap(pid)) == 3);
		pid = vfork();
		if (pid == 0) {
			execv("/bin/sh", (char *[]){ "sh", "-c", "exit 4", NULL });
			_exit(1);
		}
		CHECK(WEXITSTATUS(reap(pid)) == 4);
		CHECK(posix_spawn(&pid, "/bin/sh", NULL, NULL, arguments, environ) == 0);
		CHECK(WEXITSTATUS(reap(pid)) == 5);
		CHECK(posix_spawn(&pid, "/nowhere", NULL, NULL, arguments, environ) == ENOENT);
		status = system("exit 6");
		CHECK(WEXITSTATUS(status) == 6);
		pipe = popen("echo from a pipe", "r");
		CHECK(fgets(line, sizeof(line), pipe) && !strcmp(line, "from a pipe\n"));
		CHECK(pclose(pipe) == 0);
		return finish();
	}
	END
}

@test "time: every function, its errors, and the system call itself agree" {
	try <<-'END'
	#include <check.h>
	#include <sched.h>
	#include <sys/time.h>
	#include <sys/timeb.h>
	int main(void)
	{
		static const clockid_t good[] = { 0, 1, 2, 3, 4, 5, 6, 7, 11 };
		struct timespec a, b, none;
		struct timeval tv;
		struct timezone tz = { 77, 77 };
		unsigned int cpu = -1, node = -1;
		cpu_set_t one;
		for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
			CHECK(clock_gettime(good[i], &a) == 0);
			CHECK(syscall(SYS_clock_gettime, good[i], &b) == 0);
			CHECK(b.tv_sec - a.tv_sec <= 1 && b.tv_sec >= a.tv_sec);
			CHECK(clock_getres(good[i], &a) == 0 && clock_getres(good[i], NULL) == 0);
			CHECK(a.tv_sec == 0 && a.tv_nsec > 0);
		}
		for (clockid_t bad = 12; bad < 20; bad++) {
			errno = 0;
			CHECK(clock_gettime(bad, &none) == -1 && errno == EINVAL);
			errno = 0;
			CHECK(clock_getres(bad, &none) == -1 && errno == EINVAL);
		}
		CHECK(clock_gettime(-1, &none) == -1 && errno == EINVAL);
		CHECK(clock_gettime(CLOCK_REALTIME, &a) == 0);
		CHECK(gettimeofday(&tv, &tz) == 0 && tv.tv_sec - a.tv_sec <= 1 && tz.tz_dsttime == 0);
		CHECK(gettimeofday(&tv, NULL) == 0 && tv.tv_usec < 1000000);
		CHECK(time(NULL) - a.tv_sec <= 1 && time(&a.tv_sec) == a.tv_sec);
		CHECK(timespec_get(&b, TIME_UTC) == TIME_UTC && b.tv_sec - a.tv_sec <= 1);
		CHECK(clock() != (clock_t)-1);
		CPU_ZERO(&one);
		CPU_SET(0, &one);
		if (sched_setaffinity(0, sizeof(one), &one) == 0) {
			CHECK(sched_getcpu() == 0);
			CHECK(getcpu(&cpu, &node) == 0 && cpu == 0);
			CHECK(getcpu(NULL, NULL) == 0);
		}
		return finish();
	}
	END
	GLIBC_TUNABLES=glibc.pthread.rseq=0 ./try
}

@test "cancellation: blocked calls, cleanup handlers, unwinding through a signal frame" {
	try <<-'END'
	#include <check.h>
	#include <semaphore.h>
	static int cleaned, fd[2];
	static sem_t ready;
	static void clean(void *by) { cleaned += *(int *)by; }
	static void in_handler(int signo) { (void)signo; sem_post(&ready); for (;;) pause(); }
	static void *reader(void *unused)
	{
		char byte;
		int by = 1;
		pthread_cleanup_push(clean, &by);
		sem_post(&ready);
		CHECK(read(fd[0], &byte, 1) == 1000);
		pthread_cleanup_pop(0);
		return unused;
	}
	static void *handled(void *unused)
	{
		int by = 10;
		pthread_cleanup_push(clean, &by);
		raise(SIGUSR1);
		pthread_cleanup_pop(0);
		return unused;
	}
	static void *waiter(void *mutex)
	{
		static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
		int by = 100;
		pthread_mutex_lock(mutex);
		pthread_cleanup_push(clean, &by);
		sem_post(&ready);
		pthread_cond_wait(&never, mutex);
		pthread_cleanup_pop(0);
		return NULL;
	}
	static void *busy(void *unused)
	{
		int by = 1000;
		pthread_cleanup_push(clean, &by);
		pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &(int){ 0 });
		sem_post(&ready);
		for (;;)
			getppid();
		pthread_cleanup_pop(0);
		return unused;
	}
	int main(void)
	{
		void *(*all[])(void *) = { reader, handled, waiter, busy };
		pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
		pthread_t thread;
		void *result;
		MUST(pipe(fd));
		signal(SIGUSR1, in_handler);
		sem_init(&ready, 0, 0);
		for (int i = 0; i < 4; i++) {
			pthread_create(&thread, NULL, all[i], &mutex);
			sem_wait(&ready);
			sleep_ms(20);
			pthread_cancel(thread);
			pthread_join(thread, &result);
			CHECK(result == PTHREAD_CANCELED);
		}
		CHECK(cleaned == 1111);
		return finish();
	}
	END
}

@test "signals: restart, EINTR, siginfo, masks, an alternate stack, sigreturn" {
	for name in signal-restart signal-eintr signal-siginfo signal-mask signal-altstack signal-registers signal-longjmp signal-backtrace; do
		build $name "$top/tests/programs/$name.c"
		run timeout 20 ./$name
		[ "$status" -eq 0 ] || { echo "$name: $output"; return 1; }
	done
}

@test "contexts: getcontext, makecontext, swapcontext, setcontext, and their masks" {
	try <<-'END'
	#include <check.h>
	#include <ucontext.h>
	static ucontext_t back, there;
	static int steps;
	static int blocked(void)
	{
		sigset_t now;
		sigprocmask(SIG_BLOCK, NULL, &now);
		return sigismember(&now, SIGUSR2);
	}
	static void routine(int a, int b, int c, int d, int e, int f, int g)
	{
		CHECK(a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && f == 6 && g == 7);
		CHECK(blocked());
		steps++;
		swapcontext(&there, &back);
		steps++;
	}
	int main(void)
	{
		static char stack[65536];
		volatile int again = 0;
		sigset_t set;
		double x = 2.5;
		sigemptyset(&set);
		sigaddset(&set, SIGUSR2);
		CHECK(getcontext(&there) == 0);
		there.uc_stack.ss_sp = stack;
		there.uc_stack.ss_size = sizeof(stack);
		there.uc_link = &back;
		there.uc_sigmask = set;
		makecontext(&there, (void (*)(void))routine, 7, 1, 2, 3, 4, 5, 6, 7);
		CHECK(swapcontext(&back, &there) == 0 && steps == 1 && !blocked());
		CHECK(swapcontext(&back, &there) == 0 && steps == 2 && !blocked());
		CHECK(x == 2.5);
		CHECK(getcontext(&back) == 0);
		if (!again++)
			setcontext(&back);
		CHECK(again == 2);
		return finish();
	}
	END
}

@test "longjmp is checked, with and without an alternate stack" {
	try <<-'END' -D_FORTIFY_SOURCE=2
	#include <check.h>
	#include <setjmp.h>
	static jmp_buf up;
	static void handler(int signo) { (void)signo; longjmp(up, 9); }
	static void __attribute__((noinline)) deep(void) { volatile char room[4096]; room[0] = setjmp(up); }
	int main(void)
	{
		static char stack[65536];
		stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
		struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK | SA_NODEFER };
		pid_t pid;
		MUST(sigaltstack(&alternate, NULL));
		MUST(sigaction(SIGUSR1, &action, NULL));
		volatile int kept = 42;
		if (setjmp(up) == 0)
			raise(SIGUSR1);
		CHECK(kept == 42);
		pid = fork();
		if (pid == 0) {
			close(2);
			deep();
			longjmp(up, 1);
		}
		CHECK(!strcmp(fate(reap(pid)), "SIGABRT"));
		return finish();
	}
	END
}

@test "the behaviour tests that concern processes and threads" {
	for name in spawn vfork-exec vfork-suspends fork-threads clone3-thread clone3-fork clone-stack clone-settls \
		exec-self exec-thread thread-cancel thread-local thread-mutexes process-credentials timer-overrun; do
		build $name "$top/tests/programs/$name.c"
		run timeout 30 ./$name
		[ "$status" -eq 0 ] || { echo "$name: $output"; return 1; }
	done
}

@test "C++: exceptions, threads, unwinding of a cancelled thread and through signals" {
	for name in cxx-exceptions cxx-threads cxx-cancel cxx-signal cxx-static; do
		build $name "$top/tests/programs/$name.cc" -fnon-call-exceptions
		run timeout 30 ./$name
		[ "$status" -eq 0 ] || { echo "$name: $output"; return 1; }
	done
}

@test "setuid reaches every thread" {
	[ "$(id -u)" -eq 0 ] || skip "root only"
	try <<-'END'
	#include <check.h>
	static pthread_barrier_t barrier;
	static void *other(void *unused)
	{
		pthread_barrier_wait(&barrier);
		pthread_barrier_wait(&barrier);
		CHECK(syscall(SYS_getuid) == 65534);
		return unused;
	}
	int main(void)
	{
		pthread_t thread[4];
		pthread_barrier_init(&barrier, NULL, 5);
		for (int i = 0; i < 4; i++)
			pthread_create(&thread[i], NULL, other, NULL);
		pthread_barrier_wait(&barrier);
		CHECK(setuid(65534) == 0 && getuid() == 65534);
		pthread_barrier_wait(&barrier);
		for (int i = 0; i < 4; i++)
			pthread_join(thread[i], NULL);
		return finish();
	}
	END
}

@test "timers with threads, message queues, asynchronous I/O" {
	try <<-'END'
	#include <check.h>
	#include <aio.h>
	#include <semaphore.h>
	static sem_t ticks;
	static void tick_once(union sigval value) { if (value.sival_int == 3) sem_post(&ticks); }
	int main(void)
	{
		struct sigevent event = { .sigev_notify = SIGEV_THREAD, .sigev_value.sival_int = 3 };
		struct itimerspec soon = { .it_value.tv_nsec = 1000000, .it_interval.tv_nsec = 1000000 };
		char text[8] = "";
		int fd = memfd_create("aio", 0);
		struct aiocb job = { .aio_fildes = fd, .aio_buf = "written", .aio_nbytes = 7 };
		const struct aiocb *jobs[] = { &job };
		timer_t timer;
		sem_init(&ticks, 0, 0);
		event.sigev_notify_function = tick_once;
		MUST(timer_create(CLOCK_MONOTONIC, &event, &timer));
		MUST(timer_settime(timer, 0, &soon, NULL));
		for (int i = 0; i < 5; i++)
			sem_wait(&ticks);
		MUST(timer_delete(timer));
		MUST(aio_write(&job));
		MUST(aio_suspend(jobs, 1, NULL));
		CHECK(aio_return(&job) == 7);
		CHECK(pread(fd, text, 7, 0) == 7 && !strcmp(text, "written"));
		return finish();
	}
	END
}

@test "names and numbers: getaddrinfo, getifaddrs, users, locales, iconv" {
	try <<-'END' -Wl,-w
	#include <check.h>
	#include <arpa/inet.h>
	#include <iconv.h>
	#include <ifaddrs.h>
	#include <locale.h>
	#include <netdb.h>
	#include <pwd.h>
	int main(void)
	{
		struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM }, *found;
		struct ifaddrs *interfaces;
		char in[] = "\xc3\xa9", out[8], *from = in, *to = out;
		size_t in_left = 2, out_left = 8;
		iconv_t cd;
		CHECK(getaddrinfo("127.0.0.1", "8080", &hints, &found) == 0);
		CHECK(((struct sockaddr_in *)found->ai_addr)->sin_port == htons(8080));
		freeaddrinfo(found);
		CHECK(getifaddrs(&interfaces) == 0 && interfaces != NULL);
		CHECK(getpwnam("root")->pw_uid == 0);
		CHECK(setlocale(LC_ALL, "C.UTF-8") != NULL && MB_CUR_MAX > 1);
		cd = iconv_open("UTF-16LE", "UTF-8");
		CHECK(iconv(cd, &from, &in_left, &to, &out_left) == 0 && out[0] == '\xe9');
		return finish();
	}
	END
}
