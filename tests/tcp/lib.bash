# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # the tests use the variables
#
# A network namespace of the test's own with a guest in it: by a tap device,
# or behind the relay that makes a bad network. One guest per test file.

repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
# shellcheck source=tests/kernel.bash
. "$repository/tests/kernel.bash"
bin=${UKL_BIN:-$repository/build/bin}
# Other suites use this file, too.
tcp_tests=$repository/tests/tcp
out=$repository/build/tests-tcp
guest=10.0.2.15
# Addresses of the host's side: one that stays, one that can be cut off.
host=10.0.2.2
doomed=10.0.2.66

# TCP_LONG=1: the full numbers. TCP_SMP: the guest's processors.
long=${TCP_LONG:-}
# No process of a test file lives longer than these seconds.
lifetime=$(($(seconds 3600) + ${SOAK_SECONDS:-0}))
# Open at once.
connections=10000
# One after the other.
requests=$((10000 / slowness))
kept_alive=$((2500 / slowness))
[ -z "$long" ] || requests=100000 kept_alive=100000

# What must not be in the kernel's log, beside its complaints.
trouble='segfault|general protection|page allocation failure|[Oo]ut of memory|TCP: too many|nf_conntrack'

# What a test file has unless it says otherwise.

teardown_file()
{
	close_network
}

setup()
{
	skip_if_needed
}

teardown()
{
	[ -z "${skip_reason:-}" ] || return 0
	show_guest
}

# What setup_file needs: false, with the reason to skip all tests of the file.
need_network()
{
	local how=(unshare --net) reason

	bats_require_minimum_version 1.5.0
	[ "$(id -u)" = 0 ] || how=(unshare --map-root-user --net)
	reason=$(timeout 10 "${how[@]}" ip tuntap add dev ukl0 mode tap 2>&1) || {
		export skip_reason="no network namespaces with tap devices here: ${reason##*$'\n'}"
		return 1
	}
	make --no-print-directory -s -C "$tcp_tests" "OUT=$out"
}

# need_descriptors NUMBER: the limit on open files.
need_descriptors()
{
	(ulimit -n "$1") 2>/dev/null || {
		export skip_reason="the limit on open files is $(ulimit -Hn), below $1"
		return 1
	}
}

# bats cannot skip in setup_file, only in setup.
skip_if_needed()
{
	[ -z "${skip_reason:-}" ] || skip "$skip_reason"
}

# For teardown: what the guest said, if the test has failed.
show_guest()
{
	[ -n "${BATS_TEST_COMPLETED:-}" ] || {
		ask_guest sockets
		tail -n 20 "$BATS_FILE_TMPDIR/guest.log"
	} || true
}

# The namespace lives as long as a process in it.
open_network()
{
	local how=(unshare --net)

	[ "$(id -u)" = 0 ] || how=(unshare --map-root-user --net)
	# shellcheck disable=SC2016 # the inner shell's
	timeout "$lifetime" "${how[@]}" sh -c 'ip link set lo up
		echo 1 >/proc/sys/net/ipv4/tcp_tw_reuse
		echo "10000 65000" >/proc/sys/net/ipv4/ip_local_port_range
		[ ! -w /proc/sys/net/unix/max_dgram_qlen ] ||
			echo 500 >/proc/sys/net/unix/max_dgram_qlen
		echo $$ >"$1.new"; mv "$1.new" "$1"; exec sleep "$2"' \
		sh "$BATS_FILE_TMPDIR/namespace" "$lifetime" </dev/null >/dev/null 2>&1 3>&- &
	wait_until 10 test -e "$BATS_FILE_TMPDIR/namespace"
}

# The words that lead a command into the namespace.
set_entrance()
{
	entrance=(nsenter "--target=$(cat "$BATS_FILE_TMPDIR/namespace")" --net)
	[ "$(id -u)" = 0 ] || entrance+=(--user --preserve-credentials)
	entrance+=(--)
}

# in_network COMMAND...: run it in the namespace.
in_network()
{
	local entrance

	set_entrance
	"${entrance[@]}" "$@"
}

interface_up()
{
	in_network ip address add "$host/24" dev ukl0
	in_network ip address add "$doomed/24" dev ukl0
	in_network ip link set ukl0 txqueuelen 10000 up
}

