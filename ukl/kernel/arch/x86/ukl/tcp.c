// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shortcuts to TCP: system calls on sockets that go from the descriptor, or
 * from a handle (tcp_handle.c), to tcp_sendmsg() and tcp_recvmsg(). For any
 * other socket, and for what is seldom asked of TCP (addresses, control
 * messages), they go on as the system call does.
 */
#include <linux/bvec.h>
#include <linux/fs.h>
#include <linux/fsnotify.h>
#include <linux/jump_label.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include <linux/sched/xacct.h>
#include <linux/shmem_fs.h>
#include <linux/socket.h>
#include <linux/splice.h>
#include <linux/syscalls.h>
#include <linux/tcp.h>
#include <linux/uaccess.h>
#include <linux/ukl.h>
#include <trace/events/skb.h>
#include "tcp.h"
#include "tcp_handle.h"

void ukl_tcp_adopt(struct sock *sk)
{
	/* A listener's mark would go to its connections, whoever accepts them. */
	if (inet_sk_state_load(sk) != TCP_ESTABLISHED)
		return;
	if (!static_branch_unlikely(&ukl_tcp_key))
		static_branch_enable(&ukl_tcp_key);
	lock_sock(sk);
	sock_set_flag(sk, SOCK_UKL);
	release_sock(sk);
}

/* As tcp_recvmsg_locked() and tcp_eat_recv_skb(), see tcp_has_one(). */
int ukl_tcp_recv_one(struct sock *sk, struct msghdr *msg, size_t size)
{
	struct tcp_sock *tp = tcp_sk(sk);
	const struct tcp_skb_cb *cb;
	struct sk_buff *skb;
	u32 offset;
	int ret = 0;
	bool bad;

	lock_sock(sk);
	skb = skb_peek(&sk->sk_receive_queue);
	if (unlikely(!skb || !skb_queue_is_last(&sk->sk_receive_queue, skb) ||
		     sk->sk_state != TCP_ESTABLISHED || tp->urg_data || tp->repair ||
		     tp->recvmsg_inq || READ_ONCE(sk->sk_peek_off) >= 0))
		goto out;

	cb = TCP_SKB_CB(skb);
	offset = tp->copied_seq - cb->seq;
	if (unlikely(offset >= skb->len || skb->len - offset > size ||
		     skb->len - offset < sk->sk_rcvlowat ||
		     cb->tcp_flags & (TCPHDR_SYN | TCPHDR_FIN) || cb->has_rxtstamp ||
		     skb->destructor != sock_rfree || !skb_frags_readable(skb)))
		goto out;
	size = skb->len - offset;

	/* In one piece, to one piece? */
	if (likely(offset + size <= skb_headlen(skb) && iter_is_ubuf(&msg->msg_iter))) {
		trace_skb_copy_datagram_iovec(skb, size);
		bad = copy_to_user(msg->msg_iter.ubuf + msg->msg_iter.iov_offset,
				   skb->data + offset, size);
	} else {
		bad = skb_copy_datagram_msg(skb, offset, msg, size);
	}
	if (unlikely(bad)) {
		ret = -EFAULT;
		__tcp_cleanup_rbuf(sk, ret);
		goto out;
	}

	WRITE_ONCE(tp->copied_seq, tp->copied_seq + size);
	tcp_rcv_space_adjust(sk);
	__skb_unlink(skb, &sk->sk_receive_queue);
	sock_rfree(skb);
	skb->destructor = NULL;
	skb->sk = NULL;
	skb_attempt_defer_free(skb);
	__tcp_cleanup_rbuf(sk, size);
	ret = size;
out:
	release_sock(sk);
	return ret;
}

/* As import_ubuf(). */
static __always_inline bool set_buffer(struct iov_iter *iter, unsigned int direction,
				       void __user *buf, size_t len)
{
	if (len > MAX_RW_COUNT)
		len = MAX_RW_COUNT;
	if (unlikely(!access_ok(buf, len)))
		return false;
	iov_iter_ubuf(iter, direction, buf, len);
	return true;
}

