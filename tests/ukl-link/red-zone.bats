#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Calls of the kernel that the compiler does not see, in functions that use the red zone.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	cat >call.h <<-'END'
		#define INLINE static inline __attribute__((always_inline)) long
		INLINE hidden_close(int fd)
		{
			long result, first = fd;

			asm volatile("call ukl_sys_close" : "=a"(result), "+D"(first)
				: : "rsi", "rdx", "rcx", "r8", "r9", "r10", "r11", "memory", "cc");
			return result;
		}
		INLINE hidden_gate(long nr, long first)
		{
			long result;

			asm volatile("call ukl_syscall" : "=a"(result) : "0"(nr), "D"(first)
				: "rcx", "r11", "memory", "cc");
			return result;
		}
	END
	echo 'int main(void) { return 0; }' | compile main
}

red_zone() { # OBJECT FUNCTION CALL
	says "$1: in function '$2': calls $3 while data is below the stack pointer (red zone); compile with -mno-red-zone"
}

@test "inline assembly in a function with a variable" {
	for options in -O0 -O2 -Os '-O2 -fno-omit-frame-pointer'; do
		# shellcheck disable=SC2086 # several words
		compile a -I. $options <<<'#include "call.h"
			int f(int a) { volatile int x = a; hidden_close(a); return x; }'
		link main.o a.o
		refused
		red_zone a.o f ukl_sys_close
	done
	compile a -I. -mno-red-zone -O0 <<<'#include "call.h"
		int f(int a) { volatile int x = a; hidden_close(a); return x; }'
	link main.o a.o
	linked
}

@test "with an array, behind a switch, by a pointer, by the gate" {
	compile a -I. -O2 <<<'#include "call.h"
		int f(int fd, int i) { volatile char x[64]; for (int j = 0; j < 64; j++) x[j] = j; hidden_gate(3, fd); return x[i]; }'
	compile b -I. -O0 <<<'#include "call.h"
		int g(int fd, int i) {
			int x = i;
			switch (i) {
			case 0: x = 3; break;
			case 1: x *= 7; break;
			case 2: x ^= 9; break;
			case 3: x += hidden_gate(3, fd); break;
			case 4: x = -x; break;
			case 5: x /= 5; break;
			}
			return x;
		}'
	compile c -O2 <<<'long ukl_sys_close(int);
		int h(int fd) {
			volatile int x = fd;
			void *p = (void *)ukl_sys_close;
			long a = fd, r;
			asm volatile("call *%1" : "=a"(r), "+r"(p), "+D"(a) : : "rsi", "rdx", "rcx", "r8", "r9", "r10", "r11", "memory");
			return x + r;
		}'
	link main.o a.o b.o c.o
	refused
	says "a.o: in function 'f': calls ukl_syscall" "b.o: in function 'g': calls ukl_syscall" \
		"c.o: in function 'h': calls ukl_sys_close"
}

@test "a member of an archive, if it is linked" {
	compile a -I. -O2 <<<'#include "call.h"
		int f(int a) { volatile int x = a; hidden_close(a); return x; }'
	ar rcs libx.a a.o
	link main.o libx.a
	linked
	rm out.vmlinux
	link main.o -Wl,-u,f libx.a
	refused
	red_zone 'libx.a(a.o)' f ukl_sys_close
}

@test "calls that the compiler sees, in every kind of function" {
	cat >a.c <<-'END'
		#define FUNCTION __attribute__((used)) static
		long ukl_sys_close(int), ukl_sys_read(int, void *, unsigned long);
		FUNCTION int jump(int fd) { volatile int x = fd; x++; return ukl_sys_close(x); }
		FUNCTION long (*pick(int i))(int) { volatile int x = i; x++; return x ? ukl_sys_close : 0; }
		FUNCTION int plain(int fd) { char b[100]; ukl_sys_read(fd, b, 100); return b[3]; }
		FUNCTION int vla(int n) { char b[n]; ukl_sys_read(0, b, n); volatile char c[2 * n]; c[1] = b[1]; ukl_sys_read(0, (void *)c, n); return c[0]; }
		FUNCTION int on_stack(int n) { char *b = __builtin_alloca(n); ukl_sys_read(0, b, n); return b[0]; }
		FUNCTION int large(int n) { char b[20000]; ukl_sys_read(0, b, n); return b[n]; }
		FUNCTION int from_1(int n) { int a[100], s = 0; ukl_sys_read(0, a, 400); for (int i = 1; i <= n; i++) s += a[i - 1] * i; ukl_sys_close(s); return s; }
		struct s { char b[64] __attribute__((aligned(64))); };
		FUNCTION int aligned(int n) { struct s x; ukl_sys_read(0, &x, n); return x.b[n]; }
	END
	compile 0 -O0 <a.c
	compile 2 -O2 <a.c
	compile s -Os <a.c
	compile avx -O3 -mavx2 <a.c
	compile probe -O2 -fstack-clash-protection <a.c
	compile check -O2 -fstack-check <a.c
	link main.o 0.o 2.o s.o avx.o probe.o check.o
	linked
}

@test "assembly that steps over the red zone, or has none" {
	as -o a.o <<-'END'
		.globl f, g
	f:	movq %rdi, -8(%rsp)
		leaq -128(%rsp), %rsp
		call ukl_syscall
		leaq 128(%rsp), %rsp
		movq -8(%rsp), %rax
		ret
	g:	movq %rbx, -8(%rsp)
		subq $8, %rsp
		call ukl_sys_close
		movq (%rsp), %rbx
		addq $8, %rsp
		ret
	END
	link main.o a.o
	linked
}

# ukl-link does not look at libc's own members, for this test does.
@test "all members of our libc" {
	cp "$UKL_LIBC/lib/libc.a" copy.a
	link main.o -nostdlib -Wl,-e,main -Wl,--noinhibit-exec -Wl,--whole-archive copy.a -Wl,--no-whole-archive
	[[ $output != *"red zone"* ]]
	# the proof that they have been looked at
	compile a -I. -O2 <<<'#include "call.h"
		int bad(int a) { volatile int x = a; hidden_close(a); return x; }'
	ar rs copy.a a.o
	link main.o -nostdlib -Wl,-e,main -Wl,--noinhibit-exec -Wl,--whole-archive copy.a -Wl,--no-whole-archive
	[[ $output == *"copy.a(a.o): in function 'bad': calls ukl_sys_close"* ]]
}
