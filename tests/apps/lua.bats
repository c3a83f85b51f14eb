#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Lua: what a script prints, linked and as a process.

load lib

@test "a script has the same output and status, linked and as a process" {
	bats_require_minimum_version 1.5.0
	use_kit
	cd "$BATS_TEST_TMPDIR"
	mkdir -p root/bin
	cp "$(command -v busybox)" root/bin/
	ln -s busybox root/bin/sh
	cp -R "$BATS_TEST_DIRNAME/lua" root/test
	for model in ukl process; do
		link_recipe lua "$model" --root root --env COLOUR=green
		run -7 timeout 300 ukl-run --no-net "lua-$model.vmlinux" -- \
			/test/features.lua 'one' 'two words' </dev/null
		echo "$output" >"$model"
	done
	diff process ukl
	[[ $output == "arguments"*"done" ]]
}
