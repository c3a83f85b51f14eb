// SPDX-License-Identifier: GPL-2.0-only
/* Bad pointers in calls on processes, signals, clocks and memory. */
#include "call-efault.h"
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/utsname.h>

static pid_t zombie;

static void new_zombie(void)
{
	siginfo_t info;

	zombie = child();
	if (zombie == 0)
		_exit(3);
	while (waitid(P_PID, (id_t)zombie, &info, WEXITED | WNOWAIT) != 0)
		;
}

/* Some fail after they have reaped it */
static void no_zombie(long result)
{
	(void)result;
	waitpid(zombie, NULL, WNOHANG);
}

static void waits(void)
{
	siginfo_t info;
	int status;

	named_result = "pid";
	before = new_zombie;
	after = no_zombie;
	BAD(OUT, 1, SYS_wait4, -1, NULL, 0, NULL);
	BAD(OUT, 3, SYS_wait4, -1, &status, 0, NULL);
	BAD(OUT, 2, SYS_waitid, P_ALL, 0, NULL, WEXITED, NULL);
	BAD(OUT, 4, SYS_waitid, P_ALL, 0, &info, WEXITED, NULL);
	before = NULL;
	after = NULL;
	named_result = NULL;
}

static void about_itself(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3,
						   0 };
	struct __user_cap_data_struct data[2];
	gid_t group;

	BAD(OUT, 1, SYS_getrusage, RUSAGE_SELF, NULL);
	BAD(OUT, 0, SYS_uname, NULL);
	BAD(OUT, 0, SYS_sysinfo, NULL);
	named_result = "ticks";
	BAD(OUT, 0, SYS_times, NULL);
	named_result = NULL;
	BAD(OUT, 1, SYS_getrlimit, RLIMIT_NOFILE, NULL);
	BAD(IN, 1, SYS_setrlimit, RLIMIT_CORE, NULL);
	BAD(IN, 2, SYS_prlimit64, 0, RLIMIT_CORE, NULL, NULL);
	BAD(OUT, 3, SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, NULL);
	BAD(INOUT, 0, SYS_capget, NULL, data);
	BAD(OUT, 1, SYS_capget, &header, NULL);
	BAD(IN, 1, SYS_capset, &header, NULL);
	MUST(setgroups(1, (gid_t[]){ 0 }));
	BAD(OUT, 1, SYS_getgroups, 8, NULL);
	BAD(IN, 1, SYS_setgroups, 1, NULL);
	BAD(OUT, 0, SYS_getresuid, NULL, &group, &group);
	BAD(OUT, 1, SYS_getresgid, &group, NULL, &group);
	BAD(OUT, 2, SYS_getresgid, &group, &group, NULL);
	BAD(IN, 1, SYS_prctl, PR_SET_NAME, NULL);
	BAD(OUT, 1, SYS_prctl, PR_GET_NAME, NULL);
	BAD(OUT, 1, SYS_prctl, PR_GET_PDEATHSIG, NULL);
	BAD(IN, 2, SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL);
	BAD(IN, 2, SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL);
	BAD(OUT, 1, SYS_arch_prctl, 0x1003 /* ARCH_GET_FS */, NULL);
	BAD(IN, 1, SYS_sched_setparam, 0, NULL);
	BAD(OUT, 1, SYS_sched_getparam, 0, NULL);
	BAD(IN, 2, SYS_sched_setscheduler, 0, SCHED_OTHER, NULL);
	named_result = "size";
	BAD(OUT, 2, SYS_sched_getaffinity, 0, 128, NULL);
	named_result = NULL;
	BAD(IN, 2, SYS_sched_setaffinity, 0, 8, NULL);
	BAD(OUT, 1, SYS_sched_rr_get_interval, 0, NULL);
	BAD(OUT, 1, SYS_sched_getattr, 0, NULL, 48, 0);
	BAD(IN, 1, SYS_sched_setattr, 0, NULL, 0);
	BAD(IN, 0, SYS_sethostname, NULL, 5);
	BAD(IN, 0, SYS_setdomainname, NULL, 5);
	BAD(OUT, 0, SYS_getcpu, NULL, NULL);
	BAD(OUT, 1, SYS_getcpu, NULL, NULL);
	named_result = "bytes";
	BAD(OUT, 0, SYS_getrandom, NULL, 16, 0);
	named_result = NULL;
	BAD(INOUT, 1, SYS_syslog, 3, NULL, 16);
	BAD(INOUT, 0, SYS_perf_event_open, NULL, 0, -1, -1, 0);
}

