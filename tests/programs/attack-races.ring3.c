// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attack: what exec reads changes while it reads. A name points at the linked program
 * and at a forged copy in turn; a thread answers exec's page faults late (userfaultfd, where
 * the kernel has it); a sibling thread forges frames while another executes.
 */
#include "attack.h"
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sys/ioctl.h>

#define NAME "/tmp/attack-name"
#define COPY "/tmp/attack-copy"

static char *path_page;
static volatile int faults;

static void make_copy(void)
{
	size_t size = linked_read();
	int fd = (int)MUST(open(COPY, O_WRONLY | O_CREAT | O_TRUNC, 0755));

	MUST(write(fd, file, size));
	MUST(close(fd));
}

/* "ring 0" or nothing, and the former only of the file itself */
static const char *run(const char *path, char *argument)
{
	static char output[64];
	char *arguments[] = { argument, NULL };
	int ends[2], status;
	pid_t pid;

	memset(output, 0, sizeof(output));
	MUST(pipe2(ends, O_CLOEXEC));
	pid = child();
	if (pid == 0) {
		MUST(dup2(ends[1], 1));
		execve(path, arguments, environ);
		_exit(100);
	}
	MUST(close(ends[1]));
	status = reap(pid);
	MUST(read(ends[0], output, sizeof(output) - 1));
	MUST(close(ends[0]));
	if (WIFSIGNALED(status) || WEXITSTATUS(status) == 100)
		return "refused";
	return output;
}

static void change_name(void)
{
	for (unsigned long n = 0;; n++) {
		unlink(NAME ".new");
		symlink(n & 1 ? LINKED : COPY, NAME ".new");
		rename(NAME ".new", NAME);
	}
}

static void changing_names(unsigned long count)
{
	pid_t changer;

	symlink(COPY, NAME);
	changer = child();
	if (changer == 0)
		change_name();
	for (; count; count--) {
		const char *result = run(NAME, (char *)"ring");

		attack_expect(!strcmp(result, "refused") ||
				      !strcmp(result, "ring 0\n"),
			      result);
	}
	kill(changer, SIGKILL);
	reap(changer);
	unlink(NAME);
	unlink(NAME ".new");
}

/* The page has the one path when it is asked for the first time, the other later */
static void *answer(void *descriptor)
{
	int fd = (int)(long)descriptor;
	static char page[4096] __attribute__((aligned(4096)));
	struct uffd_msg message;

	while (read(fd, &message, sizeof(message)) == sizeof(message)) {
		struct uffdio_copy copy = { .dst = (uintptr_t)path_page,
					    .src = (uintptr_t)page,
					    .len = 4096 };

		strcpy(page, ++faults & 1 ? LINKED : COPY);
		sched_yield();
		if (ioctl(fd, UFFDIO_COPY, &copy) == -1)
			break;
	}
	return NULL;
}

static int late_pages(volatile unsigned long count)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register area = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	char *arguments[2] = { NULL };
	pthread_t thread;
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	int null = (int)MUST(open("/dev/null", O_WRONLY | O_CLOEXEC));

	if (fd == -1)
		return errno;
	MUST(ioctl(fd, UFFDIO_API, &api));
	path_page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(path_page != MAP_FAILED);
	area.range.start = (uintptr_t)path_page;
	area.range.len = 4096;
	MUST(ioctl(fd, UFFDIO_REGISTER, &area));
	arguments[0] = path_page;
	pthread_create(&thread, NULL, answer, (void *)(long)fd);
	for (; count; count--) {
		pid_t pid;

		madvise(path_page, 4096, MADV_DONTNEED);
		/* The same memory: the child's fault is answered here */
		pid = vfork();
		if (pid == 0) {
			dup2(null, 1);
			execve(path_page, arguments, arguments);
			_exit(100);
		}
		/* The linked program, or an error, or a signal: the copy's end */
		attack_expect(reap(pid) != -1, "late pages");
	}
	CHECK(faults > 0);
	return 0;
}

static void *execute(void *path)
{
	char *arguments[] = { (char *)"ring", NULL };

	for (;;)
		execve(path, arguments, environ);
	return NULL;
}

static void handler(int signo, siginfo_t *info, void *context)
{
	ucontext_t *frame = context;

	(void)signo;
	(void)info;
	frame->uc_mcontext.gregs[REG_RIP] = (greg_t)attack_targets.address[0];
	frame->uc_mcontext.gregs[REG_CSGSFS] = 0x2bl << 48 | 0x10;
}

/* One thread executes the linked program while another wants to be in its text at once */
static void threads(unsigned long count)
{
	for (; count; count--) {
		pid_t pid = child();
		pthread_t thread;
		int status;

		if (pid == 0) {
			int null = (int)MUST(open("/dev/null", O_WRONLY));

			MUST(dup2(null, 1));
			on(SIGUSR1, handler, 0);
			pthread_create(&thread, NULL, execute, (void *)LINKED);
			for (unsigned long n = attack_below(20000); n; n--)
				asm volatile("");
			raise(SIGUSR1);
			_exit(100);
		}
		status = reap(pid);
		attack_expect(status == 0 || (WIFSIGNALED(status) &&
					      WTERMSIG(status) == SIGSEGV),
			      fate(status));
	}
}

int main(void)
{
	unsigned long count = attack_count(100);
	int error;

	attack_begin(80);
	attack_find_targets();
	make_copy();
	changing_names(count);
	threads(count);
	error = late_pages(count);
	printf("userfaultfd: %s\n", errname(error));
	unlink(COPY);
	return attack_finish();
}
