#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# --calls and --libc: how a program enters the kernel, and with which C library.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	compile a <<<'#include <unistd.h>
		int main(void) { return write(1, "x", 1) != 1; }'
}

# The address that a name of program NAME was linked to.
address() { # NAME SYMBOL
	nm "kept/$1.elf" | sed -n "s/^\([0-9a-f]*\) A $2\$/0x\1/p"
}

exported() { # FILE SYMBOL
	sed -n "s/^$2 //p" "$UKL_KIT/$1"
}

@test "the default is direct, with our own libc; --info tells" {
	link a.o --save-temps=kept
	linked
	[ -n "$(address out ukl_sys_write)" ]
	[ "$(address out ukl_sys_write)" = "$(exported exports ukl_sys_write)" ]
	run ukl-link --info out.vmlinux
	[[ $output == *'"calls": "direct"'* ]]
	[[ $output == *"\"id\": \"$(sed -n 's/^id=//p' "$UKL_LIBC/glibc.conf")\""* ]]
	[[ $output == *"\"libc\": \"$(sed -n 's/^version=//p' "$UKL_LIBC/glibc.conf")\""* ]]
}

@test "gate: the same names, by the gate" {
	link a.o --calls=gate --save-temps=kept
	linked
	[ "$(address out ukl_sys_write)" = "$(exported exports-gate ukl_sys_write)" ]
	[ "$(address out ukl_sys_write)" != "$(exported exports ukl_sys_write)" ]
	run ukl-link --info out.vmlinux
	[[ $output == *'"calls": "gate"'* ]]
}

@test "trap: the system's libc" {
	UKL_LIBC=nowhere link a.o --calls=trap --save-temps=kept
	linked
	[ -z "$(address out ukl_sys_write)" ]
	run ukl-link --info out.vmlinux
	[[ $output == *'"calls": "trap"'* && $output != *'"libc": {'* ]]
}

@test "no libc of ours contains the instruction SYSCALL" {
	link a.o --save-temps=kept
	linked
	run objdump -d --no-show-raw-insn kept/out.elf
	[ "$status" -eq 0 ]
	! grep -E '\ssyscall\s*$' <<<"$output"
}

@test "who can unwind gets the tables for the kernel's gates" {
	compile b <<<'#include <execinfo.h>
		int main(void) { void *p; return backtrace(&p, 1); }'
	link --program a=b.o --program b='b.o --calls=trap' --save-temps=kept
	linked
	nm kept/a.elf | grep -q ' __ukl_gate_cfi$'
	nm kept/b.elf | grep -q ' __ukl_gate_cfi$'
}

@test "one program of several may call in another way" {
	link --calls=gate --program a=a.o --program b='--calls=trap a.o' --program c='a.o --calls=direct' \
		--save-temps=kept
	linked
	[ "$(address a ukl_sys_write)" = "$(exported exports-gate ukl_sys_write)" ]
	[ -z "$(address b ukl_sys_write)" ]
	[ "$(address c ukl_sys_write)" = "$(exported exports ukl_sys_write)" ]
	run ukl-link --info out.vmlinux
	[ "$(grep -o '"calls": "[a-z]*"' <<<"$output" | tr -d '\n')" = \
		'"calls": "gate""calls": "trap""calls": "direct""calls": "gate"' ]
}

@test "a recipe may say so, and the command line overrides it" {
	mkdir mine
	echo 'int main(void) { return 0; }' >mine/main.c
	printf 'sources = main.c\ncalls = trap\n' >mine/recipe
	ukl-link ./mine
	run ukl-link --info mine.vmlinux
	[[ $output == *'"calls": "trap"'* ]]
	ukl-link ./mine --calls=gate
	run ukl-link --info mine.vmlinux
	[[ $output == *'"calls": "gate"'* ]]
}

@test "libc's siblings come from the same folder, whatever -L says" {
	compile m <<<'#include <math.h>
		#include <pthread.h>
		double x = 2; int main(void) { return pthread_mutex_lock(0) + (int)cbrt(x); }'
	link m.o -L/usr/lib/x86_64-linux-gnu -L/usr/lib -lm -lpthread -lc -Map out.map
	linked
	grep -q "^LOAD $UKL_LIBC/lib/libm[-0-9.]*a\$" out.map
	grep -q "^LOAD $UKL_LIBC/lib/libc.a\$" out.map
	! grep -q '^LOAD /usr/lib/x86_64-linux-gnu/lib[cm][-0-9.]*a$' out.map
}

@test "the program's own libraries stay: by path, and by -L" {
	compile m <<<'double cbrt(double x); double x = 2; int main(void) { return (int)cbrt(x); }'
	compile own <<<'double cbrt(double x) { return x; }'
	mkdir own
	ar rcs own/libm.a own.o
	link m.o own/libm.a --save-temps=kept -Map out.map
	linked
	grep -q '^own/libm.a(own.o)' out.map
	link m.o -Lown -lm -Map out.map
	linked
	grep -q '^own/libm.a(own.o)' out.map
}

@test "a program without libc needs none" {
	printf '.globl _start\n_start: call ukl_sys_getpid\n' | as -o s.o
	UKL_LIBC=nowhere link s.o -nostdlib
	linked
}

@test "an older kernel kit: one line, and trap works" {
	copy_kit
	rm kit/syscalls kit/exports-gate
	link a.o --kit kit
	refused
	says "kit/exports-gate: No such file or directory; this kernel kit is of an older ukl-kernel"
	link a.o --kit kit --calls=trap
	linked
}

@test "missing and damaged C library" {
	link a.o --libc nowhere
	refused
	says "nowhere: No such file"
	mkdir -p libc/lib
	link a.o --libc libc
	refused
	says "libc/glibc.conf: No such file"
	cp "$UKL_LIBC/glibc.conf" libc
	cp "$UKL_LIBC"/lib/crt*.o libc/lib
	link a.o --libc libc
	refused
	says "libc/lib/libc.a: No such file"
	ln -s "$UKL_LIBC/lib/libc.a" libc/lib/libc.a
	link a.o --libc libc
	linked
}

@test "-### without kit and libc names them by variables" {
	UKL_KIT='' UKL_LIBC='' run ukl-link '-###' -o x.vmlinux a.o
	[ "$status" -eq 0 ]
	[[ $output == *tools/ukl-kernel*tools/ukl-glibc* ]]
	[[ $output == *' "$LIBC"/lib/crt1.o '*' -L"$LIBC"/lib '*' "$LIBC"/lib/libc.a '* ]]
}
