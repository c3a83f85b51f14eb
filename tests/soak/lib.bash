# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the libraries
#
# A server under load for SOAK_SECONDS (20 unless told), at the end of a line
# that loses 1 % of the packets. A round is a function of the test; it is
# repeated, and what it counts is told at the end.

load ../tcp/lib

duration=${SOAK_SECONDS:-20}
case $duration in
0* | *[!0-9]*) echo "soak: error: SOAK_SECONDS: '$duration' is not a number of seconds from 1" >&2; exit 1 ;;
esac
declare -gA counted=()

# What setup_file begins with: false if all tests of the file are to be skipped.
open_bad_line()
{
	need_network || return 1
	open_network
	open_relay
}

# boot_server MEMORY [OPTION...]
boot_server()
{
	boot "${TCP_SMP:-2}" "$@"
	# A minute for each connection is too long.
	set_guest net/ipv4/tcp_max_tw_buckets 16
	set_guest net/ipv4/tcp_fin_timeout 2
	set_guest net/ipv4/tcp_orphan_retries 2
	remember_sockets
}

teardown()
{
	[ -z "${skip_reason:-}" ] || return 0
	relay perfect
	show_guest
}

# count WHAT [NUMBER]
count()
{
	counted[$1]=$((${counted[$1]:-0} + ${2:-1}))
}

# Of ab's report: it counts a broken connection as up to three failed requests, one of each kind.
broken_requests()
{
	sed -n 's/.*(Connect: \([0-9]*\), Receive: \([0-9]*\), Length: \([0-9]*\), Exceptions: \([0-9]*\))/\1 \2 \3 \4/p' |
		tr ' ' '\n' | sort -n | tail -n 1
}

# ab_report ALLOWED ARGUMENTS...: so many requests may fail, because the test
# itself has ended who would have answered them.
ab_report()
{
	local allowed=$1 report complete failed
	shift
	report=$(in_network timeout 300 ab -q -s 60 "$@" 2>&1) || {
		echo "ab $*: status $?"
		echo "$report"
		return 1
	}
	complete=$(sed -n 's/^Complete requests: *//p' <<<"$report")
	failed=$(broken_requests <<<"$report")
	: "${failed:=0}"
	count requests "$complete"
	count "failed with their worker" "$failed"
	if [ "$failed" -gt "$allowed" ] || grep -q '^Non-2xx' <<<"$report"; then
		echo "$report"
		return 1
	fi
}

# soak ROUND...: warm up, then go on until the time is over; nothing may be left
# of it.
soak()
{
	local end what report=''

	"$@"
	remember_memory
	relay loss 1
	relay count
	end=$((SECONDS + duration))
	declare -gA counted=()
	while ((SECONDS < end)); do
		"$@"
		count rounds
	done
	happened lost 1
	relay perfect
	wait_until 60 sockets_are orphan 0
	# Areas for stacks of processes that have ended are given back when they are
	# 64 MB together; a description takes 64 bytes.
	nothing_is_left 2000 500
	for what in "${!counted[@]}"; do
		report+=", ${counted[$what]} $what"
	done
	echo "# $BATS_TEST_DESCRIPTION: $duration s$report" >&3
}
