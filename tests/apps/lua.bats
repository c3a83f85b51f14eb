#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Lua: what a script prints, linked and as a process.

load lib

@test "a script has the same output and status, linked and as a process" {
	bats_require_minimum_version 1.5.0
	same_script lua lua/features.lua
}
