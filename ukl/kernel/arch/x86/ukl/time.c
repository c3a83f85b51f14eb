// SPDX-License-Identifier: GPL-2.0-only
/*
 * The time without a system call, for linked programs: what the vDSO does, on
 * the kernel's own copy of its data. A program in ring 0 cannot use the vDSO,
 * which is a user page. These functions belong to the program's range of the
 * text and run on its stack; a bad pointer is the program's page fault.
 *
 * A signal may find the program here, and unwinders have one rule for all of
 * it: the return address is on top of the stack. So these functions may not
 * move the stack pointer; ukl/kit-syscalls looks whether the compiler did.
 */
#include <linux/compiler.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <linux/time_namespace.h>
#include <linux/topology.h>
#include <vdso/datapage.h>
#include <vdso/helpers.h>
#include <vdso/math64.h>
#include <asm/tsc.h>

#define __ukl_time __section(".ukl.gate.time") noinline notrace __visible __no_stack_protector

extern struct vdso_data _vdso_data[CS_BASES];

#ifdef CONFIG_UKL_KML
/* The gate brings back IOPL, a direct call may lose it to another task. */
#define system_call(name)	__ukl_gate_sys_##name
asmlinkage long __ukl_gate_sys_clock_gettime(clockid_t clock, struct __kernel_timespec *ts);
asmlinkage long __ukl_gate_sys_clock_getres(clockid_t clock, struct __kernel_timespec *ts);
asmlinkage long __ukl_gate_sys_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz);
#else
#define system_call(name)	__ukl_direct_sys_##name
asmlinkage long __ukl_direct_sys_clock_gettime(clockid_t clock, struct __kernel_timespec *ts);
asmlinkage long __ukl_direct_sys_clock_getres(clockid_t clock, struct __kernel_timespec *ts);
asmlinkage long __ukl_direct_sys_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz);
#endif

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

/*
 * Read clock @clk of @vd by the time-stamp counter. False if that cannot be:
 * another clock source, or an update is so long ago that the product overflows
 * or the counter is behind. The system call knows what to do then.
 */
static __always_inline bool read_clock(const struct vdso_data *vd, clockid_t clk,
				       u64 *sec, u64 *ns)
{
	const struct vdso_timestamp *base = &vd->basetime[clk];
	u64 delta;
	u32 seq;

	do {
		seq = vdso_read_begin(vd);
		if (unlikely(vd->clock_mode != VDSO_CLOCKMODE_TSC))
			return false;
		delta = rdtsc_ordered() - vd->cycle_last;
		if (unlikely(delta > vd->max_cycles))
			return false;
		*ns = (delta * vd->mult + base->nsec) >> vd->shift;
		*sec = base->sec;
		/* Now: the factors would not all fit into the registers. */
		OPTIMIZER_HIDE_VAR(*ns);
	} while (unlikely(vdso_read_retry(vd, seq)));

	*sec += __iter_div_u64_rem(*ns, NSEC_PER_SEC, ns);
	return true;
}

static __always_inline void read_coarse_clock(const struct vdso_data *vd, clockid_t clk,
					      struct __kernel_timespec *ts)
{
	const struct vdso_timestamp *base = &vd->basetime[clk];
	u32 seq;

	do {
		seq = vdso_read_begin(vd);
		ts->tv_sec = base->sec;
		ts->tv_nsec = base->nsec;
	} while (unlikely(vdso_read_retry(vd, seq)));
}

asmlinkage __ukl_time long ukl_clock_gettime(clockid_t clock, struct __kernel_timespec *ts)
{
	const struct vdso_data *vd = &_vdso_data[CS_HRES_COARSE];
	u64 sec, ns;
	u32 mask;

	if (unlikely((u32)clock >= MAX_CLOCKS || in_time_namespace()))
		goto system_call;
	mask = 1U << clock;
	if (unlikely(!(mask & VDSO_HRES))) {
		if (mask & VDSO_COARSE) {
			read_coarse_clock(vd, clock, ts);
			return 0;
		}
		if (!(mask & VDSO_RAW))
			goto system_call;
		vd = &_vdso_data[CS_RAW];
	}
	if (unlikely(!read_clock(vd, clock, &sec, &ns)))
		goto system_call;
	ts->tv_sec = sec;
	ts->tv_nsec = ns;
	return 0;

system_call:
	return system_call(clock_gettime)(clock, ts);
}

/* Seldom called: the system call itself will do. */
asmlinkage __ukl_time long ukl_clock_getres(clockid_t clock, struct __kernel_timespec *ts)
{
	return system_call(clock_getres)(clock, ts);
}

asmlinkage __ukl_time long ukl_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz)
{
	u64 sec, ns;

	if (unlikely(!tv || tz || in_time_namespace() ||
		     !read_clock(&_vdso_data[CS_HRES_COARSE], CLOCK_REALTIME, &sec, &ns)))
		return system_call(gettimeofday)(tv, tz);
	tv->tv_sec = sec;
	tv->tv_usec = (u32)ns / NSEC_PER_USEC;
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