/* sendto() without an address */
static __always_inline long send_to(struct file *file, void __user *buf, size_t len,
				    unsigned int flags)
{
	struct msghdr msg __ukl_uninitialized;
	struct socket *sock;
	struct sock *sk;

	if (unlikely(!set_buffer(&msg.msg_iter, ITER_SOURCE, buf, len)))
		return -EFAULT;
	if (unlikely(!file))
		return -EBADF;

	flags &= ~MSG_INTERNAL_SENDMSG_FLAGS;
	sk = tcp_sock_of(file);
	if (likely(sk))
		return tcp_send(file, sk, &msg, flags);

	sock = sock_from_file(file);
	if (!sock)
		return -ENOTSOCK;
	msg.msg_name = NULL;
	msg.msg_namelen = 0;
	msg.msg_control = NULL;
	msg.msg_controllen = 0;
	msg.msg_ubuf = NULL;
	msg.msg_flags = flags | dontwait(file);
	return sock_sendmsg(sock, &msg);
}

/* recvfrom() without an address */
static __always_inline long recv_from(struct file *file, void __user *buf, size_t len,
				      unsigned int flags)
{
	struct socket *sock;
	struct sock *sk;

	sk = file ? tcp_sock_of(file) : NULL;
	if (likely(sk)) {
		struct msghdr msg __ukl_uninitialized;

		if (unlikely(!set_buffer(&msg.msg_iter, ITER_DEST, buf, len)))
			return -EFAULT;
		return tcp_recv(file, sk, &msg, flags);
	} else {
		struct msghdr msg = { };

		if (unlikely(!set_buffer(&msg.msg_iter, ITER_DEST, buf, len)))
			return -EFAULT;
		if (!file)
			return -EBADF;
		sock = sock_from_file(file);
		if (!sock)
			return -ENOTSOCK;
		return sock_recvmsg(sock, &msg, flags | dontwait(file));
	}
}

/*
 * The iovec of @umsg, if it has neither name nor control messages: returns its
 * length or -errno. @iov points to UIO_FASTIOV elements, and afterwards to what
 * has to be freed.
 */
static __always_inline ssize_t plain_msg(const struct user_msghdr __user *umsg,
					 unsigned int direction,
					 struct iov_iter *iter, struct iovec **iov,
					 bool *plain)
{
	const struct iovec __user *vec;
	unsigned long vlen, controllen;
	void __user *name;
	u64 rest;

	*plain = false;
	if (!user_access_begin(umsg, sizeof(*umsg)))
		return -EFAULT;
	unsafe_get_user(name, &umsg->msg_name, fault);
	unsafe_get_user(vec, &umsg->msg_iov, fault);
	unsafe_get_user(vlen, &umsg->msg_iovlen, fault);
	unsafe_get_user(controllen, &umsg->msg_controllen, fault);
	/* Not needed, but all of the header has to be there, to the last byte. */
	unsafe_get_user(rest, (u64 __user *)&umsg->msg_flags, fault);
	user_access_end();

	if (name || controllen || vlen > UIO_MAXIOV)
		return 0;

	*plain = true;
	return import_iovec(direction, vec, vlen, UIO_FASTIOV, iov, iter);
fault:
	user_access_end();
	return -EFAULT;
}

