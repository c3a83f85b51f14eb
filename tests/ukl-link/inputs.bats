#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What is wrong with a file is said before anything is linked.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	echo 'int main(void) { return 0; }' | compile good
}

@test "missing file and source file: both are reported" {
	echo 'int x;' >x.c
	link missing.o x.c
	refused
	says "missing.o: No such file" "x.c: a source file"
}

@test "text that is no linker script" {
	echo hello >x.o
	link x.o
	refused
	says "x.o: not an ELF object"
}

@test "empty file" {
	: >x.o
	link x.o
	refused
	says "x.o: empty file"
}

@test "truncated object, at every length" {
	size=$(stat -c %s good.o)
	for ((n = 1; n < size; n += 61)); do
		head -c "$n" good.o >x.o
		link x.o
		refused
		says "x.o: "
	done
}

@test "32-bit object" {
	echo 'int f;' | gcc -x assembler --32 -c -o x.o - 2>/dev/null ||
		printf '.globl f\nf: ret\n' | as --32 -o x.o
	link x.o
	refused
	says "x.o: a 32-bit object"
}

@test "object for another machine" {
	printf '\267' | dd of=good.o bs=1 seek=18 conv=notrunc status=none # EM_AARCH64
	link good.o
	refused
	says "good.o: an ELF file for another machine"
}

@test "shared library and executable" {
	gcc -shared -o x.so good.o
	gcc -static -o x good.o
	link x.so x
	refused
	says "x.so: a shared library" "x: a linked program"
}

@test "LTO object: refused, but not if it has machine code too" {
	echo 'int main(void) { return 0; }' | compile slim -flto
	echo 'int main(void) { return 0; }' | compile fat -flto -ffat-lto-objects
	link slim.o
	refused
	says "slim.o: has no machine code"
	[[ $output == *-ffat-lto-objects* ]]
	link fat.o
	[ "$status" -eq 0 ]
}

@test "truncated archive" {
	ar rcs x.a good.o
	head -c $(($(stat -c %s x.a) - 100)) x.a >y.a
	link y.a
	refused
	says "y.a: truncated in the middle of a member"
}

@test "bad member of an archive is named" {
	printf '.globl f\nf: ret\n' | as --32 -o bad.o
	ar rcs x.a good.o bad.o
	link x.a
	refused
	says "x.a(bad.o): a 32-bit object"
}

@test "archive without index" {
	ar rcS x.a good.o
	link x.a
	refused
	says "x.a: has no index of symbols; type: ranlib x.a"
}

@test "thin archive links; without its member it is refused" {
	mkdir sub
	mv good.o sub
	ar rcsT thin.a sub/good.o
	link thin.a -Wl,-u,main
	[ "$status" -eq 0 ]
	rm out.vmlinux sub/good.o
	link thin.a
	refused
	says "thin.a(sub/good.o): a thin archive's member is missing"
}

@test "missing library: the searched folders are named, once" {
	link good.o -Lsome/where -lnope -lnope
	refused
	says "-lnope: no libnope.a in some/where /"
}

@test "library that is there as a shared one only" {
	gcc -shared -o libonly.so good.o
	link good.o -L. -lonly
	refused
	says "-lonly: only the shared library ./libonly.so is there"
}
