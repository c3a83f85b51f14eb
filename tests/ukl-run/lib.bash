# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Helpers of the tests of ukl-run: images with a description of our choice, and
# a stand-in for QEMU that does what the test says.

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
PATH="$top/${UKL_BUILD:-build}/bin:$PATH"

# make_image FILE JSON [LINES [GCC'S WORD...]]: an ELF file that carries this description,
# and these lines of assembler.
make_image() {
	local file=$1 json=${2//\\/\\\\} lines=${3:-}
	shift $(($# < 3 ? 2 : 3))

	json=${json//\"/\\\"}
	gcc -nostdlib -static -Wl,--build-id=none "$@" -x assembler -o "$file" - <<-EOF
		.globl _start
		.text
		_start: hlt
		$lines
		.section .note.ukl, "a", @note
		.balign 4
		.long 4, 2f - 1f, 1
		.asciz "UKL"
		1: .ascii "$json"
		2: .balign 4
	EOF
}

# describe [JSON MEMBERS]: a good description with these members in addition.
describe() {
	printf '{"version":1,"program":"app","memory":64%s}' "${1:+,$1}"
}

# make_stub SCRIPT: $UKL_QEMU becomes a program that runs this shell script. In it:
#   status TEXT   what the guest sends to the debug console
#   console TEXT  what the guest writes to its console
#   "$@"          QEMU's arguments, kept in $args, one in a line
make_stub() {
	UKL_QEMU=$BATS_TEST_TMPDIR/qemu
	args=$BATS_TEST_TMPDIR/args
	export UKL_QEMU
	{
		echo '#!/bin/bash'
		echo "args='$args'"
		cat <<-'EOF'
			case " $* " in
			*" -bios "*) # the trial boot with KVM
				echo trial >>"$args.trials"
				exit "$(cat "$args.trial-status" 2>/dev/null || echo 1)" ;;
			esac
			printf '%s\n' "$@" >"$args"
			for arg; do
				case $arg in
				file,*path=*) status=${arg#*path=} ;;
				stdio,*logfile=*) log=${arg#*logfile=} ;;
				esac
			done
			status() { echo "$1" >"$status"; }
			console() { echo "$1"; echo "$1" >"$log"; }
		EOF
		echo "$1"
	} >"$UKL_QEMU"
	chmod +x "$UKL_QEMU"
}

# run_bounded COMMAND...: run it for 20 seconds at most.
run_bounded() {
	run timeout -k 5 20 "$@"
}

# wait_for CONDITION...: until the command succeeds, for 20 seconds at most.
wait_for() {
	local i

	for ((i = 0; i < 400; i++)); do
		"$@" && return
		sleep 0.05
	done
	echo "gave up on: $*"
	return 1
}

# ends_with STATUS: the background job $pid.
ends_with() {
	local result=0

	wait "$pid" || result=$?
	[ "$result" -eq "$1" ]
}

# has_ended PID: gone, or only waiting for a parent that does not look.
has_ended() {
	[ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"
}

use_test_dir() {
	cd "$BATS_TEST_TMPDIR" || return
	export UKL_CACHE=$BATS_TEST_TMPDIR/cache
	make_image app.vmlinux "$(describe "${1:-}")"
}
