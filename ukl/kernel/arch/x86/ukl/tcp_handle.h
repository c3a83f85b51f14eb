/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handles of TCP sockets, see tcp_handle.c.
 */
#ifndef _ARCH_X86_UKL_TCP_HANDLE_H
#define _ARCH_X86_UKL_TCP_HANDLE_H

#include <linux/file.h>
#include <linux/idr.h>
#include <linux/mm_types.h>
#include <linux/sched.h>

/* A handle is an index below UKL_TCP_HANDLES and the slot's generation above. */
#define UKL_TCP_INDEX_BITS	20
#define UKL_TCP_CHUNK_BITS	10
#define UKL_TCP_CHUNK_SIZE	(1 << UKL_TCP_CHUNK_BITS)
#define UKL_TCP_GENERATION_BITS	(31 - UKL_TCP_INDEX_BITS)

struct ukl_tcp_slot {
	struct file	*file;		/* NULL: free */
	u32		handle;		/* the next one of this slot, or this one's */
	int		fd;		/* that it was opened for */
};

struct ukl_tcp_handles {
	struct ida		ida;	/* of indices */
	atomic_t		nr;	/* of handles that are open */
	struct ukl_tcp_slot	*chunks[1 << (UKL_TCP_INDEX_BITS - UKL_TCP_CHUNK_BITS)];
};

struct fd ukl_tcp_handle_get_shared(struct ukl_tcp_slot *slot, u32 handle);

/*
 * The socket's file, with a reference if another thread could close the handle;
 * empty if there is no such handle. To be given back by fdput().
 */
static __always_inline struct fd ukl_tcp_handle_get(unsigned long handle, int fd)
{
	struct mm_struct *mm = current->mm;
	struct ukl_tcp_handles *handles = READ_ONCE(mm->context.ukl_tcp);
	u32 index = handle & ((1U << UKL_TCP_INDEX_BITS) - 1);
	struct ukl_tcp_slot *slot;

	if (unlikely(!handles || handle >> 31))
		return EMPTY_FD;
	slot = READ_ONCE(handles->chunks[index >> UKL_TCP_CHUNK_BITS]);
	if (unlikely(!slot))
		return EMPTY_FD;
	slot += index & (UKL_TCP_CHUNK_SIZE - 1);
	/* The two are one value for the program. */
	if (unlikely(READ_ONCE(slot->fd) != fd))
		return EMPTY_FD;

	if (unlikely(atomic_read_acquire(&mm->mm_users) != 1))
		return ukl_tcp_handle_get_shared(slot, handle);
	if (unlikely(slot->handle != handle || !slot->file))
		return EMPTY_FD;
	return BORROWED_FD(slot->file);
}

#endif /* _ARCH_X86_UKL_TCP_HANDLE_H */
