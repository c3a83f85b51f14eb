#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench tcp-echo with stand-ins for ukl-link and QEMU, its client, and real guests.

load lib
bats_require_minimum_version 1.5.0

setup() {
	use_test_dir
	server=
}

teardown() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	[ -z "$(ls -A tmp)" ]
}

@test "the figures are of messages; connections that are open cost nothing" {
	stub_guest echo
	run timeout 100 ukl-bench tcp-echo --quick --models process,shortcut --json out.json --markdown out.md
	echo "$output"
	[ "$status" -eq 0 ]
	# What stub-guest says that it executes.
	has "message process shortcut spread" "1 connection 2,300 2,300 100.0 % -" \
		"1 connection, program 300.0 300.0 100.0 % -" "1 connection, kernel 2,000 2,000 100.0 % -" \
		"50 connections 2,300 2,300 100.0 % -" "new connection 9,300 9,300 100.0 % -" \
		"new connection, kernel 9,000 9,000 100.0 % -"
	grep -qF '"unit": "guest instructions per message of 64 bytes"' out.json
	grep -qF '"idle_percent": 0.0' out.json
	output=$(cat out.md)
	has "| new connection: kernel | process | of all |" "| \`tcp_connect\` | 7,000 | 75.3 % |" \
		"| \`tcp_answer\` | 2,000 | 21.5 % |" "- 50 connections: a message of 64 bytes goes and comes, then the next; on 50 connections"
	run ukl-bench compare out.json out.json
	[ "$status" -eq 0 ]
}

@test "--quick: what is given counts, before it and behind it" {
	stub_guest echo
	run timeout 100 ukl-bench tcp-echo --runs 2 --quick --messages 250 --models trap --connections 2 --json out.json
	echo "$output"
	[ "$status" -eq 0 ]
	has "2 connections 2,300 0.0 %"
	grep -q '"messages": 250' out.json
	grep -q '"runs": 2' out.json
}

@test "functions are printed if asked for, as many as asked for" {
	stub_guest echo
	run timeout 100 ukl-bench tcp-echo --quick --models trap --connections 2 --profile-symbols --top 1
	[ "$status" -eq 0 ]
	has "new connection: functions of the kernel trap" "tcp_connect 7,000" "2 connections: functions of the program trap" \
		"_start 300.0"
	[ "$(tr -s ' ' <<<"$output" | grep -cx 'tcp_answer 2,000')" -eq 1 ]
	# The table and the boot, nothing else with a spread.
	[ "$(grep -c " -$" <<<"$output")" -eq 7 ]
}

@test "another size is another unit" {
	export STUB_SIZE=1000
	stub_guest echo
	run timeout 100 ukl-bench tcp-echo --quick --models trap --size 1000 --connections 3 --json out.json
	echo "$output"
	[ "$status" -eq 0 ]
	has "3 connections 2,300 -"
	sed 's/1000 bytes/64 bytes/' out.json >other.json
	run ukl-bench compare out.json other.json
	[ "$status" -eq 1 ]
	[[ $output == *"not of the same verb and unit" ]]
}

