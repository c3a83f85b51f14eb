#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench compare, on good and on damaged files.

load lib

setup() {
	use_test_dir
	cat >a.json <<-'EOF'
		{ "format": "ukl-bench", "version": 1, "verb": "calls", "unit": "instructions",
		"models": ["process", "trap"], "rows": [
		{ "name": "read", "process": { "median": 400.0 }, "trap": { "median": 390 } },
		{ "name": "write", "process": { "median": 1200 }, "trap": { "failed": "it died" } } ] }
	EOF
}

@test "what changed, in per cent" {
	sed 's/400.0/300/; s/390/429/' a.json >b.json
	run ukl-bench compare a.json b.json
	[ "$status" -eq 0 ]
	has "process before after change" "read 400.0 300.0 -25.0 %" "write 1,200 1,200 +0.0 %" \
		"read 390.0 429.0 +10.0 %" "write failed failed -"
}

@test "figures of one boot, whose spread is null" {
	sed 's/"median": 400.0/&, "spread_runs": null, "n": 1/' a.json >b.json
	run ukl-bench compare a.json b.json
	[ "$status" -eq 0 ]
	has "read 400.0 400.0 +0.0 %"
}

@test "another way to write the verb" {
	run ukl-bench --compare a.json a.json
	[ "$status" -eq 0 ]
	has "read 400.0 400.0 +0.0 %"
	run ukl-bench --compare a.json
	[ "$status" -eq 2 ]
}

@test "what is in one file only" {
	sed 's/"write"/"open"/; s/, "trap"/, "gate"/' a.json | sed 's/"trap":/"gate":/' >b.json
	run ukl-bench compare a.json b.json
	[ "$status" -eq 1 ]
	has "read 400.0 400.0 +0.0 %" \
		"ukl-bench compare: error: only in a.json: 'trap', 'write'; only in b.json: 'gate', 'open'"
	sed 's/"name": "write"/"name": "open"/' a.json >b.json
	sed -i 's/"rows": \[/&{ "name": "write", "process": { "median": 1 }, "trap": { "median": 1 } },/' b.json
	run ukl-bench compare b.json a.json
	[ "$status" -eq 1 ]
	[ "$(grep -c error: <<<"$output")" -eq 1 ]
	has "ukl-bench compare: error: only in b.json: 'open'"
}

# refused SED TEXT: a.json changed this way is refused with this text
refused() {
	sed "$1" a.json >b.json
	run ukl-bench compare a.json b.json
	[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 1 ] && [[ $output == *"b.json: $2"* ]] || {
		echo "$1: status $status: $output"
		return 1
	}
}

@test "damaged files" {
	refused 's/400.0/"x"/' "damaged: a figure is missing"
	refused 's/400.0/-4/' "damaged: a figure is missing"
	refused 's/400.0/0/' "damaged: a figure is missing"
	refused 's/"read", "process"/"read", "gate"/' "damaged: a figure is missing"
	refused 's/"name": "read"/"name": 5/' "damaged: a row without a name"
	refused 's/\["process", "trap"\]/[]/' "damaged: a part is missing"
	refused 's/\["process", "trap"\]/["process", 1]/' "damaged: a part is missing"
	refused 's/"unit"/"u"/' "damaged: a part is missing"
	refused 's/"rows"/"r"/' "damaged: a part is missing"
	refused 's/"version": 1/"version": 2/' "written by another version"
	refused 's/"format"/"f"/' "not a result file"
	refused '2,$d' "line"
	refused 'd' "line"
	run ukl-bench compare a.json none.json
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-bench compare: error: none.json: No such file or directory" ]
}

@test "files that are cut short, or hold something else than they should" {
	damage_file
	for file in damaged/*; do
		refused_whole "$file" compare a.json "$file"
		refused_whole "$file" compare "$file" a.json
	done
}

@test "different kinds" {
	sed 's/"calls"/"nginx"/' a.json >b.json
	run ukl-bench compare a.json b.json
	[ "$status" -eq 1 ]
	[[ $output == *"not of the same verb and unit" ]]
}
