#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The end of a guest, in all its ways, with a stand-in for QEMU.

load lib
bats_require_minimum_version 1.5.0

setup() {
	use_test_dir
}

go() {
	run_bounded ukl-run --accel tcg --no-net app "$@"
}

@test "the program's exit status is ukl-run's" {
	for number in 0 1 42 255; do
		make_stub "status 'exit $number'"
		go
		[ "$status" -eq "$number" ]
		[ -z "$output" ]
	done
}

@test "a signal becomes 128+N, with a line that names it" {
	make_stub 'status "signal 11"'
	go
	[ "$status" -eq 139 ]
	[[ $output == *"app was ended by signal 11 (Segmentation fault)"* ]]
}

@test "where the program was: functions, and lines if there is debug information" {
	make_stub 'status "fault ukl: app[31]: signal 11 in crash [1139], called from main [1149], other [9]"; status "signal 11"'
	go
	[ "$status" -eq 139 ]
	[[ $output == *"signal 11 (Segmentation fault) in crash, called from main, other" ]]

	printf 'int crash(int *p)\n{\n\treturn *p;\n}\n' >crash.c
	gcc -g -O0 -nostdlib -static -Wl,-e,crash,-Ttext=0x1000 -o app.vmlinux.debug crash.c
	make_stub 'status "fault ukl: app[31]: signal 11 in crash [1008], called from main [99]"; status "signal 11"'
	go
	[[ $output == *"(Segmentation fault) in crash (crash.c:3), called from main" ]]
}

@test "other causes of death are told in the kernel's words" {
	make_stub 'status "fault Out of memory: Killed process 31 (app) total-vm:9kB"; status "signal 9"'
	go
	[ "$status" -eq 137 ]
	[[ $output == *"signal 9 (Killed); Linux says: Out of memory: Killed process 31 (app) total-vm:9kB" ]]
}

@test "only the first status counts, and only a well-formed one" {
	make_stub 'status "exit -1"; status "exit 3x"; status "exit 1000"; status "signal 0"
		printf "%05000d\n" 0 >"$status"; status "exit 5"; status "exit 6"'
	go
	[ "$status" -eq 5 ]
}

@test "the console goes to standard output byte for byte" {
	make_stub 'printf "a\r\n\001b"; status "exit 0"'
	ukl-run --accel tcg --no-net app >out
	printf 'a\r\n\001b' | cmp - out
}

@test "a kernel panic: status 125 and the kernel's cause" {
	make_stub 'console "Kernel panic - not syncing: Attempted to kill init!"; console "more"'
	go
	[ "$status" -eq 125 ]
	[[ $output == *"ukl-run: error: app.vmlinux: the guest died"*"Kernel panic - not syncing: Attempted"* ]]
}

@test "a guest that dies without a word: status 125 and its last line" {
	make_stub 'console "first"; console "last"'
	go
	[ "$status" -eq 125 ]
	[[ $output == *"its last line: last" ]]
}

@test "QEMU fails: status 126, its message is passed on" {
	make_stub 'echo "qemu: -foo: invalid option" >&2; exit 1'
	go
	[ "$status" -eq 126 ]
	[[ $output == *"qemu: -foo: invalid option"*"QEMU failed with status 1"* ]]
}

@test "QEMU killed by something else: status 125" {
	make_stub 'kill -KILL $$'
	go
	[ "$status" -eq 125 ]
	[[ $output == *"QEMU was ended by signal 9"* ]]
}

@test "no QEMU: status 127 and the package to install" {
	unset UKL_QEMU
	PATH=/nowhere run -127 "$(command -v ukl-run)" --accel tcg app
	[[ $output == *"apt-get install qemu-system-x86"* ]]
}

@test "UKL_QEMU that names no program: no advice to install a package" {
	UKL_QEMU=/etc/passwd run -126 ukl-run --accel tcg app
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == *"UKL_QEMU names no program that can be run"* && $output != *apt-get* ]]
	UKL_QEMU=nosuch run -127 ukl-run --accel tcg app
	[[ $output != *apt-get* ]]
}

@test "--timeout: status 124, and in time" {
	make_stub 'exec sleep 60'
	SECONDS=0
	go --timeout 0.3
	[ "$status" -eq 124 ]
	[ "$SECONDS" -lt 15 ]
	[[ $output == *"stopped after 0.3 s"* ]]
}

@test "--timeout ends a QEMU that does not listen" {
	make_stub 'trap "" TERM; while :; do sleep 0.1; done'
	SECONDS=0
	go --timeout 0.3
	[ "$status" -eq 124 ]
	[ "$SECONDS" -lt 15 ]
}

# start_and_find: start ukl-run; its pid is $pid, the pid of QEMU is $qemu.
start_and_find() {
	make_stub 'echo $$ >"$args.pid"; exec sleep 60'
	# Scripts start background jobs with SIGINT ignored; a terminal does not.
	env --default-signal=INT,TERM,HUP,QUIT ukl-run --accel tcg --no-net app \
		</dev/null >out 2>&1 3>&- &
	pid=$!
	wait_for test -s "$args.pid"
	qemu=$(cat "$args.pid")
}

@test "SIGINT, SIGTERM and SIGHUP stop the guest: 130, 143, 129" {
	start_and_find
	kill -INT "$pid"
	ends_with 130
	has_ended "$qemu"
	rm "$args.pid"

	start_and_find
	kill -TERM "$pid"
	ends_with 143
	has_ended "$qemu"
	rm "$args.pid"

	start_and_find
	kill -HUP "$pid"
	ends_with 129
	has_ended "$qemu"
}

@test "in the background of a script, Ctrl-C means neither ukl-run nor QEMU" {
	# As QEMU does: it has a handler for SIGINT, whatever it was started with.
	make_stub 'status=$status pid=$args.pid exec perl -e "\$SIG{INT} = sub { exit 0 };
		open P, q(>), \$ENV{pid}; print P \$\$; close P; sleep 1 for 1, 2; open F, q(>), \$ENV{status}; print F qq(exit 6\n)"'
	env --ignore-signal=INT ukl-run --accel tcg --no-net app </dev/null >out 2>&1 3>&- &
	pid=$!
	wait_for test -s "$args.pid"
	kill -INT "$pid" "$(cat "$args.pid")"
	ends_with 6
	[ ! -s out ]
}

@test "standard input waits for the program, and its end becomes Ctrl-D" {
	make_stub 'read -r -t 0.5 line && echo "too early" >>got; status start
		timeout 1 cat >>got; status "exit 0"'
	run_bounded bash -c "printf 'line\n' | ukl-run --accel tcg --no-net app"
	[ "$(od -An -c got | tr -s ' ')" = ' l i n e \n 004' ]
	rm got
	# The first hands over a line without an end, the second is the end.
	run_bounded bash -c "printf 'li' | ukl-run --accel tcg --no-net app"
	[ "$(od -An -c got | tr -s ' ')" = ' l i 004 004' ]
}

@test "QEMU does not outlive a killed ukl-run" {
	start_and_find
	kill -KILL "$pid"
	ends_with 137
	wait_for has_ended "$qemu"
}

@test "a reader of the output that goes away stops the guest" {
	make_stub 'trap "" PIPE; while :; do echo line; sleep 0.05; done 2>/dev/null'
	run_bounded bash -c 'ukl-run --accel tcg --no-net app </dev/null | head -n 1; exit ${PIPESTATUS[0]}'
	[ "$status" -eq 141 ]
	[ "$output" = line ]
}
