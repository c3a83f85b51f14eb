// SPDX-License-Identifier: GPL-2.0-only
/* Messages to people on the console, and the status to the host. */
#include "init.h"
#include "syscalls.h"

/* QEMU's debug console: reading the port gives its own number if it is there. */
#define DEBUG_PORT 0xe9

static const char *error_text(int error)
{
	switch (error) {
	case ENOENT:
		return "no such file (or its interpreter is missing)";
	case EACCES:
		return "not executable, or not permitted";
	case ENOEXEC:
		return "not a program for this kernel";
	case ENOTDIR:
		return "part of the path is not a directory";
	case EISDIR:
		return "is a directory";
	case ENOMEM:
		return "not enough memory (give the guest more)";
	case E2BIG:
		return "too large";
	case EPERM:
		return "not permitted";
	case EBUSY:
		return "in use";
	case EINVAL:
		return "damaged, or of another kind";
	case EIO:
		return "input/output error";
	case EROFS:
		return "read-only";
	case ENOTBLK:
		return "not a disk";
	default:
		return NULL;
	}
}

void complain(const char *what, const char *path, int error)
{
	const char *text = error_text(error);
	char line[512];
	int length;

	strlcpy(line, "ukl-init: error: ", sizeof(line));
	strlcat(line, what, sizeof(line));
	if (path) {
		strlcat(line, " ", sizeof(line));
		strlcat(line, path, sizeof(line));
	}
	if (error) {
		strlcat(line, text ? ": " : ": error ", sizeof(line));
		strlcat(line, text ? text : itoa(error), sizeof(line));
	}
	/* One write, so that lines of other processes cannot get between. */
	length = strnlen(line, sizeof(line) - 1);
	line[length] = '\n';
	write(2, line, length + 1);
}

static inline void port_out(unsigned char byte)
{
	__asm__ volatile("outb %0, %1"
			 :
			 : "a"(byte), "Nd"((unsigned short)DEBUG_PORT));
}

static void port_write(const char *text)
{
	while (*text)
		port_out((unsigned char)*text++);
}

static int port_open(void)
{
	return sys_ioperm(DEBUG_PORT, 1, 1) == 0 &&
	       port_in(DEBUG_PORT) == DEBUG_PORT;
}

void report_start(void)
{
	if (port_open())
		port_write("start\n");
}

/*
 * The port is not the program's, and a task that may use one pays for it with 50
 * instructions at each return from the kernel.
 */
void report_leave_to_parent(void)
{
	sys_ioperm(DEBUG_PORT, 1, 0);
}

static int contains(const char *line, const char *end, const char *text)
{
	size_t length = strlen(text);

	for (; line + length <= end; line++)
		if (strncmp(line, text, length) == 0)
			return 1;
	return 0;
}

/* Anybody may write to the log: nothing is sure about a line. */
static char *skip_bracket(char *text, char open, char close)
{
	char *end = text[0] == open ? strchr(text, close) : NULL;

	if (!end)
		return text;
	return end[1] == ' ' ? end + 2 : end + 1;
}

/*
 * The last line of the kernel's log, without level and time, that tells why the
 * process died: its own line about linked programs, or that of the OOM killer.
 */
static char *find_fault(char *log, int pid)
{
	char by_signal[32] = "[", for_memory[32] = "Killed process ";
	char *found = NULL, *end;

	strlcat(by_signal, itoa(pid), sizeof(by_signal));
	strlcat(by_signal, "]: signal ", sizeof(by_signal));
	strlcat(for_memory, itoa(pid), sizeof(for_memory));
	strlcat(for_memory, " ", sizeof(for_memory));
	for (; (end = strchr(log, '\n')); log = end + 1) {
		*end = '\0';
		if (!contains(log, end, by_signal) &&
		    !contains(log, end, for_memory))
			continue;
		/* "<6>" and, with CONFIG_PRINTK_TIME, "[    1.234567] " */
		found = skip_bracket(skip_bracket(log, '<', '>'), '[', ']');
	}
	return found;
}

void report_fault(int pid)
{
	static char log[16384];
	int used = sys_klog_read(log, sizeof(log) - 1);
	char *found;

	if (used <= 0 || !port_open())
		return;
	log[used] = '\0';
	found = find_fault(log, pid);
	if (!found)
		return;
	port_write("fault ");
	port_write(found);
	port_write("\n");
}

void report_status(const char *how, int number)
{
	if (!port_open())
		return;
	port_write(how);
	port_write(" ");
	port_write(itoa(number));
	port_write("\n");
}
