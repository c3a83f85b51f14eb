// SPDX-License-Identifier: GPL-2.0-only
/*
 * The time without a system call, for linked programs: what the vDSO does, on
 * the kernel's own copy of its data. A program in ring 0 cannot use the vDSO,
 * which is a user page. These functions belong to the program's range of the
 * text and run on its stack; a bad pointer is the program's page fault.
 */
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <linux/time_namespace.h>
#include <linux/topology.h>
#include <clocksource/hyperv_timer.h>
#include <asm/pvclock.h>

/* Clocks that need a hypervisor's page go by the system call. */
#undef CONFIG_PARAVIRT_CLOCK
#undef CONFIG_HYPERV_TIMER

#include "../../../../lib/vdso/gettimeofday.c"

#include <asm/syscall_wrapper.h>

#define __ukl_time __section(".ukl.gate.time") noinline notrace __no_sanitize_address \
	__no_kcsan __no_sanitize_coverage __noscs __no_stack_protector __visible

extern struct vdso_data _vdso_data[CS_BASES];

asmlinkage long __ukl_direct_sys_clock_gettime(clockid_t clock, struct __kernel_timespec *ts);
asmlinkage long __ukl_direct_sys_clock_getres(clockid_t clock, struct __kernel_timespec *ts);
asmlinkage long __ukl_direct_sys_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz);

asmlinkage long ukl_clock_gettime(clockid_t clock, struct __kernel_timespec *ts);
asmlinkage long ukl_clock_getres(clockid_t clock, struct __kernel_timespec *ts);
asmlinkage long ukl_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz);
asmlinkage long ukl_time(__kernel_old_time_t *t);
asmlinkage long ukl_getcpu(unsigned int *cpu, unsigned int *node);

#ifdef CONFIG_TIME_NS
static __always_inline bool in_time_namespace(void)
{
	return current->nsproxy->time_ns != &init_time_ns;
}
#else
static __always_inline bool in_time_namespace(void)
{
	return false;
}
#endif

asmlinkage __ukl_time long ukl_clock_gettime(clockid_t clock, struct __kernel_timespec *ts)
{
	if (likely(!in_time_namespace() &&
		   !__cvdso_clock_gettime_common(_vdso_data, clock, ts)))
		return 0;
	return __ukl_direct_sys_clock_gettime(clock, ts);
}

/* Seldom called: the system call itself will do. */
asmlinkage __ukl_time long ukl_clock_getres(clockid_t clock, struct __kernel_timespec *ts)
{
	return __ukl_direct_sys_clock_getres(clock, ts);
}

asmlinkage __ukl_time long ukl_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz)
{
	struct __kernel_timespec ts;

	if (unlikely(!tv || tz || do_hres(&_vdso_data[CS_HRES_COARSE], CLOCK_REALTIME, &ts)))
		return __ukl_direct_sys_gettimeofday(tv, tz);
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = (u32)ts.tv_nsec / NSEC_PER_USEC;
	return 0;
}

asmlinkage __ukl_time long ukl_time(__kernel_old_time_t *t)
{
	__kernel_old_time_t now =
		READ_ONCE(_vdso_data[CS_HRES_COARSE].basetime[CLOCK_REALTIME].sec);

	if (t)
		*t = now;
	return now;
}

asmlinkage __ukl_time long ukl_getcpu(unsigned int *cpu, unsigned int *node)
{
	unsigned int here = raw_smp_processor_id();

	if (cpu)
		*cpu = here;
	if (node)
		*node = cpu_to_node(here);
	return 0;
}
