#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# --shortcuts: whether calls about TCP take short ways, and what <ukl/tcp.h> is bound to.

# shellcheck disable=SC2154 # $top is lib's
load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	compile a <<<'#include <unistd.h>
		int main(void) { return write(1, "x", 1) != 1; }'
	compile t -I"$top/ukl/include" <<<'#include <ukl/tcp.h>
		int main(void) { return ukl_tcp_send(1, "x", 1, 0) + ukl_tcp_hsend(1, "x", 1, 0); }'
}

# The address that a name of program NAME was linked to.
address() { # NAME SYMBOL
	nm "kept/$1.elf" | sed -n "s/^\([0-9a-f]*\) A $2\$/0x\1/p"
}

exported() { # FILE SYMBOL
	sed -n "s/^$2 //p" "$UKL_KIT/$1"
}

# is_linked FILE SYMBOL...: the names lead where the kit's FILE says.
is_linked() {
	local file=$1 name
	shift
	for name; do
		[ -n "$(exported "$file" "$name")" ] || { echo "no $name in $file"; return 1; }
		[ "$(address out "$name")" = "$(exported "$file" "$name")" ] || { echo "$name"; return 1; }
	done
}

# The members of our archives that were linked, sorted.
members() {
	sed -n 's/^.*\/\(libukl[-a-z]*\.a\)(\(tcp.*\)\.o)$/\1 \2/p' out.map | sort -u
}

info() {
	ukl-link --info out.vmlinux | grep -o '"shortcuts": "[a-z]*"' | tr -d '\n'
}

