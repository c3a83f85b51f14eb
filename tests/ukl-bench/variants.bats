#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Columns that are of several kernels: --variants and --base.

load lib
bats_require_minimum_version 1.5.0

# echo_bench OPTION...: of 2 connections
echo_bench() {
	run timeout 100 ukl-bench tcp-echo --quick --network user --connections 2 "$@"
	echo "$output"
}

@test "variants are columns, in the order in which they are given" {
	stub_link 'echo "$profile $model ${calls:-unsaid} ${shortcuts:-unsaid}" >>linked'
	stub_guest echo
	sed -i '2i echo "$*" >>command' "$UKL_QEMU"
	echo_bench --variants general/shortcut,lean+nginx/gate,lean+nginx/process,./x/y/process --json out.json --markdown out.md
	[ "$status" -eq 0 ]
	has "message general/shortcut lean+nginx/gate lean+nginx/process ./x/y/process spread" \
		"2 connections 2,300 2,300 100.0 % 2,300 100.0 % 2,300 100.0 % -"
	[[ $output == *" per"*"cent of general/shortcut. 500 messages"* ]]
	[ "$(tr '\n' ';' <linked)" = "general ukl direct on;lean+nginx ukl gate unsaid;lean+nginx process unsaid unsaid;./x/y process unsaid unsaid;" ]
	[ "$(grep -c 'general-shortcut\.vmlinux' command)" -eq 1 ]
	[ "$(grep -c 'lean+nginx-process\.vmlinux' command)" -eq 1 ]
	python3 - <<-'EOF'
		import json
		results = json.load(open("out.json"))
		assert results["base"] == "general/shortcut"
		assert results["profile"] == "general, lean+nginx, ./x/y"
		assert results["models"][1] == "lean+nginx/gate"
		assert [(v["profile"], v["model"]) for v in results["variants"]] == [
		    ("general", "shortcut"), ("lean+nginx", "gate"), ("lean+nginx", "process"), ("./x/y", "process")]
		assert all(v["kernel"]["package"] for v in results["variants"])
	EOF
	grep -q 'profile general, lean+nginx, ./x/y, 1 CPU' out.md
	run ukl-bench compare out.json out.json
	[ "$status" -eq 0 ]
}

@test "--base: another column is 100 per cent" {
	stub_guest echo
	echo_bench --models process,trap,direct --base trap --json out.json
	[ "$status" -eq 0 ]
	has "message process trap direct spread" "2 connections 2,300 100.0 % 2,300 2,300 100.0 % -"
	[[ $output == *"cent of trap. 500 messages"* ]]
	grep -q '"base": "trap"' out.json
}

@test "a variant that does not link or boot is failed, the others are measured" {
	stub_link 'case $profile in
		none) echo "ukl-kernel: error: no profile none" >&2; exit 1 ;;
		esac'
	stub_guest echo
	sed -i '2i case "$*" in *sick-trap.vmlinux*) echo "Kernel panic - not syncing: test"; exit ;; esac' "$UKL_QEMU"
	echo_bench --variants none/shortcut,none/process,sick/trap,general/direct --timeout 60
	[ "$status" -eq 1 ]
	has "2 connections failed failed failed 2,300 -"
	[[ $output == *"error: none/shortcut: the image could not be linked, see above"* ]]
	[[ $output == *"error: sick/trap: failed: "* ]]
	# Without the base there is nothing to be a per cent of.
	[[ $output != *"100.0 %"* ]]
}

@test "--all: the kernels and models that are compared" {
	local verb
	stub_link 'exit 1'
	for verb in nginx redis memcached; do
		run ukl-bench "$verb" --help
		[[ $output == *"Variants of --all:"*"  microvm/process"*"  lupine-base+$verb/shortcut"*"  general/shortcut"* ]]
		run ukl-bench "$verb" --all --variants general/trap
		[ "$status" -eq 2 ]
		[[ $output == *"--all and --variants: give one of them"* ]]
		run ukl-bench "$verb" --all --models trap
		[ "$status" -eq 2 ]
		[[ $output == *"--models and --all: give one of them"* ]]
		run ukl-bench "$verb" --all --profile general
		[ "$status" -eq 2 ]
		[[ $output == *"--profile and --all, which names profiles: give one of them"* ]]
	done
	run ukl-bench tcp-echo --all
	[ "$status" -eq 2 ]
}

# wrong TEXT ARGUMENT...
wrong() {
	local text=$1
	shift
	run ukl-bench tcp-echo "$@"
	[ "$status" -eq 2 ] && [[ $output == *"$text"* ]] || {
		echo "ukl-bench tcp-echo $*: status $status: $output"
		return 1
	}
}

@test "wrong variants" {
	wrong "'trap' is no variant; give PROFILE/MODEL" --variants trap
	wrong "'/trap' is no variant" --variants /trap
	wrong "'trip' is no model" --variants general/trip
	wrong "'explicit' is no model" --variants general/explicit
	wrong "general/trap is there twice" --variants general/trap,general/gate,general/trap
	wrong "--models and --variants: give one of them" --variants general/trap --models trap
	wrong "--base gate: no such column; there is process, trap" --models process,trap --base gate
	wrong "--profile and --variants, which names profiles: give one of them" --variants general/trap --profile microvm
	wrong "--base trap: no such column; there is general/trap" --variants general/trap --base trap
	run ukl-bench nginx --concurrency 0
	[ "$status" -eq 2 ]
	[[ $output == *"--concurrency 0: not a number from 1 to 1000"* ]]
}
