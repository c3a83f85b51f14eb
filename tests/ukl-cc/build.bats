#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Builds of other people, with ukl-cc as their compiler; what they build runs in Linux.

load lib
bats_require_minimum_version 1.5.0

setup_file() {
	use_kit
	cd "$BATS_FILE_TMPDIR" || return
	cp -r "$BATS_TEST_DIRNAME"/{make,autotools,cmake} .
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

@test "make: with CC on its command line" {
	cd make
	make CC=ukl-cc
	[ "$(inputs counter.ukl)" = $'counter.o\nlibnumbers.a\n-lm' ]
	[ "$(inputs once.ukl)" = $'once.ukl.1.o\nonce.ukl.2.o' ]
	[ "$(./counter)" = "make: 42 1024" ]
	# nothing is built again for the link files' sake
	[[ $(make CC=ukl-cc) == *"Nothing to be done"* ]]
}

@test "autoconf, automake, libtool: configure finds what it finds with gcc" {
	cd autotools
	autoreconf -i >autoreconf.log 2>&1
	mkdir gcc ukl
	(cd gcc && ../configure >/dev/null)
	(cd ukl && ../configure CC=ukl-cc >configure.log 2>&1)
	cat ukl/configure.log
	cmp gcc/config.h ukl/config.h
	run ! grep -i -e 'ukl-cc: ' -e 'cannot remove' ukl/configure.log
	make -C ukl
	# a script of libtool's stands for the program, which uses the shared library
	[ "$(inputs ukl/.libs/greet.ukl)" = $'main.o\nlibgreet.so\n-lz' ]
	[ "$(ukl/greet)" = "autotools: 42 0 8" ]
	# only the first program of all, which has the compiler's own name for it, is left
	[ -z "$(find ukl -name 'conftest*')" ]
}

@test "cmake: C, C++, checks, object and static libraries" {
	cd cmake
	cmake -DCMAKE_C_COMPILER=ukl-cc -DCMAKE_CXX_COMPILER=ukl-c++ -S . -B build
	make -C build
	inputs build/words.ukl
	[[ $(inputs build/words.ukl) == $'words.cc.o\nlibupper.a\n'*libz.so* ]]
	[ "$(build/words)" = "cmake: WORDS checked empty 0" ]
}

@test "all of them, in one image" {
	mkdir -p root/bin
	cp /bin/busybox root/bin/busybox
	ln -sf busybox root/bin/sh
	# shellcheck disable=SC2016 # for the shell in the image
	timeout 250 ukl-link -o out.vmlinux --root root --start /bin/sh \
		--args '-c "for p in counter once greet words; do /ukl/$p || exit 1; done"' \
		--program counter=make/counter.ukl --program once=make/once.ukl \
		--program greet=autotools/ukl/.libs/greet.ukl --program words=cmake/build/words.ukl
	run timeout 120 ukl-run --no-net out.vmlinux </dev/null
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$output" = $'make: 42 1024\nonce: 8\nautotools: 42 0 8\ncmake: WORDS checked empty 0' ]
}
