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
	sed -i 's/"rows": \[/&{ "name": "write", "process": { "median": 1 }, "trap": { "failed": "no" } },/' b.json
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
	refused 's/400.0/"x"/' "damaged: a median is no number"
	refused 's/400.0/-4/' "damaged: a median is not above 0"
	refused 's/400.0/0/' "damaged: a median is not above 0"
	refused 's/400.0/1e300/' "damaged: a median is out of range"
	refused 's/"median": 400.0//' "damaged: a figure is missing"
	refused 's/"unit": "/&\\u001b/' "damaged: the unit has a character that cannot be printed"
	refused 's/"name": "write"/"name": "wr\\u001bite"/' "damaged: a name has a character that cannot be printed"
	refused "s/\"write\"/\"$(printf '%0201d')\"/" "damaged: a name is too long"
	refused 's/\["process", "trap"\]/["process", "trap", "trap"]/' "damaged: a model or row is there twice"
	refused 's/"write"/"read"/' "damaged: a model or row is there twice"
	refused 's/"read", /&"trap": { "median": 1 }, /' "line 3: duplicate object key"
	refused 's/"read", "process"/"read", "gate"/' "damaged: a figure is missing"
	refused 's/"name": "read"/"name": 5/' "damaged: a name is missing"
	refused 's/\["process", "trap"\]/[]/' "damaged: the models are missing"
	refused 's/\["process", "trap"\]/["process", 1]/' "damaged: a name is missing"
	refused 's/"unit"/"u"/' "damaged: the unit is missing"
	refused 's/"rows"/"r"/' "damaged: the rows are missing"
	refused 's/"version": 1/"version": 2/' "written by another version"
	refused 's/"format"/"f"/' "not a result file"
	refused '2,$d' "line"
	refused 'd' "line"
	run ukl-bench compare a.json none.json
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-bench compare: error: none.json: No such file or directory" ]
}

@test "what fails now and did not before" {
	sed 's/{ "median": 400.0 }/{ "failed": "it died" }/' a.json >b.json
	run ukl-bench compare a.json b.json
	[ "$status" -eq 1 ]
	has "read 400.0 failed -" "ukl-bench compare: error: failed in b.json and not in a.json: 'read' of process"
	[ "$(grep -c error: <<<"$output")" -eq 1 ]
	run ukl-bench compare b.json a.json
	[ "$status" -eq 0 ]
}

@test "what was not measured in the same way" {
	sed 's/"unit"/"smp": 1, "profile": "general", "network": "tap", &/' a.json >b.json
	sed 's/"smp": 1/"smp": 2/; s/"tap"/"user"/' b.json >c.json
	run ukl-bench compare b.json c.json
	[ "$status" -eq 0 ]
	has 'ukl-bench compare: warning: b.json and c.json were not measured in the same way: smp (1, 2), network ("tap", "user")'
	[ "$(grep -c warning: <<<"$output")" -eq 1 ]
	run ukl-bench compare a.json b.json
	[[ $output == *': profile (none, "general"), smp (none, 1), network (none, "tap")'* ]]
	run ukl-bench compare b.json b.json
	[[ $output != *warning:* ]]
}

@test "one damaged file given twice is reported once" {
	echo x >b.json
	run ukl-bench compare b.json b.json
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
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
