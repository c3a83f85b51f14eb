#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The network of ukl-bench: a tap device in a namespace of its own, or QEMU's user network.

load lib
bats_require_minimum_version 1.5.0

# need_tap: skip without tap devices.
need_tap() {
	local how=(unshare --net) reason
	[ "$(id -u)" = 0 ] || how=(unshare --map-root-user --net)
	reason=$(timeout 10 "${how[@]}" ip tuntap add dev ukl0 mode tap 2>&1) ||
		skip "no network namespaces with tap devices here: ${reason##*$'\n'}"
}

echo_once() {
	run timeout 60 ukl-bench tcp-echo --quick --models trap --connections 2 --json out.json --markdown out.md "$@"
	echo "$output"
}

@test "by default there is a tap device, and nothing of it outside" {
	need_tap
	local links
	links=$(ip link)
	stub_guest echo
	sed -i '2i echo "$*" >>command; ip -o address >>addresses; ip neighbour >>neighbours; cat /proc/sys/net/ipv4/tcp_no_metrics_save >>metrics' "$UKL_QEMU"
	echo_once
	[ "$status" -eq 0 ]
	has "2 connections 2,300 -" "elsewhere. Packets go by a tap device. An idle guest would have executed"
	grep -q '"network": "tap"' out.json
	grep -q 'Packets go by a tap device' out.md
	grep -q ' -netdev tap,fd=[0-9]*,id=net0 ' command
	run ! grep -q hostfwd command
	grep -q 'ukl0 .*inet 10\.0\.2\.2/24' addresses
	[ "$(sort -u metrics | tail -n 1)" = 1 ]
	run ! grep -q inet6 <(grep ukl0 addresses)
	grep -q '^10\.0\.2\.15 dev ukl0 lladdr 52:54:00:12:34:56 PERMANENT' neighbours
	[ "$(ip link)" = "$links" ]
}

@test "the user network if it is asked for" {
	stub_guest echo
	sed -i '2i echo "$*" >>command' "$UKL_QEMU"
	echo_once --network user
	[ "$status" -eq 0 ]
	grep -q '"network": "user"' out.json
	grep -q "Packets go by QEMU's user network" out.md
	grep -q 'hostfwd=tcp:127\.0\.0\.1:' command
	[[ $output != *warning* ]]
}

@test "without tap devices there is one line, and the user network" {
	[ "$(id -u)" = 0 ] || skip "not root"
	need_tap
	stub_guest echo
	run timeout 60 unshare --mount sh -c 'mount --bind /dev/null /dev/net/tun &&
		exec ukl-bench tcp-echo --quick --models trap --connections 2 --json out.json'
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$(grep -c warning <<<"$output")" -eq 1 ]
	[[ $output == *"ukl-bench tcp-echo: warning: no tap device, so QEMU's user network takes its place: a tap device: Inappropriate ioctl"* ]]
	grep -q '"network": "user"' out.json
	has "2 connections 2,300 -"
}

@test "an ordinary user has a user namespace" {
	[ "$(id -u)" = 0 ] || skip "not root"
	need_tap
	stub_guest echo
	chmod a+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_RUN_TMPDIR/suite" 2>/dev/null || true
	chmod a+rwx . tmp
	mknod -m 666 tun c 10 200 || skip "no device files here"
	run timeout 60 unshare --mount sh -c 'mount --bind tun /dev/net/tun &&
		exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
			ukl-bench tcp-echo --quick --models trap --connections 2 --json out.json'
	echo "$output"
	[ "$status" -eq 0 ]
	grep -q '"network": "tap"' out.json
}

@test "Ctrl-C: neither namespace nor device is left" {
	need_tap
	local signal pid namespace
	stub_guest echo
	for signal in INT TERM KILL; do
		rm -f pids
		env --default-signal=INT,TERM ukl-bench tcp-echo --models process --messages 1000000 </dev/null >out 2>&1 3>&- &
		pid=$!
		wait_for test -s pids
		sleep 1
		namespace=$(readlink "/proc/$pid/ns/net")
		[ "$namespace" != "$(readlink /proc/self/ns/net)" ]
		kill -"$signal" "$pid"
		wait "$pid" || true
		wait_for nobody_in "$namespace"
		run ! ip link show ukl0
		[ "$signal" = KILL ] && rm -rf tmp/*
		[ -z "$(ls -A tmp)" ]
	done
}

nobody_in() {
	! readlink /proc/[0-9]*/ns/net 2>/dev/null | grep -qxF "$1"
}

@test "another word is no network" {
	run ukl-bench tcp-echo --network bridge
	[ "$status" -eq 2 ]
	[[ $output == *"--network bridge: not tap or user"* ]]
}
