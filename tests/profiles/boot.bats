#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Images of the small profiles start, answer, and are as small as they are said to
# be. Needs kernels that `make` does not build: with PROFILES_BOOT=1 only.
# shellcheck disable=SC2154 # the variables of lib.bash

load lib

setup() {
	[ -n "${PROFILES_BOOT:-}" ] || skip "takes six kernels (PROFILES_BOOT=1)"
	cd "$BATS_TEST_TMPDIR" || return
	unset UKL_KIT
}

# answers MEMORY: nginx.vmlinux serves its page in a guest of so many MB.
answers() {
	local port=$((20000 + RANDOM % 12000)) guest
	ukl-run --memory "$1" --port "$port:80" --timeout 120 nginx.vmlinux </dev/null >console 2>&1 3>&- &
	guest=$!
	for ((try = 0; try < 300; try++)); do
		if curl --silent --fail --max-time 5 -o page "http://127.0.0.1:$port/"; then
			kill "$guest"
			wait "$guest" || :
			cmp page "$top/apps/nginx/root/usr/share/nginx/html/index.html"
			return
		fi
		kill -0 "$guest" 2>/dev/null || break
		sleep 0.2
	done
	kill "$guest" 2>/dev/null || :
	tail -n 20 console
	return 1
}

# size_at_most MB FILE: without symbols.
size_at_most() {
	strip -o stripped "$2"
	awk -v size="$(stat -c %s stripped)" -v limit="$1" 'BEGIN { print size / 1e6 " MB"; exit size > limit * 1e6 }'
}

@test "lupine-base+hello-world: hello" {
	ukl-link --profile lupine-base+hello-world -o hello.vmlinux hello
	run ukl-run --memory 16 hello.vmlinux -- one "two words"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"Hello from ring 0."*"argument 2: two words"* ]]
	[[ $(ukl-link --info hello.vmlinux) == *'"profile": "lupine-base+hello-world"'* ]]
}

@test "lupine-base+nginx: nginx answers" {
	ukl-link --profile lupine-base+nginx -o nginx.vmlinux nginx
	answers 32
}

@test "lupine-tiny+nginx: nginx answers" {
	ukl-link --profile lupine-tiny+nginx -o nginx.vmlinux nginx
	answers 32
}

@test "microvm: nginx answers" {
	ukl-link --profile microvm -o nginx.vmlinux nginx
	answers 256
}

# well PROFILE: hello runs, and the kernel's own checks of its tables find nothing.
well() {
	ukl-link --profile "$1" -o hello.vmlinux hello
	run ukl-run --append loglevel=7 --timeout 120 hello.vmlinux
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"Hello from ring 0."* ]]
	[[ $output == *"Checked W+X mappings: passed, no W+X pages found."* ]]
	run -1 grep -Ef "$top/tests/complaints" <<<"$output"
}

@test "debug: hello; nothing is both writable and executable" {
	well debug
}

@test "hardened: hello; nothing is both writable and executable" {
	well hardened
}
