#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench footprint, with stand-ins for ukl-link and QEMU, and with real guests.

load lib
bats_require_minimum_version 1.5.0

# footprint ARGUMENT...: of hello
footprint() {
	run timeout -k 5 100 ukl-bench footprint --quick "$@" hello
	echo "$output"
}

# holds EXPRESSION: of out.json, as Python sees it; search is its first
holds() {
	python3 - "$1" <<-'EOF'
		import json, sys
		result = json.load(open("out.json"))
		search = result["searches"][0] if result["searches"] else None
		rows = {row["name"]: row for row in result["rows"]}
		sys.exit(not eval(sys.argv[1]))
	EOF
}

# hello MB: QEMU is a guest that writes its text if it has so much memory, else dies.
hello() {
	stub_qemu "if [ \$memory -ge $1 ]; then echo Hello; echo more; ended 0; else console 'Kernel panic - not syncing: $1'; fi"
}

@test "the least memory: with it it boots, with one MB less it does not" {
	local least
	for least in 23 37 63 64; do
		hello "$least"
		footprint --parts memory --models trap --json out.json
		[ "$status" -eq 0 ]
		has "hello: least memory, MB $least.0 -"
		holds "search['least'] == $least"
		holds "all((step['memory'] < $least) == ('failed' in step) for step in search['steps'])"
		holds "any(step['memory'] == $least - 1 for step in search['steps'])"
	done
	holds "search['steps'][-1]['failed'].endswith('Kernel panic - not syncing: 64')"
}

@test "the least memory: every boot of a step has to succeed" {
	stub_qemu 'if [ $memory -ge 30 ] || { [ $memory -ge 20 ] && [ $seed -lt 3 ]; }; then echo Hello; ended 0; else ended 1; fi'
	run timeout -k 5 100 ukl-bench hello --parts memory --models trap --runs 3 --json out.json
	[ "$status" -eq 0 ]
	has "hello: least memory, MB 30.0 -"
	holds "any(step['memory'] == 29 and step['boots'] == 3 and 'failed' in step for step in search['steps'])"
}

@test "the least memory: another text, a status, silence are no success" {
	local end
	for end in 'echo Hullo; ended 0' 'echo Hello; ended 3' 'ended 0' 'echo "not Hello"; ended 0'; do
		stub_qemu "if [ \$memory -ge 40 ]; then echo Hello; ended 0; else $end; fi"
		footprint --parts memory --models trap
		[ "$status" -eq 0 ]
		has "hello: least memory, MB 40.0 -"
	done
}

@test "a guest that hangs with too little memory is given up" {
	stub_qemu 'if [ $memory -ge 63 ]; then echo Hello; ended 0; else exec sleep 60; fi'
	SECONDS=0
	footprint --parts memory --models trap
	[ "$status" -eq 0 ]
	[ "$SECONDS" -lt 90 ]
	has "hello: least memory, MB 63.0 -"
}

@test "what does not boot is failed, and never a number; its size is one" {
	local end
	for end in 'console "Kernel panic - not syncing: test"' 'ended 0' 'echo Hello; ended 3' 'echo Hello'; do
		stub_qemu "$end"
		footprint --parts size,boot,time,memory --models trap --json out.json
		[ "$status" -eq 1 ]
		has "hello: boot, instructions failed -" "hello: boot, ms failed -" "hello: least memory, MB failed -"
		holds "all(('failed' in row['trap']) == ('bytes' not in name) for name, row in rows.items())"
	done
	footprint --models trap
	[ "$status" -eq 1 ]
	[[ $output =~ "hello: vmlinux, bytes "\ +[0-9] ]]
	[[ $output == *"trap: hello: boot, ms failed: "* ]]
}

@test "a model that cannot be linked is failed; the others are measured" {
	hello 10
	stub_link '[ "$calls" != gate ] || { echo "ukl-link: error: no gate" >&2; exit 1; }'
	footprint --parts size,memory --models trap,gate
	[ "$status" -eq 1 ]
	# Reported once, by each.
	has "ukl-link: error: no gate" "ukl-bench footprint: error: gate: the image could not be linked, see above"
	[ "$(grep -c 'error' <<<"$output")" -eq 2 ]
	[[ $output =~ "hello: bzImage, bytes"\ +[0-9.,]+\ +failed ]]
	has "hello: least memory, MB 10.0 failed -"
}

