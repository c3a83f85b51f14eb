#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The configurations against Lupine's lists: each difference has its entry in
# tests/profiles/differences, and each entry its difference.
# shellcheck disable=SC2154 # the variables of lib.bash

load lib

setup() {
	[ -d "$lupine" ] || skip "no lists of Lupine's in $lupine (LUPINE_PROFILES)"
}

# compare PROFILE LIST...: a line for each difference; those that are explained are kept.
compare() {
	local name=$1
	shift
	configuration "$name" >"$BATS_TEST_TMPDIR/final"
	profile "$name" >"$BATS_TEST_TMPDIR/joined"
	awk -v profile="$name" -f "$BATS_TEST_DIRNAME/compare.awk" "$BATS_TEST_DIRNAME/differences" \
		"$lupine/options-6.1.tsv" "$BATS_TEST_TMPDIR/final" "$BATS_TEST_TMPDIR/joined" "$@" >"$BATS_TEST_TMPDIR/result"
	sed -n 's/^used //p' "$BATS_TEST_TMPDIR/result" >>"$BATS_FILE_TMPDIR/used"
	! grep '^unexplained' "$BATS_TEST_TMPDIR/result"
}

@test "lupine-base" {
	compare lupine-base "$lupine/lupine-djw-nokml.config"
}

@test "lupine-tiny" {
	compare lupine-tiny "$lupine/lupine-djw-nokml-tiny.config"
}

@test "lupine-djw-kml and lupine-djw-kml-tiny" {
	compare lupine-djw-kml "$lupine/lupine-djw-kml.config"
	compare lupine-djw-kml-tiny "$lupine/lupine-djw-kml-tiny.config"
}

@test "lupine-general" {
	compare lupine-general "$lupine/lupine-djw-nokml.config" "$lupine/lupine-general.config"
}

@test "microvm" {
	compare microvm "$lupine/microvm.config"
}

# Applications that say the same share a configuration.
@test "the base with each of the twenty applications" {
	for application in $applications; do
		key=$("$top/tools/ukl-kernel" --print-key --profile "lupine-base+$application")
		shared=$BATS_FILE_TMPDIR/key-${key##*-}
		[ -e "$shared" ] || configuration "lupine-base+$application" >"$shared"
		cp "$shared" "$BATS_FILE_TMPDIR/lupine-base+$application"
		compare "lupine-base+$application" "$lupine/lupine-djw-nokml.config" "$lupine/apps/$application.config" ||
			{ echo "in $application"; return 1; }
	done
}

@test "no entry of the table is superfluous" {
	[ -s "$BATS_FILE_TMPDIR/used" ]
	awk 'NR == FNR { used[$1] = 1; next }
		/^[A-Z0-9]/ && !(FNR in used) { print "differences:" FNR ": explains nothing: " $0; faults++ }
		END { exit faults > 0 }' "$BATS_FILE_TMPDIR/used" "$BATS_TEST_DIRNAME/differences"
}
