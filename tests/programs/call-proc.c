// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/PID/syscall of a process that sleeps in a call: the number, the six
 * arguments, a stack pointer on its stack, an instruction pointer in its text.
 * The other files that look at a sleeping process can be read.
 */
#include "call-blocking.h"

#define NEAR (64l << 20)

int main(void);

static ssize_t read_file(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];
	ssize_t count;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	count = read(fd, text, size - 1);
	close(fd);
	text[count > 0 ? count : 0] = '\0';
	return count;
}

static int is_near(unsigned long address, const void *to)
{
	return labs((long)(address - (unsigned long)to)) < NEAR;
}

static void look(struct blocked *b, const char *way)
{
	unsigned long arguments[6], stack, ip;
	char text[1024];
	int here;
	long number;

	if (!blocked_wait(b)) {
		printf("%s by %s does not block\n", b->what->name, way);
		return;
	}
	CHECK(read_file(b->pid, "syscall", text, sizeof(text)) > 0);
	if (sscanf(text, "%ld %lx %lx %lx %lx %lx %lx %lx %lx", &number,
		   &arguments[0], &arguments[1], &arguments[2], &arguments[3],
		   &arguments[4], &arguments[5], &stack, &ip) != 9) {
		printf("%s by %s: %s\n", b->what->name, way, text);
		CHECK(!"nine fields");
		return;
	}
	if (number != b->number ||
	    memcmp(arguments, b->arguments, sizeof(arguments)) ||
	    !is_near(stack, &here) || !is_near(ip, (void *)main)) {
		printf("%s by %s: number %d arguments %d%d%d%d%d%d stack %d ip %d\n",
		       b->what->name, way, number == b->number,
		       arguments[0] == (unsigned long)b->arguments[0],
		       arguments[1] == (unsigned long)b->arguments[1],
		       arguments[2] == (unsigned long)b->arguments[2],
		       arguments[3] == (unsigned long)b->arguments[3],
		       arguments[4] == (unsigned long)b->arguments[4],
		       arguments[5] == (unsigned long)b->arguments[5],
		       is_near(stack, &here), is_near(ip, (void *)main));
		CHECK(!"the call");
	}
}

static const char *const others[] = { "stat",  "status",  "wchan",
				      "stack", "sched",	  "maps",
				      "smaps", "cmdline", "auxv" };

static void all(enum way way)
{
	struct blocked *b[BLOCKINGS];
	char text[1024];

	for (int i = 0; i < BLOCKINGS; i++)
		b[i] = blocked_start(&blockings[i], way, 0);
	for (int i = 0; i < BLOCKINGS; i++)
		look(b[i], way_name(way));
	for (size_t j = 0; j < sizeof(others) / sizeof(others[0]); j++) {
		int read = 0;

		for (int i = 0; i < BLOCKINGS; i++)
			read += read_file(b[i]->pid, others[j], text,
					  sizeof(text)) >= 0;
		printf("%s %s\n", others[j],
		       read == BLOCKINGS ? "all" :
		       read		 ? "some" :
					   "none");
	}
	for (int i = 0; i < BLOCKINGS; i++) {
		const char *end;

		if (blockings[i].timed)
			MUST(kill(b[i]->pid, SIGKILL));
		else
			blocked_release(b[i]);
		end = blocked_end(b[i]);
		if (way == BY_FUNCTION)
			printf("%s: %s\n", blockings[i].name, end);
	}
}

int main(void)
{
	char text[1024];

	begin(60);
	EACH_WAY(way)
	all(way);
	/* its own, and of one that runs */
	CHECK(read_file(getpid(), "syscall", text, sizeof(text)) > 0);
	printf("own: read %d\n", atoi(text) == SYS_read);
	return finish();
}
