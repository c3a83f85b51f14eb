#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# inject.sh SEED SECONDS: runs in the guest in the place of run.sh. First each fault
# that a linked program can meet from exec to its end, one after the other; then
# programs of the list, each with random ones, beside a linked program that has none.
# Documentation of Linux: fault-injection/fault-injection.rst

/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin:/sbin:/usr/sbin
cd /tmp || exit 1
# shellcheck disable=SC3045 # busybox has it
ulimit -S -c 0
debug=/sys/kernel/debug
mount -t debugfs debugfs $debug
[ -d $debug/fail_function ] || { echo "this kernel injects no faults; see tests/faults/faults.config"; exit 1; }
seed=$1
runs=0 complaints=0
kinds="failslab fail_page_alloc fail_usercopy fail_function"
all=1000000000

# Each fault takes one of `times`.
for kind in $kinds; do
	echo Y >"$debug/$kind/task-filter"
	echo 0 >"$debug/$kind/verbose"
	echo 0 >"$debug/$kind/probability"
	echo $all >"$debug/$kind/times"
done
# fail_function draws a random number in its breakpoint, whose lock lockdep does not allow there.
[ ! -e /proc/lockdep ] || kinds=${kinds% fail_function}
echo N >$debug/failslab/ignore-gfp-wait
echo N >$debug/fail_page_alloc/ignore-gfp-wait
echo N >$debug/fail_page_alloc/ignore-gfp-highmem
echo 0 >$debug/fail_page_alloc/min-order

# A breakpoint knows of no task, so calls fail for all who get there: these are the functions of
# direct calls, which only linked programs use, and of them those that are used most. Not those
# that do not come back: who goes on behind them runs into whatever code is there.
echo N >$debug/fail_function/task-filter
cut -f1 $debug/error_injection/list | grep -E '^(__se_sys|__ukl_sys|ukl|ukl_shortcut|ukl_tcp)_(read|write|'\
'readv|writev|openat|close|mmap|munmap|mprotect|mremap|madvise|brk|clone|clone3|vfork|execve|wait4|pipe2|dup2|'\
'fcntl|ioctl|newfstatat|lseek|socket|socketpair|bind|listen|connect|accept4|sendto|recvfrom|sendmsg|recvmsg|'\
'sendfile64|shutdown|setsockopt|getsockopt|epoll_create1|epoll_ctl|epoll_wait|poll|eventfd2|timerfd_create|'\
'timerfd_settime|futex|nanosleep|clock_nanosleep|rt_sigaction|rt_sigprocmask|rt_sigtimedwait|kill|tgkill|'\
'sigaltstack|set_robust_list|set_tid_address|arch_prctl|prctl|ptrace|seccomp|getrandom|sched_yield|setitimer)$' >functions
number_of_programs=$(wc -l </tests/names)

injected() { # KIND
	echo $((all - $(cat "$debug/$1/times")))
}

injected_in_all() {
	sum=0
	for each in $kinds; do
		sum=$((sum + $(injected "$each")))
	done
	echo $sum
}

random() { # NUMBER: sets $chosen, less than that
	seed=$(((seed * 1103515245 + 12345) & 0x7fffffff))
	chosen=$(((seed >> 8) % $1))
}

line() { # FILE NUMBER
	sed -n "$(($2 + 1))p" "$1"
}

