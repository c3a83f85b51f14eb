#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A web server in C++: threads, exceptions and streams, linked and as a process.

# shellcheck disable=SC2154 # $url: start sets it
load lib

# The range that is no number is an exception, which a thread of the pool catches.
answers() {
	ask /
	ask / --range 3-20
	ask / --header 'Range: bytes=99999999999999999999999-'
	ask /nowhere
	ask /multipart --form 'text=some words' --form "file=@$BATS_TEST_DIRNAME/lib.bash" \
		--form-string "boundary=x" --compressed --http1.0 |
		grep -v -e boundary= -e '^Content-Length:' # of a compressed body with port numbers
	load -n 60 -c 4 "$url/" | sed 's/[0-9.]*//g'
	load -n 60 -c 4 -k "$url/" | sed 's/[0-9.]*//g'
}

@test "the same answers, linked and as a process" {
	use_kit
	cd "$BATS_TEST_TMPDIR"
	same_answers cpp-httplib answers
	grep -q ' 416 ' ukl
	[ "$(grep -c '^HTTP/1.1 20' ukl)" -eq 3 ]
}