static __always_inline long send_msg(struct file *file, struct user_msghdr __user *umsg,
				     unsigned int flags)
{
	struct iovec stack[UIO_FASTIOV] __ukl_uninitialized, *iov = stack;
	struct socket *sock;
	struct msghdr msg __ukl_uninitialized;
	struct sock *sk;
	bool plain;
	long ret;

	if (flags & MSG_CMSG_COMPAT)
		return -EINVAL;
	if (unlikely(!file))
		return -EBADF;

	sk = tcp_sock_of(file);
	if (likely(sk)) {
		ret = plain_msg(umsg, ITER_SOURCE, &msg.msg_iter, &iov, &plain);
		if (likely(plain)) {
			if (ret >= 0)
				ret = tcp_send(file, sk, &msg,
					       flags & ~MSG_INTERNAL_SENDMSG_FLAGS);
			if (iov)
				kfree(iov);
			return ret;
		}
		if (ret < 0)
			return ret;
	}

	sock = sock_from_file(file);
	if (!sock)
		return -ENOTSOCK;
	return ___sys_sendmsg(sock, umsg, &msg, flags, NULL, 0);
}

static __always_inline long recv_msg(struct file *file, struct user_msghdr __user *umsg,
				     unsigned int flags)
{
	struct iovec stack[UIO_FASTIOV] __ukl_uninitialized, *iov = stack;
	struct socket *sock;
	struct msghdr msg __ukl_uninitialized;
	struct sock *sk;
	bool plain;
	long ret;

	if (flags & MSG_CMSG_COMPAT)
		return -EINVAL;
	if (unlikely(!file))
		return -EBADF;

	sk = flags & MSG_CMSG_CLOEXEC ? NULL : tcp_sock_of(file);
	if (likely(sk)) {
		ret = plain_msg(umsg, ITER_DEST, &msg.msg_iter, &iov, &plain);
		if (likely(plain)) {
			if (ret >= 0)
				ret = tcp_recv(file, sk, &msg, flags);
			if (iov)
				kfree(iov);
			if (ret < 0)
				return ret;
			/* There was no space for control messages. */
			if (put_user(msg.msg_flags, &umsg->msg_flags))
				return -EFAULT;
			return ret;
		}
		if (ret < 0)
			return ret;
	}

	sock = sock_from_file(file);
	if (!sock)
		return -ENOTSOCK;
	return ___sys_recvmsg(sock, umsg, &msg, flags, 0);
}

/*
 * The uptodate folio at @pos of a file whose data is in the page cache, with a
 * reference, or NULL: then splice_read() has to look for it. Sets @len to what
 * there is of it, at most @max bytes.
 */
static struct folio *cached_folio(struct address_space *mapping, loff_t pos,
				  size_t max, size_t *len, loff_t *isize)
{
	struct folio *folio = filemap_get_folio(mapping, pos >> PAGE_SHIFT);

	if (IS_ERR(folio))
		return NULL;

	/* In this order, see filemap_splice_read(). */
	if (likely(folio_test_uptodate(folio) && !folio_test_readahead(folio) &&
		   !folio_test_hwpoison(folio) &&
		   !(folio_test_large(folio) && folio_test_has_hwpoisoned(folio)))) {
		*isize = i_size_read(mapping->host);
		if (likely(pos < *isize)) {
			*len = min3((u64)max, (u64)(*isize - pos),
				    (u64)(folio_size(folio) - offset_in_folio(folio, pos)));
			folio_mark_accessed(folio);
			return folio;
		}
	}
	folio_put(folio);
	return NULL;
}

/* Is all that splice_read() of @in does to find folios in the page cache? */
static bool is_page_cached(const struct file *in)
{
	if (in->f_flags & O_DIRECT || IS_DAX(in->f_mapping->host))
		return false;
	return in->f_op->splice_read == filemap_splice_read ||
	       shmem_mapping(in->f_mapping) || ukl_ext4_page_cached(in);
}

/*
 * Send from the page cache, at most @count bytes. Returns the number of bytes,
 * or -errno if there are none; sets @missing if it has stopped at what is not in
 * the cache, or before the first byte.
 */