# start_in_network NAME COMMAND...: in the background. nsenter becomes the
# command, so the process is the command's; its number goes to NAME.pid,
# its output to NAME.log, its status to NAME.status.
start_in_network()
{
	local name=$BATS_FILE_TMPDIR/$1 entrance
	shift
	set_entrance
	rm -f "$name".{pid,status}
	{
		"${entrance[@]}" "$@" </dev/null >"$name.log" 2>&1 &
		echo $! >"$name.pid"
		wait $! && echo 0 >"$name.status" || echo $? >"$name.status"
	} 3>&- &
	wait_until 10 test -s "$name.pid"
}

has_ended()
{
	[ -e "$BATS_FILE_TMPDIR/$1.status" ]
}

# stop NAME: end what start_in_network started.
stop()
{
	if [ -e "$BATS_FILE_TMPDIR/$1.pid" ]; then
		has_ended "$1" || kill "$(cat "$BATS_FILE_TMPDIR/$1.pid")" || true
		wait_until 20 has_ended "$1"
	fi
}

close_network()
{
	stop guest
	stop relay
	if [ -e "$BATS_FILE_TMPDIR/namespace" ]; then
		kill "$(cat "$BATS_FILE_TMPDIR/namespace")"
	fi
}

# The relay owns the tap device.
open_relay()
{
	start_in_network relay timeout "$lifetime" "$out/relay" ukl0 \
		"$BATS_FILE_TMPDIR/near" "$BATS_FILE_TMPDIR/far" \
		"$BATS_FILE_TMPDIR/control" "${TCP_SEED:-1}"
	wait_until 10 test -S "$BATS_FILE_TMPDIR/control"
	interface_up
}

open_tap()
{
	in_network ip tuntap add dev ukl0 mode tap
	interface_up
}

# relay COMMAND...: tell it how the network should be from now on.
relay()
{
	# The answer goes to a name that is only known in there.
	in_network "$out/relay" tell "$BATS_FILE_TMPDIR/control" "$@"
}

# The line was as bad as the test wants it: happened WORD [AT LEAST].
happened()
{
	local counted
	counted=$(relay count)
	note "$BATS_TEST_DESCRIPTION: $counted"
	[ "$(number_after "$1" <<<"$counted")" -ge "${2:-5}" ]
	# The relay itself must not have been the bottleneck.
	[ "$(number_after full <<<"$counted")" -eq 0 ]
}

# number_after WORD: in a line like "inuse 5 orphan 0" on standard input.
number_after()
{
	sed -n "s/.*\b$1 \([0-9]*\).*/\1/p"
}

# make_root FOLDER: what every image has beside its program.
make_root()
{
	mkdir -p "$1/bin"
	cp -R "$tcp_tests/guest/." "$1"
	[ -z "${extra_root:-}" ] || cp -R "$extra_root/." "$1"
	cp "$(command -v busybox)" "$1/bin/busybox"
	ln -s busybox "$1/bin/sh"
	cp "$out/watch" "$1/bin"
}

# link_words WORD...: ukl-link with the suite's kernel and C library.
link_words()
{
	"$bin/ukl-link" ${UKL_KIT:+--kit "$UKL_KIT"} ${UKL_LIBC:+--libc "$UKL_LIBC"} "$@"
}

