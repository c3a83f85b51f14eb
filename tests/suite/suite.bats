# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for the functions
# What the runners of other people's tests make of results (tests/suite.bash), and what a signal does to tests/run.

bats_require_minimum_version 1.5.0

setup()
{
	# shellcheck source=tests/suite.bash
	. "$BATS_TEST_DIRNAME/../suite.bash"
	out=$BATS_TEST_TMPDIR
	read_options
}

usage()
{
	echo "usage: this"
}

# results MODEL LINE...
results()
{
	local model=$1
	shift
	printf '%s\n' "$@" >"$out/$model.results"
}

@test "suite: the same results in both forms, failures too, are right" {
	results process 'ok a' 'not ok b' 'skipped c'
	results linked 'ok a' 'not ok b' 'skipped c'
	run -0 compare
	[ -z "$output" ]
}

@test "suite: what passes as a process only is wrong, whether it fails, is skipped or is not there" {
	results process 'ok a' 'ok fails: in two words' 'ok skipped' 'ok gone'
	results linked 'ok a' 'not ok fails: in two words' 'skipped skipped'
	run -1 compare
	[ "$output" = "passes as a process only: fails: in two words
passes as a process only: gone
passes as a process only: skipped" ]
}

@test "suite: what passes linked only is right" {
	results process 'ok a' 'not ok b'
	results linked 'ok a' 'ok b'
	run -0 compare
}

@test "suite: what fails linked only is wrong, if it is not there as a process, too" {
	results process 'ok a'
	results linked 'ok a' 'not ok b'
	run -1 compare
	[ "$output" = "fails linked only: b" ]
}

@test "suite: what is expected to fail linked may, and must" {
	expected=$out/list
	printf '%s\n' '# a comment' 'b # why' >"$expected"
	results process 'ok a' 'ok b'
	results linked 'ok a' 'not ok b'
	run -0 compare
	results linked 'ok a' 'ok b'
	run -1 compare
	[ "$output" = "passes linked, unexpectedly: b" ]
}

@test "suite: a run in which nothing passes is wrong, with one model, too" {
	results process 'not ok a'
	read_options --model process
	run -1 compare
	results process 'ok a'
	run -0 compare
}

@test "suite: a report names what has failed, and counts" {
	results linked 'ok a' 'not ok b' 'skipped c' 'ok d'
	run -0 report linked ', and more'
	[ "$output" = "not ok linked b
linked: 2 passed, 1 failed, 1 skipped, and more" ]
}

@test "suite: options" {
	own_option()
	{
		[ "$1" = --own ] || return
		own=${2:?} taken=2
	}
	read_options --own 3 --timeout 5 one --model linked two
	[ "$own/$timeout/${models[*]}/${tests[*]}" = '3/5/linked/one two' ]
	run -2 read_options --other
	[ "$output" = "usage: this" ]
	run -2 link_option neither
	[ "$(link_option linked)" = --model=ukl ]
}

@test "tests/run: a signal ends the test at once, and what it has started goes" {
	mkdir -p "$out/tests/long" "$out/tmp"
	cp "$BATS_TEST_DIRNAME/../run" "$out/tests"
	# bats takes a line with @test for one of ours
	sed 's/TEST/@test/' >"$out/tests/long/long.bats" <<-'END'
		setup_file() { sleep 60 3>&- & echo $! >"$SAID/pid"; }
		teardown_file() { kill "$(cat "$SAID/pid")"; echo torn >"$SAID/down"; }
		TEST "takes long" { echo began >"$SAID/began"; timeout 60 sleep 60; }
		TEST "does not begin" { echo began >"$SAID/second"; }
	END
	local pid at status=0
	env -i PATH=/usr/bin:/bin SAID="$out" TMPDIR="$out/tmp" "$out/tests/run" long >"$out/output" 2>&1 3>&- &
	pid=$!
	for at in {1..100}; do
		[ ! -e "$out/began" ] || break
		sleep 0.1
	done
	kill -TERM "$pid" || { cat "$out/output"; false; }
	SECONDS=0
	wait "$pid" || status=$?
	cat "$out/output"
	[ "$SECONDS" -lt 30 ]
	[ "$status" -eq 130 ]
	[ "$(tail -n 1 "$out/output")" = "tests/run: interrupted" ]
	[ -e "$out/down" ]
	[ ! -e "$out/second" ]
	[ -z "$(ls -A "$out/tmp")" ]
}