static sigset_t usr2;

static void raise_usr2(void)
{
	MUST(raise(SIGUSR2));
}

static void signals(void)
{
	struct timespec zero = { 0, 0 };
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigemptyset(&usr2);
	sigaddset(&usr2, SIGUSR2);
	MUST(sigprocmask(SIG_BLOCK, &usr2, NULL));
	BAD(IN, 1, SYS_rt_sigaction, SIGUSR1, NULL, NULL, 8);
	BAD(OUT, 2, SYS_rt_sigaction, SIGUSR1, NULL, NULL, 8);
	BAD(IN, 1, SYS_rt_sigprocmask, SIG_BLOCK, NULL, NULL, 8);
	BAD(OUT, 2, SYS_rt_sigprocmask, SIG_BLOCK, NULL, NULL, 8);
	BAD(OUT, 0, SYS_rt_sigpending, NULL, 8);
	before = raise_usr2;
	BAD(IN, 0, SYS_rt_sigtimedwait, NULL, &info, &zero, 8);
	BAD(OUT, 1, SYS_rt_sigtimedwait, &usr2, NULL, &zero, 8);
	BAD(IN, 2, SYS_rt_sigtimedwait, &usr2, &info, NULL, 8);
	before = NULL;
	BAD(IN, 0, SYS_rt_sigsuspend, NULL, 8);
	BAD(IN, 2, SYS_rt_sigqueueinfo, getpid(), SIGUSR2, NULL);
	BAD(IN, 3, SYS_rt_tgsigqueueinfo, getpid(), gettid(), SIGUSR2, NULL);
	BAD(IN, 0, SYS_sigaltstack, NULL, NULL);
	BAD(OUT, 1, SYS_sigaltstack, NULL, NULL);
}

static void clocks(void)
{
	struct itimerspec spec = { { 0, 0 }, { 0, 0 } };
	timer_t timer;
	int id = 0;

	MUST(timer_create(CLOCK_MONOTONIC, NULL, &timer));
	memcpy(&id, &timer, sizeof(id));
	BAD(IN, 0, SYS_nanosleep, NULL, NULL);
	BAD(IN, 2, SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, NULL, NULL);
	BAD(OUT, 1, SYS_clock_gettime, CLOCK_REALTIME, NULL);
	BAD(OUT, 1, SYS_clock_gettime, CLOCK_PROCESS_CPUTIME_ID, NULL);
	BAD(OUT, 1, SYS_clock_getres, CLOCK_MONOTONIC, NULL);
	BAD(IN, 1, SYS_clock_settime, CLOCK_REALTIME, NULL);
	BAD(INOUT, 1, SYS_clock_adjtime, CLOCK_REALTIME, NULL);
	BAD(INOUT, 0, SYS_adjtimex, NULL);
	BAD(OUT, 0, SYS_gettimeofday, NULL, NULL);
	BAD(OUT, 1, SYS_gettimeofday, NULL, NULL);
	BAD(IN, 0, SYS_settimeofday, NULL, NULL);
	named_result = "time";
	BAD(OUT, 0, SYS_time, NULL);
	named_result = NULL;
	BAD(OUT, 2, SYS_timer_create, CLOCK_MONOTONIC, NULL, NULL);
	BAD(IN, 1, SYS_timer_create, CLOCK_MONOTONIC, NULL, bad_page);
	BAD(IN, 2, SYS_timer_settime, id, 0, NULL, NULL);
	BAD(OUT, 3, SYS_timer_settime, id, 0, &spec, NULL);
	BAD(OUT, 1, SYS_timer_gettime, id, NULL);
	BAD(OUT, 1, SYS_getitimer, ITIMER_PROF, NULL);
	BAD(OUT, 2, SYS_setitimer, ITIMER_PROF, &spec, NULL);
}

