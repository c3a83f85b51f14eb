#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What cannot be done without is looked for before anything is linked.

load lib

setup() {
	use_test_dir
	stub_link 'echo linked >>"$BATS_TEST_TMPDIR/linked"; exit 1'
	mkdir only
	ln -s "$(command -v ukl-bench)" "$(command -v bash)" only
}

# missing TEXT VERB [OPTION]...: one line with that text, and nothing has been linked
missing() {
	local text=$1
	shift
	PATH=$PWD/only run ukl-bench "$@"
	[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 1 ] && [ ! -e linked ] &&
		[[ $output == "ukl-bench $1: error: $text" ]] || {
		echo "$*: status $status: $output"
		return 1
	}
}

# there NAME...: programs that are to be found
there() {
	local name
	for name; do
		ln -sf /bin/true "only/$name"
	done
}

@test "programs: one line that names the package" {
	missing "ab: No such file or directory; apt-get install apache2-utils" nginx
	missing "redis-benchmark: No such file or directory; apt-get install redis-tools" redis
	missing "gcc: No such file or directory; apt-get install gcc libc6-dev" calls
	missing "gcc: No such file or directory; apt-get install gcc libc6-dev" tcp-echo
	missing "strip: No such file or directory; apt-get install binutils" footprint --parts size hello
	# Each of them.
	PATH=$PWD/only UKL_QEMU='' run ukl-bench nginx
	[ "${#lines[@]}" -eq 2 ]
}

@test "QEMU" {
	there gcc
	UKL_QEMU='' missing "qemu-system-x86_64: No such file or directory; apt-get install qemu-system-x86" calls
	UKL_QEMU=/no/qemu missing "/no/qemu: No such file or directory; UKL_QEMU names no program that can be run" memcached
	# Sizes do without.
	there strip
	PATH=$PWD/only UKL_QEMU=/no/qemu run ukl-bench footprint --parts size --models trap hello
	[[ $output != *qemu* ]]
	[ -e linked ]
}

@test "the plugin" {
	mkdir -p installed/bin installed/share/ukl
	rm only/ukl-bench
	cp "$(command -v ukl-bench)" installed/bin
	ln -s ../installed/bin/ukl-bench only
	there ab
	missing "ukl-count.so: not in $PWD/installed/bin/../lib; type: make plugin" nginx
}

@test "the cache" {
	there gcc
	UKL_CACHE=/proc/nope missing "/proc/nope: No such file or directory; set UKL_CACHE to a directory that can be written" calls
}