static ssize_t send_cached(struct file *out, struct sock *sk, struct file *in,
			   loff_t *ppos, size_t count, bool *missing)
{
	struct bio_vec bvec[16] __ukl_uninitialized;
	ssize_t sent = 0, ret;

	while (count && !signal_pending(current)) {
		loff_t pos = *ppos, isize = 0;
		size_t size = 0, len;
		struct folio *folio;
		struct msghdr msg __ukl_uninitialized;
		unsigned int n, i;

		for (n = 0; n < ARRAY_SIZE(bvec) && size < count; n++) {
			folio = cached_folio(in->f_mapping, pos, count - size, &len, &isize);
			if (!folio)
				break;
			bvec_set_folio(&bvec[n], folio, len, offset_in_folio(folio, pos));
			size += len;
			pos += len;
		}
		if (!n) {
			*missing = true;
			break;
		}

		iov_iter_bvec(&msg.msg_iter, ITER_SOURCE, bvec, n, size);
		ret = tcp_send(out, sk, &msg, MSG_SPLICE_PAGES |
			       (size < count && pos < isize ? MSG_MORE : 0));
		for (i = 0; i < n; i++)
			folio_put(page_folio(bvec[i].bv_page));
		if (ret <= 0) {
			if (!sent)
				sent = ret;
			break;
		}
		sent += ret;
		count -= ret;
		*ppos += ret;
		in->f_ra.prev_pos = *ppos;
		cond_resched();
	}
	return sent;
}

static __always_inline ssize_t send_file_at(struct file *out, struct file *in,
					    loff_t *ppos, size_t count)
{
	bool missing = false;
	loff_t pos, max;
	struct sock *sk;
	ssize_t ret;

	sk = likely(out && in) ? tcp_sock_of(out) : NULL;
	if (!sk || IS_ENABLED(CONFIG_SECURITY) ||
	    IS_ENABLED(CONFIG_FANOTIFY_ACCESS_PERMISSIONS) ||
	    (in->f_mode & (FMODE_READ | FMODE_PREAD | FMODE_LSEEK)) !=
		    (FMODE_READ | FMODE_PREAD | FMODE_LSEEK) ||
	    out->f_flags & O_APPEND || !is_page_cached(in))
		goto ordinary;

	pos = ppos ? *ppos : in->f_pos;
	max = min(file_inode(in)->i_sb->s_maxbytes, file_inode(out)->i_sb->s_maxbytes);
	if (pos < 0 || !count || count > MAX_RW_COUNT || (loff_t)count > max - pos)
		goto ordinary;

	ret = send_cached(out, sk, in, &pos, count, &missing);
	if (!ret)
		goto ordinary;

	file_accessed(in);
	if (ret > 0) {
		if (unlikely(missing && ret < count)) {
			loff_t out_pos = 0;
			ssize_t rest = 0;

			if (pos < i_size_read(in->f_mapping->host))
				rest = do_splice_direct(in, &pos, out, &out_pos,
							count - ret, 0);
			if (rest > 0)
				ret += rest;
			else if (!rest && out->f_op->splice_eof)
				out->f_op->splice_eof(out); /* after MSG_MORE */
		}
		add_rchar(current, ret);
		add_wchar(current, ret);
		fsnotify_access(in);
		fsnotify_modify(out);
		if (ppos)
			*ppos = pos;
		else
			in->f_pos = pos;
	}
	inc_syscr(current);
	inc_syscw(current);
	return ret;

ordinary:
	return sendfile_files(out, in, ppos, count, 0);
}

static __always_inline long send_file(struct file *out, struct file *in,
				      loff_t __user *offset, size_t count)
{
	loff_t pos;
	long ret;

	if (!offset)
		return send_file_at(out, in, NULL, count);

	if (unlikely(get_user(pos, offset)))
		return -EFAULT;
	ret = send_file_at(out, in, &pos, count);
	if (unlikely(put_user(pos, offset)))
		return -EFAULT;
	return ret;
}

/*
 * tcp_poll() for epoll, which asks after each event, and once more when there was
 * one. What is rare, or what has to be remembered for a wake-up, is tcp_poll()'s.
 */
