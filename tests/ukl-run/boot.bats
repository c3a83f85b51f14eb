#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A real guest: what passes between the program, process 1 and ukl-run.

load lib
bats_require_minimum_version 1.5.0

setup_file() {
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	cd "$BATS_FILE_TMPDIR" || return
	gcc -O2 -Wall -c -o probe.o "$BATS_TEST_DIRNAME/probe.c"
	ukl-link -o probe.vmlinux --args 'arguments "from the image"' \
		--env COLOUR=green probe.o
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	export UKL_CACHE=${UKL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ukl}
	unset UKL_QEMU
}

# probe ARGUMENTS...: boot it with these arguments; no network: it boots faster.
probe() {
	run timeout -k 5 60 ukl-run --no-net probe -- "$@" </dev/null
}

@test "the image's own arguments" {
	run timeout -k 5 60 ukl-run --no-net probe </dev/null
	[ "$status" -eq 0 ]
	[ "$output" = "<arguments><from the image>" ]
}

@test "arguments arrive byte for byte" {
	probe arguments 'a b' '' "'\"\\" $'tab\tnewline\n' 'ü%20' --
	[ "$status" -eq 0 ]
	[ "$output" = "<arguments><a b><><'\"\\><tab"$'\t'"newline"$'\n'"><ü%20><-->" ]
}

@test "exit status" {
	probe exit 42
	[ "$status" -eq 42 ]
	[ -z "$output" ]
}

@test "death by a signal" {
	probe signal 15
	[ "$status" -eq 143 ]
	[[ $output == *"probe was ended by signal 15"* ]]
}

@test "all of a long output arrives, and nothing else" {
	timeout -k 5 60 ukl-run --no-net probe -- flood >flood.out </dev/null
	seq -f 'line %04g' 0 4999 | cmp - flood.out
}

@test "standard input reaches the program, without an echo" {
	seq 1000 >numbers
	# The last line has no end, as echo -n makes it.
	printf end | cat numbers - | timeout -k 5 60 ukl-run --no-net probe -- copy >copied
	printf end | cat <(echo ready) numbers - | cmp - copied
}

@test "the environment: the image's, and the command line's" {
	probe variable COLOUR
	[ "$output" = green ]
	run timeout -k 5 60 ukl-run --no-net probe --append ukl.env=COLOUR=dark%20red -- variable COLOUR </dev/null
	[ "$output" = "dark red" ]
}

@test "process 1: devices, file systems, terminal" {
	probe world
	[ "$status" -eq 0 ]
	[ "$output" = "console: a terminal, in the foreground" ]
}

@test "process 1 reaps orphans" {
	probe orphan
	[ "$output" = "orphan reaped" ]
}

@test "process 1 passes SIGINT on as SIGTERM, and SIGHUP as it is" {
	probe await 2
	[ "$output" = $'ready\ngot signal 15' ]
	probe await 1
	[ "$output" = $'ready\ngot signal 1' ]
}

@test "a program that cannot be started: status 127 and a message" {
	run -127 timeout -k 5 60 ukl-run --no-net probe --append ukl.start=/no/such </dev/null
	[[ $output == *"ukl-init: error: cannot start /no/such"* ]]
}

@test "a kernel panic: status 125 and its cause" {
	run timeout -k 5 60 ukl-run --no-net probe --append rdinit=/no/such </dev/null
	[ "$status" -eq 125 ]
	[[ $output == *"the guest died before probe ended; cause: Kernel panic"* ]]
}

@test "a bzImage boots as well" {
	ukl-link --format=bzimage -o probe.bzImage --args 'exit 9' probe.o
	run timeout -k 5 60 ukl-run --no-net ./probe.bzImage </dev/null
	[ "$status" -eq 9 ]
}

@test "two processors" {
	run timeout -k 5 60 ukl-run --no-net --smp 2 probe -- exit 7 </dev/null
	echo "$output"
	[ "$status" -eq 7 ]
}

@test "Ctrl-C on the terminal stops the guest and leaves the terminal as it was" {
	mkfifo keys
	cat >job <<-'EOF'
		trap : INT
		before=$(stty -g)
		ukl-run --no-net probe -- await
		echo "status $?"
		[ "$before" != "$(stty -g)" ] || echo "terminal unchanged"
	EOF
	timeout -k 5 60 script -qefc 'exec sh ./job' typescript <keys >/dev/null 2>&1 3>&- &
	exec 9>keys
	wait_for grep -q ready typescript
	printf '\003' >&9
	wait $!
	exec 9>&-
	grep -q '^status 130' typescript
	grep -q '^terminal unchanged' typescript
}