@test "the default is on; --info tells" {
	link t.o --save-temps=kept -Map out.map
	linked
	is_linked exports ukl_sys_sendto ukl_tcp_sys_sendto
	[ "$(members)" = "libukl.a tcp
libukl.a tcp_handle" ]
	[ "$(info)" = '"shortcuts": "on""shortcuts": "on"' ]
	link t.o --shortcuts=on
	linked
	[ "$(info)" = '"shortcuts": "on""shortcuts": "on"' ]
}

@test "off: the entries without shortcuts, <ukl/tcp.h> by libc" {
	for option in '--shortcuts=off' '--shortcuts off'; do
		# shellcheck disable=SC2086 # two words
		link t.o $option --save-temps=kept -Map out.map
		linked
		is_linked exports-direct ukl_sys_sendto
		[ -z "$(address out ukl_tcp_sys_sendto)" ]
		[ "$(members)" = 'libukl-linux.a tcp_linux' ]
		[ "$(info)" = '"shortcuts": "off""shortcuts": "off"' ]
	done
}

@test "the two differ" {
	for name in ukl_sys_sendto ukl_sys_recvfrom ukl_sys_sendmsg ukl_sys_recvmsg ukl_sys_sendfile; do
		[ "$(exported exports $name)" != "$(exported exports-direct $name)" ]
		[ -n "$(exported exports "${name/ukl_/ukl_tcp_}")" ]
		[ -z "$(exported exports-direct "${name/ukl_/ukl_tcp_}")" ]
	done
	[ "$(cut -d' ' -f1 "$UKL_KIT/exports-direct" | sort)" = \
		"$(cut -d' ' -f1 "$UKL_KIT/exports" | grep -v ^ukl_tcp_ | sort)" ]
}

@test "gate and trap have none" {
	for calls in gate trap; do
		for option in '' --shortcuts=off; do
			# shellcheck disable=SC2086 # none or one
			link t.o --calls=$calls $option --save-temps=kept -Map out.map
			linked
			[ "$(members)" = 'libukl-linux.a tcp_linux' ]
			[ "$(info)" = '"shortcuts": "off""shortcuts": "off"' ]
		done
	done
	link t.o --calls=gate --save-temps=kept
	is_linked exports-gate ukl_sys_sendto
}

@test "what is not used is not linked" {
	link a.o -Map out.map
	linked
	[ -z "$(members)" ]
	link a.o -Map out.map --shortcuts=off
	linked
	[ -z "$(members)" ]
	compile s -I"$top/ukl/include" <<<'#include <ukl/tcp.h>
		int main(void) { return ukl_tcp_send(1, "x", 1, 0); }'
	link s.o -Map out.map --save-temps=kept
	linked
	[ "$(members)" = 'libukl.a tcp' ]
	[ -z "$(address out ukl_tcp_sys_sendto)" ]
}

@test "all of <ukl/tcp.h> is there, in C and C++, in all its forms" {
	sed -n 's/^UKL_TCP_CALL .*\(ukl_tcp_[a-z]*\)(.*/\1/p' "$top/ukl/include/ukl/tcp.h" >names
	[ "$(wc -l <names)" -eq 13 ]
	{
		echo '#include <ukl/tcp.h>'
		echo 'int main(void) { return'
		sed 's/.*/(& == 0) +/' names
		echo '0; }'
	} >all.c
	for form in '' -DUKL_TCP_FALLBACK; do
		gcc -Wall -Wextra -Wno-address -Werror -pedantic -std=c99 $form -I"$top/ukl/include" -c all.c
		gcc -static -o process all.o "$top/build/lib/libukl-linux.a"
		./process
		link all.o
		linked
		link all.o --shortcuts=off
		linked
		g++ -Wall -Wextra -Wno-address -Werror -pedantic -std=c++11 $form -I"$top/ukl/include" \
			-x c++ -c all.c
		gcc -static -o process all.o "$top/build/lib/libukl-linux.a"
		./process
		link all.o
		linked
	done
}

@test "the inline form: the files of a program share their handles" {
	cat >one.c <<-'END'
		#include <stdio.h>
		#include <sys/wait.h>
		#include <ukl/tcp.h>

		ukl_tcp_handle open_there(int fd);
		int close_there(ukl_tcp_handle handle);
		ssize_t send_there(ukl_tcp_handle handle);

		int main(void)
		{
			int fd = socket(AF_INET, SOCK_STREAM, 0), status;
			ukl_tcp_handle a = open_there(fd), b = ukl_tcp_open(fd);
			pid_t pid;

			/* EPIPE: open, and no connection */
			printf("%d ", ukl_tcp_hsend(a, "", 1, MSG_NOSIGNAL) < 0 && errno == EPIPE);
			printf("%d ", send_there(b) < 0 && errno == EPIPE);
			fflush(stdout);
			pid = fork();
			if (pid == 0) {
				printf("%d ", ukl_tcp_hsend(a, "", 1, 0) < 0 && errno == EBADF);
				printf("%d ", send_there(b) < 0 && errno == EBADF);
				/* and their descriptors are free */
				printf("%d ", dup(fd) == fd + 1 && dup(fd) == fd + 2);
				return 0;
			}
			waitpid(pid, &status, 0);
			printf("%d %d ", close_there(b), ukl_tcp_close(a));
			printf("%d %d\n", ukl_tcp_close(b), close_there(a));
			return 0;
		}
	END
	cat >two.c <<-'END'
		#include <ukl/tcp.h>

		ukl_tcp_handle open_there(int fd) { return ukl_tcp_open(fd); }
		int close_there(ukl_tcp_handle handle) { return ukl_tcp_close(handle); }
		ssize_t send_there(ukl_tcp_handle handle) { return ukl_tcp_hsend(handle, "", 1, MSG_NOSIGNAL); }
	END
	gcc -O2 -DUKL_TCP_FALLBACK -I"$top/ukl/include" -o program one.c two.c
	run ./program
	[ "$output" = "1 1 1 1 1 0 0 -1 -1" ]
	sed 's/ukl_tcp_handle open_there/extern "C" &/; s/^int close_there/extern "C" &/; s/^ssize_t/extern "C" &/' \
		two.c >two.cc
	g++ -c -O2 -DUKL_TCP_FALLBACK -I"$top/ukl/include" two.cc
	gcc -O2 -DUKL_TCP_FALLBACK -I"$top/ukl/include" -o program one.c two.o
	run ./program
	[ "$output" = "1 1 1 1 1 0 0 -1 -1" ]
}

@test "explicitly on without direct calls: a wrong command line" {
	for words in '--calls=gate t.o' '--calls=trap t.o' "--program b=--calls=trap\ t.o"; do
		eval "run ukl-link --shortcuts=on -o out.vmlinux $words"
		[ "$status" -eq 2 ]
		[[ ${lines[0]} == "ukl-link: error: --shortcuts=on: program '"*"' is linked with --calls="*", shortcuts need --calls=direct; see ukl-link --help" ]]
		[ ! -e out.vmlinux ]
	done
	run ukl-link --shortcuts=maybe t.o
	[ "$status" -eq 2 ]
	[ "${lines[0]}" = "ukl-link: error: --shortcuts=maybe: give on or off; see ukl-link --help" ]
}

@test "one program of several may do without" {
	link --program a='t.o --shortcuts=off' --program b=t.o --program c='--calls=gate t.o' --save-temps=kept
	linked
	[ "$(info)" = '"shortcuts": "off""shortcuts": "on""shortcuts": "off""shortcuts": "off"' ]
	link --shortcuts=off --program a='t.o --shortcuts=on' --program b=t.o
	linked
	[ "$(info)" = '"shortcuts": "on""shortcuts": "off""shortcuts": "on"' ]
	[ -z "$(address a ukl_tcp_sys_sendto)" ]
	[ "$(address b ukl_tcp_sys_sendto)" = "$(exported exports ukl_tcp_sys_sendto)" ]
}

@test "a recipe may say so, and the command line overrides it" {
	mkdir mine
	echo 'int main(void) { return 0; }' >mine/main.c
	printf 'sources = main.c\nshortcuts = off\n' >mine/recipe
	link ./mine
	linked
	[ "$(info)" = '"shortcuts": "off""shortcuts": "off"' ]
	link ./mine --shortcuts=on
	linked
	[ "$(info)" = '"shortcuts": "on""shortcuts": "on"' ]
	printf 'sources = main.c\nshortcuts = on\n' >mine/recipe
	link ./mine --calls=gate
	linked
	[ "$(info)" = '"shortcuts": "off""shortcuts": "off"' ]
}

@test "a recipe that contradicts itself or the command line" {
	mkdir mine
	echo 'int main(void) { return 0; }' >mine/main.c
	printf 'sources = main.c\nshortcuts = x\n' >mine/recipe
	link ./mine
	refused
	says "mine/recipe:2: shortcuts is on or off"
	printf 'sources = main.c\nshortcuts = on\ncalls = gate\n' >mine/recipe
	link ./mine
	refused
	says "mine/recipe: shortcuts need direct calls; leave out 'shortcuts' or 'calls'"
	printf 'sources = main.c\ncalls = gate\n' >mine/recipe
	run ukl-link ./mine --shortcuts=on
	[ "$status" -eq 2 ]
}

@test "recipes find <ukl/tcp.h>: the compiler of sources, and a build script by UKL_INCLUDE" {
	export UKL_CACHE=$BATS_TEST_TMPDIR/cache
	mkdir mine built
	cat >mine/main.c <<-'END'
		#include <ukl/tcp.h>
		int main(void) { return ukl_tcp_close(0) == 0; }
	END
	echo 'sources = main.c' >mine/recipe
	link ./mine
	linked
	cp mine/main.c built
	printf 'build = build\nobjects = *.o\n' >built/recipe
	cat >built/build <<-'END'
		#!/bin/sh
		set -e
		d=$(dirname "$0")
		$CC $CFLAGS -I"$UKL_INCLUDE" -c "$d/main.c" -o "$UKL_OUT/main.o"
	END
	chmod +x built/build
	link ./built
	[ "$status" -eq 0 ]
	linked
}

@test "an older kernel kit: one line with the remedy, and trap works" {
	copy_kit
	rm kit/exports-direct
	for option in '' --shortcuts=on --shortcuts=off --calls=gate; do
		# shellcheck disable=SC2086 # none or one
		link t.o --kit kit $option
		refused
		says "kit/exports-direct: No such file or directory; this kernel kit is of an older ukl-kernel: make a new one, or link with --calls=trap"
	done
	link t.o --kit kit --calls=trap
	linked
}

@test "data in the red zone at a call by handle is found" {
	as -o r.o <<-'END'
		.globl main
		.type main, @function
		main:
			movq $1, -8(%rsp)
			call ukl_tcp_sys_sendto
			movq -8(%rsp), %rax
			ret
		.size main, . - main
	END
	link r.o
	refused
	says "r.o: in function 'main': calls ukl_tcp_sys_sendto while data is below the stack pointer"
}