# Processes of the programs, but for the neighbour
left() {
	for process in /proc/[0-9]*; do
		case $(readlink "$process/exe") in
		/ukl/* | /ring3/*) [ "${process#/proc/}" = "$neighbour" ] || echo "${process#/proc/}" ;;
		esac
	done
}

complain() {
	complaints=$((complaints + 1))
	echo "complaint after $*"
}

# A program may wait for ever for what has failed; whoever is killed has to go.
clear_up() {
	for turn in 1 2 3 4 5 6 7 8 9 10; do
		processes=$(left)
		[ -n "$processes" ] || break
		# shellcheck disable=SC2086 # words
		kill -KILL $processes 2>/dev/null
		[ "$turn" -lt 3 ] || sleep 2
	done
	[ -z "$processes" ] || complain "$*: processes $processes cannot be killed"
	# Linux says in so many words that there was no memory.
	dmesg -c | sed '/vmalloc error:\|page allocation failure:/,/<\/TASK>/d' |
		grep -A 60 -E -f /tests/complaints >found
	if [ -s found ]; then
		complain "$*"
		cat found
	fi
	runs=$((runs + 1))
}

begin_neighbour() {
	/ukl/target nobody free 3>/dev/null &
	neighbour=$!
}

# It ends by us, or by its alarm.
end_neighbour() {
	{
		kill -KILL "$neighbour"
		wait "$neighbour"
	} 2>/dev/null
	case $? in
	137 | 142) ;;
	*) complain "$*: the neighbour is gone" ;;
	esac
}

# Those who have not met a fault are as ever.
look_around() {
	[ "$(/ukl/ring 2>&1)" = "ring 0" ] || complain "$*: no linked program starts any more"
	end_neighbour "$*"
	begin_neighbour
}

# nth NUMBER PROGRAM: its fault of that number, from exec on.
nth() {
	# shellcheck disable=SC2016 # the inner shell's
	timeout -s KILL 20 sh -c 'echo "$0" >/proc/self/fail-nth && exec "$1"' "$1" "$2" </dev/null >output 2>&1
	clear_up "$2 with fault number $1"
}

# faulty PROGRAM: and its children.
faulty() {
	# shellcheck disable=SC2016 # the inner shell's
	timeout -s KILL 20 sh -c 'echo 1 >/proc/self/make-it-fail && exec "$0"' "$1" </dev/null >output 2>&1
	status=$?
}

each_fault() { # PROGRAM
	number=1
	while [ $number -lt 2000 ]; do
		before=$(injected_in_all)
		nth $number "$1"
		[ "$(injected_in_all)" -gt "$before" ] || break
		number=$((number + 1))
	done
	echo "# $1: $((number - 1)) faults, one for each run"
	look_around "$1"
}

# Once: to take one away takes longer than to let it be.
arm_functions() {
	while read -r function; do
		random 5
		# No memory, a signal, not now, a bad address, broken
		# shellcheck disable=SC2086 # words
		set -- 0xfffffffffffffff4 0xfffffffffffffffc 0xfffffffffffffff5 0xfffffffffffffff2 0xfffffffffffffffb
		shift "$chosen"
		echo "$function" >$debug/fail_function/inject &&
			echo "$1" >"$debug/fail_function/$function/retval" &&
			number_of_functions=$((number_of_functions + 1))
	done <functions
	[ $number_of_functions -gt 0 ] || complain "arming: no function can fail"
}

random_faults() {
	random "$number_of_programs"
	program=$(line /tests/names "$chosen")
	# Linked three times of four, if it can be
	random 4
	ring=/ukl
	if [ "$chosen" = 0 ] || [ ! -e "/ukl/$program" ]; then ring=/ring3; fi
	[ -e "$ring/$program" ] || ring=/ukl
	# shellcheck disable=SC2086 # words
	set -- $kinds
	random $(($# + 1))
	if [ "$chosen" = $# ]; then
		random 3000
		nth $((chosen + 1)) "$ring/$program"
		return
	fi
	shift "$chosen"
	kind=$1
	random 3
	# shellcheck disable=SC2086 # words
	set -- 1 5 20
	shift "$chosen"
	probability=$1
	# Who is beside it is linked, too.
	if [ "$kind" = fail_function ]; then
		ring=/ukl
		[ -e "$ring/$program" ] || return
		end_neighbour "$runs runs"
	fi
	echo "$probability" >"$debug/$kind/probability"
	faulty "$ring/$program"
	echo 0 >"$debug/$kind/probability"
	[ "$kind" != fail_function ] || begin_neighbour
	clear_up "$ring/$program with $kind, $probability %: status $status"
}

number_of_functions=0
case $kinds in *fail_function) arm_functions ;; esac
echo "# $number_of_programs programs, $number_of_functions functions that may fail"
begin_neighbour
dmesg -c >/dev/null
each_fault /ukl/ring
end=$(($(cut -d. -f1 /proc/uptime) + $2))
while [ "$(cut -d. -f1 /proc/uptime)" -lt "$end" ]; do
	random_faults
	[ $((runs % 10)) -ne 0 ] || look_around "$runs runs"
done
look_around "all"
echo "$(injected_in_all) faults injected in $runs runs (memory $(injected failslab) and $(injected fail_page_alloc), access $(injected fail_usercopy), calls $(injected fail_function)), $complaints complaints"
[ $complaints -eq 0 ]
