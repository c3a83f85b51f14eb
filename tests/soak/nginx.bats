# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the libraries
#
# nginx linked into Linux, for a long time: new configurations, killed workers
# and clients that vanish while others are served.

load lib

setup_file()
{
	open_bad_line || return 0
	link_nginx
	boot_server 384
}

# The master was first.
workers()
{
	ask_guest run=busybox+pidof+nginx | tr ' ' '\n' | sort -n | tail -n +2
}

kill_worker()
{
	ask_guest "run=kill+-KILL+$(workers | tail -n 1)"
}

# none_is_left PID...
none_is_left()
{
	! workers | grep -qxF "$(printf '%s\n' "$@")"
}

nginx_round()
{
	local clients=() load old

	mapfile -t old < <(workers)
	ab_report 0 -n 300 -c 20 "http://$guest/1000" &
	load=$!
	ask_guest run=busybox+killall+-HUP+nginx
	count reloads
	wait $load
	# What the background has counted is lost with it.
	count requests 300
	# One that ends closes its idle connections, whatever is on its way to them.
	wait_until 60 none_is_left "${old[@]}"

	ab_report 0 -k -n 500 -c 20 "http://$guest/20000"

	start_clients --get /8388608 --connections 10 "$guest" 80
	vanish_by kill
	start_clients --get /8388608 --connections 10 "$guest" 80
	vanish_by reset
	count "clients vanished" 20

	# Not on the bad line: the reset of a connection whose worker was killed is
	# sent once, and who does not get it waits for ever.
	relay perfect
	{
		sleep 0.5
		kill_worker
	} &
	# a worker may have all connections
	ab_report 20 -r -n 500 -c 20 "http://$guest/1000"
	wait $!
	relay loss 1
	count "workers killed"
	# Master and two workers: those of the configurations before have gone.
	wait_until 60 processes_are nginx 3
}

@test "nginx: no request fails but those of killed workers, nothing is left" {
	soak nginx_round
}

@test "nginx: the kernel had nothing to complain about" {
	guest_is_well
}
