// SPDX-License-Identifier: GPL-2.0-only
/* Exit codes, fatal signals, atexit handlers and what waitid says. */
#include "check.h"

static void at_exit(void)
{
	printf("at exit\n");
}

static void *exit_from_thread(void *argument)
{
	exit((int)(long)argument);
}

static void wait_for(const char *what, pid_t pid)
{
	siginfo_t info = { 0 };

	MUST(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT));
	CHECK(info.si_signo == SIGCHLD && info.si_pid == pid);
	printf("%s: code %d status %d; ", what, info.si_code, info.si_status);
	printf("%s\n", fate(reap(pid)));
}

int main(void)
{
	static const int fatal[] = { SIGTERM, SIGKILL, SIGHUP, SIGUSR1 };
	pthread_t thread;
	pid_t pid;

	begin(20);
	pid = child();
	if (pid == 0) {
		atexit(at_exit);
		exit(300); /* only the low eight bits count */
	}
	wait_for("exit(300)", pid);
	pid = child();
	if (pid == 0) {
		atexit(at_exit);
		_exit(5);
	}
	wait_for("_exit(5)", pid);
	pid = child();
	if (pid == 0) {
		pthread_create(&thread, NULL, exit_from_thread, (void *)6);
		pause();
	}
	wait_for("exit from a thread", pid);
	pid = child();
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);
		prctl(PR_SET_DUMPABLE, 0);
		abort();
	}
	wait_for("abort", pid);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++) {
		pid = child();
		if (pid == 0) {
			raise(fatal[i]);
			_exit(0);
		}
		wait_for("signal", pid);
	}
	CHECK(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
	return finish();
}
