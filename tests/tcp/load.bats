# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# nginx with ten thousand connections that are open at once, and with as many
# that come and go: all are answered, and nothing is left of them.

load lib

setup_file()
{
	need_network || return 0
	need_descriptors $((connections + 100)) || return 0
	open_network
	open_tap
	link_nginx
	boot "${TCP_SMP:-1}" 512
	# All of them may be closed at the same moment.
	set_guest net/ipv4/tcp_max_orphans 20000
	# A minute for each connection is too long for the short form.
	[ -n "$long" ] || set_guest net/ipv4/tcp_max_tw_buckets 16

	# Whatever grows when it is first needed.
	load -n 1000 -c 50 "http://$guest/1000"
	load -k -n 1000 -c 50 "http://$guest/1000"
	remember_memory
}

@test "a connection for each request: none fails, nothing is left" {
	load -n "$requests" -c 50 "http://$guest/1000"
	nothing_is_left
}

@test "connections kept alive: no request fails, nothing is left" {
	load -k -n "$kept_alive" -c 50 "http://$guest/1000"
	nothing_is_left
}

@test "10,000 connections are open, and each gets all its answers" {
	many --connections "$connections" --rounds 1 \
		--get /1000 --body "$bodies/1000" "$guest" 80
	[ -z "$long" ] ||
		many --connections "$connections" --rounds 3 \
			--get /20000 --body "$bodies/20000" "$guest" 80
}

@test "nothing is left of them" {
	# nginx' workers keep memory, and the kernel their tables of descriptors,
	# 128 KB each.
	nothing_is_left 20000 600
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
