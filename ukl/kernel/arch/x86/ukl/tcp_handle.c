// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handles of TCP sockets: a program opens one for a connection that it uses
 * often, and saves the descriptor table and the checks of the socket's type.
 *
 * A handle has a reference to the socket's file, so it counts like one more
 * descriptor. It belongs to the address space: threads share handles, fork does
 * not copy them, and exec and exit close them.
 */
#include <linux/file.h>
#include <linux/net.h>
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/sock.h>
#include <asm/ukl_tcp.h>
#include "tcp_handle.h"

/* For threads: until the reference is there, the handle may be closed any time. */
struct fd ukl_tcp_handle_get_shared(struct ukl_tcp_slot *slot, u32 handle)
{
	struct file *file;

	while (READ_ONCE(slot->file) && READ_ONCE(slot->handle) == handle) {
		file = get_file_active(&slot->file);
		if (!file)
			continue;
		if (likely(READ_ONCE(slot->handle) == handle))
			return CLONED_FD(file);
		fput(file);
	}
	return EMPTY_FD;
}

static struct ukl_tcp_handles *get_handles(struct mm_struct *mm)
{
	struct ukl_tcp_handles *handles = READ_ONCE(mm->context.ukl_tcp), *old;

	if (handles)
		return handles;

	handles = kzalloc(sizeof(*handles), GFP_KERNEL_ACCOUNT);
	if (!handles)
		return NULL;
	ida_init(&handles->ida);
	old = cmpxchg(&mm->context.ukl_tcp, NULL, handles);
	if (!old)
		return handles;
	kfree(handles);
	return old;
}

static struct ukl_tcp_slot *get_slot(struct ukl_tcp_handles *handles, u32 index)
{
	struct ukl_tcp_slot **where = &handles->chunks[index >> UKL_TCP_CHUNK_BITS];
	struct ukl_tcp_slot *chunk = READ_ONCE(*where), *old;

	if (!chunk) {
		chunk = kvcalloc(UKL_TCP_CHUNK_SIZE, sizeof(*chunk), GFP_KERNEL_ACCOUNT);
		if (!chunk)
			return NULL;
		old = cmpxchg(where, NULL, chunk);
		if (old) {
			kvfree(chunk);
			chunk = old;
		}
	}
	return chunk + (index & (UKL_TCP_CHUNK_SIZE - 1));
}

/* Returns the handle, a positive number, or -errno. */
long ukl_tcp_open(unsigned int fd)
{
	struct fd f = fdget(fd);
	struct ukl_tcp_handles *handles;
	struct ukl_tcp_slot *slot;
	struct socket *sock;
	int index, ret;

	if (!fd_file(f))
		return -EBADF;

	ret = -ENOTSOCK;
	sock = sock_from_file(fd_file(f));
	if (!sock)
		goto out;
	ret = -EOPNOTSUPP;
	if (!sk_is_tcp(sock->sk))
		goto out;

	ret = -ENOMEM;
	handles = get_handles(current->mm);
	if (!handles)
		goto out;

	ret = -EMFILE;
	if ((unsigned int)atomic_inc_return(&handles->nr) > rlimit(RLIMIT_NOFILE))
		goto out_nr;
	/* Not 0: a handle is positive. */
	index = ida_alloc_range(&handles->ida, 1, (1 << UKL_TCP_INDEX_BITS) - 1, GFP_KERNEL);
	if (index < 0) {
		ret = index == -ENOSPC ? -EMFILE : index;
		goto out_nr;
	}
	ret = -ENOMEM;
	slot = get_slot(handles, index);
	if (!slot)
		goto out_index;

	/* A child's handles should not be taken for those of its parent. */
	if (!slot->handle)
		WRITE_ONCE(slot->handle, index | get_random_u32_below(1 << UKL_TCP_GENERATION_BITS)
						 << UKL_TCP_INDEX_BITS);
	WRITE_ONCE(slot->fd, fd);
	ret = slot->handle;
	smp_store_release(&slot->file, get_file(fd_file(f)));
	fdput(f);
	return ret;

out_index:
	ida_free(&handles->ida, index);
out_nr:
	atomic_dec(&handles->nr);
out:
	fdput(f);
	return ret;
}

#define CLOSING	(~0U)

/* The slot's next handle has the next generation, so the old one is known as closed. */
static u32 next_handle(u32 handle)
{
	return (handle + (1U << UKL_TCP_INDEX_BITS)) & ~(1U << 31);
}

long ukl_tcp_close(unsigned long handle)
{
	struct ukl_tcp_handles *handles = READ_ONCE(current->mm->context.ukl_tcp);
	u32 index = handle & ((1U << UKL_TCP_INDEX_BITS) - 1);
	struct ukl_tcp_slot *slot;
	struct file *file;

	if (!handles || handle >> 31)
		return -EBADF;
	slot = READ_ONCE(handles->chunks[index >> UKL_TCP_CHUNK_BITS]);
	if (!slot)
		return -EBADF;
	slot += index & (UKL_TCP_CHUNK_SIZE - 1);

	/*
	 * Of several threads that close it, one succeeds. Until the file is out,
	 * the slot has a value that is no handle.
	 */
	if (!READ_ONCE(slot->file) ||
	    cmpxchg(&slot->handle, (u32)handle, CLOSING) != handle)
		return -EBADF;
	file = xchg(&slot->file, NULL);
	smp_store_release(&slot->handle, next_handle(handle));
	ida_free(&handles->ida, index);
	atomic_dec(&handles->nr);
	fput(file);
	return 0;
}

/* The address space is gone, and nobody in it. */
void ukl_tcp_exit(struct mm_struct *mm)
{
	struct ukl_tcp_handles *handles = mm->context.ukl_tcp;
	unsigned int i, j;

	if (likely(!handles))
		return;

	mm->context.ukl_tcp = NULL;
	for (i = 0; i < ARRAY_SIZE(handles->chunks); i++) {
		struct ukl_tcp_slot *chunk = handles->chunks[i];

		if (!chunk)
			continue;
		for (j = 0; j < UKL_TCP_CHUNK_SIZE; j++) {
			if (chunk[j].file)
				fput(chunk[j].file);
			cond_resched();
		}
		kvfree(chunk);
	}
	ida_destroy(&handles->ida);
	kfree(handles);
}
