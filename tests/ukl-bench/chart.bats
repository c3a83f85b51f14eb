#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench chart, on good and on damaged files, with gnuplot and with stand-ins for it.

load lib
bats_require_minimum_version 1.5.0

setup() {
	use_test_dir
	cat >a.json <<-'EOF'
		{ "format": "ukl-bench", "version": 1, "verb": "calls", "unit": "instructions", "profile": "general",
		"models": ["process", "trap"], "rows": [
		{ "name": "read", "process": { "median": 400.0 }, "trap": { "median": 300, "spread_runs": null } },
		{ "name": "read, program", "process": { "median": 40.0 }, "trap": { "median": 3 } },
		{ "name": "o'pen <&> `id` @1_{2}", "process": { "median": 40.0 }, "trap": { "median": 50 } },
		{ "name": "stat", "process": { "median": 40.0 }, "trap": { "median": 40 } },
		{ "name": "write", "process": { "median": 1200 }, "trap": { "failed": "it died" } } ] }
	EOF
}

# stub_gnuplot SCRIPT: gnuplot is this script
stub_gnuplot() {
	mkdir -p bin
	printf '#!/bin/sh\n%s\n' "$1" >bin/gnuplot
	chmod +x bin/gnuplot
	PATH=$PWD/bin:$PATH
}

@test "names, figures and per cent are in the picture" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	run ukl-bench chart a.json -o a.svg
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	for text in "300.0  75.0 %" ">400.0<" ">read<" ">trap<" ">failed<" ">write<" "per cent of process" \
		"o'pen &lt;&amp;> \`id\` @1_{2}" "calls, profile general: instructions"; do
		grep -qF -- "$text" a.svg || { echo "no $text"; return 1; }
	done
	run ! grep -q 'read, program' a.svg
	python3 -c 'import sys, xml.dom.minidom as x; x.parse("a.svg")'
}

@test "those rows in which the models differ most" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	ukl-bench chart --top 2 -o a.svg a.json
	grep -q '>read<' a.svg
	grep -q "o'pen" a.svg
	run ! grep -q '>stat<' a.svg
	run ! grep -q '>write<' a.svg
}

@test "several files, of different models" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	sed 's/"trap"/"gate"/g; s/"calls"/"footprint"/; s/400.0/1/' a.json >b.json
	run ukl-bench chart -o a.svg a.json b.json
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	for text in ">trap<" ">gate<" "calls, profile" "footprint, profile" "300.0  30000.0 %"; do
		grep -qF -- "$text" a.svg || { echo "no $text"; return 1; }
	done
}

@test "the results of the tree can be drawn" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	local file
	for file in "$top"/docs/results/*.json; do
		run ukl-bench chart -o a.svg "$file"
		[ "$status" -eq 0 ]
		[ -z "$output" ]
		grep -q '</svg>' a.svg
	done
}

# no_picture TEXT ARGUMENT...: one line with that text, status 1, and what was there is still there
no_picture() {
	local text=$1
	shift
	echo before >a.svg
	run ukl-bench chart -o a.svg "$@"
	[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 1 ] && [[ $output == *"$text"* ]] || {
		echo "$*: status $status: $output"
		return 1
	}
	[ "$(cat a.svg)" = before ]
	[ "$(find . -name '.a.svg*')" = "" ]
}

@test "damaged files" {
	local damage
	for damage in 's/400.0/"x"/' 's/400.0/-4/' '1d' 's/"version": 1/"version": 2/' 's/"format"/"f"/' '2,$d' d; do
		sed "$damage" a.json >b.json
		no_picture "b.json: " b.json
		no_picture "b.json: " a.json b.json
	done
	no_picture "none.json: No such file" none.json
}

@test "files that are cut short, or hold something else than they should" {
	damage_file
	for file in damaged/*; do
		refused_whole "$file" chart -o a.svg a.json "$file"
		[ ! -e a.svg ]
	done
}

@test "no gnuplot, or one that fails: one line, and no part of a picture" {
	stub_gnuplot 'echo "<svg>"; exit 1'
	no_picture "a.svg: gnuplot fails: it draws nothing" a.json
	stub_gnuplot 'echo "<svg>"; echo "line 3: no terminal" >&2; exit 1'
	no_picture "a.svg: gnuplot fails: line 3: no terminal" a.json
	stub_gnuplot 'echo "<svg>"'
	no_picture "a.svg: gnuplot fails" a.json
	# Only what this test needs.
	mkdir only
	ln -s "$(command -v ukl-bench)" "$(command -v cat)" "$(command -v find)" only
	PATH=$PWD/only no_picture "gnuplot: No such file or directory; apt-get install gnuplot-nox" a.json
}

@test "devices, pipes and links are not replaced by a picture" {
	local name
	no_files
	for name in pipe link loose device; do
		mv "$name" "$name.svg"
		run ukl-bench chart a.json -o "$name.svg"
		[ "$status" -eq 1 ]
		[ "${#lines[@]}" -eq 1 ]
		[[ $output == *"$name.svg: is there and not a file"*"; choose another name with -o" ]]
		[ ! -f "$name.svg" ] || [ -L "$name.svg" ]
	done
}

@test "wrong arguments" {
	run ukl-bench chart -o a.svg
	[ "$status" -eq 2 ]
	[[ $output == *"which result files?"* ]]
	run ukl-bench chart a.json
	[ "$status" -eq 2 ]
	[[ $output == *"where to? give -o FILE.svg"* ]]
	for name in a.png svg a.svg/a; do
		run ukl-bench chart a.json -o "$name"
		[ "$status" -eq 2 ]
		[ "$output" = "ukl-bench chart: error: -o $name: pictures are SVG; give -o FILE.svg" ]
		[ ! -e "$name" ]
	done
	run ukl-bench chart a.json -o
	[ "$status" -eq 2 ]
	run ukl-bench chart a.json -o no/such/dir/a.svg
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	run ukl-bench chart --help
	[ "$status" -eq 0 ]
	[[ $output == *"  -o FILE.svg"* ]]
}
