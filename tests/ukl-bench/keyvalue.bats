#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench redis and ukl-bench memcached.

load lib
bats_require_minimum_version 1.5.0

setup() {
	use_test_dir
}

teardown() {
	[ -z "$(ls -A tmp)" ]
}

# bench_verb VERB [OPTION]...: for a look
bench_verb() {
	run timeout 100 ukl-bench "$1" --quick --models process,shortcut "${@:2}"
	echo "$output"
}

@test "the figures are of requests; what both runs have is in none" {
	local verb
	command -v redis-benchmark >/dev/null || skip "no redis-benchmark"
	for verb in memcached:set:get redis:SET:GET; do
		IFS=: read -r name set get <<<"$verb"
		stub_guest "$name"
		bench_verb "$name" --json out.json --markdown out.md
		[ "$status" -eq 0 ]
		# What stub-guest says that it executes.
		has "request process shortcut spread" "$set, program 300.0 300.0 100.0 % -" \
			"$set 2,300 2,300 100.0 % -" "$get, kernel 2,000 2,000 100.0 % -"
		grep -qF '"unit": "guest instructions per request"' out.json
		output=$(cat out.md)
		has "| \`tcp_answer\` | 2,000 | 87.0 % |"
		run ukl-bench compare out.json out.json
		[ "$status" -eq 0 ]
	done
}

@test "wrong answers of memcached are failed, and never a number; the others are measured" {
	local fault
	for fault in "flip:* byte * is 0x*, not 0x" "extra:* more bytes came than the answer has" \
		"close:* the server closed the connection"; do
		stub_guest memcached "${fault%%:*}" process.vmlinux
		bench_verb memcached --timeout 60
		[ "$status" -eq 1 ]
		has "set failed 2,300 -" "get failed 2,300 -"
		[[ $output == *"ukl-bench memcached: error: process: failed: "${fault#*:}* ]]
	done
}

@test "what redis says of itself has to be what was sent" {
	local fault
	command -v redis-benchmark >/dev/null || skip "no redis-benchmark"
	for fault in "calls:499 of 500 requests done, 0 failed, 0 rejected" "failed:500 of 500 requests done, 1 failed" \
		"rejected:500 of 500 requests done, 0 failed, 1 rejected" "hits:499 of 500 values found" \
		"silent:redis does not tell what it has done"; do
		stub_guest redis "${fault%%:*}" process.vmlinux
		bench_verb redis
		[ "$status" -eq 1 ]
		has "GET failed 2,300 -"
		[[ $output == *"ukl-bench redis: error: process: failed: ${fault#*:}"* ]]
	done
}

# stub_benchmark SED: redis-benchmark, and what it says changed so
stub_benchmark() {
	mkdir -p bin
	printf "#!/bin/sh\n%s \"\$@\" >text || exit\nsed '%s' text\n" "$real" "$1" >bin/redis-benchmark
	chmod +x bin/redis-benchmark
}

@test "by the wall clock: requests per second as redis-benchmark says, or failed" {
	local damage real
	real=$(command -v redis-benchmark) || skip "no redis-benchmark"
	PATH="$PWD/bin:$PATH"
	stub_guest redis
	for damage in '/GET/d' 's/,"[^"]*"/,"nan"/' 's/,"[^"]*"/,"inf"/' 's/,"[^"]*"/,"-7"/' 's/,"[^"]*"/,"x"/' \
		's/","/ /g' 's/,"[^"]*"/,"0.00"/'; do
		stub_benchmark "$damage"
		run timeout 60 ukl-bench redis --quick --models trap --wall-clock 1
		echo "$damage: $output"
		[ "$status" -eq 1 ]
		[[ $output == *"by the wall clock failed: redis-benchmark does not tell its requests per second"* ]]
		has "GET 2,300 -"
	done
	stub_benchmark 's/,"[^"]*"/,"250.00"/'
	run timeout 60 ukl-bench redis --quick --models trap --wall-clock 1
	echo "$output"
	[ "$status" -eq 0 ]
	tr -s ' ' <<<"$output" | sed -n '/^requests per second/,$p' | grep -qx 'GET 250.0 -'
	printf '#!/bin/sh\necho "Could not connect" >&2\nexit 1\n' >bin/redis-benchmark
	run timeout 60 ukl-bench redis --quick --models trap
	[ "$status" -eq 1 ]
	[[ $output == *"trap: failed: redis-benchmark failed with status 1: Could not connect"* ]]
}

@test "wrong arguments" {
	local verb
	for verb in redis memcached; do
		run ukl-bench "$verb" --requests 5
		[ "$status" -eq 2 ]
		[[ $output == *"--requests 5: not a number from 100 to"* ]]
		run ukl-bench "$verb" fast
		[ "$status" -eq 2 ]
		[[ $output == *"fast: $verb takes no operands"* ]]
	done
}

@test "real guests: requests are answered, and linking saves instructions" {
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	unset UKL_QEMU UKL_LINK UKL_CACHE
	run timeout 400 ukl-bench memcached --quick --models process,shortcut
	echo "$output"
	[ "$status" -eq 0 ]
	tr -s ' ' <<<"$output" | awk '/^[sg]et [0-9]/ { n++; if ($4 >= 100) exit 1 } END { exit n != 2 }'
}
