#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# How a linked program ends when it fails, what is said of it, and what goes on.

load ../kernel

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
PATH="$top/build/bin:$PATH"

setup_file() {
	bats_require_minimum_version 1.5.0
	cd "$BATS_FILE_TMPDIR" || return
	cp "$BATS_TEST_DIRNAME/faults.c" .
	gcc -O2 -g -Wall -Wextra -c faults.c
	ukl-link -o faults.vmlinux faults.o
	gcc -O2 -Wall -Wextra -c -o boots.o "$BATS_TEST_DIRNAME/boots.c"
	ukl-link -o boots.vmlinux boots.o
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

fault() {
	run timeout -k 5 "$(seconds 120)" ukl-run --no-net --timeout "$(seconds 100)" faults.vmlinux -- "$@" </dev/null
	echo "$output" | grep -x begin
}

# The place in faults.c that is marked so
here() {
	echo "$1 (faults.c:$(grep -n "here: $1 " faults.c | cut -d: -f1))"
}

@test "a fault: signal, function and line, and the callers'" {
	fault null
	[ "$status" -eq 139 ]
	[[ $output == *"faults was ended by signal 11 (Segmentation fault) in $(here write_to), called from $(here main)"* ]]
}

@test "wild writes: a hole of the kernel's half, its text, the program's own" {
	local way
	for way in hole 'kernel text' 'own text'; do
		fault "$way"
		[ "$status" -eq 139 ]
		[[ $output == *"signal 11 (Segmentation fault) in $(here write_to), called from main"* ]]
	done
}

@test "abort: the caller's line" {
	fault abort
	[ "$status" -eq 134 ]
	[[ $output == *"signal 6 (Aborted) in "*"$(here give_up), main"* ]]
}

@test "a stack overflow" {
	fault stack
	[ "$status" -eq 139 ]
	[[ $output == *"signal 11 (Segmentation fault) in dig (faults.c:"* ]]
}

@test "no more memory: who was killed, and for what" {
	fault memory
	[ "$status" -eq 137 ]
	[[ $output == *"signal 9 (Killed); Linux says: Out of memory: Killed process "*"(faults)"* ]]
}

@test "exit status" {
	fault exit
	[ "$status" -eq 3 ]
	[ "$output" = begin ]
}

@test "a worker dies: the others work" {
	fault workers
	[ "$status" -eq 0 ]
	[ "$output" = $'begin\nworker 0: 0\nworker 1: signal 11\nworker 2: 2' ]
}

# What no boundary prevents: the machine ends, and ukl-run says so.
@test "a write that lands in the kernel's data" {
	fault break
	[ "$status" -eq 125 ]
	[[ $output == *"ukl-run: error: faults.vmlinux: the guest died before faults ended"* ]]
}

@test "addresses, canary and random numbers differ from boot to boot" {
	ukl-run --no-net boots.vmlinux </dev/null >first
	ukl-run --no-net boots.vmlinux </dev/null >second
	[ "$(grep -c . first)" -eq 7 ]
	grep -qx 'getrandom at once' first
	# The first line only is the same
	[ "$(grep -cFxf first second)" -eq 1 ]
}
