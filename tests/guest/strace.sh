# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Debian's strace, an ordinary dynamic program, on linked ones.

# The names of the calls from the alarm() of begin() on. The clock is a call
# only for the linked program, which has no vDSO; the C library asks for random
# numbers when the kernel was short of them before.
calls_of() {
	strace -o /tmp/trace "$@" >/dev/null 2>&1 </dev/null
	sed -n '/^alarm(/,$p' /tmp/trace | grep -vE '^(clock_gettime\(|getrandom\(|---)' | sed 's/(.*//'
}

check_strace() {
	for one in pipe-poll gate-io gate-six-arguments file-io signal-nodefer signal-nested exec-fails memory-map; do
		calls_of "/ring3/$one" >/tmp/calls.ring3
		calls_of "/ukl/$one" >/tmp/calls.ukl
		[ "$(wc -l </tmp/calls.ring3)" -gt 5 ] || echo "$one: too few calls in ring 3"
		cmp -s /tmp/calls.ring3 /tmp/calls.ukl && continue
		echo "$one, as a process (-) and linked (+):"
		diff /tmp/calls.ring3 /tmp/calls.ukl | head -n 15
	done
}

check_strace_arguments() {
	for kind in ring3 ukl; do
		strace -o /tmp/trace "/$kind/gate-io" >/dev/null 2>&1
		grep -q '^write([0-9]*, "hello world", 11) *= 11$' /tmp/trace || echo "$kind: no write of hello world"
		grep -q '^read(-1, .*) *= -1 EBADF' /tmp/trace || echo "$kind: no EBADF"
		grep -q '^+++ exited with 0 +++$' /tmp/trace || echo "$kind: no exit"
	done
}

check_strace_attach() {
	for kind in ring3 ukl; do
		"/$kind/target" loop free 3>/dev/null &
		pid=$!
		timeout 2 strace -p $pid >/tmp/trace 2>&1
		grep -q attached /tmp/trace || cat /tmp/trace
		kill -0 $pid || echo "$kind: the target did not survive"
		kill -9 $pid
		wait $pid
	done 2>/dev/null
}
