#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# memcached linked into Linux: it serves, and ends well.

# shellcheck disable=SC2154 # variables of the other
load ../server

setup_file()
{
	bats_require_minimum_version 1.5.0
	"$repository/tools/ukl-deps" libmemcached-tools
	link_server memcached
}

teardown()
{
	clear_up
}

# memccapable, whose last line counts.
capable()
{
	run -0 timeout "$(seconds 120)" memccapable -h 127.0.0.1 -p "$port" -t "$(seconds 20)"
	echo "$output"
	[[ ${lines[-1]} == "All tests passed" ]]
}

@test "the recipe answers, on one processor and on two, as libmemcached expects" {
	for smp in 1 2; do
		start_server memcached 11211 --smp "$smp"
		capable
		kill "$guest"
		wait "$guest" || :
	done
}

# SERVER_REQUESTS: of each kind. The client compares every byte of the answers.
@test "many requests, with the answers that they should have" {
	console=$BATS_TEST_TMPDIR/console
	"$bin/ukl-bench" memcached --models shortcut --runs 1 --network user \
		--profile "$kit_profile" --timeout "$(seconds 600)" \
		--requests "${SERVER_REQUESTS:-500}" >"$console" 2>&1
	[ "$(grep -cE '^[gs]et  +[0-9,]+ ' "$console")" -eq 2 ]
}

@test "it runs as memcache, and ends by SIGTERM and SIGINT with status 0" {
	for signal in TERM INT; do
		start_server memcached-shell 11211 -- /etc/start memcached -u memcache
		# shellcheck disable=SC2016 # the guest's shell expands
		[ "$(in_guest 'busybox stat -c %U /proc/$(busybox pidof memcached)')" = memcache ]
		end_server "$signal" memcached
	done
}