# link_image RECIPE WORDS: its program in $image, started with these words after
# a web server on port 81 that tells about the guest. Once for all files; another
# one with the files of $extra_root.
link_image()
{
	local recipe=$1 folder=$BATS_RUN_TMPDIR/tcp-$1${extra_root:+-more}${UKL_KIT:+-${UKL_KIT##*/}}
	shift
	export image=$folder/image.vmlinux
	export bodies=$folder/root/usr/share/nginx/html
	[ ! -e "$image" ] || return 0
	make_root "$folder/root"
	[ "$recipe" != nginx ] || make_bodies
	link_words -o "$image.new" --root "$folder/root" \
		--start /bin/sh --args "/etc/start $*" "$recipe"
	mv "$image.new" "$image"
}

# Sizes of the files that nginx serves: around a packet's, and large ones.
body_sizes=(0 1 1000 1447 1448 1449 16384 20000 65535 65536 262144 1000000
	3000000 8388608)

make_bodies()
{
	local size
	mkdir -p "$bodies"
	for size in "${body_sizes[@]}"; do
		head -c "$size" /dev/urandom >"$bodies/$size"
	done
}

link_nginx()
{
	link_image nginx /ukl/nginx -g "'daemon off;'"
}

# boot SMP MEMORY [OPTION...]: with the relay if that runs, else by the tap
# device.
boot()
{
	local netdev=tap,ifname=ukl0,script=no,downscript=no smp=$1 memory=$2
	shift 2
	[ ! -e "$BATS_FILE_TMPDIR/relay.pid" ] ||
		netdev=dgram,local.type=unix,local.path=$BATS_FILE_TMPDIR/far,remote.type=unix,remote.path=$BATS_FILE_TMPDIR/near
	start_in_network guest "$bin/ukl-run" --smp "$smp" \
		--memory "$(megabytes "$memory")" --timeout "$lifetime" --netdev "$netdev" \
		--append loglevel=5 "$@" "$image"
	wait_until 60 guest_answers_or_ended
	has_ended guest || return 0
	cat "$BATS_FILE_TMPDIR/guest.log"
	return 1
}

guest_answers_or_ended()
{
	has_ended guest || ask_guest sockets >"$BATS_FILE_TMPDIR/sockets" 2>&1
}

fetch()
{
	in_network curl --silent --show-error --fail --max-time "$(seconds 30)" "$@"
}

# kept NUMBER [OPTION...]: so many requests on one connection, two a second. "1",
# and a 0 for each further request, if it was one.
kept()
{
	local number=$1
	shift
	fetch --max-time 40 --rate 120/m --write-out '%{num_connects}' --output /dev/null \
		"$@" "http://$guest/1000?[1-$number]"
}

# ask_guest COMMAND [OPTION...]: see guest/control/cgi-bin/guest; options of curl.
ask_guest()
{
	fetch "${@:2}" "http://$guest:81/cgi-bin/guest?$1"
}

# set_guest PATH VALUE: below /proc/sys.
set_guest()
{
	ask_guest "set=$1=$2"
}

# processes_are PROGRAM NUMBER
processes_are()
{
	[ "$(ask_guest "run=busybox+pidof+$1" | wc -w)" -eq "$2" ]
}

# sockets_are WHAT NUMBER: or fewer. WHAT: inuse, orphan, tw, alloc, mem.
sockets_are()
{
	local number
	number=$(ask_guest sockets | number_after "$1")
	[ -n "$number" ] && [ "$number" -le "$2" ]
}

sockets_inuse()
{
	ask_guest sockets | number_after inuse
}

# The last test of each file.
guest_is_well()
{
	if has_ended guest; then
		echo "the guest has ended"
		tail -n 40 "$BATS_FILE_TMPDIR/guest.log"
		return 1
	fi
	ask_guest log --max-time "$(seconds 100)" >"$BATS_FILE_TMPDIR/dmesg"
	grep -q 'Linux version' "$BATS_FILE_TMPDIR/dmesg"
	! complaints_in -e "$trouble" "$BATS_FILE_TMPDIR/dmesg" "$BATS_FILE_TMPDIR/guest.log"
}

# Until the connections that are closed have been forgotten.
settle()
{
	local turn
	wait_until 20 sockets_are orphan 0
	# Each question leaves one more behind.
	for turn in {1..20}; do
		sleep 0.5
		sockets_are tw 50 && return
		sleep 5
	done
	echo "connections are remembered for more than a minute"
	return 1
}

# What the guest uses now is what nothing_is_left compares with.
remember_memory()
{
	settle
	# Asking costs something as well, the first times.
	ask_guest memory >"$BATS_FILE_TMPDIR/before"
	ask_guest memory >"$BATS_FILE_TMPDIR/before"
	sockets_inuse >"$BATS_FILE_TMPDIR/inuse_before"
}

# grown WHAT: since then.
grown()
{
	awk -v what="$1" '$1 == what { n[FILENAME] = $2 }
		END { print n[ARGV[2]] - n[ARGV[1]] }' \
		"$BATS_FILE_TMPDIR/before" "$BATS_FILE_TMPDIR/after"
}

# nothing_is_left [PROGRAMS [KERNEL]]: these may have grown by so many KB.
nothing_is_left()
{
	local programs=${1:-2000} kernel=${2:-200} what limit amount report='' failed=0
	wait_until 60 sockets_are inuse "$(cat "$BATS_FILE_TMPDIR/inuse_before")"
	settle
	ask_guest memory >"$BATS_FILE_TMPDIR/after"
	# Kilobytes, and numbers of things. Those of files and inodes are sums
	# over the processors that are put together now and then only; so are the
	# pages of mem, each processor keeps up to 256 for itself.
	while read -r what limit; do
		amount=$(grown "$what")
		report+=" $what $amount"
		[ "$amount" -le "$limit" ] || {
			echo "$what: $amount more than before, at most $limit expected"
			failed=1
		}
	done <<-END
		tcp 3
		alloc 3
		orphan 0
		mem 600
		files 100
		inodes 20
		sunreclaim $kernel
		kernelstack 100
		used $((programs + 4000))
	END
	note "grown:$report"
	# Objects of each kind, if this kernel counts them.
	awk 'NR == FNR { before[$1] = $2; next }
		/^slab:(TCP|TCPv6|sock_inode_cache|filp|skbuff_.*|kmalloc-.*) / &&
			$2 > before[$1] + 1000 {
			print $1 ": " $2 " objects instead of " before[$1]; bad = 1 }
		END { exit bad }' \
		"$BATS_FILE_TMPDIR/before" "$BATS_FILE_TMPDIR/after" || failed=1
	return $failed
}

# many ARGUMENTS...: see many.c.
many()
{
	local result
	result=$(in_network "$out/many" --time "$(seconds 250)" "$@") || {
		echo "$result"
		return 1
	}
	note "$result"
}

# load ARGUMENTS...: run ab and fail if one request failed.
load()
{
	local report
	report=$(in_network timeout "$(seconds 900)" ab -q "$@" 2>&1) || {
		echo "ab $*: status $?"
		echo "$report"
		return 1
	}
	if ! grep -q "^Failed requests: *0$" <<<"$report" ||
	   grep -q "^Non-2xx" <<<"$report"; then
		echo "$report"
		return 1
	fi
	note "ab $*: $(grep '^Requests per second' <<<"$report")"
}

# Clients that vanish.

# What the tests of a file begin with: as many sockets as without any client.
remember_sockets()
{
	settle
	sockets_inuse >"$BATS_FILE_TMPDIR/inuse"
}

idle_sockets()
{
	cat "$BATS_FILE_TMPDIR/inuse"
}

# Retransmissions before the guest gives up: 3 take 3 seconds; 15, the default,
# a quarter of an hour.
set_retries()
{
	set_guest net/ipv4/tcp_retries2 "$1"
}

# start_clients ARGUMENTS...: of vanish, from the address that can be cut off.
# They are ready when this returns. May be called again before they vanish.
start_clients()
{
	local entrance number=${#clients[@]}
	local word=$BATS_TEST_TMPDIR/word$number said=$BATS_TEST_TMPDIR/said$number

	set_entrance
	rm -f "$word" "$said"
	mkfifo "$word"
	"${entrance[@]}" "$out/vanish" --from "$doomed" --time "$(seconds 100)" "$@" \
		<>"$word" >"$said" 2>&1 3>&- &
	clients+=($!)
	wait_until 60 clients_have_said "$said" $!
	grep -qx ready "$said" || {
		cat "$said"
		return 1
	}
}

clients_have_said()
{
	[ -s "$1" ] || ! kill -0 "$2" 2>/dev/null
}

# vanish_by WORD: see vanish.c. "kill": without a word.
vanish_by()
{
	local i failed=0

	for i in "${!clients[@]}"; do
		if [ "$1" = kill ]; then
			kill -KILL "${clients[i]}"
			wait "${clients[i]}" || true
		else
			echo "$1" >"$BATS_TEST_TMPDIR/word$i"
			wait "${clients[i]}" || failed=1
		fi
	done
	clients=()
	return $failed
}

# There are sockets for so many clients.
sockets_of_clients()
{
	[ "$(sockets_inuse)" -ge $(($(idle_sockets) + $1)) ]
}

# gone_within SECONDS: all sockets of clients.
gone_within()
{
	local end=$((SECONDS + $1))

	others_are_served
	wait_until $((end - SECONDS)) sockets_are inuse "$(idle_sockets)"
	wait_until $((end - SECONDS + 3)) sockets_are orphan 0
	others_are_served
}

# A figure: shown in the long form, or with TCP_NOTES=1.
note()
{
	[ -z "$long${TCP_NOTES:-}" ] || echo "# $*" >&3
}
