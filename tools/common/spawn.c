// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report.h"
#include "spawn.h"

/* Children alive now, for the signal handler; 0 = free slot. The tools run a few at a time. */
static volatile pid_t running[16];

static void remember(pid_t pid)
{
	for (size_t i = 0; i < sizeof(running) / sizeof(*running); i++) {
		if (!running[i]) {
			running[i] = pid;
			return;
		}
	}
}

static void forget(pid_t pid)
{
	for (size_t i = 0; i < sizeof(running) / sizeof(*running); i++)
		if (running[i] == pid)
			running[i] = 0;
}

void spawn_kill_all(void)
{
	for (size_t i = 0; i < sizeof(running) / sizeof(*running); i++)
		if (running[i] > 0)
			kill(-running[i], SIGTERM);
	for (size_t i = 0; i < sizeof(running) / sizeof(*running); i++)
		if (running[i] > 0)
			waitpid(running[i], NULL, 0);
}

static int open_capture(void)
{
	/* A memfd, unlike a pipe, never fills up: no need to read while the child runs. */
	int fd = memfd_create("capture", MFD_CLOEXEC);

	if (fd < 0)
		die("memfd_create: %s", strerror(errno));
	return fd;
}

enum { PATIENCE_S = 3 };

static volatile sig_atomic_t is_ending;

static void kill_group(int sig)
{
	(void)sig;
	kill(0, SIGKILL);
}

/* Who does not end by SIGTERM is killed. */
static void end_group(int sig)
{
	is_ending = 1;
	signal(sig, SIG_IGN);
	signal(SIGALRM, kill_group);
	kill(0, sig);
	alarm(PATIENCE_S);
}

/*
 * Only returns in a child of its own: the caller stays between it and us, to end the whole group when
 * we do. Nobody else would, if we are killed.
 */
static void keep_watch(pid_t owner)
{
	struct sigaction action = { .sa_handler = end_group };
	int status = 0;
	pid_t pid;

	sigaction(SIGTERM, &action, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != owner)
		_exit(128 + SIGTERM);
	pid = fork();
	if (!pid) {
		signal(SIGTERM, SIG_DFL);
		return;
	}
	/* Nor does anybody wait in vain for the end of what only the owner and the child use. */
	close_range(STDERR_FILENO + 1, ~0U, 0);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (is_ending)
		kill_group(SIGTERM);
	_exit(pid < 0		  ? 126 :
	      WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				    WEXITSTATUS(status));
}

/* In the child: set up and exec. Only async-signal-safe calls; writes errno to @status on failure. */
static _Noreturn void become(const struct strv *argv,
			     const struct spawn_options *opts, char *const *env,
			     int out, int err, int status, pid_t owner)
{
	struct sigaction ignored = { .sa_handler = SIG_DFL };
	sigset_t none;
	int reason;

	/* A group of its own, so that its children can be ended with it: gcc runs ld. */
	setpgid(0, 0);
	sigaction(SIGINT, &ignored, NULL);
	sigaction(SIGTERM, &ignored, NULL);
	sigaction(SIGHUP, &ignored, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (opts->ends_with_us)
		keep_watch(owner);
	if (opts->in > 0 && dup2(opts->in, STDIN_FILENO) < 0)
		goto failed;
	if (out >= 0 && dup2(out, STDOUT_FILENO) < 0)
		goto failed;
	if (opts->err_to_out)
		err = STDOUT_FILENO;
	if (err >= 0 && dup2(err, STDERR_FILENO) < 0)
		goto failed;
	if (opts->dir && chdir(opts->dir))
		goto failed;
	execvpe(argv->v[0], argv->v, env);
failed:
	reason = errno;
	if (write(status, &reason, sizeof(reason)) < 0)
		_exit(126);
	_exit(127);
}

/* The caller's environment with @more in front: getenv() finds the first match. */
static char **extend_environment(const char *const *more)
{
	struct strv env = { 0 };

	if (!more)
		return environ;
	for (; *more; more++)
		strv_add(&env, *more);
	for (size_t i = 0; environ[i]; i++) {
		size_t len = strcspn(environ[i], "=") + 1;
		size_t j;

		for (j = 0; j < env.nr && strncmp(env.v[j], environ[i], len);
		     j++)
			;
		if (j == env.nr)
			strv_add(&env, environ[i]);
	}
	return env.v;
}

struct child spawn_start(const struct strv *argv,
			 const struct spawn_options *opts)
{
	static const struct spawn_options nothing;
	struct child child = {
		.pid = -1, .out = -1, .err = -1, .program = argv->v[0]
	};
	int out = -1, status[2], reason = 0;
	sigset_t all, before;
	pid_t owner = getpid();
	char **env;

	if (!opts)
		opts = &nothing;
	env = extend_environment(opts->env);
	if (opts->capture_out)
		out = child.out = open_capture();
	if (opts->capture_err)
		child.err = open_capture();
	if (opts->out_file) {
		out = open(opts->out_file,
			   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (out < 0) {
			error("%s: %s", opts->out_file, strerror(errno));
			return child;
		}
	}
	if (pipe2(status, O_CLOEXEC))
		die("pipe: %s", strerror(errno));
	/* A signal between fork() and remember() would leave the child running. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	child.pid = fork();
	if (!child.pid)
		become(argv, opts, env, out, child.err, status[1], owner);
	if (child.pid > 0) {
		setpgid(child.pid, child.pid);
		remember(child.pid);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(status[1]);
	if (opts->out_file)
		close(out);
	if (child.pid < 0) {
		error("cannot start %s: %s", argv->v[0], strerror(errno));
	} else if (read(status[0], &reason, sizeof(reason)) == sizeof(reason)) {
		error("%s: %s; is it installed?", argv->v[0], strerror(reason));
		spawn_wait(&child, NULL, NULL);
		child.pid = -1;
	}
	close(status[0]);
	return child;
}

/* All of a capture as a string; closes it. */
static char *take_capture(int *fd)
{
	struct stat st;
	char *text;
	ssize_t len;

	if (*fd < 0)
		return xstrdup("");
	if (fstat(*fd, &st))
		die("fstat: %s", strerror(errno));
	text = xmalloc(st.st_size + 1);
	len = pread(*fd, text, st.st_size, 0);
	text[len > 0 ? len : 0] = '\0';
	close(*fd);
	*fd = -1;
	return text;
}

bool spawn_has_ended(const struct child *child)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, child->pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
	       info.si_pid;
}

int spawn_wait(struct child *child, char **out, char **err)
{
	char *text_out, *text_err;
	int status = 127 << 8;

	if (child->pid > 0) {
		while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
			;
		forget(child->pid);
	}
	text_out = take_capture(&child->out);
	text_err = take_capture(&child->err);
	if (out)
		*out = text_out;
	else
		free(text_out);
	if (err)
		*err = text_err;
	else
		free(text_err);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

int spawn(const struct strv *argv, const struct spawn_options *opts, char **out,
	  char **err)
{
	struct child child = spawn_start(argv, opts);

	return spawn_wait(&child, out, err);
}
