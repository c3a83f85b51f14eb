// SPDX-License-Identifier: GPL-2.0-only
/* A ring-3 process cannot enter linked text: by signal frame, jump, ptrace or exec of a memfd. */
#include "linked-file.h"
#include "ptrace.h"
#include <ucontext.h>

static unsigned long entry;

static void handler(int signo, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)info;
	registers[REG_RIP] = (greg_t)entry;
	if (signo == SIGUSR1) {
		registers[REG_CSGSFS] = (registers[REG_CSGSFS] & ~0xffffl) |
					0x10;
		registers[REG_CSGSFS] =
			(registers[REG_CSGSFS] & ~(0xffffl << 48)) |
			0x18l << 48;
	}
}

static void attempt(int kind)
{
	int fd;

	switch (kind) {
	case 0:
	case 1:
		on(kind ? SIGUSR2 : SIGUSR1, handler, 0);
		raise(kind ? SIGUSR2 : SIGUSR1);
		break;
	case 2:
		((void (*)(void))entry)();
		break;
	case 3:
		printf("read %d\n", *(volatile char *)entry);
		break;
	case 4:
		asm volatile(
			"mov $0x18, %%eax; push %%rax; push %%rsp; pushf; mov $0x10, %%eax; push %%rax;"
			"push %0; iretq"
			:
			: "r"(entry)
			: "rax", "memory");
		break;
	case 5:
		asm volatile("push $0x10; push %0; lretq"
			     :
			     : "r"(entry)
			     : "memory");
		break;
	case 6: /* the gate itself */
		asm volatile("call *%0"
			     :
			     : "r"(kernel_symbol("ukl_syscall")), "a"(SYS_getpid)
			     : "memory");
		break;
	default:
		fd = (int)MUST(syscall(SYS_memfd_create, "x", 0));
		MUST(write(fd, file, linked_read()));
		fexecve(fd, (char *[]){ (char *)"ring", NULL }, environ);
		_exit(100);
	}
}

static void do_nothing(void)
{
}

/* A tracer, root at that, sets the instruction pointer of an ordinary process */
static void traced(void)
{
	pid_t pid = start_traced(do_nothing);
	struct user_regs_struct registers = registers_of(pid);
	int status;

	registers.rip = entry;
	if (ptrace(PTRACE_SETREGS, pid, NULL, &registers) == 0) {
		MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
		MUST(waitpid(pid, &status, 0));
		CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSEGV);
	}
	kill(pid, SIGKILL);
	reap(pid);
}

int main(void)
{
	begin(30);
	linked_read();
	entry = elf_header()->e_entry;
	traced();
	for (int kind = 0; kind < 8; kind++) {
		int status;
		pid_t pid;

		pid = child();
		if (pid == 0) {
			MUST(prctl(PR_SET_DUMPABLE, 0));
			attempt(kind);
			_exit(0);
		}
		status = reap(pid);
		printf("%d: %s\n", kind, fate(status));
		CHECK(kind == 7 ? status == 100 << 8 ||
					  (WIFSIGNALED(status) &&
					   WTERMSIG(status) == SIGSEGV) :
				  WIFSIGNALED(status) &&
					  WTERMSIG(status) == SIGSEGV);
	}
	return finish();
}
