#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What ukl-bench measures by the wall clock, and the time until a guest answers.

load lib
bats_require_minimum_version 1.5.0

echo_bench() {
	run timeout 100 ukl-bench tcp-echo --quick --network user --connections 2 --json out.json --markdown out.md "$@"
	echo "$output"
}

@test "by the wall clock: in turn, without a counter, and no figure of the others changes" {
	stub_guest echo
	sed -i '2i echo "$*" >>command' "$UKL_QEMU"
	echo_bench --models trap,gate --wall-clock 3
	[ "$status" -eq 0 ]
	has "2 connections 2,300 2,300 100.0 % -" "messages per second trap gate spread" "boot trap gate spread"
	[ "$(grep -o '[a-z]*\.vmlinux' <(grep -v icount command) | tr '\n' ' ')" = \
		"trap.vmlinux gate.vmlinux trap.vmlinux gate.vmlinux trap.vmlinux gate.vmlinux " ]
	run ! grep -e ukl-count -e tsc_early_khz=1000000 -e '-rtc' <(grep -v icount command)
	[ "$(grep -c 'shift=1.*ukl-count' command)" -eq 2 ]
	python3 - <<-'EOF'
		import json
		results = json.load(open("out.json"))
		wall = results["wall_clock"]
		assert wall["unit"] == "messages per second" and wall["pairs"] == 3
		assert [row["name"] for row in wall["rows"]] == ["2 connections", "new connection"]
		assert all(row[m]["n"] == 3 and row[m]["median"] > 10 for row in wall["rows"] for m in ("trap", "gate"))
		instructions, milliseconds = results["boot"]["rows"]
		assert instructions["name"] == "instructions" and instructions["trap"]["n"] == 1
		assert milliseconds["name"] == "milliseconds" and milliseconds["gate"]["n"] == 3
		assert 1 < milliseconds["trap"]["median"] < 50000
		# By default neither is there.
		assert [row["name"] for row in results["rows"]][:2] == ["2 connections", "2 connections, program"]
	EOF
	output=$(cat out.md)
	[[ $output == *"| messages per second |"*"the variants in turn, 3 times"* ]] ||
		[[ $output == *"the variants in turn, 3 times"*"| messages per second |"* ]]
}

@test "a counted guest shares one CPU with its client, by the wall clock they have all" {
	[ "$(nproc)" -gt 1 ] || skip "one CPU"
	stub_guest echo
	sed -i '2i case "$*" in *icount*) nproc >>counted ;; *-netdev*) nproc >>timed ;; esac' "$UKL_QEMU"
	echo_bench --models trap,gate --wall-clock 1
	[ "$status" -eq 0 ]
	[ "$(tr '\n' ' ' <counted)" = "1 1 " ]
	[ "$(tr '\n' ' ' <timed)" = "$(nproc) $(nproc) " ]
}

@test "unless asked for, nothing is by the wall clock; the boot is counted" {
	stub_guest echo
	echo_bench --models trap
	[ "$status" -eq 0 ]
	has "boot trap spread"
	[[ $output != *"per second"* ]]
	run ! grep -q -e wall_clock -e '"milliseconds"' out.json
	grep -q '"name": "instructions"' out.json
}

@test "what fails by the wall clock is no number, and what was counted stays" {
	stub_guest echo flip trap.vmlinux
	sed -i 's/^fault=.*/case "$*" in *icount*) fault= ;; *) fault=flip ;; esac/' "$UKL_QEMU"
	echo_bench --models trap,gate --wall-clock 1 --messages 5000
	[ "$status" -eq 1 ]
	has "2 connections 2,300 2,300 100.0 % -"
	tr -s ' ' <<<"$output" | sed -n '/^messages per second/,$p' | grep -E '^2 connections failed [0-9,.]+ -$'
	[[ $output == *"error: trap: 2 connections by the wall clock failed: connection "*": byte 63 is 0x"* ]]
}

@test "wrong numbers" {
	run ukl-bench tcp-echo --wall-clock 0
	[ "$status" -eq 2 ]
	[[ $output == *"--wall-clock 0: not a number from 1 to 100"* ]]
}
