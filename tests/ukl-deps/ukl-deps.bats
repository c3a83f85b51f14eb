# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Nothing is installed here: apt-get, sudo and id are stand-ins that write down
# how they were called.

setup()
{
	ukl_deps=$BATS_TEST_DIRNAME/../../tools/ukl-deps
	export calls=$BATS_TEST_TMPDIR/calls
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	mkdir "$BATS_TEST_TMPDIR/bin"
	: >"$calls"
	stand_in apt-get 'echo "apt-get $*" >>"$calls"'
	stand_in id 'echo 0'
}

stand_in()
{
	printf '#!/bin/sh\n%s\n' "$2" >"$BATS_TEST_TMPDIR/bin/$1"
	chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

@test "what is installed costs no call of apt-get" {
	run "$ukl_deps" dpkg bash libc6 libc6:amd64
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ ! -s "$calls" ]
}

@test "only what is missing is installed" {
	run "$ukl_deps" dpkg no-such-b bash no-such-a
	[ "$status" -eq 0 ]
	[ "$output" = "installing: no-such-b no-such-a" ]
	[ "$(wc -l <"$calls")" -eq 1 ]
	grep -q -- '-y .*install --no-install-recommends no-such-b no-such-a$' \
		"$calls"
}

@test "a stale package list is refreshed, once" {
	stand_in apt-get 'echo "apt-get $*" >>"$calls"
		case $*:$(grep -c . "$calls") in
		*install*:1) echo "E: Unable to locate package no-such-a"; exit 100 ;;
		esac'
	run "$ukl_deps" no-such-a
	[ "$status" -eq 0 ]
	[ "$(wc -l <"$calls")" -eq 3 ]
	sed -n 2p "$calls" | grep -q 'update$'
}

@test "any other failure is reported at once, with the command to type" {
	stand_in apt-get 'echo "apt-get $*" >>"$calls"
		echo "E: You do not have enough free space"; exit 100'
	run "$ukl_deps" no-such-a
	[ "$status" -eq 1 ]
	[[ $output == *"ukl-deps: error: apt-get install failed: You do not have enough free space; type: apt-get install no-such-a"* ]]
	[ "$(wc -l <"$calls")" -eq 1 ]
}

@test "an ordinary user gets sudo" {
	stand_in id 'echo 1000'
	stand_in sudo 'echo "sudo $*" >>"$calls"; [ "$1" = -v ] || exec "$@"'
	run "$ukl_deps" no-such-a
	[ "$status" -eq 0 ]
	grep -q '^sudo env .*apt-get .*install .*no-such-a$' "$calls"
}

@test "--dry-run only names" {
	run "$ukl_deps" --dry-run dpkg no-such-a no-such-b
	[ "$status" -eq 0 ]
	[ "$output" = $'no-such-a\nno-such-b' ]
	[ ! -s "$calls" ]
}

@test "an unknown option is a wrong command line" {
	run "$ukl_deps" --nonsense
	[ "$status" -eq 2 ]
}
