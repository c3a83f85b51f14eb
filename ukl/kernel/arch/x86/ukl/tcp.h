/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a descriptor to TCP without what lies between, for the shortcuts.
 */
#ifndef _ARCH_X86_UKL_TCP_H
#define _ARCH_X86_UKL_TCP_H

#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/net.h>
#include <linux/sched.h>
#include <linux/security.h>
#include <linux/uio.h>
#include <net/busy_poll.h>
#include <net/rps.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <net/transp_v6.h>
#include <trace/events/sock.h>

/* fdget(), inline for the case that nobody else can close the descriptor. */
static __always_inline struct fd quick_fdget(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	if (unlikely(atomic_read_acquire(&files->count) != 1))
		return fdget(fd);

	file = files_lookup_fd_raw(files, fd);
	if (unlikely(!file || file->f_mode & FMODE_PATH))
		return EMPTY_FD;
	return BORROWED_FD(file);
}

#ifdef CONFIG_UKL_TCP

/*
 * The socket behind @file if it is a TCP socket, else NULL. Those who take TCP
 * over (kTLS, sockmap, MPTCP) put their own operations in sk_prot.
 */
static __always_inline struct sock *tcp_sock_of(const struct file *file)
{
	const struct proto *prot;
	struct sock *sk;

	if (file->f_op != &socket_file_ops)
		return NULL;

	sk = ((struct socket *)file->private_data)->sk;
	prot = READ_ONCE(sk->sk_prot);
	if (prot == &tcp_prot)
		return sk;
#if IS_BUILTIN(CONFIG_IPV6)
	if (prot == &tcpv6_prot)
		return sk;
#endif
	return NULL;
}

void ukl_tcp_adopt(struct sock *sk);

/* From now on use the shortcuts below the socket, too. */
static __always_inline void tcp_adopt(struct sock *sk)
{
	if (likely(sock_flag(sk, SOCK_UKL)))
		return;
	ukl_tcp_adopt(sk);
}

static __always_inline unsigned int dontwait(const struct file *file)
{
	BUILD_BUG_ON(MSG_DONTWAIT >> 6 != 1);
	return file->f_flags & O_NONBLOCK ? MSG_DONTWAIT : 0;
}

/* Send @msg, of which the caller has set msg_iter only. */
static __always_inline int tcp_send(struct file *file, struct sock *sk,
				    struct msghdr *msg, unsigned int flags)
{
	int ret;

	msg->msg_name = NULL;
	msg->msg_namelen = 0;
	msg->msg_control = NULL;
	msg->msg_controllen = 0;
	msg->msg_ubuf = NULL;
	msg->msg_flags = flags | dontwait(file);

	ret = security_socket_sendmsg(file->private_data, msg, msg_data_left(msg));
	if (unlikely(ret))
		return ret;
	sock_rps_record_flow(sk);
	tcp_adopt(sk);
	ret = tcp_sendmsg(sk, msg, msg_data_left(msg));
	trace_sock_send_length(sk, ret, 0);
	return ret;
}

/*
 * Would tcp_recvmsg() find nothing and neither wait, nor send an ACK, nor work
 * off a backlog? That is seen without the socket's lock, as poll() does.
 */
static __always_inline bool tcp_has_nothing(struct sock *sk, unsigned int flags)
{
	return flags & MSG_DONTWAIT &&
	       !(flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL | MSG_WAITALL | MSG_TRUNC)) &&
	       skb_queue_empty_lockless(&sk->sk_receive_queue) &&
	       !READ_ONCE(sk->sk_backlog.tail) &&
	       inet_sk_state_load(sk) == TCP_ESTABLISHED &&
	       !READ_ONCE(sk->sk_err) && !READ_ONCE(sk->sk_shutdown) &&
	       !sock_flag(sk, SOCK_DONE) && !READ_ONCE(tcp_sk(sk)->urg_data) &&
	       !tcp_sk(sk)->repair && !inet_csk_ack_scheduled(sk) &&
	       !sk_can_busy_loop(sk);
}

/*
 * What a read does nearly always: take one segment, all of it, the only one in
 * the queue. Anything else is tcp_recvmsg()'s: returns 0 then, and has done
 * nothing. The end of the stream is anything else, too.
 */
static __always_inline bool tcp_has_one(const struct sock *sk, unsigned int flags)
{
	const struct sk_buff_head *queue = &sk->sk_receive_queue;
	const struct sk_buff *first = READ_ONCE(queue->next);

	return !(flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL)) &&
	       first != (const struct sk_buff *)queue && first == READ_ONCE(queue->prev);
}

int ukl_tcp_recv_one(struct sock *sk, struct msghdr *msg, size_t size);

/* Receive to @msg, of which the caller has set msg_iter only. */
static __always_inline int tcp_recv(struct file *file, struct sock *sk,
				    struct msghdr *msg, unsigned int flags)
{
	int addr_len = 0, ret;

	flags |= dontwait(file);
	msg->msg_name = NULL;
	msg->msg_namelen = 0;
	msg->msg_control = NULL;
	msg->msg_controllen = 0;
	msg->msg_control_is_user = false;
	msg->msg_get_inq = 0;
	msg->msg_flags = 0;
	msg->msg_iocb = NULL;
	msg->msg_ubuf = NULL;

	ret = security_socket_recvmsg(file->private_data, msg,
				      msg_data_left(msg), flags);
	if (unlikely(ret))
		return ret;
	if (likely(!(flags & MSG_ERRQUEUE)))
		sock_rps_record_flow(sk);
	tcp_adopt(sk);
	if (tcp_has_nothing(sk, flags))
		ret = -EAGAIN;
	else if (!tcp_has_one(sk, flags) ||
		 !(ret = ukl_tcp_recv_one(sk, msg, msg_data_left(msg))))
		ret = tcp_recvmsg(sk, msg, msg_data_left(msg), flags, &addr_len);
	trace_sock_recv_length(sk, ret, flags);
	return ret;
}

#else

static __always_inline struct sock *tcp_sock_of(const struct file *file)
{
	return NULL;
}

static __always_inline int tcp_send(struct file *file, struct sock *sk,
				    struct msghdr *msg, unsigned int flags)
{
	return -ENOTSOCK;
}

static __always_inline int tcp_recv(struct file *file, struct sock *sk,
				    struct msghdr *msg, unsigned int flags)
{
	return -ENOTSOCK;
}

#endif /* CONFIG_UKL_TCP */
#endif /* _ARCH_X86_UKL_TCP_H */
