# SPDX-License-Identifier: GPL-2.0-only
# What the tests of ukl-glibc share.
# shellcheck shell=bash

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

# All tests of a file use one library, looked up once.
use_glibc() {
	UKL_GLIBC=${UKL_GLIBC:-$("$top/tools/ukl-glibc")}
	export UKL_GLIBC
	"$BATS_TEST_DIRNAME/make-shim" --strict "$BATS_FILE_TMPDIR/shim.o"
}

use_test_dir() {
	cd "$BATS_TEST_TMPDIR" || return
}

# build NAME SOURCE [OPTION]...: an ordinary program with the patched library
build() {
	local name=$1 source=$2 cc=gcc static=-static
	shift 2
	case $source in *.cc) cc=g++ ;; esac
	case $* in *-static-pie*) static= ;; esac
	$cc -O2 -Wall $static -o "$name" "$source" -I"$top/tests/programs" \
		-B"$UKL_GLIBC/lib/" -L"$UKL_GLIBC/lib" "$BATS_FILE_TMPDIR/shim.o" "$@"
}

# try [OPTION]...: the program on standard input ends with status 0
try() {
	cat >try.c
	build try try.c "$@"
	run timeout 20 ./try
	[ "$status" -eq 0 ] || { echo "status $status: $output"; return 1; }
}
