#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# apps/tcp-echo: on plain Linux in both forms of <ukl/tcp.h>, and linked.

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
PATH="$top/build/bin:$PATH"
# shellcheck source=tests/server.bash
. "$top/tests/server.bash"

setup_file() {
	local source=$top/apps/tcp-echo/tcp-echo.c
	local flags="-O2 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror -I$top/ukl/include"

	bats_require_minimum_version 1.5.0
	cd "$BATS_FILE_TMPDIR" || return
	gcc -O2 -o client "$BATS_TEST_DIRNAME/client.c"
	# shellcheck disable=SC2086 # words
	gcc $flags -DUKL_TCP_FALLBACK -o inline "$source"
	# shellcheck disable=SC2086
	gcc $flags -o archive "$source" "$top/build/lib/libukl-linux.a"
	ukl-link -o linked.vmlinux tcp-echo
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	port=$(free_port)
}

teardown() {
	[ -z "${server:-}" ] || kill -KILL "$server" 2>/dev/null || :
}

# serve COMMAND...: start it and wait until it says that it is there.
serve() {
	: >console # of the one before; the next line does so some time later
	"$@" >console 2>&1 3>&- &
	server=$!
	local i
	for ((i = 0; i < 600; i++)); do
		grep -q '^tcp-echo: port' console && return
		kill -0 "$server" || break
		sleep 0.1
	done
	cat console
	return 1
}

# Its exit status must be 0, after SIGTERM.
terminate() {
	local status=0
	kill -TERM "$server"
	wait "$server" || status=$?
	server=
	[ "$status" -eq 0 ] && grep -q '^tcp-echo: ends' console
}

open_files() {
	find "/proc/$server/fd" -type l | sort
}

all_clients() {
	local name
	for name in echo many slow half reset; do
		run -0 ./client "$port" "$name"
		[ "$name" != slow ] || [ "$output" = "held back" ]
	done
}

@test "on plain Linux: inline, out of line, by descriptor" {
	for command in ./inline ./archive './inline -d' './archive -d'; do
		# shellcheck disable=SC2086 # words
		serve $command -p "$port"
		before=$(open_files)
		all_clients
		[ "$(open_files)" = "$before" ]
		terminate
	done
}

@test "one recv and one send for a message, and no EAGAIN" {
	serve ./inline -p "$port"
	./client "$port" echo 50
	strace -o trace -p "$server" 2>/dev/null 3>&- &
	tracer=$!
	for ((i = 0; i < 100; i++)); do
		! grep -q "^TracerPid:.*[1-9]" "/proc/$server/status" || break
		sleep 0.1
	done
	./client "$port" echo 50
	terminate
	wait "$tracer"
	run -1 grep EAGAIN trace
	[ "$(grep -c ^sendto trace)" -eq 50 ]
	# and the end
	[ "$(grep -c ^recvfrom trace)" -eq 51 ]
	[ "$(grep -c ^epoll_wait trace)" -le 54 ]
}

@test "no descriptors left: the others are served later" {
	for command in ./inline ./archive './inline -d'; do
		# shellcheck disable=SC2016,SC2086 # words
		serve sh -c 'ulimit -n 24; exec "$@"' sh $command -p "$port"
		./client "$port" exhaust 40
		./client "$port" echo 10
		terminate
	done
}

@test "it goes on after a stop, and ends by SIGINT, too, with connections open" {
	serve ./inline -p "$port"
	kill -STOP "$server"
	kill -CONT "$server"
	./client "$port" echo 10
	exec 4<>"/dev/tcp/127.0.0.1/$port"
	echo hello >&4
	read -r line <&4
	[ "$line" = hello ]
	# children of a shell without job control ignore SIGINT until they say otherwise
	kill -INT "$server"
	wait "$server"
	server=
	run ! read -r -t 5 line <&4
	exec 4>&-
}

@test "wrong arguments, and a port that is taken" {
	for words in '-x' '-p 0' '-p 70000' '-p x' 'more'; do
		# shellcheck disable=SC2086 # words
		run ./inline $words
		[ "$status" -eq 2 ]
		[[ $output == *"usage: tcp-echo"* ]]
	done
	serve ./inline -p "$port"
	run -1 ./inline -p "$port"
	[[ $output == *"port $port: Address already in use" ]]
	terminate
}

@test "linked: from outside" {
	for option in '' -d; do
		# shellcheck disable=SC2086 # none or one
		serve ukl-run --append loglevel=5 --port "$port:7" linked.vmlinux -- $option
		for name in echo many reset; do
			./client "$port" "$name" || { cat console; return 1; }
		done
		kill -TERM "$server"
		wait "$server" || :
		server=
		run -1 complaints_in console
	done
}

# In the guest, because QEMU's network has buffers and delays of its own.
@test "linked: with shortcuts and without, by handle and by descriptor" {
	mkdir -p root/bin
	cp "$complaints" root/complaints
	cp "$(command -v busybox)" root/bin/busybox
	ln -sf busybox root/bin/sh
	gcc -O2 -static -o root/bin/client "$BATS_TEST_DIRNAME/client.c"
	cat >root/start <<-'END'
		busybox ip link set lo up
		try() {
			(ulimit -n "$1"; exec /ukl/tcp-echo $2) &
			busybox usleep 500000
			shift 2
			for test; do
				client 7 $test && echo "$test passed"
			done
			kill -TERM $!
			wait $! && echo ended
		}
		for option in '' -d; do
			try 1000 "$option" echo many slow half reset
			try 24 "$option" 'exhaust 40'
		done
		busybox dmesg | busybox grep -A 20 -E -f /complaints
		:
	END
	for shortcuts in on off; do
		ukl-link -o guest.vmlinux --shortcuts=$shortcuts --root root --memory "$(megabytes 192)" \
			--start /bin/sh --args /start tcp-echo
		run -0 ukl-run --no-net --timeout "$(seconds 120)" guest.vmlinux
		echo "$shortcuts: $output"
		[ "$(tr -d '\r' <<<"$output" | LC_ALL=C sort | uniq -c | sed 's/ *//')" = '2 echo passed
4 ended
2 exhaust 40 passed
2 half passed
2 held back
2 many passed
2 reset passed
2 slow passed
4 tcp-echo: ends
2 tcp-echo: port 7, by descriptor
2 tcp-echo: port 7, by handle' ]
	done
}
