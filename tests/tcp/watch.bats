# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Packets of a linked program's connections take a short way between TCP and the
# driver. Nobody may be able to tell: who looks on sees them, and what changes on
# the way is followed.

load lib

setup_file()
{
	need_network || return 0
	open_network
	open_tap
	link_nginx
	boot "${TCP_SMP:-1}" 256
}

# run_in_guest COMMAND...: words without spaces.
run_in_guest()
{
	local IFS=+
	fetch "http://$guest:81/cgi-bin/guest?run=$*"
}

# watched KIND: what a socket of this kind sees of 200 requests.
watched()
{
	start_in_network watch curl --silent --max-time 30 \
		"http://$guest:81/cgi-bin/guest?run=/bin/watch+$1+80+8"
	sleep 2
	fetch --output /dev/null "http://$guest/1000?[1-200]"
	wait_until 20 has_ended watch
	cat "$BATS_FILE_TMPDIR/watch.log"
}

@test "a packet socket sees what comes and what goes" {
	# Before, so that there are connections that have been seen by nobody.
	fetch --output /dev/null "http://$guest/1000?[1-20]"
	counted=$(watched packet)
	echo "$counted"
	[ "$(number_after in <<<"$counted")" -ge 200 ]
	[ "$(number_after out <<<"$counted")" -ge 200 ]
}

@test "a packet socket for IPv4 sees what comes" {
	counted=$(watched ip)
	echo "$counted"
	[ "$(number_after in <<<"$counted")" -ge 200 ]
}

@test "a raw socket sees what comes" {
	counted=$(watched raw)
	echo "$counted"
	[ "$(number_after in <<<"$counted")" -ge 200 ]
}

@test "the network's counters count each packet" {
	before=$(run_in_guest busybox cat /proc/net/snmp | awk '/^Ip: [0-9]/ { print $4, $10, $11 }')
	fetch --output /dev/null "http://$guest/1000?[1-200]"
	after=$(run_in_guest busybox cat /proc/net/snmp | awk '/^Ip: [0-9]/ { print $4, $10, $11 }')
	echo "received, delivered, sent: $before; $after"
	read -r received delivered sent < <(awk '{ print $4 - $1, $5 - $2, $6 - $3 }' <<<"$before $after")
	[ "$received" -ge 200 ]
	[ "$delivered" -eq "$received" ]
	[ "$sent" -ge 200 ]
}

@test "connections go on when the host changes its address" {
	local address=02:00:00:00:00:66
	kept 12 >"$BATS_TEST_TMPDIR/connects" 3>&- &
	request=$!
	sleep 2
	in_network ip link set ukl0 down
	in_network ip link set ukl0 address $address
	in_network ip link set ukl0 up
	wait $request
	[ "$(cat "$BATS_TEST_TMPDIR/connects")" = 100000000000 ]
	run_in_guest busybox cat /proc/net/arp | grep -q "^$host .*$address"
}

@test "connections go on when routes come and go" {
	kept 10 >"$BATS_TEST_TMPDIR/connects" 3>&- &
	request=$!
	for turn in 1 2 3; do
		sleep 1
		run_in_guest busybox ip route add "10.9.$turn.0/24" via $host
	done
	wait $request
	[ "$(cat "$BATS_TEST_TMPDIR/connects")" = 1000000000 ]
}

@test "a route that forbids the way is obeyed by connections that are open" {
	kept 10 --interface $doomed --max-time 10 >"$BATS_TEST_TMPDIR/connects" 3>&- &
	request=$!
	sleep 1
	run_in_guest busybox ip route add blackhole $doomed/32
	status=0
	wait $request || status=$?
	run_in_guest busybox ip route del blackhole $doomed/32
	[ $status -eq 28 ]
	[ "$(kept 2 --interface $doomed)" = 10 ]
}

@test "connections go on when the device carries less" {
	kept 8 >"$BATS_TEST_TMPDIR/connects" 3>&- &
	request=$!
	sleep 1
	run_in_guest busybox ip link set eth0 mtu 700
	wait $request
	[ "$(cat "$BATS_TEST_TMPDIR/connects")" = 10000000 ]
	fetch --output "$BATS_TEST_TMPDIR/body" "http://$guest/20000"
	cmp "$BATS_TEST_TMPDIR/body" "$bodies/20000"
	run_in_guest busybox ip link set eth0 mtu 1500
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
