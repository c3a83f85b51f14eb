#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What is in the libraries, and where it leads.

load lib

setup_file() {
	use_glibc
}

setup() {
	use_test_dir
}

@test "no library and no start file holds the instruction syscall" {
	for file in "$UKL_GLIBC"/lib/*; do
		objdump -d --no-show-raw-insn "$file"
	done >listing
	[ "$(wc -l <listing)" -gt 100000 ]
	run grep -wE '	(syscall|sysenter|int +\$0x80)' listing
	[ "$status" -eq 1 ] || { echo "$output"; return 1; }
}

@test "the kernel is called by names that it has" {
	nm -u "$UKL_GLIBC"/lib/*.a 2>/dev/null | sed -n 's/^ *U \(ukl_.*\)/\1/p' | sort -u >used
	{
		echo ukl_syscall
		printf 'ukl_%s\n' clock_gettime clock_getres gettimeofday time getcpu
		echo '#include <asm/unistd_64.h>' | gcc -E -dM - | sed -n 's/^#define __NR_/ukl_sys_/p' | cut -d' ' -f1
	} | sort >known
	run comm -23 used known
	[ -z "$output" ] || { echo "$output"; return 1; }
	[ "$(wc -l <used)" -gt 250 ]
	for name in syscall clock_gettime clock_getres gettimeofday time getcpu sys_read sys_getpid sys_futex; do
		grep -qx "ukl_$name" used || { echo "no call of ukl_$name"; return 1; }
	done
}

@test "calls that need all registers go by the gate" {
	run nm -u "$UKL_GLIBC/lib/libc.a"
	for name in clone clone3 fork vfork execve execveat rt_sigreturn; do
		[[ $output != *"ukl_sys_$name"$'\n'* ]] || { echo "ukl_sys_$name"; return 1; }
	done
	cd "$BATS_TEST_TMPDIR"
	ar x "$UKL_GLIBC/lib/libc.a" clone.o clone3.o vfork.o _Fork.o execve.o syscall.o libc_sigaction.o
	for object in *.o; do
		nm -u "$object" | grep -q ukl_syscall || { echo "$object"; return 1; }
	done
}

@test "nothing else is missing from the libraries" {
	(cd "$UKL_GLIBC/lib" && nm -g libc.a libm.a libresolv.a 2>/dev/null) >symbols
	awk '$1 == "U" { print $2 }' symbols | sort -u >used
	awk 'NF == 3 && $2 != "w" { print $3 }' symbols | sort -u >defined
	(cd /usr/lib/x86_64-linux-gnu && nm -g libc.a libm-2.36.a libmvec.a libresolv.a 2>/dev/null) >debian
	awk '$1 == "U" { print $2 }' debian | sort -u >used-by-debian
	comm -23 used defined | grep -v '^ukl_' | comm -23 - used-by-debian >missing
	[ ! -s missing ] || { cat missing; return 1; }
}

@test "it offers what Debian's libraries offer, but for the vDSO" {
	for lib in "$UKL_GLIBC/lib" /usr/lib/x86_64-linux-gnu; do
		(cd "$lib" && nm -g --defined-only libc.a libm-2.36.a libmvec.a libresolv.a 2>/dev/null) | awk 'NF == 3 { print $3 }' | sort -u
		echo
	done >both
	run awk '/^$/ { debian = 1; next } !debian { ours[$0]; next } !($0 in ours) && !/^_dl_vdso_/' both
	[ -z "$output" ] || { echo "$output"; return 1; }
}

@test "what cannot fail is one jump" {
	ar x "$UKL_GLIBC/lib/libc.a" getpid.o getppid.o getuid.o time.o gettimeofday.o getcpu.o
	for object in *.o; do
		run objdump -d --no-show-raw-insn "$object"
		[ "$(grep -cE '^ +[0-9a-f]+:' <<<"$output")" -eq 1 ] || { echo "$output"; return 1; }
		[[ $output == *"jmp "* ]]
	done
}

@test "no function has a red zone" {
	# A leaf function with many variables, compiled as the library is, would
	# write below the stack pointer without having moved it.
	ar x "$UKL_GLIBC/lib/libc.a" vfprintf-internal.o malloc.o read.o getcwd.o nptl_setxid.o
	run objdump -d --no-show-raw-insn ./*.o
	[ "$status" -eq 0 ]
	! grep -E '	mov[a-z]* +[^,]*,-0x[0-9a-f]+\(%rsp\)' <<<"$output"
}

@test "libm.a works wherever the folder is" {
	cp -r "$UKL_GLIBC" moved
	cat >a.c <<-'END'
	#include <math.h>
	double a[100];
	int main(int argc, char **argv)
	{
		for (int i = 0; i < 100; i++)
			a[i] = sin(a[i] + argc);
		return fabs(a[7] - 0.8414709848) > 1e-6;
	}
	END
	run gcc -O2 -ffast-math -fopenmp-simd -ftree-vectorize -static -o a a.c moved/lib/libm.a -Bmoved/lib/ -Lmoved/lib \
		"$BATS_FILE_TMPDIR/shim.o" -Wl,--trace
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	[[ $output == *"moved/lib/libm.a"* ]]
	[[ $output == *"moved/lib/libc.a"* ]]
	[[ $output != */usr/lib/x86_64-linux-gnu/lib[cm]* ]]
	nm a | grep -q _ZGV
	./a
}

@test "the archives are reproducible" {
	# No time, owner or folder of the build.
	for archive in "$UKL_GLIBC"/lib/*.a; do
		[ "$(head -c 7 "$archive")" = '!<arch>' ] || continue
		run ar tvO "$archive"
		! grep -vE '^rw-r--r-- 0/0 +[0-9]+ Jan  1 0[0-9]:00 1970' <<<"${output:-rw-r--r-- 0/0 0 Jan  1 00:00 1970}"
	done
	! grep -rlF "${UKL_CACHE:-$HOME/.cache}/" "$UKL_GLIBC/lib"
}
