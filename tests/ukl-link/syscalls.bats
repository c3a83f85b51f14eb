#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# System calls that a program needs and its kernel does not have.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	compile a <<<'#include <sys/epoll.h>
		int open_it(void) { return epoll_create1(0); } int main(void) { return open_it(); }'
}

@test "by a function of libc: a warning with option, profile and place, and an image" {
	copy_kit_without epoll_create1 CONFIG_EPOLL
	link a.o --kit kit
	[ "$status" -eq 0 ] && [ -s out.vmlinux ]
	[ "$output" = "ukl-link: warning: out needs epoll_create1: CONFIG_EPOLL is off in profile general; used by a.o: in function 'open_it' (--fatal-warnings to refuse)" ]
}

@test "--fatal-warnings refuses, in each of its forms" {
	copy_kit_without epoll_create1 CONFIG_EPOLL
	for option in --fatal-warnings -Wl,--fatal-warnings '-Xlinker --fatal-warnings'; do
		# shellcheck disable=SC2086 # two words
		link a.o --kit kit $option
		refused
		[ "$output" = "ukl-link: error: out needs epoll_create1: CONFIG_EPOLL is off in profile general; used by a.o: in function 'open_it'" ]
	done
	link --kit kit --program x='a.o -Wl,--fatal-warnings'
	refused
}

@test "--fatal-warnings and nothing to warn of" {
	compile b <<<'#include <netdb.h>
		int main(void) { return getaddrinfo("x", 0, 0, 0); }'
	link b.o -Wl,--fatal-warnings --fatal-warnings
	linked
}

@test "by the program itself, without an option that would help" {
	copy_kit_without epoll_create1 -
	compile b <<<'long ukl_sys_epoll_create1(int); int main(void) { return ukl_sys_epoll_create1(0); }'
	link b.o --kit kit --calls=trap
	[ "$status" -eq 0 ]
	says "out needs epoll_create1: the kernel of profile general has none; used by b.o: in function 'main'"
}

@test "by a member of an archive; each name once; each program for itself" {
	copy_kit_without epoll_create1 CONFIG_EPOLL inotify_init1 CONFIG_INOTIFY_USER
	compile b <<<'#include <sys/inotify.h>
		int open_it(void); int main(void) { return open_it() + inotify_init1(0) + inotify_init1(1); }'
	compile m <<<'#include <sys/epoll.h>
		int open_it(void) { return epoll_create1(0); }'
	ar rcs libm1.a m.o
	link --kit kit --program first=a.o --program second='b.o libm1.a'
	[ "$status" -eq 0 ]
	says "first needs epoll_create1: CONFIG_EPOLL" "second needs epoll_create1: CONFIG_EPOLL" \
		"second needs inotify_init1: CONFIG_INOTIFY_USER"
	[[ ${lines[1]} == *"used by libm1.a(m.o): in function 'open_it'"* ]]
	[[ ${lines[0]} == *first* ]]
}

@test "quiet: what libc tries, needs for itself only, or asks for a name service" {
	copy_kit_without madvise CONFIG_ADVISE_SYSCALLS rseq CONFIG_RSEQ set_robust_list CONFIG_FUTEX \
		futex CONFIG_FUTEX socket CONFIG_NET connect CONFIG_NET sendto CONFIG_NET statx - faccessat2 - clone3 -
	compile b <<<'#include <pwd.h>
		#include <stdio.h>
		#include <stdlib.h>
		#include <unistd.h>
		int main(void) { return printf("%p", getpwnam("x")) + access("x", 1) + (malloc(9) == 0); }'
	link b.o --kit kit
	linked
}

@test "not quiet: the program asks for the same call itself" {
	copy_kit_without madvise CONFIG_ADVISE_SYSCALLS futex CONFIG_FUTEX
	compile b <<<'#include <pthread.h>
		#include <sys/mman.h>
		int main(void) { pthread_t t; return madvise(0, 0, 0) + pthread_create(&t, 0, 0, 0); }'
	link b.o --kit kit
	[ "$status" -eq 0 ]
	says "out needs futex: CONFIG_FUTEX" "out needs madvise: CONFIG_ADVISE_SYSCALLS"
}

@test "a function of the program's own is none of the kernel's" {
	copy_kit_without epoll_create1 CONFIG_EPOLL
	compile b <<<'long ukl_sys_epoll_create1(int a) { return a; } int main(void) { return ukl_sys_epoll_create1(0); }'
	link b.o --kit kit
	linked
}