bool ukl_tcp_poll(struct file *file, __poll_t wanted, __poll_t *events)
{
	struct sock *sk = tcp_sock_of(file);
	__poll_t mask = 0;

	/* In the order of tcp_poll(): the error last. */
	if (!sk || !sock_flag(sk, SOCK_UKL) || !file_count(file) || sk_can_busy_loop(sk) ||
	    inet_sk_state_load(sk) != TCP_ESTABLISHED || READ_ONCE(sk->sk_shutdown) ||
	    READ_ONCE(tcp_sk(sk)->urg_data))
		return false;

	if (wanted & (EPOLLIN | EPOLLRDNORM) &&
	    tcp_epollin_ready(sk, sock_rcvlowat(sk, 0, INT_MAX)))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (wanted & (EPOLLOUT | EPOLLWRNORM)) {
		if (!__sk_stream_is_writeable(sk, 1))
			return false;
		mask |= EPOLLOUT | EPOLLWRNORM;
	}
	smp_rmb(); /* see tcp_poll() */
	if (READ_ONCE(sk->sk_err) || !skb_queue_empty_lockless(&sk->sk_error_queue))
		return false;
	*events = mask & wanted;
	return true;
}

/* By descriptor */

asmlinkage long __ukl_sys_sendto(long fd, long buf, long len, long flags, long addr,
				 long addr_len);
asmlinkage long ukl_shortcut_sendto(int fd, void __user *buf, size_t len,
				    unsigned int flags, struct sockaddr __user *addr,
				    int addr_len);

asmlinkage long ukl_shortcut_sendto(int fd, void __user *buf, size_t len,
				    unsigned int flags, struct sockaddr __user *addr,
				    int addr_len)
{
	struct fd f;
	long ret;

	if (addr)
		return __ukl_sys_sendto(fd, (long)buf, len, flags, (long)addr, addr_len);

	f = quick_fdget(fd);
	ret = send_to(fd_file(f), buf, len, flags);
	fdput(f);
	return ret;
}

__UKL_SHORTCUT(6, sys_sendto, ukl_shortcut_sendto);

asmlinkage long __ukl_sys_recvfrom(long fd, long buf, long len, long flags, long addr,
				   long addr_len);
asmlinkage long ukl_shortcut_recvfrom(int fd, void __user *buf, size_t len,
				      unsigned int flags, struct sockaddr __user *addr,
				      int __user *addr_len);

asmlinkage long ukl_shortcut_recvfrom(int fd, void __user *buf, size_t len,
				      unsigned int flags, struct sockaddr __user *addr,
				      int __user *addr_len)
{
	struct fd f;
	long ret;

	if (addr)
		return __ukl_sys_recvfrom(fd, (long)buf, len, flags, (long)addr,
					  (long)addr_len);

	f = quick_fdget(fd);
	ret = recv_from(fd_file(f), buf, len, flags);
	fdput(f);
	return ret;
}

__UKL_SHORTCUT(6, sys_recvfrom, ukl_shortcut_recvfrom);

asmlinkage long ukl_shortcut_sendmsg(int fd, struct user_msghdr __user *msg,
				     unsigned int flags);

asmlinkage long ukl_shortcut_sendmsg(int fd, struct user_msghdr __user *msg,
				     unsigned int flags)
{
	struct fd f = quick_fdget(fd);
	long ret = send_msg(fd_file(f), msg, flags);

	fdput(f);
	return ret;
}

__UKL_SHORTCUT(3, sys_sendmsg, ukl_shortcut_sendmsg);

asmlinkage long ukl_shortcut_recvmsg(int fd, struct user_msghdr __user *msg,
				     unsigned int flags);

asmlinkage long ukl_shortcut_recvmsg(int fd, struct user_msghdr __user *msg,
				     unsigned int flags)
{
	struct fd f = quick_fdget(fd);
	long ret = recv_msg(fd_file(f), msg, flags);

	fdput(f);
	return ret;
}

