#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Ports and the line that says that the program answers; 127.0.0.1 only.

load lib

setup() {
	use_test_dir '"ports":[{"guest":80,"host":0,"protocol":"http"}],"health":{"port":80,"path":"/"}'
	# In place of the guest: a web server on the port that QEMU would forward.
	mkdir www
	echo hello >www/index.html
	server='port=$(sed -n "s/.*127\.0\.0\.1:\([0-9]*\)-:80.*/\1/p" "$args")
		ulimit -t 10'
}

teardown() {
	[ -z "${listener:-}" ] || kill "$listener" 2>/dev/null || true
}

@test "says that the program answers, once it does" {
	make_stub "$server"'
		status start
		sleep 0.5
		busybox httpd -f -p "127.0.0.1:$port" -h www & server=$!
		sleep 1
		kill $server
		status "exit 0"'
	run_bounded ukl-run --accel tcg app
	[ "$status" -eq 0 ]
	[[ $output =~ ^"ukl-run: app answers at http://127.0.0.1:"[0-9]+"/ after "[0-9.]+" s"$ ]]
}

@test "a connection without an answer is no answer" {
	make_stub "$server"'
		status start
		PORT=$port timeout 1.5 perl -MIO::Socket::INET -e "
			my \$s = IO::Socket::INET->new(LocalAddr => q(127.0.0.1),
				LocalPort => \$ENV{PORT}, Listen => 5) or die;
			while (my \$c = \$s->accept) { print STDERR qq(connected\n); }"
		status "exit 0"'
	run_bounded ukl-run --accel tcg app
	[ "$status" -eq 0 ]
	[[ $output == *connected* && $output != *answers* ]]
}

# serve_lines ANSWER: a guest whose server says so to a PING, and to nothing else.
serve_lines() {
	use_test_dir '"ports":[{"guest":80,"host":0}],"health":{"port":80,"line":"PING","answer":"+PONG"}'
	make_stub "$server"'
		status start
		PORT=$port ANSWER='"$1"' timeout 1.5 perl -MIO::Socket::INET -e "
			my \$s = IO::Socket::INET->new(LocalAddr => q(127.0.0.1),
				LocalPort => \$ENV{PORT}, Listen => 5) or die;
			while (my \$c = \$s->accept) {
				print \$c qq(\$ENV{ANSWER}\\r\\n) if <\$c> eq qq(PING\\r\\n);
			}"
		status "exit 0"'
	run_bounded ukl-run --accel tcg app
	[ "$status" -eq 0 ]
}

@test "a server of lines answers, or says something else" {
	serve_lines +PONG
	[[ $output =~ ^"ukl-run: app answers at 127.0.0.1:"[0-9]+" after "[0-9.]+" s"$ ]]
	serve_lines -LOADING
	[ -z "$output" ]
}

# listen_somewhere: a port in use, $port.
listen_somewhere() {
	for port in $(shuf -i 20000-30000 -n 20); do
		busybox httpd -f -p "127.0.0.1:$port" -h www </dev/null >/dev/null 2>&1 3>&- &
		listener=$!
		sleep 0.2
		kill -0 "$listener" 2>/dev/null && return
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
	run_bounded ukl-run --accel tcg app --port "$port:80" --port "$port:81"
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 2 ]
	run_bounded ukl-run --accel tcg app --port 18099:80 --port 18099:81
	[ "$status" -eq 1 ]
	[[ $output == *"forwarded twice"* ]]
}

@test "host port 0 becomes a free port" {
	make_stub 'status "exit 0"'
	run_bounded ukl-run --accel tcg app --port 0:80 --port 0:81
	[ "$status" -eq 0 ]
	grep -qE 'hostfwd=tcp:127.0.0.1:[1-9][0-9]+-:80,hostfwd=tcp:127.0.0.1:[1-9][0-9]+-:81' "$args"
}
