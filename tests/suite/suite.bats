# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for the functions
# What the runners of other people's tests make of results (tests/suite.bash).

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
