/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's entries behind <ukl/tcp.h>: called like functions, errors as -errno. */
#ifndef UKL_TCP_ENTRIES_H
#define UKL_TCP_ENTRIES_H

#include <errno.h>

long ukl_sys_sendto(long fd, long buf, long len, long flags, long, long);
long ukl_sys_recvfrom(long fd, long buf, long len, long flags, long, long);
long ukl_sys_sendmsg(long fd, long message, long flags);
long ukl_sys_recvmsg(long fd, long message, long flags);
long ukl_sys_sendfile(long fd, long in_fd, long offset, long count);
long ukl_sys_arch_prctl(long option, long argument);

/*
 * By handle. If somebody looks (a tracer, a filter) they become the calls of
 * nearly the same names above, which have no use for the last argument.
 */
long ukl_tcp_sys_sendto(long fd, long buf, long len, long flags, long,
			long slot);
long ukl_tcp_sys_recvfrom(long fd, long buf, long len, long flags, long,
			  long slot);
long ukl_tcp_sys_sendmsg(long fd, long message, long flags, long, long,
			 long slot);
long ukl_tcp_sys_recvmsg(long fd, long message, long flags, long, long,
			 long slot);
long ukl_tcp_sys_sendfile(long fd, long in_fd, long offset, long count, long,
			  long slot);

/* arch_prctl() */
#define ARCH_UKL_TCP_OPEN 0x554b4c01 /* a descriptor; returns a slot */
#define ARCH_UKL_TCP_CLOSE 0x554b4c02 /* a slot */

static inline long result(long value)
{
	if (__builtin_expect((unsigned long)value > -4096ul, 0)) {
		errno = (int)-value;
		return -1;
	}
	return value;
}

#endif
