// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shortcut of ioctl(FIONREAD) on a TCP socket: libraries ask before each read
 * how much there is. The worked example of docs/shortcuts.md.
 */
#include <linux/security.h>
#include <linux/sockios.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <asm/ioctls.h>
#include "tcp.h"

asmlinkage long __ukl_sys_ioctl(long fd, long cmd, long arg);
asmlinkage long ukl_shortcut_ioctl(unsigned int fd, unsigned int cmd, unsigned long arg);

asmlinkage long ukl_shortcut_ioctl(unsigned int fd, unsigned int cmd, unsigned long arg)
{
	int bytes, ret;
	struct sock *sk;
	struct fd f;

	if (likely(cmd != FIONREAD))
		goto ordinary;

	f = quick_fdget(fd);
	sk = fd_file(f) ? tcp_sock_of(fd_file(f)) : NULL;
	if (!sk) {
		fdput(f);
		goto ordinary;
	}

	ret = security_file_ioctl(fd_file(f), cmd, arg);
	if (!ret)
		ret = tcp_ioctl(sk, SIOCINQ, &bytes);
	if (!ret)
		ret = put_user(bytes, (int __user *)arg);
	fdput(f);
	return ret;

ordinary:
	return __ukl_sys_ioctl(fd, cmd, arg);
}

__UKL_SHORTCUT(3, sys_ioctl, ukl_shortcut_ioctl);
