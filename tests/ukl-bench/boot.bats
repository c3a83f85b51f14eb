#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench calls with real guests.

load lib

@test "two runs agree within 1 %, and all that is measured answers rightly" {
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	cd "$BATS_TEST_TMPDIR"
	run timeout -k 5 100 ukl-bench calls --runs 1 --models process,trap --json first.json
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output != *failed* ]]
	timeout -k 5 100 ukl-bench calls --runs 1 --models process,trap --json second.json >/dev/null
	run ukl-bench compare first.json second.json
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$(grep -c ' %$' <<<"$output")" -eq 50 ]
	awk '$NF == "%" && ($(NF - 1) > 1 || $(NF - 1) < -1) { exit 1 }' <<<"$output"
}
