# SPDX-License-Identifier: GPL-2.0-only
# What the tests of ukl-link share.
# shellcheck shell=bash

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

# All links of a file use one kit and one C library, looked up once.
use_kit() {
	UKL_KIT=${UKL_KIT:-$("$top/tools/ukl-kernel" --profile general)}
	UKL_LIBC=${UKL_LIBC:-$("$top/tools/ukl-glibc")}
	export UKL_KIT UKL_LIBC
}

# A kernel kit like the real one, in folder ./kit, whose files can be replaced.
copy_kit() {
	mkdir kit
	ln -s "$UKL_KIT"/* kit
}

# copy_kit_without CALL OPTION [CALL OPTION]...: a kernel that lacks system calls.
copy_kit_without() {
	copy_kit
	rm kit/syscalls
	cp "$UKL_KIT/syscalls" kit
	while [ $# -gt 0 ]; do
		sed -i "s/^$1 \([0-9]*\) .*/$1 \1 none $2/" kit/syscalls
		shift 2
	done
}

# Each test has a folder of its own, and its own place for temporary files.
use_test_dir() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir tmp
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
}

# compile NAME [OPTION]...: C source from standard input to NAME.o
compile() {
	local name=$1
	shift
	gcc -O1 -w -x c -c -o "$name.o" "$@" -
}

link() {
	run timeout 60 ukl-link -o out.vmlinux "$@"
}

# The link went through and said nothing.
linked() {
	[ "$status" -eq 0 ] && [ -z "$output" ] && [ -s out.vmlinux ] || {
		echo "status $status: $output"
		return 1
	}
}

# The link failed as it should: status 1, no image, nothing left, only error lines.
refused() {
	[ "$status" -eq 1 ] || { echo "status $status: $output"; return 1; }
	[ ! -e out.vmlinux ]
	[ -z "$(ls -A tmp)" ]
	local line
	for line in "${lines[@]}"; do
		[[ $line == "ukl-link: error: "* ]] || { echo "stray: $line"; return 1; }
	done
}

# says TEXT...: one line with each, and no others.
says() {
	[ "${#lines[@]}" -eq $# ] || { echo "$output"; return 1; }
	local text
	for text; do
		[[ $output == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	done
}