__UKL_SHORTCUT(3, sys_recvmsg, ukl_shortcut_recvmsg);

asmlinkage long ukl_shortcut_sendfile(int out_fd, int in_fd, loff_t __user *offset,
				      size_t count);

asmlinkage long ukl_shortcut_sendfile(int out_fd, int in_fd, loff_t __user *offset,
				      size_t count)
{
	struct fd out = quick_fdget(out_fd), in = quick_fdget(in_fd);
	long ret = send_file(fd_file(out), fd_file(in), offset, count);

	fdput(in);
	fdput(out);
	return ret;
}

__UKL_SHORTCUT(4, sys_sendfile64, ukl_shortcut_sendfile);

asmlinkage long __ukl_sys_setsockopt(long fd, long level, long name, long val, long len);
asmlinkage long ukl_shortcut_setsockopt(int fd, int level, int name, char __user *val,
					int len);

/* What servers set for each answer. */
asmlinkage long ukl_shortcut_setsockopt(int fd, int level, int name, char __user *val,
					int len)
{
	struct fd f;
	struct sock *sk;
	int on, ret;

	if (level != SOL_TCP || (name != TCP_CORK && name != TCP_NODELAY) ||
	    len < (int)sizeof(on) || IS_ENABLED(CONFIG_CGROUP_BPF))
		goto ordinary;

	f = quick_fdget(fd);
	sk = likely(fd_file(f)) ? tcp_sock_of(fd_file(f)) : NULL;
	if (!sk) {
		fdput(f);
		goto ordinary;
	}

	ret = security_socket_setsockopt(fd_file(f)->private_data, level, name);
	if (likely(!ret))
		ret = get_user(on, (int __user *)val);
	if (likely(!ret)) {
		lock_sock(sk);
		if (name == TCP_CORK)
			__tcp_sock_set_cork(sk, on);
		else
			__tcp_sock_set_nodelay(sk, on);
		release_sock(sk);
	}
	fdput(f);
	return ret;

ordinary:
	return __ukl_sys_setsockopt(fd, level, name, (long)val, len);
}

__UKL_SHORTCUT(5, sys_setsockopt, ukl_shortcut_setsockopt);

/*
 * By handle, in the last argument. The first is the descriptor that it was
 * opened for, for the case that the call has to take the gate: so they have six
 * arguments and are those of the system call.
 */
#define TCP_HANDLE_CALL(name, call, ...)					\
	asmlinkage long ukl_tcp_##name(long fd, long b, long c, long d, long e,	\
				       long slot);				\
	asmlinkage long ukl_tcp_##name(long fd, long b, long c, long d, long e,	\
				       long slot)				\
	{									\
		struct fd f = ukl_tcp_handle_get(slot, fd);			\
		long ret = -EBADF;						\
										\
		if (likely(fd_file(f)))						\
			ret = call(fd_file(f), __VA_ARGS__);			\
		fdput(f);							\
		return ret;							\
	}									\
	__UKL_OWN_ENTRY(6, sys_##name, __ukl_tcp_sys_##name, ukl_tcp_##name)

static __always_inline long send_file_of(struct file *out, int in_fd,
					 loff_t __user *offset, size_t count)
{
	struct fd in = quick_fdget(in_fd);
	long ret = send_file(out, fd_file(in), offset, count);

	fdput(in);
	return ret;
}

TCP_HANDLE_CALL(sendto, send_to, (void __user *)b, c, d);
TCP_HANDLE_CALL(recvfrom, recv_from, (void __user *)b, c, d);
TCP_HANDLE_CALL(sendmsg, send_msg, (struct user_msghdr __user *)b, c);
TCP_HANDLE_CALL(recvmsg, recv_msg, (struct user_msghdr __user *)b, c);
TCP_HANDLE_CALL(sendfile64, send_file_of, b, (loff_t __user *)c, d);