static void memory(void)
{
	struct iovec own = { bad_page, 8 }, from = { bad_page + 16, 8 };
	pid_t pid = getpid();

	BAD(OUT, 2, SYS_mincore, bad_page, 4096, NULL);
	BAD(ADDRESS, 0, SYS_mincore, NULL, 4096, bad_page);
	BAD(ADDRESS, 0, SYS_mprotect, NULL, 4096, PROT_READ);
	BAD(ADDRESS, 0, SYS_madvise, NULL, 4096, MADV_DONTNEED);
	BAD(ADDRESS, 0, SYS_msync, NULL, 4096, MS_ASYNC);
	BAD(ADDRESS, 0, SYS_mlock, NULL, 4096);
	BAD(ADDRESS, 0, SYS_mremap, NULL, 4096, 8192, MREMAP_MAYMOVE);
	BAD(ADDRESS, 0, SYS_munmap, NULL, 4096);
	BAD(IN, 1, SYS_process_vm_readv, pid, NULL, 1, &from, 1, 0);
	BAD(IN, 3, SYS_process_vm_readv, pid, &own, 1, NULL, 1, 0);
	slot = &own.iov_base;
	BAD(OUT, -1, SYS_process_vm_readv, pid, &own, 1, &from, 1, 0);
	BAD(IN, -1, SYS_process_vm_writev, pid, &own, 1, &from, 1, 0);
	own.iov_base = bad_page;
	slot = &from.iov_base;
	BAD(INOUT, -1, SYS_process_vm_readv, pid, &own, 1, &from, 1, 0);
	BAD(INOUT, -1, SYS_process_vm_writev, pid, &own, 1, &from, 1, 0);
}

/* A program that is executed by each of these, if at all, ends with 77 */
static void executes(const char *self)
{
	static char *arguments[] = { (char *)"efault-process", NULL };
	static char *environment[] = { (char *)"EFAULT_CHILD=1", NULL };

	for (int position = 0; position < 5; position++) {
		struct outcomes all = { "", "", 0 };

		for (int i = 0; i < BAD_POINTERS; i++) {
			void *bad = bad_pointer(i, IN);
			char first[32] = "";

			if (bad == (void *)1)
				continue;
			EACH_WAY(way)
			{
				char *list[] = { (char *)"name", bad, NULL };
				char *of_environment[] = { environment[0], bad,
							   NULL };
				const void *a[3] = { self, arguments,
						     environment };
				char text[32];
				pid_t pid;

				if (position < 3)
					a[position] = bad;
				else if (position == 3)
					a[1] = list;
				else
					a[2] = of_environment;
				pid = child();
				if (pid == 0) {
					long result;

					setenv("EFAULT_CHILD", "1", 1);
					close(2);
					result = call(way, SYS_execve, a[0],
						      a[1], a[2]);
					_exit((int)-result);
				}
				snprintf(text, sizeof(text), "%s",
					 fate(reap(pid)));
				if (way == BY_FUNCTION) {
					strcpy(first, text);
					outcomes_add(&all, text);
				} else if (strcmp(first, text)) {
					printf("execve %d, %d by %s: %s\n",
					       position, i, way_name(way),
					       text);
					CHECK(!"the same");
				}
			}
		}
		outcomes_flush(&all);
		printf("execve %d:%s\n", position, all.text);
	}
}

int main(int argc, char **argv)
{
	if (argc < 1 || getenv("EFAULT_CHILD") || !getenv("PATH"))
		return 77;
	begin(30);
	bad_prepare();
	waits();
	about_itself();
	signals();
	clocks();
	memory();
	executes(argv[0]);
	return finish();
}
