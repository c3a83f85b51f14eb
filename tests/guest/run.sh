#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs in the guest, in ring 3: every program of the list as an ordinary
# process and as a linked one, in turn, and compares output and status.
# Prints TAP; a failed test is followed by what differed, in comment lines.
# "--after NAME" skips the tests up to NAME, for the boot after a crash;
# "--coarse" goes on although the timers are coarse; "--slow N": programs may
# take N times as long.

/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin:/sbin:/usr/sbin UKL_TARGETS="/ring3 /ukl" UKL_RING3=/ring3/ring
cd /tmp || exit 1
# shellcheck disable=SC3045 # busybox has it
ulimit -S -c 0
after='' coarse='' slowness=1
while [ $# -gt 0 ]; do
	case $1 in
	--after) after=$2; shift ;;
	--coarse) coarse=1 ;;
	--slow) slowness=$2; shift ;;
	esac
	shift
done
export UKL_TEST_SLOWNESS="$slowness"
number=0
failed=0
linked_time=

# What the kernel has to complain about, which a test must not cause
kernel_complaints() {
	dmesg -c 2>/dev/null | grep -A 40 -E -f /tests/complaints
}

# Hundredths of a second since boot
clock() {
	read -r uptime rest </proc/uptime
	echo $((${uptime%.*} * 100 + 1${uptime#*.} - 100))
}

comment() {
	head -n 40 | cut -c1-200 | sed 's/^/#   /'
}

# result NAME REPORT: ok if the file REPORT is empty
result() {
	number=$((number + 1))
	kernel_complaints >/tmp/complaints
	if [ -s /tmp/complaints ]; then
		echo "the kernel complained:" >>"$2"
		cat /tmp/complaints >>"$2"
	fi
	if [ -s "$2" ]; then
		failed=$((failed + 1))
		echo "not ok $number - $1"
		comment <"$2"
	else
		echo "ok $number - $1"
	fi
	echo "# took $(($(clock) - started))0 ms$linked_time"
	linked_time=
}

# execute RING PROGRAM OUTPUT
execute() {
	UKL_TEST_RING=$1 timeout -s KILL $((90 * slowness)) "$2" </dev/null >"$3" 2>&1
	echo "status $?" >>"$3"
}

# One program in both forms, or in the only one it has
compare() {
	name=$1
	: >/tmp/report
	case $name in
	*.ring3 | *.linked)
		case $name in
		*.ring3) execute 3 "/ring3/$name" /tmp/only ;;
		*) execute 0 "/ukl/$name" /tmp/only ;;
		esac
		grep -qx 'status 0' /tmp/only || cat /tmp/only >/tmp/report
		;;
	*)
		execute 3 "/ring3/$name" /tmp/ring3
		linked_start=$(clock)
		execute 0 "/ukl/$name" /tmp/ring0
		linked_time=", linked $(($(clock) - linked_start))0 ms"
		if ! cmp -s /tmp/ring3 /tmp/ring0; then
			echo "as a process (-) and linked (+):" >/tmp/report
			diff /tmp/ring3 /tmp/ring0 | tail -n +3 >>/tmp/report
		elif ! grep -qx 'status 0' /tmp/ring3; then
			echo "fails both as a process and linked:" >/tmp/report
			cat /tmp/ring3 >>/tmp/report
		fi
		;;
	esac
	result "$name" /tmp/report
}

# The linked programs are told apart from ordinary ones first of all
rings() {
	: >/tmp/report
	[ "$(/ring3/ring)" = "ring 3" ] || echo "/ring3/ring is not in ring 3" >>/tmp/report
	[ "$(/ukl/ring)" = "ring 0" ] || echo "/ukl/ring is not in ring 0: $(/ukl/ring 2>&1)" >>/tmp/report
	result rings /tmp/report
}

# begin_test NAME: false if this test was done in an earlier boot
begin_test() {
	if [ -n "$after" ]; then
		[ "$1" = "$after" ] && after=
		return 1
	fi
	echo "# running $1"
	started=$(clock)
}

. /tests/security.sh
. /tests/together.sh
. /tests/strace.sh
. /tests/direct.sh

# On a busy host the kernel may not trust the local APIC's timer and is left with
# its 4 ms tick, which is no storm: the driver boots again, up to a limit
case $(/ring3/timer-resolution) in
"resolution 1 ns"*) ;;
*)
	echo "# coarse timers"
	[ -n "$coarse" ] || exit 3
	;;
esac

# What the kernel said while it started is this test's
begin_test rings && rings
# shellcheck disable=SC2013 # names are words
for name in $(cat /tests/names); do
	begin_test "$name" && compare "$name"
done
for name in $(cat /tests/checks); do
	begin_test "$name" || continue
	: >/tmp/report
	"check_$name" >/tmp/report 2>&1
	result "$name" /tmp/report
done
echo "1..$number"
[ "$failed" = 0 ]
