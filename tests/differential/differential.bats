# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Calls on sockets by shortcuts and by the instruction SYSCALL see the same. A
# bounded number of seeds; tests/run-differential-tests tries more.

repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
out=${UKL_DIFFERENTIAL_OUT:-$repository/build/tests-differential}

setup_file()
{
	make --no-print-directory -s -C "$BATS_TEST_DIRNAME" "OUT=$out"
}

@test "an ordinary process on this machine sees no difference" {
	"$repository/tests/run-differential-tests" --host --count 40
}

@test "every fault that calls are given is found" {
	local number name found=0
	while read -r number name; do
		if "$out/faulty" --fault "$number" --count 60 --most 1 --whole --runs 2 \
			>"$BATS_TEST_TMPDIR/report" 2>&1; then
			echo "not found: $name"
			return 1
		fi
		found=$((found + 1))
		grep -q '^mismatch, seed ' "$BATS_TEST_TMPDIR/report"
		grep -q '^repeat: differential --seed ' "$BATS_TEST_TMPDIR/report"
	done < <("$out/faulty" --faults)
	[ "$found" -ge 26 ]
}

@test "with shortcuts, one processor" {
	"$repository/tests/run-differential-tests" --smp 1 --process 20 --count 60
}

@test "with shortcuts, two processors" {
	"$repository/tests/run-differential-tests" --smp 2 --seed 1001 --process 20 --count 60
}

@test "without shortcuts" {
	"$repository/tests/run-differential-tests" --smp 2 --seed 2001 --process 0 --count 30 --shortcuts off
}
