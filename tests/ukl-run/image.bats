#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# An image is not trusted: whatever its description says, QEMU gets numbers
# within bounds, and ukl-run ends with a message.

load lib

setup() {
	use_test_dir
}

# refuses JSON TEXT: an image with this description is refused so.
refuses() {
	make_image bad.vmlinux "$1"
	run_bounded ukl-run --dry-run --accel tcg bad.vmlinux
	[ "$status" -eq 1 ]
	[[ $output == "ukl-run: error: bad.vmlinux: "*"$2"* ]]
	[[ $output != *qemu-system* ]]
}

@test "not an image: text, empty file, directory, device, pipe" {
	echo hello >text
	: >empty
	mkdir directory
	mkfifo pipe
	for file in ./text ./empty ./directory ./pipe /dev/null; do
		run_bounded ukl-run --dry-run "$file"
		[ "$status" -eq 1 ]
		[[ $output == "ukl-run: error: $file: "* ]]
	done
}

@test "an ELF file without a description" {
	run_bounded ukl-run --dry-run /bin/true
	[ "$status" -eq 1 ]
	[[ $output == *"ukl-link"* ]]
}

@test "every truncation of an image is refused or read, never a crash" {
	local size step=97

	size=$(stat -c %s app.vmlinux)
	for ((n = 0; n < size; n += step)); do
		head -c "$n" app.vmlinux >cut.vmlinux
		run ukl-run --dry-run --accel tcg ./cut.vmlinux
		[ "$status" -le 1 ]
	done
}

@test "a description that is not JSON, or not an object" {
	refuses 'hello' "not JSON"
	refuses '[1,2]' "not JSON"
	refuses '{"version":1,"program":"a"' "not JSON"
}

@test "a description of another version" {
	refuses '{"version":2,"program":"a"}' version
	refuses '{"program":"a"}' version
}

@test "a program name cannot be an option or a path" {
	refuses '{"version":1,"program":"../x"}' program
	refuses '{"version":1,"program":"a b"}' program
	refuses '{"version":1,"program":""}' program
	refuses '{"version":1,"program":7}' program
}

@test "numbers out of bounds, or no numbers" {
	refuses "$(describe '"smp":0')" smp
	refuses "$(describe '"smp":1e3')" smp
	refuses "$(describe '"smp":"1,maxcpus=4"')" smp
	refuses "$(describe '"processors":0')" processors
	refuses '{"version":1,"program":"a","memory":99999999999}' memory
	refuses "$(describe '"ports":[{"guest":70000,"host":1}]')" guest
	refuses "$(describe '"ports":[{"guest":80,"host":"1,x=y"}]')" host
	refuses "$(describe '"ports":[7]')" ports
	refuses "$(describe '"ports":{"guest":1}')" ports
}

@test "too many ports" {
	local ports

	ports=$(printf '{"guest":%d},' {1025..1041})
	refuses "$(describe "\"ports\":[${ports%,}]")" ports
}

@test "a health path cannot smuggle a second request" {
	refuses "$(describe '"health":{"port":80,"path":"/ HTTP/1.0\r\nX: y"}')" health
	refuses "$(describe '"health":{"port":80,"path":"x"}')" health
}

@test "unknown members and unknown protocols are no fault" {
	make_image good.vmlinux "$(describe '"new":{"a":[1]},"ports":[{"guest":53,"host":5353,"protocol":"udp"},{"guest":9,"host":9999,"protocol":",x="}]')"
	run ukl-run --dry-run --accel tcg good.vmlinux
	[ "$status" -eq 0 ]
	[[ $output == *"hostfwd=udp:127.0.0.1:5353-:53,hostfwd=tcp:127.0.0.1:9999-:9 "* ]]
}

@test "a health check's lines are lines" {
	refuses "$(describe '"health":{"port":80,"line":"a\r\nb","answer":"c"}')" health
	refuses "$(describe '"health":{"port":80,"line":"a","answer":""}')" health
	refuses "$(describe '"health":{"port":80,"line":"a"}')" health
	refuses "$(describe '"health":{"port":80,"line":"a","answer":7}')" health
	refuses "$(describe "\"health\":{\"port\":80,\"line\":\"a\",\"answer\":\"$(printf '%061d' 0)\"}")" health
}
