# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Without the network: apt-get, apt-cache and apt-config are stand-ins.

bats_require_minimum_version 1.5.0

setup()
{
	ukl_source=$BATS_TEST_DIRNAME/../../tools/ukl-source
	export UKL_CACHE=$BATS_TEST_TMPDIR/cache
	export calls=$BATS_TEST_TMPDIR/calls
	export parts=$BATS_TEST_TMPDIR/parts
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	mkdir "$BATS_TEST_TMPDIR/bin" "$parts"
	: >"$calls"
	codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
	# Every repository in our list is Debian's, says apt-get here.
	stand_in apt-get 'echo "apt-get $*" >>"$calls"
		case $* in
		*-c*indextargets*)
			for file in "$UKL_CACHE"/apt/sources/*; do
				echo "Debian|'"$codename"'|$file:1"
			done ;;
		esac'
	stand_in apt-config 'echo "main=/nowhere parts=$parts"'
	stand_in apt-cache :
}

stand_in()
{
	printf '#!/bin/sh\n%s\n' "$2" >"$BATS_TEST_TMPDIR/bin/$1"
	chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

# unpacked FOLDER PACKAGE VERSION
unpacked()
{
	mkdir -p "$UKL_CACHE/source/$1/debian"
	echo "$2 ($3) unstable; urgency=low" \
		>"$UKL_CACHE/source/$1/debian/changelog"
}

@test "what is unpacked is found without apt" {
	unpacked foo-1.0-1 foo 1.0-1
	run "$ukl_source" foo
	[ "$status" -eq 0 ]
	[ "$output" = "$UKL_CACHE/source/foo-1.0-1" ]
	[ ! -s "$calls" ]
}

@test "the newest version wins, by Debian's order" {
	unpacked foo-1.10-1 foo 1.10-1
	unpacked foo-1.9-1 foo 1.9-1
	unpacked foo-1.10-1~deb12u1 foo 1.10-1~deb12u1
	run "$ukl_source" foo
	[ "$output" = "$UKL_CACHE/source/foo-1.10-1" ]
}

@test "an epoch counts, though the folder's name lacks it" {
	unpacked foo-2.0-1 foo 2.0-1
	unpacked foo-1.0-1 foo 1:1.0-1
	run "$ukl_source" foo
	[ "$output" = "$UKL_CACHE/source/foo-1.0-1" ]
}

@test "foo-2 is another package than foo" {
	unpacked foo-1.0-1 foo 1.0-1
	unpacked foo-2-9.0-1 foo-2 9.0-1
	run "$ukl_source" foo
	[ "$output" = "$UKL_CACHE/source/foo-1.0-1" ]
}

@test "the user's deb lines become deb-src lines, keys included" {
	cat >"$parts/a.list" <<-END
		# deb http://comment.invalid/ $codename main
		deb [arch=amd64 signed-by=/k.gpg] http://a.invalid/debian $codename main contrib # a
		deb-src http://a.invalid/debian/ $codename main
		deb http://a.invalid/debian $codename-backports main
		deb http://a.invalid/debian sid main
		deb http://vendor.invalid/ vendor-$codename main
		deb http://b.invalid/security $codename-security main
		deb cdrom:[Debian]/ $codename main
	END
	cat >"$parts/b.sources" <<-END
		Types: deb
		URIs: http://c.invalid/debian
		Suites: $codename $codename-updates
		Components: contrib main
		Signed-By:
		 -----BEGIN
		 .
		 xyz

		Enabled: no
		Types: deb
		URIs: http://off.invalid/debian
		Suites: $codename
		Components: main
	END
	run "$ukl_source" foo
	[ "$status" -eq 1 ]
	[[ $output == *"has no source package 'foo'"* ]]
	sources=$UKL_CACHE/apt/sources
	[ "$(cat "$sources"/*.list)" = \
"deb-src [arch=amd64 signed-by=/k.gpg] http://a.invalid/debian $codename main
deb-src http://b.invalid/security $codename-security main" ]
	[ "$(cat "$sources"/*.sources)" = \
"Types: deb-src
URIs: http://c.invalid/debian
Suites: $codename
Components: main
Signed-By: 
 -----BEGIN
 .
 xyz
Types: deb-src
URIs: http://c.invalid/debian
Suites: $codename-updates
Components: main
Signed-By: 
 -----BEGIN
 .
 xyz" ]
}

@test "no Debian repository at all" {
	run "$ukl_source" foo
	[ "$status" -eq 1 ]
	[[ $output == "ukl-source: error: no Debian $codename repository among"* ]]
}

@test "no network: one line, and nothing half-done is left" {
	echo "deb http://a.invalid/debian $codename main" >"$parts/a.list"
	stand_in apt-get 'case $* in *update*)
		echo "E: Failed to fetch http://a.invalid/debian  Could not resolve"
		exit 100 ;; esac'
	run "$ukl_source" foo
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "ukl-source: error: cannot read Debian's package index: Failed to fetch "*"; check the network"* ]]
	[ "$(ls -A "$UKL_CACHE/source")" = .lock ]
}

# offer SCRIPT: apt offers three versions of foo; the script is how one is fetched.
offer()
{
	echo "deb http://a.invalid/debian $codename main" >"$parts/a.list"
	stand_in apt-cache 'echo "Version: 1.2-1"; echo "Version: 1.10-1"; echo "Version: 1.9-1"'
	stand_in dpkg-source 'mkdir "$3"'
	stand_in apt-get 'case $* in
		*indextargets*)
			for file in "$UKL_CACHE"/apt/sources/*; do
				echo "Debian|'"$codename"'|$file:1"
			done ;;
		*" source "*)
			version=${*##*=}
			'"$1"'
			: >foo_$version.dsc ;;
		esac'
}

@test "the mirror lacks the newest version: the next one, and a warning" {
	offer 'echo "$version" >>"$calls"
		[ "$version" != 1.10-1 ] || {
			echo "E: Failed to fetch http://a.invalid/foo_1.10-1.dsc  404  Not Found"
			exit 100
		}'
	run --separate-stderr "$ukl_source" foo
	[ "$status" -eq 0 ]
	[ "$output" = "$UKL_CACHE/source/foo-1.9-1" ]
	[ -d "$output" ]
	[ "$(tr '\n' ' ' <"$calls")" = "1.10-1 1.9-1 " ]
	[[ $stderr == "ukl-source: warning: cannot fetch the source of foo 1.10-1: "*" 404 "*"; taking 1.9-1 instead" ]]
}

@test "the mirror lacks all versions, or fails: one line" {
	offer 'echo "E: Failed to fetch http://a.invalid/x  404  Not Found"; exit 100'
	run "$ukl_source" foo
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "ukl-source: error: cannot fetch the source of foo 1.10-1: "*"the mirror in apt's sources"* ]]
	offer 'echo "E: Failed to fetch http://a.invalid/x  Connection refused"; exit 100'
	run "$ukl_source" foo
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == *"foo 1.10-1: "*"check the network, then try again" ]]
	[ "$(ls -A "$UKL_CACHE/source")" = .lock ]
}

@test "a cache that cannot be written" {
	: >"$BATS_TEST_TMPDIR/file"
	UKL_CACHE=$BATS_TEST_TMPDIR/file/cache run "$ukl_source" foo
	[ "$status" -eq 1 ]
	[[ $output == *"set UKL_CACHE to a folder of yours"* ]]
}

@test "wrong command lines" {
	run "$ukl_source"
	[ "$status" -eq 2 ]
	run "$ukl_source" --nonsense foo
	[ "$status" -eq 2 ]
	run "$ukl_source" foo bar
	[ "$status" -eq 2 ]
	run "$ukl_source" ../foo
	[ "$status" -eq 1 ]
}
