#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Ports and the line that says that the program answers; tap devices.

load lib

setup() {
	use_test_dir '"ports":[{"guest":80,"host":0,"protocol":"http"}],"health":{"port":80,"path":"/"}'
	# In place of the guest: a web server on the port that QEMU would forward.
	mkdir www
	echo hello >www/index.html
	server='port=$(sed -n "s/.*127\.0\.0\.1:\([0-9]*\)-:80.*/\1/p" "$args")
		ulimit -t 10
		wait_for() { # TEXT FILE
			for ((i = 0; i < 100; i++)); do
				! grep -qs "$1" "$2" || return 0
				sleep 0.1
			done
		}
		'
}

teardown() {
	[ -z "${listeners[*]:-}" ] || kill "${listeners[@]}" 2>/dev/null || true
}

# run_app [COMMAND]...: ukl-run, by COMMAND. What it says is in the file said, too, while it runs.
run_app() {
	run_bounded "$@" sh -c 'exec ukl-run --accel tcg app "$@" 2>said' sh
	output+=$(cat said)
	[ "$status" -eq 0 ]
}

@test "says that the program answers, once it does" {
	make_stub "$server"'
		status start
		sleep 0.5
		busybox httpd -f -p "127.0.0.1:$port" -h www & server=$!
		wait_for answers said
		kill $server
		status "exit 0"'
	run_app
	[[ $output =~ ^"ukl-run: app answers at http://127.0.0.1:"[0-9]+"/ after "[0-9.]+" s"$ ]]
}

@test "a connection without an answer is no answer" {
	make_stub "$server"'
		status start
		PORT=$port perl -MIO::Socket::INET -e "
			my \$s = IO::Socket::INET->new(LocalAddr => q(127.0.0.1),
				LocalPort => \$ENV{PORT}, Listen => 5) or die;
			while (my \$c = \$s->accept) { print STDERR qq(connected\n); }" & server=$!
		wait_for connected said
		sleep 1
		kill $server
		status "exit 0"'
	run_app
	[[ $output == *connected* && $output != *answers* ]]
}

# serve_lines ANSWER TEXT FILE: a guest whose server says so to a PING, and to nothing else, until
# there is this text.
serve_lines() {
	use_test_dir '"ports":[{"guest":80,"host":0}],"health":{"port":80,"line":"PING","answer":"+PONG"}'
	make_stub "$server"'
		status start
		PORT=$port ANSWER='"$1"' perl -MIO::Socket::INET -e "
			my \$s = IO::Socket::INET->new(LocalAddr => q(127.0.0.1),
				LocalPort => \$ENV{PORT}, Listen => 5) or die;
			while (my \$c = \$s->accept) {
				<\$c> eq qq(PING\\r\\n) or next;
				print \$c qq(\$ENV{ANSWER}\\r\\n);
				open my \$asked, q(>), q(asked);
				print \$asked qq(asked\\n);
			}" & server=$!
		wait_for '"$2 $3"'
		sleep 1
		kill $server
		status "exit 0"'
	run_app
}

@test "a server of lines answers, or says something else" {
	serve_lines +PONG answers said
	[[ $output =~ ^"ukl-run: app answers at 127.0.0.1:"[0-9]+" after "[0-9.]+" s"$ ]]
	serve_lines -LOADING asked asked
	grep -q asked asked
	[ -z "$output" ]
}

# listen_somewhere: a port in use, $port.
listen_somewhere() {
	for port in $(shuf -i 20000-30000 -n 20); do
		busybox httpd -f -p "127.0.0.1:$port" -h www </dev/null >/dev/null 2>&1 3>&- &
		listeners+=($!)
		sleep 0.2
		kill -0 $! 2>/dev/null && return
	done
	return 1
}

@test "a port in use is found before the boot, with one that is free" {
	make_stub 'status "exit 0"'
	listen_somewhere
	run_bounded ukl-run --accel tcg app --port "$port:80"
	[ "$status" -eq 1 ]
	[[ $output =~ "port $port of 127.0.0.1 is in use; choose another one: --port "([0-9]+)":80" ]]
	[ ! -e "$args" ]
	run_bounded ukl-run --accel tcg app --port "${BASH_REMATCH[1]}:80"
	[ "$status" -eq 0 ]
}

