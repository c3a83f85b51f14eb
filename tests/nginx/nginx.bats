# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# nginx linked into Linux, as its users see it. This file has a second name,
# nginx-smp2.bats, under which the guest gets two CPUs.

load guest.bash

setup_file()
{
	bats_require_minimum_version 1.5.0
	link_image
	case $BATS_TEST_FILENAME in
	*-smp2.bats) boot 2 ;;
	*) boot 1 ;;
	esac
}

teardown_file()
{
	shut_down
}

# What the guest said is what one wants to see when a test failed.
teardown()
{
	[ -n "${BATS_TEST_COMPLETED:-}" ] ||
		grep -v ' "GET .* HTTP/1.0" 200 ' "$console" | tail -n 20
}

@test "the page is served byte by byte" {
	fetch "$http/" | cmp - "$html/index.html"
}

@test "HEAD has the length and the type of the page" {
	run -0 fetch --head "$http/index.html"
	[[ $output == *"Content-Length: 612"* ]]
	[[ $output == *"Content-Type: text/html"* ]]
}

@test "a large file arrives whole, and so does a part of it" {
	large=$BATS_FILE_TMPDIR/root/usr/share/nginx/html/large
	fetch "$http/large" | cmp - "$large"
	fetch --range 1000000-1999999 "$http/large" |
		cmp - <(tail -c +1000001 "$large" | head -c 1000000)
}

@test "a missing page is 404" {
	run fetch "$http/nowhere"
	[ "$status" -eq 22 ]
	[[ $output == *404* ]]
}

@test "gzip" {
	run -0 fetch -H 'Accept-Encoding: gzip' -D - -o "$BATS_TEST_TMPDIR/page" \
		"$http/"
	[[ $output == *"Content-Encoding: gzip"* ]]
	gunzip <"$BATS_TEST_TMPDIR/page" | cmp - "$html/index.html"
}

@test "rewriting: an old address leads to the page" {
	run -0 fetch -D - -o /dev/null "$http/welcome/old"
	[[ $output == *" 301 "* ]]
	[[ $output == *"Location: /"* ]]
	fetch --location "$http/welcome/old" | cmp - "$html/index.html"
}

@test "TLS and HTTP/2" {
	run -0 fetch -o "$BATS_TEST_TMPDIR/page" -w '%{http_version}' "$https/"
	[ "$output" = 2 ]
	cmp "$BATS_TEST_TMPDIR/page" "$html/index.html"
}

@test "TLS 1.2" {
	fetch --tls-max 1.2 "$https/" | cmp - "$html/index.html"
}

@test "a large file over TLS" {
	fetch "$https/large" |
		cmp - "$BATS_FILE_TMPDIR/root/usr/share/nginx/html/large"
}

@test "many TLS handshakes" {
	load -n $((requests / 50 + 20)) -c 20 "$https/"
}

@test "the status page counts requests" {
	run -0 fetch "$http/status"
	[[ $output == *"Active connections"* ]]
}

@test "a request is a line on the console" {
	fetch "$http/?line=$$" -o /dev/null
	wait_until 10 grep -q "\"GET /?line=$$ HTTP/1.1\" 200 612" "$console"
}

@test "a master of root, two workers of www-data, all of them the linked program" {
	run -0 command_guest processes
	[ "$(grep -c '^master [0-9]* 0 /ukl/nginx$' <<<"$output")" -eq 1 ]
	[ "$(grep -c '^worker [0-9]* 33 /ukl/nginx$' <<<"$output")" -eq 2 ]
}

@test "100 clients, one request for each connection, none fails" {
	load -n "$requests" -c 100 "$http/"
}

@test "100 clients, connections kept alive, none fails" {
	load -k -n "$requests" -c 100 "$http/"
}

@test "SIGHUP: new workers with the new configuration, no request lost" {
	before=$(workers)
	old_master=$(master)
	load -n $((requests / 4)) -c 20 "$http/" >"$BATS_TEST_TMPDIR/load" 2>&1 3>&- &
	for generation in 1 2 3; do
		command_guest "reload=$generation"
		wait_until 20 generation_is "$generation"
	done
	wait $! || { cat "$BATS_TEST_TMPDIR/load"; false; }
	wait_until 20 two_workers
	[ "$(master)" = "$old_master" ]
	[ -z "$(comm -12 <(sort <<<"$before") <(workers | sort))" ]
}

@test "SIGHUP with a broken configuration changes nothing" {
	wait_until 20 two_workers
	before=$(workers)
	command_guest break
	wait_until 10 grep -q 'unknown directive "nonsense"' "$console"
	command_guest mend
	[ "$(workers)" = "$before" ]
	fetch "$http/" | cmp - "$html/index.html"
}

@test "a killed worker is replaced while requests run" {
	wait_until 20 two_workers
	# -r: connections of the killed worker break, and ab goes on.
	timeout "$(seconds 150)" ab -r -q -n $((requests / 4)) -c 20 "$http/" \
		>"$BATS_TEST_TMPDIR/load" 2>&1 3>&- &
	for round in 1 2 3; do
		victim=$(command_guest kill-worker)
		wait_until 20 two_workers_without "$victim"
	done
	wait $! || { cat "$BATS_TEST_TMPDIR/load"; false; }
	grep -q "^Complete requests: *$((requests / 4))$" "$BATS_TEST_TMPDIR/load"
	[ "$(grep -c 'exited on signal 9' "$console")" -eq 3 ]
	load -n $((requests / 20)) -c 20 "$http/"
}

@test "SIGQUIT: the download in progress ends well, then nginx with status 0" {
	large=$BATS_FILE_TMPDIR/root/usr/share/nginx/html/large
	fetch --limit-rate 1500K "$http/large" -o "$BATS_TEST_TMPDIR/large" 3>&- &
	sleep 0.5
	command_guest quit
	wait $!
	cmp "$BATS_TEST_TMPDIR/large" "$large"
	wait_until 20 ended
	[ "$(cat "$status_file")" -eq 0 ]
}

@test "the kernel had nothing to complain about" {
	! complaints_in -e segfault -e 'general protection' "$console"
}
