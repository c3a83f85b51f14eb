# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Debian's strace follows processes and threads of linked programs, attaches to
# those that sleep in a call, and changes results.

# What was started and how it ended, by number: the order of several is chance
processes_of() {
	# on several processors strace waits a tick for each stop to be over
	taskset 1 strace -f -o /tmp/trace "$@" >/dev/null 2>&1 </dev/null
	sed -E 's/^[0-9]+ +//; s/\(.*//; s/pid [0-9]+/pid/' /tmp/trace |
		grep -E '^(clone|clone3|fork|vfork|execve|exit|exit_group|\+\+\+.*)$' | sort | uniq -c
}

same_processes() {
	for one in fork-nested thread-create-join spawn clone3-thread exec-thread thread-main-exits; do
		processes_of "$@" "/ring3/$one" >/tmp/processes.ring3
		processes_of "$@" "/ukl/$one" >/tmp/processes.ukl
		[ "$(wc -l </tmp/processes.ring3)" -gt 2 ] || echo "$one: too few in ring 3"
		cmp -s /tmp/processes.ring3 /tmp/processes.ukl && continue
		echo "$one, as a process (-) and linked (+):"
		diff /tmp/processes.ring3 /tmp/processes.ukl | head -n 15
	done
}

check_strace_follow() {
	same_processes
}

# With a filter of strace's own, only the wanted calls stop
check_strace_follow_filter() {
	same_processes --seccomp-bpf -e trace=process
}

# A call that a process sleeps in is seen, and goes on after strace has left
check_strace_sleeping() {
	for kind in ring3 ukl; do
		"/$kind/target" pause free 3>/dev/null &
		pid=$!
		for round in 1 2 3; do
			timeout 2 strace -o /tmp/trace -p $pid 2>/dev/null
			grep -qE '^(pause\(|restart_syscall)' /tmp/trace || cat /tmp/trace
		done
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			state=$(cut -d' ' -f3 /proc/$pid/stat)
			[ "$state" != S ] || break
			sleep 1
		done
		case $state in
		S) ;;
		*) echo "$kind: the target does not sleep any more after $round rounds" ;;
		esac
		kill -9 $pid
		wait $pid
	done 2>/dev/null
}

# The target ends with status 47 if getpgid() returns 4711
check_strace_inject() {
	for kind in ring3 ukl; do
		for way in calls gate-calls; do
			strace -o /tmp/trace -e inject=getpgid:retval=4711 "/$kind/target" $way free 3>/dev/null
			status=$?
			[ $status = 47 ] || echo "$kind, $way: ended with $status"
			grep -q '^getpgid(0) *= 4711 (INJECTED)$' /tmp/trace || cat /tmp/trace
		done
	done
}