@test "a wrong byte, too many or too few, silence, the end: failed, the others are measured" {
	local fault why limit models others
	for fault in "flip:byte 63 is 0x" "extra:more bytes came back than were sent" "close:the server closed the connection" \
		"hang:stopped after 8 s" "short:stopped after 8 s"; do
		why=${fault#*:}
		limit=60 models=trap,direct others=yes
		# Silence lasts as long as the limit, within which others may not be through.
		[[ $why != stopped* ]] || limit=8 models=trap others=
		stub_guest echo "${fault%%:*}" trap.vmlinux
		run timeout 100 ukl-bench tcp-echo --quick --models "$models" --timeout "$limit"
		echo "$output"
		[ "$status" -eq 1 ]
		# The first load has been measured, but it was not all that was to be.
		[ -z "$others" ] || has "new connection failed 9,300 -" "1 connection failed 2,300 -"
		[[ $output == *"ukl-bench tcp-echo: error: trap: failed: connection "*", message "*": $why"* ]] ||
			[[ $output == *"ukl-bench tcp-echo: error: trap: failed: $why"* ]] || return 1
	done
}

@test "a guest that dies, never answers or never rests is failed" {
	stub_qemu 'console "Kernel panic - not syncing: test"'
	run timeout 30 ukl-bench tcp-echo --quick --models process
	[ "$status" -eq 1 ]
	[[ $output == *"process: failed: the guest died"*"Kernel panic - not syncing: test"* ]]

	stub_qemu 'exec sleep 60'
	run timeout 30 ukl-bench tcp-echo --quick --models process --timeout 1
	[ "$status" -eq 1 ]
	[[ $output == *"process: failed: "* ]]

	stub_guest echo rush
	run timeout 60 ukl-bench tcp-echo --quick --models process
	[ "$status" -eq 1 ]
	[[ $output == *"process: failed: the guest does not come to rest"* ]]
}

@test "Ctrl-C: no QEMU is left, nor a file" {
	local signal pid result
	stub_guest echo
	for signal in INT TERM; do
		rm -f pids
		env --default-signal=INT,TERM ukl-bench tcp-echo --models process --messages 1000000 </dev/null >out 2>&1 3>&- &
		pid=$!
		wait_for test -s pids
		# Once while it waits for the guest, once in the midst of the messages.
		[ "$signal" = INT ] || sleep 3
		kill -"$signal" "$pid"
		result=0
		wait "$pid" || result=$?
		[ "$result" -eq $((128 + $(kill -l "$signal"))) ]
		wait_for nobody_left
		[ -z "$(ls -A tmp)" ]
	done
}

# serve [FAULT]: an echo server at $port that goes wrong from its 1000th message on
serve() {
	local fd
	# The plugin's end is a socket that nobody uses.
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	python3 - "$BATS_TEST_DIRNAME/stub-guest" "$port" "${1:-}" 3>&- <<-'EOF' &
		import os, socket, sys
		ours, its = socket.socketpair()
		os.set_inheritable(its.fileno(), True)
		os.set_inheritable(ours.fileno(), True)
		os.execv(sys.argv[1], [sys.argv[1], "echo", *sys.argv[3:], "--", "hostfwd=tcp:127.0.0.1:%s-:7" % sys.argv[2],
		                       "ukl-count.so,fd=%d" % its.fileno()])
	EOF
	server=$!
	wait_for bash -c "exec 4<>/dev/tcp/127.0.0.1/$port" 2>/dev/null
}

@test "the client: every byte of every message" {
	serve
	local options
	for options in "" "--connections 50" "--new-connections" "--messages 7 --connections 20" "--pause 1"; do
		run timeout 60 ukl-bench echo-client --port "$port" --messages 1000 $options
		echo "$output"
		[ "$status" -eq 0 ]
		[[ $output == *" messages of 64 bytes came back as sent" ]]
	done
}

@test "the client: messages larger than any buffer" {
	export STUB_SIZE=1048576
	serve
	run timeout 60 ukl-bench echo-client --port "$port" --messages 20 --connections 3 --size 1048576
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "the client: what is wrong is told, in time" {
	local fault why
	for fault in "flip:message 999: byte 63 is 0x" "extra:message 999: more bytes came back than were sent" \
		"close:message 999: the server closed the connection" "hang:no answer within 2 s" "short:no answer within 2 s"; do
		serve "${fault%%:*}"
		SECONDS=0
		run timeout 30 ukl-bench echo-client --port "$port" --timeout 2
		echo "$output"
		kill "$server"
		[ "$status" -eq 1 ]
		[ "${#lines[@]}" -eq 1 ]
		[[ $output == "ukl-bench echo-client: error: "*"${fault#*:}"* ]]
		[ "$SECONDS" -lt 20 ]
	done
	# The last message of all has one byte too many, which nobody waits for.
	serve extra
	run timeout 30 ukl-bench echo-client --port "$port" --timeout 2 --messages 1000
	[ "$status" -eq 1 ]
	[[ $output == *"more bytes came back than were sent" ]]
	kill "$server"
	wait_for not_listening
	run timeout 30 ukl-bench echo-client --port "$port"
	[ "$status" -eq 1 ]
	[[ $output == *"Connection refused" ]]
}

not_listening() {
	! (exec 4<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

# wrong TEXT ARGUMENT...
wrong() {
	local text=$1
	shift
	run ukl-bench "$@"
	[ "$status" -eq 2 ] && [[ $output == *"$text"* ]] || {
		echo "ukl-bench $*: status $status: $output"
		return 1
	}
}

@test "wrong arguments" {
	wrong "fast: tcp-echo takes no operands" tcp-echo fast
	wrong "--size 0: not a number from 1 to 1048576" tcp-echo --size 0
	wrong "--connections 0: not a number from 1 to 500" tcp-echo --connections 0,1
	wrong "--connections 501: not a number from 1 to 500" tcp-echo --connections 501
	wrong "--connections 5x: not a number from 1 to 500" tcp-echo --connections 5x
	wrong "--connections : not a number from 1 to 500" tcp-echo --connections 5,
	wrong "--connections: 5 is there twice" tcp-echo --connections 5,6,5
	wrong "--messages 5: not a number from 100" tcp-echo --messages 5
	wrong "--top 0: not a number from 1 to 1000" tcp-echo --top 0
	wrong "which server? give --port N" echo-client
	wrong "--port 65536: not a number" echo-client --port 65536
	wrong "7: echo-client takes no operands" echo-client --port 7 7
	run ukl-bench tcp-echo --help
	[ "$status" -eq 0 ]
	for option in --size --connections --messages --pause --quick --profile-symbols --top --models --json --markdown; do
		[[ $output == *"  $option "* ]]
	done
	run ukl-bench echo-client --help
	[ "$status" -eq 0 ]
}

@test "real guests: messages come back, and are counted" {
	use_real
	run timeout 200 ukl-bench tcp-echo --quick --profile-symbols --messages 500 \
		--models process,gate,direct,shortcut
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output != *failed* ]]
	squeezed=$(tr -s ' ' <<<"$output")
	# All three loads are there, and no way to link is far from the process.
	awk '/^(1 connection|50 connections|new connection) [0-9]/ {
			n++
			for (i = 5; i <= NF - 2; i += 3)
				if ($i < 50 || $i > 115)
					exit 1
		}
		END { exit n != 3 }' <<<"$squeezed"
	grep -q '^tcp_ack [0-9]' <<<"$squeezed"
	grep -q '^run [0-9]' <<<"$squeezed"
}

# count_messages NUMBER: guest instructions of a message on one connection, into results
count_messages() {
	timeout 250 ukl-bench tcp-echo --runs 1 --models direct --connections 1 --messages 1000 --json "$1.json" >/dev/null
	results+=("$(python3 -c 'import json, sys
print(next(row["direct"]["median"] for row in json.load(open(sys.argv[1]))["rows"] if row["name"] == "1 connection"))' "$1.json")")
}

# agree A B: within 1 %
agree() {
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > 0 && b > 0 && a < b * 1.01 && b < a * 1.01) }'
}

@test "real guests: two runs of one image and one load agree within 1 %" {
	use_real
	results=()
	count_messages 1
	count_messages 2
	# What else the host does may spoil one.
	agree "${results[@]}" || count_messages 3
	echo "${results[@]}"
	agree "${results[@]:0:2}" || agree "${results[0]}" "${results[2]}" || agree "${results[1]}" "${results[2]}"
}
