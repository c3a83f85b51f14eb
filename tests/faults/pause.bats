# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # the libraries set the variables
#
# A guest that stands still for seconds: stopped by QEMU's monitor, its own time
# stands still, too; if QEMU itself is stopped, the time that is over jumps.

load lib

setup_file()
{
	local word words=()

	need_network || return 0
	open_network
	open_tap
	link_nginx
	mkfifo "$BATS_FILE_TMPDIR/monitor.in" "$BATS_FILE_TMPDIR/monitor.out"
	for word in -chardev "pipe,id=monitor,path=$BATS_FILE_TMPDIR/monitor" -mon chardev=monitor,mode=control; do
		words+=(--qemu-option "$word")
	done
	boot "${FAULT_SMP:-2}" 256 "${words[@]}"
	start_in_network answers cat "$BATS_FILE_TMPDIR/monitor.out"
	monitor qmp_capabilities
}

teardown_file()
{
	stop answers
	close_network
}

monitor()
{
	echo "{\"execute\": \"$1\"}" >"$BATS_FILE_TMPDIR/monitor.in"
}

# There have been so many events of a kind.
events()
{
	[ "$(grep -c "\"event\": \"$1\"" "$BATS_FILE_TMPDIR/answers.log")" -ge "$2" ]
}

pause_by_monitor()
{
	monitor stop
	wait_until 20 events STOP "$2"
	sleep "$1"
	monitor cont
	wait_until 20 events RESUME "$2"
}

pause_by_signal()
{
	local qemu
	qemu=$(pgrep -P "$(cat "$BATS_FILE_TMPDIR/guest.pid")")
	kill -STOP "$qemu"
	sleep "$1"
	kill -CONT "$qemu"
}

# pauses HOW: of some seconds, and of a moment.
pauses()
{
	local end=$((SECONDS + duration))
	times=0
	while ((SECONDS < end)); do
		"$1" "$((times % 3 * 2)).$((RANDOM % 10))" $((times += 1))
		sleep 1
	done
}

# One connection that is there all the time, beside many that come and go.
pauses_on_one_connection()
{
	local connects=$BATS_TEST_TMPDIR/connects request
	kept $((duration * 2)) --max-time $((duration * 4 + 60)) >"$connects" 3>&- &
	request=$!
	pauses "$1"
	wait $request
	[[ $(cat "$connects") =~ ^10*$ ]]
}

@test "stopped and continued by the monitor: no request fails" {
	under_load ask_nginx pauses_on_one_connection pause_by_monitor
	tell "$times pauses"
}

@test "stopped with QEMU and continued: no request fails" {
	under_load ask_nginx pauses_on_one_connection pause_by_signal
	tell "$times pauses"
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
