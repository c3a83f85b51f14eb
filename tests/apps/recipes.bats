#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Every recipe: links, boots, answers if it is a server, and stops. APPS has
# names of recipes if it is to be done for these alone.

load lib

setup_file() {
	bats_require_minimum_version 1.5.0
	use_kit
	cd "$BATS_FILE_TMPDIR" || return
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

# for_each_recipe COMMAND...: with a recipe's name as last word; tells all that fail.
for_each_recipe() {
	local name failed=
	for name in ${APPS:-$(cd "$top/apps" && dirname ./*/recipe)}; do
		name=${name#./}
		echo "# $name"
		"$@" "$name" || failed="$failed $name"
	done
	[ -z "$failed" ] || { echo "failed:$failed"; return 1; }
}

# boots CPUS NAME: on ports of the host that are free.
boots() {
	local options=(--smp "$1") number
	while read -r number _; do
		options+=(--port "0:$number")
	done < <(recipe_lines "$2" port)
	[ ${#options[@]} -gt 2 ] || options+=(--no-net)
	start "$2-ukl.vmlinux" "${options[@]}" || { tail -n 20 console; return 1; }
	[ -s console ] && stop
}

links() {
	link_recipe "$1" ukl
}

@test "all recipes link" {
	for_each_recipe links
}

@test "all recipes on one processor" {
	for_each_recipe boots 1
}

@test "all recipes on two processors" {
	for_each_recipe boots 2
}