@test "the time to boot: as many times as there are runs, with their spread" {
	hello 1
	run timeout -k 5 100 ukl-bench hello --parts time --models trap --runs 2 --json out.json
	[ "$status" -eq 0 ]
	holds "rows['hello: boot, ms']['trap']['n'] == rows['hello: boot, ms']['trap']['runs'] == 2"
	holds "rows['hello: boot, ms']['trap']['spread_runs'] >= 0 and rows['hello: boot, ms']['trap']['median'] > 1"
	run timeout -k 5 100 ukl-bench hello --parts time --models trap --quick --json out.json
	holds "rows['hello: boot, ms']['trap']['runs'] == 1 and rows['hello: boot, ms']['trap']['spread_runs'] is None"
}

@test "what cannot become a bzImage has no size as one" {
	hello 10
	stub_link '[ "$format" != bzimage ] || { echo "ukl-link: error: no bzimage" >&2; exit 1; }'
	footprint --parts size --models trap
	[ "$status" -eq 1 ]
	has "hello: bzImage, bytes failed -"
	[[ $output =~ "hello: vmlinux, bytes "\ +[0-9] ]]
}

@test "Ctrl-C: no QEMU is left, nor a file" {
	local result=0
	stub_qemu 'exec sleep 60'
	env --default-signal=INT ukl-bench footprint --models trap --parts memory hello </dev/null >out 2>&1 3>&- &
	wait_for test -s pids
	kill -INT $!
	wait $! || result=$?
	[ "$result" -eq 130 ]
	[ ! -e "/proc/$(cat pids)" ] || grep -q '^State:.Z' "/proc/$(cat pids)/status"
}

@test "wrong arguments" {
	local arguments
	while IFS='|' read -r arguments text; do
		# shellcheck disable=SC2086
		run ukl-bench footprint $arguments
		[ "$status" -eq 2 ]
		[[ $output == *"$text"* ]] || { echo "$output"; return 1; }
	done <<-'EOF'
		nosuch|nosuch: no recipe; ukl-link --list lists them
		hello hello|hello: is there twice
		--parts speed|'speed' is no part
		--accel xen|--accel xen: must be tcg or kvm
		--models explicit|'explicit' is no model
		--parts size,size|part size is there twice
	EOF
	run ukl-bench hello hello
	[ "$status" -eq 2 ]
	[ "$output" = "ukl-bench hello: error: hello: hello takes no operands" ]
	[[ $(ukl-bench hello --help) == "Usage: ukl-bench hello [OPTION]..."$'\n'* ]]
	run ukl-bench footprint --help
	[ "$status" -eq 0 ]
	for option in --parts --accel --quick --runs --models --profile --json --markdown; do
		[[ $output == *"  $option "* ]]
	done
	[ ! -e pids ]
}

# boots MB: does it write its text, given three chances? A busy host may be the end of an emulated guest.
boots() {
	for _ in 1 2 3; do
		# No pipe to a grep that ends early.
		timeout -k 5 30 ukl-run --accel tcg --no-net --timeout 15 --memory "$1" hello.vmlinux </dev/null >console 2>&1 &&
			grep -q '^Hello from ring 0' console && return
	done
	return 1
}

@test "real guests: hello, and hello as a process" {
	use_real
	run timeout -k 5 300 ukl-bench hello --quick --models process,shortcut --json out.json --markdown out.md
	echo "$output"
	[ "$status" -eq 0 ]
	# Both are of one kernel: no way to link is far from the other.
	holds "len(rows) == 6 and all(0.5 < row['shortcut']['median'] / row['process']['median'] < 1.5
		for name, row in rows.items() if ', ms' not in name)"
	grep -q '^- hello: boot, instructions: from QEMU' out.md
	run ukl-bench --compare out.json out.json
	[ "$status" -eq 0 ]
	[ "$(grep -c '+0.0 %$' <<<"$output")" -eq 12 ]
	least=$(python3 -c 'import json; print(json.load(open("out.json"))["searches"][1]["least"])')
	ukl-link -o hello.vmlinux hello
	boots "$least"
	run ! boots $((least - 1))
}

@test "real guests: boots repeat to the instruction, but for what the host's clock is asked" {
	use_real
	run timeout -k 5 200 ukl-bench footprint hello --parts boot --models shortcut --runs 3 --json out.json
	[ "$status" -eq 0 ]
	holds "rows['hello: boot, instructions']['shortcut']['spread_samples'] < 1"
}

@test "real guests: a server is ready when it has answered" {
	use_real
	run timeout -k 5 300 ukl-bench footprint nginx --quick --parts boot,memory --models shortcut --json out.json
	echo "$output"
	[ "$status" -eq 0 ]
	holds "any(step['memory'] == search['least'] - 1 and 'failed' in step for step in search['steps'])"
	nobody_listens
}

# No guest is left that serves.
nobody_listens() {
	[ ! -e pids ]
	run ! pgrep -f "$BATS_TEST_TMPDIR.*vmlinux"
}
