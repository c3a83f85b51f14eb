#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# lighttpd: its answers, linked and as a process.

# shellcheck disable=SC2154 # $url: start sets it
load lib

answers() {
	# lighttpd's HTTP/2 takes a clock of 0 seconds for "not sent" (docs/limits.md).
	sleep 1
	ask /
	ask / --head
	ask / --http2-prior-knowledge
	ask / --range 100-199
	ask / --compressed
	ask /nowhere
	ask /welcome/back
	ask /index.html~
	ask '/%2e%2e/etc/passwd' --path-as-is
	ask / --request DELETE
	load -n 300 -c 20 "$url/" | sed 's/[0-9.]*//g'
	load -n 300 -c 20 -k "$url/" | sed 's/[0-9.]*//g'
}

@test "the same answers, linked and as a process" {
	use_kit
	cd "$BATS_TEST_TMPDIR"
	same_answers lighttpd answers
	[ "$(grep -c ' 200' ukl)" -ge 4 ]
	[ "$(grep -c '^== ' ukl)" -eq 10 ]
}
