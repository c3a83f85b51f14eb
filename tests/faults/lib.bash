# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the libraries
#
# A linked server that is asked without a pause while the machine under it is
# treated badly, for FAULT_SECONDS (10 unless told).

load ../tcp/lib

duration=${FAULT_SECONDS:-10}
here=$repository/tests/faults
extra_root=$here/guest

# The suite's kernel, if that has swap and faults on purpose (debug has), else one
# that is made for it.
need_fault_kernel()
{
	if ! grep -qsx CONFIG_FAIL_FUNCTION=y "${UKL_KIT:-}/config"; then
		UKL_KIT=$("$repository/tools/ukl-kernel" --profile "general+$here/faults.config")
		export UKL_KIT
	fi
}

# link_echo PROGRAM: tcp-echo and PROGRAM.c of this folder, linked; the program
# is /ukl/PROGRAM, and /bin/PROGRAM as an ordinary process.
link_echo()
{
	local folder=$BATS_FILE_TMPDIR name flags=(-O2 -pthread -Wall -Wextra)
	export image=$folder/image.vmlinux
	make_root "$folder/root"
	gcc "${flags[@]}" "-I$repository/ukl/include" -c -o "$folder/tcp-echo.o" \
		"$repository/apps/tcp-echo/tcp-echo.c"
	gcc "${flags[@]}" -c -o "$folder/$1.o" "$here/$1.c"
	gcc "${flags[@]}" -static -o "$folder/root/bin/$1" "$here/$1.c"
	link_words -o "$image" --root "$folder/root" --start /bin/sh \
		--args "/etc/start /ukl/tcp-echo" \
		--program "tcp-echo=$folder/tcp-echo.o" --program "$1=$folder/$1.o"
}

# run_within SECONDS WORD...: a command of the guest, in words without spaces.
run_within()
{
	local limit=$1 IFS=+
	shift
	ask_guest "run=$*" --max-time "$(seconds "$limit")"
}

# One after the other, and 20 at once on connections that are kept; every byte
# is compared. Prints how many.
ask_nginx()
{
	load -n 200 -c 10 "http://$guest/1000"
	many --connections 20 --rounds 9 --get /20000 --body "$bodies/20000" "$guest" 80
	echo 400
}

ask_echo()
{
	many --connections 20 --rounds 19 --echo 1000 "$guest" 7
	echo 400
}

ask_until_told()
{
	while [ ! -e "$BATS_TEST_TMPDIR/stop" ]; do
		"$1"
	done
}

# under_load CLIENTS COMMAND...: COMMAND, while CLIENTS (a function) ask the
# server again and again. Sets $requests; none of them may fail, and the server
# has to answer when all is over.
under_load()
{
	local clients=$1 asked=$BATS_TEST_TMPDIR/asked
	shift
	rm -f "$BATS_TEST_TMPDIR/stop"
	ask_until_told "$clients" >"$asked" 2>&1 3>&- &
	asking=$!
	"$@"
	touch "$BATS_TEST_TMPDIR/stop"
	wait "$asking" || {
		cat "$asked"
		return 1
	}
	asking=
	"$clients"
	requests=$(awk '/^[0-9]+$/ { n += $1 } END { print n + 0 }' "$asked")
	[ "$requests" -gt 0 ]
}

teardown()
{
	# After a failure: a client whose guest is gone would wait for half an hour.
	if [ -n "${asking:-}" ]; then
		touch "$BATS_TEST_TMPDIR/stop"
		pkill -P "$asking" || true
		kill "$asking" 2>/dev/null || true
	fi
	[ -n "${skip_reason:-}" ] || show_guest
}

# tell FIGURES: what was done, and beside how many requests.
tell()
{
	echo "# $BATS_TEST_DESCRIPTION: $*, $requests requests" >&3
}
