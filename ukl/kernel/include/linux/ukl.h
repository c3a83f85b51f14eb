/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the generic kernel knows of programs that are linked into it.
 */
#ifndef _LINUX_UKL_H
#define _LINUX_UKL_H

#include <linux/atomic.h>
#include <linux/jump_label.h>
#include <linux/types.h>

struct file;
struct flowi4;
struct kstat;
struct linux_binprm;
struct mm_struct;
struct napi_struct;
struct path;
struct sk_buff;
struct sock;
struct syscall_info;
struct task_struct;

/*
 * One linked program, as ukl-link lays it down in the image. The layout is a
 * contract with tools/ukl-link. With CONFIG_UKL_KML, a text at user addresses
 * means that the program is all there in its file.
 */
struct ukl_program {
	const char	*name;		/* of its file in the "ukl" file system */
	unsigned long	text_start;	/* in [__ukl_app_start, __ukl_text_end) */
	unsigned long	text_end;
	const void	*data;		/* its ELF file, without the text */
	unsigned long	data_size;	/* in bytes */
};

#ifdef CONFIG_UKL

#include <asm/ukl_text.h>

/* Set by ukl-link; in a kernel without an application, there are none. */
extern const struct ukl_program ukl_programs[];
extern const unsigned long ukl_nr_programs;
extern const void *const ukl_initramfs;
extern const unsigned long ukl_initramfs_size;	/* in bytes */

/* The linked program that @file is, or NULL if it is any other file. */
const struct ukl_program *ukl_program(struct file *file);

/* May the caller start @file now? 0 or -EPERM. */
int ukl_check_exec(struct file *file);

/* Tie ring 0 to the address space that exec is just setting up. */
void ukl_start_mm(struct mm_struct *mm);

/* May the current task ask for memory with @prot, PROT_EXEC above all? 0 or -EACCES. */
int ukl_check_prot(unsigned long prot);

/* Is @address in the text of @program, and that in the kernel's? */
static inline bool ukl_in_text(const struct ukl_program *program,
			       unsigned long address)
{
	return program && !ukl_user_text(address) && address >= program->text_start &&
	       address < program->text_end;
}

/*
 * Who may control @task as a debugger controls the kernel itself? 0 or -EPERM;
 * @mode as for ptrace_may_access(). Call with the task's mm stable.
 */
int ukl_ptrace_check(struct task_struct *task, unsigned int mode);
int ukl_traceme_check(void);

/* Is @addr linked text that @mm may run in ring 0? */
bool ukl_mm_text(const struct mm_struct *mm, unsigned long addr);

/*
 * Copy up to @len bytes of linked text at @addr of @mm to @buf. Returns how
 * many, 0 if @addr is not linked text of @mm.
 */
int ukl_read_text(struct mm_struct *mm, unsigned long addr, void *buf, int len);

/* Say in the log where the current task is, if it is a linked program's: it dies by @signr. */
void ukl_report_fatal(int signr);

/* Is @task in a direct call? Then it has no pt_regs. Hold the task's stack. */
bool ukl_in_direct_call(struct task_struct *task);

/* The direct call that @task is in, if any. Hold the task's stack. */
bool ukl_direct_syscall(struct task_struct *task, struct syscall_info *info);

/*
 * Simple lookups, see fs/ukl_walk.c. To be called after each change that makes
 * an earlier lookup wrong, other than of rename_lock and mount_lock.
 */
extern atomic_long_t ukl_walk_generation;

static inline void ukl_walk_changed(void)
{
	atomic_long_inc_return(&ukl_walk_generation); /* a full barrier */
}

/*
 * For what a shortcut fills in itself: CONFIG_INIT_STACK_ALL_ZERO would clear it
 * first, at some cost where it is large.
 */
#if __has_attribute(__uninitialized__)
#define __ukl_uninitialized	__attribute__((__uninitialized__))
#else
#define __ukl_uninitialized
#endif

/* A path, zero to the end of its last word. */
struct ukl_name {
	unsigned long	hash;
	unsigned int	nr_words;
	unsigned long	words[32];
};

bool ukl_walk(const struct ukl_name *name, struct path *path);
bool ukl_stat(const struct ukl_name *name, struct kstat *stat, unsigned int flags);
struct file *ukl_open(const struct ukl_name *name, int flags);

/*
 * Send a segment of a TCP connection. False: it has to go the ordinary way, and
 * is as it was. *@ret is that of ip_queue_xmit().
 */
bool ukl_ip_queue_xmit(struct sock *sk, struct sk_buff *skb, struct flowi4 *fl4, int *ret);

/*
 * Take a segment of a TCP connection that a driver has received. False: it has to
 * go the ordinary way. To be asked if the key is on.
 */
DECLARE_STATIC_KEY_FALSE(ukl_tcp_key);
bool ukl_tcp_rcv(struct napi_struct *napi, struct sk_buff *skb);

/*
 * The events among @wanted that an established TCP connection has, without its
 * wait queue. False: poll has to be asked. @file is one that cannot be released now.
 */
bool ukl_tcp_poll(struct file *file, __poll_t wanted, __poll_t *events);

/* Would splice_read() of ext4 only look into the page cache? */
#if IS_BUILTIN(CONFIG_EXT4_FS)
bool ukl_ext4_page_cached(const struct file *file);
#else
static inline bool ukl_ext4_page_cached(const struct file *file)
{
	return false;
}
#endif

#else

#define ukl_initramfs		NULL
#define ukl_initramfs_size	0UL

static inline const struct ukl_program *ukl_program(struct file *file)
{
	return NULL;
}

static inline int ukl_check_exec(struct file *file)
{
	return 0;
}

static inline void ukl_start_mm(struct mm_struct *mm)
{
}

static inline int ukl_check_prot(unsigned long prot)
{
	return 0;
}

static inline bool ukl_in_text(const struct ukl_program *program,
			       unsigned long address)
{
	return false;
}

static inline int ukl_ptrace_check(struct task_struct *task, unsigned int mode)
{
	return 0;
}

static inline int ukl_traceme_check(void)
{
	return 0;
}

static inline void ukl_report_fatal(int signr)
{
}

static inline bool ukl_in_direct_call(struct task_struct *task)
{
	return false;
}

static inline bool ukl_direct_syscall(struct task_struct *task,
				      struct syscall_info *info)
{
	return false;
}

static inline bool ukl_mm_text(const struct mm_struct *mm, unsigned long addr)
{
	return false;
}

static inline int ukl_read_text(struct mm_struct *mm, unsigned long addr,
				void *buf, int len)
{
	return 0;
}

static inline void ukl_walk_changed(void)
{
}

#endif /* CONFIG_UKL */
#endif /* _LINUX_UKL_H */
