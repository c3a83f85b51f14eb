#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What ukl-glibc says when it cannot work: one line, with the remedy.

load lib

setup() {
	use_test_dir
	ukl_glibc=$top/tools/ukl-glibc
	export UKL_CACHE=$BATS_TEST_TMPDIR/cache PATH=$BATS_TEST_TMPDIR/bin:$PATH
	mkdir bin
}

stand_in() {
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}

# fails_with TEXT...: status 1, one line besides that of a build that begins, and
# nothing left that looks like a library
fails_with() {
	[ "$status" -eq 1 ] || { echo "status $status: $output"; return 1; }
	[[ ${lines[0]} != "ukl-glibc: building the C library"* ]] || lines=("${lines[@]:1}")
	[ "${#lines[@]}" -eq 1 ] || { echo "$output"; return 1; }
	[[ ${lines[0]} == "ukl-glibc: error: "* ]] || { echo "$output"; return 1; }
	local text
	for text; do
		[[ $output == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	done
	[ -z "$(find "$UKL_CACHE" -name glibc.conf -o -name '*.partial' -o -name '*.new' 2>/dev/null)" ]
}

@test "a wrong argument costs status 2 and shows the usage" {
	run "$ukl_glibc" --fast
	[ "$status" -eq 2 ]
	[[ $output == "ukl-glibc: error: unknown argument '--fast'"*"usage: ukl-glibc"* ]]
}

@test "--help and --print-key build nothing" {
	run "$ukl_glibc" --help
	[ "$status" -eq 0 ]
	[[ $output == "usage: ukl-glibc"* ]]
	run "$ukl_glibc" --print-key
	[ "$status" -eq 0 ]
	[[ $output =~ ^[0-9].*-[0-9a-f]{16}$ ]]
	[ ! -e "$UKL_CACHE" ]
}

@test "the key follows patches and compiler" {
	cp -r "$top/tools" "$top/glibc-patches" .
	first=$(tools/ukl-glibc --print-key)
	[ "$first" = "$("$ukl_glibc" --print-key)" ]
	echo >>"$(ls glibc-patches/*/*.patch | head -n 1)"
	second=$(tools/ukl-glibc --print-key)
	[ "$first" != "$second" ]
	stand_in gcc 'echo "gcc 99"'
	[ "$second" != "$(tools/ukl-glibc --print-key)" ]
}

@test "the package is missing" {
	stand_in dpkg-query 'exit 1'
	run "$ukl_glibc"
	fails_with "glibc-source is not installed" "apt-get install glibc-source"
}

@test "another release of glibc" {
	cp -r "$top/tools" "$top/glibc-patches" .
	mv glibc-patches/2.36 glibc-patches/2.99
	run tools/ukl-glibc
	fails_with "no patches for glibc 2.36; there are: 2.99"
}

@test "a tool is missing" {
	mkdir tools
	for tool in sh dirname readlink realpath nproc dpkg-query sed gcc gawk make patch xz python3; do
		ln -s "$(command -v $tool)" tools/
	done
	run env PATH="$PWD/tools" "$ukl_glibc"
	fails_with "bison not found; apt-get install bison"
}

@test "the cache cannot be created" {
	run env UKL_CACHE=/dev/null/ukl "$ukl_glibc"
	fails_with "/dev/null/ukl: cannot create the cache; set UKL_CACHE"
}

@test "the disk is full" {
	stand_in df 'printf "Filesystem 1M Used Available\nx 100 90 10\n"'
	run "$ukl_glibc"
	fails_with "10 MB free" "make room or set UKL_CACHE"
}

@test "a patch does not apply" {
	stand_in tar :
	run "$ukl_glibc"
	fails_with "glibc-patches/2.36/0001-" "does not apply to glibc-source 2.36-" "$UKL_CACHE/log/glibc.log"
	[ -s "$UKL_CACHE/log/glibc.log" ]
}

@test "the archive is damaged" {
	stand_in tar 'exit 2'
	run "$ukl_glibc"
	fails_with "cannot unpack; apt-get install --reinstall glibc-source"
}

@test "glibc cannot be configured" {
	stand_in tar :
	stand_in patch :
	run "$ukl_glibc"
	fails_with "cannot be configured; see $UKL_CACHE/log/glibc.log"
}

@test "glibc does not build" {
	stand_in tar :
	stand_in patch 'mkdir -p "$2"; printf "#!/bin/sh\n" >"$2/configure"; chmod +x "$2/configure"'
	stand_in make 'echo "error: no"; exit 2'
	run "$ukl_glibc"
	fails_with "does not build; see $UKL_CACHE/log/glibc.log"
	grep -q 'error: no' "$UKL_CACHE/log/glibc.log"
}

@test "Ctrl-C leaves nothing half done" {
	stand_in tar :
	stand_in patch 'mkdir -p "$2"; printf "#!/bin/sh\n" >"$2/configure"; chmod +x "$2/configure"'
	stand_in make 'echo $$ >started; exec sleep 60'
	"$ukl_glibc" >out 2>&1 3>&- &
	pid=$!
	until started=$(find "$UKL_CACHE" -name started -size +0 2>/dev/null) && [ -n "$started" ]; do sleep 0.1; done
	make=$(cat "$started")
	kill -TERM $pid
	status=0
	wait $pid || status=$?
	[ "$status" -eq 143 ]
	for _ in $(seq 20); do
		kill -0 "$make" 2>/dev/null || break
		sleep 0.1
	done
	! kill -0 "$make" 2>/dev/null
	[ "$(cat out)" = "ukl-glibc: building the C library (5 minutes the first time)" ]
	[ -z "$(find "$UKL_CACHE" -name '*.partial' -o -name '*.new' -o -name glibc.conf)" ]
	# and the lock is free
	flock -n "$UKL_CACHE/glibc/.lock" true
}
