# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# tcp-echo linked into Linux at the end of a bad line, with clients that vanish,
# and with thousands of them: by handles, and on another port by descriptors.

load lib

setup_file()
{
	need_network || return 0
	need_descriptors $((connections + 100)) || return 0
	open_network
	open_relay
	ports=$(sed -n 's/^port = \([0-9]*\).*/\1/p' "$repository/apps/tcp-echo/recipe")
	export all_ports="$ports 8007"
	# Handles are what has to stand most.
	[ -z "$long" ] || ports=$all_ports
	export ports
	link_image tcp-echo /bin/sh -c "'/ukl/tcp-echo -d -p 8007 & exec /ukl/tcp-echo'"
	boot "${TCP_SMP:-2}" 512
	set_guest net/ipv4/tcp_max_orphans 20000
	set_guest net/ipv4/tcp_fin_timeout 2
	set_guest net/ipv4/tcp_orphan_retries 2
	[ -n "$long" ] || set_guest net/ipv4/tcp_max_tw_buckets 16
	others_are_served
	remember_sockets
}

setup()
{
	skip_if_needed
	relay perfect
	relay count
	wait_until 20 sockets_are inuse "$(idle_sockets)"
	wait_until 20 sockets_are orphan 0
	patience=$(seconds 60)
	[ -z "$long" ] || patience=$(seconds 200)
}

teardown()
{
	[ -z "${skip_reason:-}" ] || return 0
	relay perfect
	set_retries 15
	vanish_by kill
	show_guest
}

others_are_served()
{
	local port
	for port in $all_ports; do
		in_network "$out/many" --echo 1000 --connections 20 --rounds 2 \
			--time "$(seconds 15)" "$guest" "$port"
	done
}

# stream_all BYTES [OPTION...]: there and back, to both ports at the same time.
stream_all()
{
	local bytes=$1 port jobs=()
	shift
	[ -z "$long" ] || bytes=$((bytes * 10))
	for port in $all_ports; do
		in_network "$out/stream" --echo "$bytes" --time "$patience" \
			--connections 5 "$@" "$guest" "$port" 3>&- &
		jobs+=($!)
	done
	for port in "${jobs[@]}"; do
		wait "$port"
	done
}

@test "streams on a perfect line" {
	stream_all 1000000
	stream_all 20000 --write-size 100
	stream_all 1
	happened frames 1000
}

@test "1 % of all frames lost" {
	relay loss 1
	stream_all 500000
	happened lost
}

@test "5 % of all frames lost" {
	relay loss 5
	stream_all 100000
	happened lost
}

@test "1 % lost and delayed by 20 ms, more or less" {
	relay loss 1
	relay delay 20 10
	stream_all 50000
	happened lost 1
}

@test "10 % out of order and 10 % twice" {
	relay reorder 10
	relay duplicate 10
	stream_all 500000
	happened reordered
}

@test "2 % with a wrong bit" {
	relay damage 2
	stream_all 100000
	happened damaged
}

@test "readers that take their time, 1 % lost" {
	relay loss 1
	stream_all 300000 --receive-buffer 8192 --read-size 3000 --pause 5
	happened lost
}

@test "100 connections with four messages each, 5 % lost" {
	local port
	relay loss 5
	for port in $ports; do
		many --connections 100 --rounds 3 --echo 500 "$guest" "$port"
	done
	happened lost
}

# vanish_in_all_ways PORT
vanish_in_all_ways()
{
	local way
	for way in reset close shut kill; do
		start_clients --fill --connections 20 "$guest" "$1"
		sockets_of_clients 20
		vanish_by "$way"
	done
	gone_within 5
}

@test "clients vanish with much unread: reset, closed, shut, killed" {
	local port
	for port in $ports; do
		vanish_in_all_ways "$port"
	done
}

@test "the line is dead while the server waits for a window" {
	local port
	set_retries 3
	for port in $ports; do
		start_clients --fill --connections 20 "$guest" "$port"
		relay cut "$doomed"
		vanish_by kill
		others_are_served
		sockets_of_clients 20
		gone_within 20
		relay mend "$doomed"
	done
}

@test "the line is dead until the clients have gone: half-open connections" {
	local port
	for port in $ports; do
		start_clients --fill --connections 20 "$guest" "$port"
		relay cut "$doomed"
		vanish_by kill
		sockets_of_clients 20
		relay mend "$doomed"
		gone_within 20
	done
}

@test "10,000 connections are open, and each gets all its answers" {
	local port
	for port in $ports; do
		many --connections "$connections" --rounds 1 --echo 500 \
			"$guest" "$port"
		wait_until 60 sockets_are inuse "$(idle_sockets)"
	done
}

@test "thousands of connections, one after the other: nothing is left" {
	local port turn
	many --connections 500 --rounds 0 --echo 500 "$guest" "${ports%% *}"
	remember_memory
	for port in $ports; do
		for ((turn = 0; turn < requests / 1000; turn++)); do
			in_network "$out/many" --connections 500 --rounds 0 \
				--echo 500 "$guest" "$port"
		done
	done
	nothing_is_left
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
