#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Each harness on its corpus, and on what a generator with a fixed seed makes of it. `make fuzz` is the
# long way, guided by what the code does with an input.

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

setup_file() {
	unset MAKEFLAGS MAKELEVEL
	make --no-print-directory -s -j2 -C "$top" SANITIZE=1 CFLAGS='-O1 -g' fuzz-programs >&2
	"$BATS_TEST_DIRNAME/seeds" "$BATS_FILE_TMPDIR/seeds"
}

# holds NAME RUNS: no crash and no hang; what is found is kept.
holds() {
	local folder folders=()

	for folder in "$BATS_TEST_DIRNAME/corpus/$1" "$BATS_FILE_TMPDIR/seeds/$1"; do
		[ ! -d "$folder" ] || folders+=("$folder")
	done
	mkdir -p "$top/build-asan/found"
	export TMPDIR=$BATS_TEST_TMPDIR
	run timeout 600 "$top/build-asan/fuzz/$1" "$2" 1 "$top/build-asan/found" "${folders[@]}"
	[ "$status" -eq 0 ] || { echo "$output" | tail -n 40; return 1; }
	[[ ${lines[-1]} == "$1: "*" inputs, 0 crashes, 0 hangs" ]]
}

@test "objects" {
	holds object 3000
}

@test "archives and linker scripts" {
	holds archive 3000
}

@test "what ld has linked" {
	holds linked 3000
}

@test "symbols of an image" {
	holds symbols 3000
}

@test "images, as ukl-run reads them" {
	holds image 3000
}

@test "images, as ukl-link --info reads them" {
	holds info 3000
}

@test "what a guest says" {
	holds guest 3000
}

@test "link words, response files" {
	holds words 3000
}

@test "recipes" {
	holds recipe 3000
}

# a shell's script, hence few
@test "profiles" {
	holds profile 150
}

@test "descriptions of kernel kits" {
	holds kit 3000
}

@test "ld's messages" {
	holds messages 3000
}

@test "result files" {
	holds results 3000
}

@test "figures from a guest's console" {
	holds console 3000
}

@test "what ab says" {
	holds ab 3000
}
