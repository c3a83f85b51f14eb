#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The choice between KVM and emulation.

load lib

setup() {
	use_test_dir
	make_stub 'status "exit 0"'
}

go() {
	run_bounded ukl-run --no-net app "$@"
}

accel_of() {
	grep -A1 -x -e -accel "$args" | tail -n 1
}

@test "--accel tcg is taken as it is, without a trial" {
	go --accel tcg
	[ "$(accel_of)" = tcg ]
	[ ! -e "$args.trials" ]
}

@test "--accel kvm: status 126 and one line if no guest runs under it, asked each time" {
	go --accel kvm
	[ "$status" -eq 126 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "ukl-run: error: --accel kvm: KVM does not run guests here ("*"); leave the option out" ]]
	[ ! -e "$args" ]
	[ -w /dev/kvm ] || skip "no /dev/kvm"
	echo 43 >"$args.trial-status"
	go --accel kvm
	[ "$(accel_of)" = kvm ]
}

@test "auto: KVM if the trial guest runs, asked only once" {
	[ -w /dev/kvm ] || skip "no /dev/kvm"
	echo 43 >"$args.trial-status"
	go
	[ "$(accel_of)" = kvm ]
	go
	[ "$(accel_of)" = kvm ]
	[ "$(wc -l <"$args.trials")" -eq 1 ]
	[ -z "$output" ]
}

@test "auto: emulation if it does not; -v says so" {
	go
	[ "$(accel_of)" = tcg ]
	[ -z "$output" ]
	go -v
	[[ $output == *"KVM does not run guests here ("*"); using TCG emulation"* ]]
}

@test "auto: another QEMU is tried anew" {
	[ -w /dev/kvm ] || skip "no /dev/kvm"
	go
	echo '# changed' >>"$UKL_QEMU"
	go
	[ "$(wc -l <"$args.trials")" -eq 2 ]
}

@test "auto: a damaged cache or none is no fault" {
	go
	head -c 100 /dev/urandom >"$UKL_CACHE/kvm-trial"
	go
	[ "$status" -eq 0 ]
	UKL_CACHE=/proc/nowhere go
	[ "$status" -eq 0 ]
	unset UKL_CACHE XDG_CACHE_HOME
	HOME='' go
	[ "$status" -eq 0 ]
}

@test "the trial guest itself runs under emulation" {
	local rom=$BATS_TEST_TMPDIR/rom

	command -v qemu-system-x86_64 || skip "no QEMU"
	# The same bytes that ukl-run hands to QEMU, taken from its own call.
	cat >"$UKL_QEMU" <<-EOF
		#!/bin/bash
		words=()
		for word; do
			case \$word in
			/dev/fd/*) cp "\$word" '$rom'; word='$rom' ;;
			kvm) word=tcg ;;
			esac
			words+=("\$word")
		done
		case " \$* " in
		*" -bios "*) timeout 10 qemu-system-x86_64 "\${words[@]}"; echo \$? >'$rom.status' ;;
		esac
		exit 1
	EOF
	[ -w /dev/kvm ] || skip "no /dev/kvm"
	go
	[ "$(cat "$rom.status")" -eq 43 ]
	[ "$(stat -c %s "$rom")" -eq 65536 ]
}
