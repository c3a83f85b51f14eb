/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of all system calls of <asm/unistd_64.h>, by number. */
#ifndef CALL_NAMES_H
#define CALL_NAMES_H

/* clang-format off */
#define CALL_NAMES(x) \
	x(read) x(write) x(open) x(close) x(stat) x(fstat) x(lstat) x(poll) \
	x(lseek) x(mmap) x(mprotect) x(munmap) x(brk) x(rt_sigaction) \
	x(rt_sigprocmask) x(rt_sigreturn) x(ioctl) x(pread64) x(pwrite64) \
	x(readv) x(writev) x(access) x(pipe) x(select) x(sched_yield) \
	x(mremap) x(msync) x(mincore) x(madvise) x(shmget) x(shmat) \
	x(shmctl) x(dup) x(dup2) x(pause) x(nanosleep) x(getitimer) \
	x(alarm) x(setitimer) x(getpid) x(sendfile) x(socket) x(connect) \
	x(accept) x(sendto) x(recvfrom) x(sendmsg) x(recvmsg) x(shutdown) \
	x(bind) x(listen) x(getsockname) x(getpeername) x(socketpair) \
	x(setsockopt) x(getsockopt) x(clone) x(fork) x(vfork) x(execve) \
	x(exit) x(wait4) x(kill) x(uname) x(semget) x(semop) x(semctl) \
	x(shmdt) x(msgget) x(msgsnd) x(msgrcv) x(msgctl) x(fcntl) x(flock) \
	x(fsync) x(fdatasync) x(truncate) x(ftruncate) x(getdents) \
	x(getcwd) x(chdir) x(fchdir) x(rename) x(mkdir) x(rmdir) x(creat) \
	x(link) x(unlink) x(symlink) x(readlink) x(chmod) x(fchmod) \
	x(chown) x(fchown) x(lchown) x(umask) x(gettimeofday) x(getrlimit) \
	x(getrusage) x(sysinfo) x(times) x(ptrace) x(getuid) x(syslog) \
	x(getgid) x(setuid) x(setgid) x(geteuid) x(getegid) x(setpgid) \
	x(getppid) x(getpgrp) x(setsid) x(setreuid) x(setregid) \
	x(getgroups) x(setgroups) x(setresuid) x(getresuid) x(setresgid) \
	x(getresgid) x(getpgid) x(setfsuid) x(setfsgid) x(getsid) x(capget) \
	x(capset) x(rt_sigpending) x(rt_sigtimedwait) x(rt_sigqueueinfo) \
	x(rt_sigsuspend) x(sigaltstack) x(utime) x(mknod) x(uselib) \
	x(personality) x(ustat) x(statfs) x(fstatfs) x(sysfs) \
	x(getpriority) x(setpriority) x(sched_setparam) x(sched_getparam) \
	x(sched_setscheduler) x(sched_getscheduler) \
	x(sched_get_priority_max) x(sched_get_priority_min) \
	x(sched_rr_get_interval) x(mlock) x(munlock) x(mlockall) \
	x(munlockall) x(vhangup) x(modify_ldt) x(pivot_root) x(_sysctl) \
	x(prctl) x(arch_prctl) x(adjtimex) x(setrlimit) x(chroot) x(sync) \
	x(acct) x(settimeofday) x(mount) x(umount2) x(swapon) x(swapoff) \
	x(reboot) x(sethostname) x(setdomainname) x(iopl) x(ioperm) \
	x(create_module) x(init_module) x(delete_module) x(get_kernel_syms) \
	x(query_module) x(quotactl) x(nfsservctl) x(getpmsg) x(putpmsg) \
	x(afs_syscall) x(tuxcall) x(security) x(gettid) x(readahead) \
	x(setxattr) x(lsetxattr) x(fsetxattr) x(getxattr) x(lgetxattr) \
	x(fgetxattr) x(listxattr) x(llistxattr) x(flistxattr) \
	x(removexattr) x(lremovexattr) x(fremovexattr) x(tkill) x(time) \
	x(futex) x(sched_setaffinity) x(sched_getaffinity) \
	x(set_thread_area) x(io_setup) x(io_destroy) x(io_getevents) \
	x(io_submit) x(io_cancel) x(get_thread_area) x(lookup_dcookie) \
	x(epoll_create) x(epoll_ctl_old) x(epoll_wait_old) \
	x(remap_file_pages) x(getdents64) x(set_tid_address) \
	x(restart_syscall) x(semtimedop) x(fadvise64) x(timer_create) \
	x(timer_settime) x(timer_gettime) x(timer_getoverrun) \
	x(timer_delete) x(clock_settime) x(clock_gettime) x(clock_getres) \
	x(clock_nanosleep) x(exit_group) x(epoll_wait) x(epoll_ctl) \
	x(tgkill) x(utimes) x(vserver) x(mbind) x(set_mempolicy) \
	x(get_mempolicy) x(mq_open) x(mq_unlink) x(mq_timedsend) \
	x(mq_timedreceive) x(mq_notify) x(mq_getsetattr) x(kexec_load) \
	x(waitid) x(add_key) x(request_key) x(keyctl) x(ioprio_set) \
	x(ioprio_get) x(inotify_init) x(inotify_add_watch) \
	x(inotify_rm_watch) x(migrate_pages) x(openat) x(mkdirat) \
	x(mknodat) x(fchownat) x(futimesat) x(newfstatat) x(unlinkat) \
	x(renameat) x(linkat) x(symlinkat) x(readlinkat) x(fchmodat) \
	x(faccessat) x(pselect6) x(ppoll) x(unshare) x(set_robust_list) \
	x(get_robust_list) x(splice) x(tee) x(sync_file_range) x(vmsplice) \
	x(move_pages) x(utimensat) x(epoll_pwait) x(signalfd) \
	x(timerfd_create) x(eventfd) x(fallocate) x(timerfd_settime) \
	x(timerfd_gettime) x(accept4) x(signalfd4) x(eventfd2) \
	x(epoll_create1) x(dup3) x(pipe2) x(inotify_init1) x(preadv) \
	x(pwritev) x(rt_tgsigqueueinfo) x(perf_event_open) x(recvmmsg) \
	x(fanotify_init) x(fanotify_mark) x(prlimit64) x(name_to_handle_at) \
	x(open_by_handle_at) x(clock_adjtime) x(syncfs) x(sendmmsg) \
	x(setns) x(getcpu) x(process_vm_readv) x(process_vm_writev) x(kcmp) \
	x(finit_module) x(sched_setattr) x(sched_getattr) x(renameat2) \
	x(seccomp) x(getrandom) x(memfd_create) x(kexec_file_load) x(bpf) \
	x(execveat) x(userfaultfd) x(membarrier) x(mlock2) \
	x(copy_file_range) x(preadv2) x(pwritev2) x(pkey_mprotect) \
	x(pkey_alloc) x(pkey_free) x(statx) x(io_pgetevents) x(rseq) \
	x(pidfd_send_signal) x(io_uring_setup) x(io_uring_enter) \
	x(io_uring_register) x(open_tree) x(move_mount) x(fsopen) \
	x(fsconfig) x(fsmount) x(fspick) x(pidfd_open) x(clone3) \
	x(close_range) x(openat2) x(pidfd_getfd) x(faccessat2) \
	x(process_madvise) x(epoll_pwait2) x(mount_setattr) x(quotactl_fd) \
	x(landlock_create_ruleset) x(landlock_add_rule) \
	x(landlock_restrict_self) x(memfd_secret) x(process_mrelease) \
	x(futex_waitv) x(set_mempolicy_home_node)
/* clang-format on */

#endif