@test "every port in use is reported, and one that is given twice" {
	make_stub 'status "exit 0"'
	listen_somewhere
	local first=$port
	listen_somewhere
	run_bounded ukl-run --accel tcg app --port "$first:80" --port "$port:81"
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 2 ]
	for dry in '' --dry-run; do
		run_bounded ukl-run $dry --accel tcg app --port 18099:80 --port 18099:81
		[ "$status" -eq 1 ]
		[[ $output == *"forwarded twice"* ]]
	done
}

@test "host port 0 becomes a free port" {
	make_stub 'status "exit 0"'
	run_bounded ukl-run --accel tcg app --port 0:80 --port 0:81
	[ "$status" -eq 0 ]
	grep -qE 'hostfwd=tcp:127.0.0.1:[1-9][0-9]+-:80,hostfwd=tcp:127.0.0.1:[1-9][0-9]+-:81' "$args"
}

@test "a tap device that is not there, or is none" {
	run_bounded ukl-run --accel tcg app --tap nosuch7
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-run: error: --tap nosuch7: no such device; make it with: ip tuntap add dev nosuch7 mode tap user \$USER" ]
	run_bounded ukl-run --accel tcg app --tap lo
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
}

# use_network: $how begins a command in a network of its own.
use_network() {
	how=(unshare --net)
	[ "$(id -u)" = 0 ] || how=(unshare --map-root-user --net)
	timeout 10 "${how[@]}" true || skip "no network namespaces here"
}

# with_free PORTS COMMAND...: where only these are free to be given.
with_free() {
	local range=$1
	shift
	run_bounded "${how[@]}" sh -c 'ip link set lo up && echo $0 >/proc/sys/net/ipv4/ip_local_port_range && exec "$@"' "$range" "$@"
}

@test "as many free ports as there are, each one once, and none that is given" {
	local ports=() port

	use_network
	make_stub 'status "exit 0"'
	for port in {80..95}; do
		ports+=(--port "0:$port")
	done
	with_free "40000 40017" ukl-run --accel tcg app "${ports[@]}" --port 40007:7
	[ "$status" -eq 0 ]
	[ "$(grep -o 'hostfwd=tcp:127\.0\.0\.1:400[01][0-9]-' "$args" | sort -u | wc -l)" -eq 17 ]
	rm "$args"
	with_free "40000 40015" ukl-run --accel tcg app "${ports[@]}" --port 40007:7
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-run: error: no free port of 127.0.0.1 for port 95 of the guest: Address already in use; choose one: --port 8000:95" ]
	[ ! -e "$args" ]
}

# use_tap_network: one that may have tap devices.
use_tap_network() {
	use_network
	timeout 10 "${how[@]}" ip tuntap add dev ukl0 mode tap || skip "no network namespaces with tap devices here"
}

# try_tap MODE WORD...: with such a device.
try_tap() {
	use_tap_network
	make_stub 'status "exit 0"'
	run_bounded "${how[@]}" sh -c 'ip tuntap add dev ukl0 mode "$@" && ukl-run --accel tcg --tap ukl0 app' sh "$@"
}

@test "a tap device with many queues is named so" {
	try_tap tap
	[ "$status" -eq 0 ]
	rm "$args"
	try_tap tap multi_queue
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-run: error: --tap ukl0: made with multi_queue, QEMU uses one queue; make it without: ip tuntap add dev ukl0 mode tap user \$USER" ]
	try_tap tun multi_queue
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-run: error: --tap ukl0: not a tap device" ]
	[ ! -e "$args" ]
}

@test "with a tap device it is asked where --address says that it is" {
	use_tap_network
	# In place of the guest: the host has its address, too.
	make_stub "$server"'status start
		busybox httpd -f -p 192.168.9.2:80 -h www & server=$!
		wait_for answers said
		kill $server
		status "exit 0"'
	run_app "${how[@]}" sh -c 'ip tuntap add dev ukl0 mode tap && ip link set lo up &&
		ip addr add 192.168.9.2/24 dev lo && exec "$@" --tap ukl0 --address 192.168.9.2/24' sh
	[[ $output =~ ^"ukl-run: app answers at http://192.168.9.2:80/ after "[0-9.]+" s"$ ]]
}
