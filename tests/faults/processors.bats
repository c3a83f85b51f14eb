# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # the libraries set the variables
#
# Processors that come and go under a linked nginx.

load lib

setup_file()
{
	need_network || return 0
	open_network
	open_tap
	link_nginx
	boot "${FAULT_SMP:-2}" 256
}

@test "processors come and go, and no request fails" {
	under_load ask_nginx run_within $((duration * 3 + 60)) /bin/processors "$duration" >"$BATS_TEST_TMPDIR/said"
	times=$(sed -n 's/ times off and on$//p' "$BATS_TEST_TMPDIR/said")
	[ "$times" -gt 0 ]
	tell "$times times off and on"
}

@test "all processors are there again" {
	[ "$(run_within 20 busybox cat /sys/devices/system/cpu/online)" = "0-$((${FAULT_SMP:-2} - 1))" ]
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
