# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # the libraries set the variables
#
# The time is set by days, forward and back, under a linked server, and under
# what waits for timers and reads clocks, linked and as a process.

load lib

setup_file()
{
	need_network || return 0
	open_network
	open_tap
	link_echo clock
	boot "${FAULT_SMP:-2}" 256
}

# jumps_under PROGRAM: which sees them.
jumps_under()
{
	local said=$BATS_TEST_TMPDIR/said watcher
	run_within $((duration * 3 + 60)) "$1" "$duration" >"$said" 3>&- &
	watcher=$!
	jumps=$(run_within $((duration * 3 + 60)) /bin/jump $((duration + 2)))
	wait $watcher
	figures=$(cat "$said")
	echo "$figures"
	[[ $figures =~ ^[0-9]+' spans of time, ' ]]
	[[ $jumps =~ ^[1-9][0-9]*' jumps'$ ]]
}

@test "the time is set: timers and clocks of a linked program, and no request fails" {
	under_load ask_echo jumps_under /ukl/clock
	tell "$jumps, $figures"
}

@test "the time is set: timers and clocks of a process, and no request fails" {
	under_load ask_echo jumps_under /bin/clock
	tell "$jumps, $figures"
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
