// SPDX-License-Identifier: GPL-2.0-only
/*
 * The return address of a system call is overwritten before the call returns, as by a
 * bug of another thread: SIGSEGV. Where the kernel returns by IRET, processors (not
 * QEMU's emulation) fault in the kernel if the address is none.
 */
#include "gate.h"

#define STACK 65536

static int ends[2];
static volatile pid_t reading;

static void *reader(void *argument)
{
	char byte;

	reading = gettid();
	CHECK(read(ends[0], &byte, 1) == 1);
	return argument;
}

/* Where the stack pointer of that blocked thread is: /proc tells */
static unsigned long *stack_pointer(pid_t thread)
{
	char name[64], text[256] = "", *word = text;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/self/task/%d/syscall", thread);
	for (int i = 0; i < 100 && text[0] != '0'; i++) {
		sleep_ms(10);
		file = fopen(name, "re");
		CHECK(file && fgets(text, sizeof(text), file));
		fclose(file);
	}
	for (int i = 0; i < 7; i++)
		word = strchr(word, ' ') + 1;
	return (unsigned long *)strtoul(word, NULL, 16);
}

/* stop: the call begins again, by IRET */
static const char *blocked(unsigned long address, int stop)
{
	char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_attr_t attributes;
	pthread_t thread;
	unsigned long *slot;
	int status;
	pid_t pid;

	MUST(pipe(ends));
	pid = child();
	if (pid == 0) {
		pthread_attr_init(&attributes);
		pthread_attr_setstack(&attributes, stack, STACK);
		pthread_create(&thread, &attributes, reader, NULL);
		while (!reading)
			sleep_ms(1);
		slot = stack_pointer(reading);
		if ((char *)slot < stack || (char *)slot >= stack + STACK)
			_exit(1);
		*slot = address;
		if (stop)
			raise(SIGSTOP);
		else
			MUST(write(ends[1], "x", 1));
		pthread_join(thread, NULL);
		_exit(2);
	}
	if (stop) {
		MUST(waitpid(pid, &status, WUNTRACED));
		MUST(kill(pid, SIGCONT));
	}
	status = reap(pid);
	munmap(stack, STACK);
	close(ends[0]);
	close(ends[1]);
	return fate(status);
}

/* The child of a fork returns by IRET, too */
static const char *forked(unsigned long address)
{
	pid_t pid = child();

	if (pid == 0) {
		asm volatile("lea -128(%%rsp), %%rsp\n"
			     "push %0; mov $57, %%eax; jmp ukl_syscall"
			     :
			     : "r"(address)
			     : "memory");
	}
	return fate(reap(pid));
}

int main(void)
{
	static const unsigned long addresses[] = { 0, 0x1000, 0x4141414141414141,
						   0x8000000000000000 };

	begin(60);
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
		CHECK(!strcmp(blocked(addresses[i], 0), "SIGSEGV"));
		CHECK(!strcmp(blocked(addresses[i], 1), "SIGSEGV"));
		CHECK(!strcmp(forked(addresses[i]), "SIGSEGV"));
	}
	return finish();
}
