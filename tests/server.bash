# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the tests use and set the variables
# What tests share that talk to a server from outside.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=tests/kernel.bash
. "$repository/tests/kernel.bash"
bin=${UKL_BIN:-$repository/build/bin}

# free_port [TAKEN]...: a port of 127.0.0.1 below those that the host gives to
# clients, and none of these.
free_port()
{
	local port
	while :; do
		port=$((20000 + RANDOM % 12000))
		[[ " $* " != *" $port "* ]] || continue
		(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

# link_server NAME [OPTION]...: the recipe's image as it is, and one with a shell
# beside the program (see server/etc/start).
link_server()
{
	local name=$1 root=$BATS_FILE_TMPDIR/root
	shift
	cp -R "$repository/tests/server" "$root"
	mkdir -p "$root/bin"
	cp "$(command -v busybox)" "$root/bin/busybox"
	ln -s busybox "$root/bin/sh"
	"$bin/ukl-link" -o "$BATS_FILE_TMPDIR/$name.vmlinux" "$@" "$name" &&
		"$bin/ukl-link" -o "$BATS_FILE_TMPDIR/$name-shell.vmlinux" --root "$root" \
			--start /bin/sh "$@" "$name"
}

# start_server IMAGE PORT [WORD]...: boot it, and wait until its health check has an
# answer. Sets $guest, $port and $control, the shell's.
start_server()
{
	local image=$BATS_FILE_TMPDIR/$1.vmlinux inside=$2
	shift 2
	port=$(free_port)
	control=$(free_port "$port")
	console=$BATS_TEST_TMPDIR/console
	# not what the guest before has answered
	: >"$console"
	"$bin/ukl-run" --timeout "$(seconds 400)" --append loglevel=5 --port "$port:$inside" --port "$control:81" "$image" "$@" \
		</dev/null >"$console" 2>&1 3>&- &
	guest=$!
	wait_until 120 answers_or_ended
	grep -q ' answers at 127.0.0.1:' "$console"
}

answers_or_ended()
{
	grep -q ' answers at ' "$console" || ! kill -0 "$guest" 2>/dev/null
}

# in_guest COMMAND: by the shell on port 81.
in_guest()
{
	printf '%s\nexit\n' "$1" | timeout "$(seconds 20)" busybox nc 127.0.0.1 "$control" | tr -d '\r'
}

# end_server SIGNAL: the program gets it, and ends the guest with status 0.
end_server()
{
	local status=0
	in_guest "kill -$1 \$(busybox pidof $2)"
	wait "$guest" || status=$?
	guest=
	[ "$status" -eq 0 ]
}

# cut_power: QEMU does not get to do anything any more.
cut_power()
{
	kill -KILL "$(pgrep -P "$guest")"
	wait "$guest" || :
	guest=
}

# use_disk MB: $disk, which ukl-run makes when it is told so by $disk_words.
use_disk()
{
	disk=$BATS_TEST_TMPDIR/disk
	disk_words=(--disk "$disk:/data:$1")
}

# For teardown: no guest is left, and the kernel has had nothing to complain about.
clear_up()
{
	[ -z "${guest:-}" ] || kill "$guest" 2>/dev/null || :
	[ -n "${BATS_TEST_COMPLETED:-}" ] || tail -n 20 "$console"
	! complaints_in -e segfault -e 'general protection' "$console"
}
