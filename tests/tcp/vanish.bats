# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Clients that go away without a word, or with a rude one, while nginx sends,
# receives or waits: others do not notice, and the sockets do not stay.

load lib

setup_file()
{
	need_network || return 0
	open_network
	open_relay
	link_nginx
	boot "${TCP_SMP:-2}" 256

	# Orphans are nobody's: they get no more than these seconds.
	set_guest net/ipv4/tcp_fin_timeout 2
	set_guest net/ipv4/tcp_orphan_retries 2
	[ -n "$long" ] || set_guest net/ipv4/tcp_max_tw_buckets 16
	# nginx opens some things when it first needs them.
	others_are_served
	remember_sockets
}

setup()
{
	skip_if_needed
	relay perfect
	wait_until 20 sockets_are inuse "$(idle_sockets)"
	wait_until 20 sockets_are orphan 0
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
	in_network "$out/many" --get /1000 --body "$bodies/1000" \
		--connections 20 --rounds 2 --time "$(seconds 15)" "$guest" 80
}

@test "reset while the server sends" {
	start_clients --get /8388608 --connections 50 "$guest" 80
	sockets_of_clients 50
	vanish_by reset
	gone_within 5
}

@test "reset while the server sends what it has copied" {
	start_clients --get /copied/8388608 --connections 50 "$guest" 80
	sockets_of_clients 50
	vanish_by reset
	gone_within 5
}

@test "closed while the server sends, with much unread" {
	start_clients --get /8388608 --connections 50 "$guest" 80
	vanish_by close
	gone_within 5
}

@test "killed while the server sends" {
	start_clients --get /8388608 --connections 50 "$guest" 80
	vanish_by kill
	gone_within 5
}

@test "no more requests are announced while the server sends, then closed" {
	start_clients --get /8388608 --connections 50 "$guest" 80
	vanish_by shut
	gone_within 5
}

@test "the line is dead while the server waits for a window" {
	set_retries 3
	start_clients --get /8388608 --connections 50 "$guest" 80
	relay cut "$doomed"
	vanish_by kill
	others_are_served
	sockets_of_clients 50
	gone_within 20
}

@test "the line is dead while data flow" {
	local clients=() entrance
	set_retries 3

	set_entrance
	relay delay 10 0
	for _ in {1..20}; do
		"${entrance[@]}" curl --silent --interface "$doomed" --max-time 40 \
			--limit-rate 500K -o /dev/null "http://$guest/8388608" 3>&- &
		clients+=($!)
	done
	wait_until 20 sockets_of_clients 20
	relay cut "$doomed"
	relay delay 0 0
	kill -KILL "${clients[@]}"
	wait "${clients[@]}" || true
	others_are_served
	gone_within 20
}

@test "the line is dead until the clients have gone: half-open connections" {
	# Now only the resets can be what ends them.
	start_clients --get /8388608 --connections 50 "$guest" 80
	relay cut "$doomed"
	vanish_by kill
	others_are_served
	sockets_of_clients 50
	relay mend "$doomed"
	gone_within 20
}

@test "idle or in the middle of a request, and the line is dead: keepalive finds out" {
	start_clients --connections 50 "$guest" 82
	start_clients --send "GET /1000 HTTP/1.1"$'\r\n'"Ho" \
		--connections 50 "$guest" 82
	start_clients --send "POST /sum HTTP/1.0"$'\r\n'"Content-Length: 100000"$'\r\n\r\n'"begin" \
		--connections 20 "$guest" 82
	# As long as they answer they stay.
	sleep 4
	sockets_of_clients 120
	relay cut "$doomed"
	vanish_by kill
	gone_within 15
}

@test "in the middle of an upload: reset" {
	start_clients --send "POST /sum-at-once HTTP/1.0"$'\r\n'"Content-Length: 100000"$'\r\n\r\n'"begin" \
		--connections 10 "$guest" 80
	sockets_of_clients 10
	vanish_by reset
	gone_within 10
}

@test "clients come and vanish while others load the server: none of them fails, nothing is left" {
	local number=3000 ab turn
	[ -z "$long" ] || number=30000
	remember_memory
	load -s 60 -n $number -c 20 "http://$guest/1000" &
	ab=$!
	for turn in {1..1000}; do
		kill -0 $ab 2>/dev/null || break
		start_clients --get /8388608 --connections 20 "$guest" 80
		vanish_by reset
		start_clients --get /8388608 --connections 20 "$guest" 80
		vanish_by close
		start_clients --get /8388608 --connections 20 "$guest" 80
		vanish_by kill
	done
	wait $ab
	note "$turn times 60 clients have vanished meanwhile"
	[ "$turn" -ge 2 ]
	gone_within 20
	nothing_is_left
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
