/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls that the kernel's nolibc has no function for (6.12). */
#ifndef UKL_INIT_SYSCALLS_H
#define UKL_INIT_SYSCALLS_H

#include "nolibc.h"

/* The kernel's own signal set: one bit per signal, signal 1 is bit 0. */
typedef unsigned long kernel_sigset;

static inline int sys_sigprocmask(int how, const kernel_sigset *set)
{
	return my_syscall4(__NR_rt_sigprocmask, how, set, NULL, sizeof(*set));
}

/* Returns the number of a pending signal of the set, or -errno. */
static inline int sys_sigwait(const kernel_sigset *set,
			      const struct timespec *limit)
{
	return my_syscall4(__NR_rt_sigtimedwait, set, NULL, limit,
			   sizeof(*set));
}

static inline int sys_socket(int domain, int type, int protocol)
{
	return my_syscall3(__NR_socket, domain, type, protocol);
}

static inline int sys_ioperm(unsigned long from, unsigned long count, int on)
{
	return my_syscall3(__NR_ioperm, from, count, on);
}

static inline unsigned char port_in(unsigned short port)
{
	unsigned char byte;

	__asm__ volatile("inb %1, %0" : "=a"(byte) : "Nd"(port));
	return byte;
}

/* The end of the kernel's log: 3 is SYSLOG_ACTION_READ_ALL. */
static inline int sys_klog_read(char *buffer, int size)
{
	return my_syscall3(__NR_syslog, 3, buffer, size);
}

static inline void sys_sync(void)
{
	my_syscall0(__NR_sync);
}

#endif
