// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "accel.h"
#include "clock.h"
#include "mem.h"
#include "paths.h"
#include "trial_rom.h"

/* A guest of a dozen instructions that takes longer than this does not run. */
enum { TRIAL_MS = 2000 };

/* Where the answer is kept, or NULL if there is no place. */
static char *cache_path(void)
{
	char *dir = path_of_cache_if_any();

	return dir ? xasprintf("%s/kvm-trial", dir) : NULL;
}

/* What the answer depends on: this boot of the host, and this QEMU. */
static char *trial_key(const char *qemu)
{
	char boot[64] = "";
	struct stat st = { 0 };
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

	if (file) {
		if (!fgets(boot, sizeof(boot), file))
			boot[0] = '\0';
		fclose(file);
	}
	boot[strcspn(boot, "\n")] = '\0';
	stat(qemu, &st);
	return xasprintf("%s %u %s %lld %lld", boot, (unsigned int)getuid(),
			 qemu, (long long)st.st_size, (long long)st.st_mtime);
}

/* The file has two lines: the key, and "yes" or the reason why not. */
static bool recall(const char *path, const char *key, char *answer, int size)
{
	char line[4096 + 256] = "";
	FILE *file = fopen(path, "re");
	bool known;

	if (!file)
		return false;
	known = fgets(line, sizeof(line), file) &&
		(line[strcspn(line, "\n")] = '\0', strcmp(line, key) == 0) &&
		fgets(answer, size, file);
	fclose(file);
	answer[strcspn(answer, "\n")] = '\0';
	return known && *answer;
}

/* Quietly: the next run tries again if this fails. */
static void remember(const char *path, const char *key, const char *answer)
{
	char *temp = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(temp, O_CLOEXEC);
	bool good;

	if (fd >= 0) {
		good = dprintf(fd, "%s\n%s\n", key, answer) > 0;
		good = close(fd) == 0 && good;
		if (!good || rename(temp, path))
			unlink(temp);
	}
	free(temp);
}

static int make_rom(void)
{
	int fd = memfd_create("ukl-trial", 0);

	if (fd < 0)
		return -1;
	if (ftruncate(fd, TRIAL_ROM_SIZE) ||
	    pwrite(fd, trial_rom_code, TRIAL_ROM_CODE,
		   TRIAL_ROM_SIZE - TRIAL_ROM_CODE) != TRIAL_ROM_CODE) {
		close(fd);
		return -1;
	}
	return fd;
}

static void exec_trial(const char *qemu, int rom, int output)
{
	const struct rlimit none = { 0, 0 };
	char *file = xasprintf("/dev/fd/%d", rom);
	char *device =
		xasprintf("isa-debug-exit,iobase=%#x,iosize=1", TRIAL_PORT);
	int null = open("/dev/null", O_RDWR);

	/* QEMU aborts when KVM refuses something: no core file for that. */
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execl(qemu, qemu, "-M", "microvm,acpi=off", "-accel", "kvm", "-cpu",
	      "max", "-m", "16", "-nodefaults", "-no-user-config", "-display",
	      "none", "-no-reboot", "-bios", file, "-device", device, NULL);
	_exit(127);
}

/* Read until the end of the child's output; false if it takes too long. */
static bool read_output(int fd, char *text, size_t size)
{
	long long end = clock_ms() + TRIAL_MS;
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	size_t used = 0;
	long long left;

	while ((left = end - clock_ms()) > 0) {
		char rest[256];
		/* what does not fit is read all the same, and dropped */
		bool room = used < size - 1;
		ssize_t got;

		if (poll(&poller, 1, (int)left) <= 0)
			continue;
		got = read(fd, room ? text + used : rest,
			   room ? size - 1 - used : sizeof(rest));
		if (got <= 0)
			return true;
		if (room)
			used += got;
		text[used] = '\0';
	}
	return false;
}

/* QEMU's first line without its prefix: the cause; later ones are effects. */
static const char *first_line(char *text)
{
	static const char prefix[] = ": error: ";
	char *found;

	text[strcspn(text, "\n")] = '\0';
	found = strstr(text, prefix);
	return found ? found + strlen(prefix) : text;
}

static void try_kvm(const char *qemu, char *answer, size_t size)
{
	char text[1024] = "";
	int output[2], status = 0, rom = make_rom();
	bool ended;
	pid_t pid;

	if (rom < 0 || pipe2(output, O_CLOEXEC)) {
		snprintf(answer, size, "%s", strerror(errno));
		return;
	}
	pid = fork();
	if (pid == 0)
		exec_trial(qemu, rom, output[1]);
	close(output[1]);
	close(rom);
	ended = pid > 0 && read_output(output[0], text, sizeof(text));
	close(output[0]);
	if (pid > 0) {
		if (!ended)
			kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}

	if (ended && WIFEXITED(status) && WEXITSTATUS(status) == TRIAL_STATUS)
		snprintf(answer, size, "yes");
	else if (pid > 0 && !ended)
		snprintf(answer, size, "a trial guest does not get on");
	else if (text[0])
		snprintf(answer, size, "%s", first_line(text));
	else
		snprintf(answer, size, "a trial guest ended too early");
}

bool accel_kvm_works(const char *qemu, bool may_recall, const char **reason)
{
	static char answer[256];
	char *path, *key;

	/* Not worth remembering: these cost nothing, and get repaired. */
	if (access("/dev/kvm", R_OK | W_OK)) {
		*reason = errno == ENOENT ?
				  "there is no /dev/kvm" :
			  errno == EACCES ?
				  "no permission for /dev/kvm; see group kvm" :
				  strerror(errno);
		return false;
	}
	path = cache_path();
	key = trial_key(qemu);
	if (!path || !may_recall ||
	    !recall(path, key, answer, sizeof(answer))) {
		try_kvm(qemu, answer, sizeof(answer));
		if (path)
			remember(path, key, answer);
	}
	free(path);
	free(key);
	*reason = answer;
	return strcmp(answer, "yes") == 0;
}
