#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Real guests with disks, folders, networks and a shell: what arrives where.

load lib
bats_require_minimum_version 1.5.0

setup_file() {
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	cd "$BATS_FILE_TMPDIR" || return
	gcc -O2 -Wall -c -o world.o "$BATS_TEST_DIRNAME/world.c"
	ukl-link -o world.vmlinux --with busybox world.o
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	image=$BATS_FILE_TMPDIR/world.vmlinux
	export UKL_CACHE=${UKL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ukl}
	unset UKL_QEMU
}

# world [-STATUS] [OPTION...] -- ACTION ARGUMENT...: boot it; no network: it boots faster.
world() {
	local expected=()

	[[ $1 != -[0-9]* ]] || { expected=("$1"); shift; }
	run "${expected[@]}" timeout -k 5 90 ukl-run --no-net "$image" "$@" </dev/null
	echo "$output"
}

# start [OPTION...] -- ACTION ARGUMENT...: in the background, its output in "out", its pid $pid.
start() {
	env --default-signal=INT,TERM ukl-run --timeout 90 --no-net "$image" "$@" </dev/null >out 2>&1 3>&- &
	pid=$!
}

@test "a disk: an orderly end leaves nothing to be repaired; read only" {
	world --disk d:/data:32 -- scribble /data/x
	[ "$status" -eq 0 ]
	[ "$output" = $'ukl-run: made d: ext4, 32 MB\nscribbled' ]
	e2fsck -fn d
	[ "$(debugfs -R 'cat x' d 2>/dev/null)" = scribbled ]
	world --disk d:/var/lib/deep/er:ro -- read /var/lib/deep/er/x write /var/lib/deep/er/y
	[ "$status" -eq 1 ]
	[ "$output" = $'scribbled\nwrite: errno 30' ]
}

@test "a power cut keeps what was synced; a full disk is the program's to hear of" {
	start --disk d:/data:32 -- write /data/x sleep 90
	wait_for grep -q written out
	kill -KILL "$(pgrep -P "$pid")"
	ends_with 125
	world --disk d -- read /data/x fill /data/y read /data/x
	[ "$status" -eq 0 ]
	[ "$output" = $'written in the guest\nfull: errno 28\nwritten in the guest' ]
	e2fsck -fn d
}

@test "SIGTERM: the program gets it, and the disk is unmounted" {
	start --disk d:/data:32 -- serve /data/x
	wait_for grep -q serving out
	kill -TERM "$pid"
	ends_with 143
	[ "$(tail -n 1 out)" = scribbled ]
	e2fsck -fn d
	[ "$(debugfs -R 'cat x' d 2>/dev/null)" = scribbled ]
}

@test "a program that does not listen is ended; its disk is unmounted all the same" {
	start --disk d:/data:32 -- ignore 15 scribble /data/x sleep 90
	wait_for grep -q scribbled out
	kill -TERM "$pid"
	ends_with 143
	run ! grep error out
	e2fsck -fn d
	[ "$(debugfs -R 'cat x' d 2>/dev/null)" = scribbled ]
}

# port_of FILE: the host's, as ukl-run -v has named it.
port_of() {
	sed -n 's/^ukl-run: port \([0-9]*\) of 127\.0\.0\.1 leads to .*/\1/p' "$1"
}

@test "the guest ends when all that its program has sent is there, or its client takes nothing" {
	local port model

	for model in process ukl; do
		ukl-link --model=$model -o answer.vmlinux "$BATS_FILE_TMPDIR/world.o"
		ukl-run -v --timeout 60 --port 0:7 answer.vmlinux -- answer 4000000 \
			</dev/null >out 2>&1 3>&- &
		pid=$!
		wait_for grep -q listening out
		port=$(port_of out)
		[ "$(busybox nc -w 50 127.0.0.1 "$port" </dev/null | wc -c)" -eq 4000000 ]
		ends_with 0
	done

	ukl-run -v --timeout 60 --memory 512 --port 0:7 answer.vmlinux -- answer 20000000 </dev/null >out 2>&1 3>&- &
	pid=$!
	wait_for grep -q listening out
	exec 7<>"/dev/tcp/127.0.0.1/$(port_of out)"
	ends_with 0
	exec 7>&-
}

@test "folders of the host, both ways, and read only" {
	mkdir both own
	echo "from the host" | tee both/h >own/h
	world --share both --share own:/own:ro -- read /share/h write /share/g read /own/h write /own/g
	[ "$status" -eq 1 ]
	[ "$output" = $'from the host\nwritten\nfrom the host\nwrite: errno 30' ]
	[ "$(cat both/g)" = "written in the guest" ]
	[ ! -e own/g ]
}

@test "a kernel without 9p: one line with the option that it lacks, status 127" {
	mkdir folder
	world -127 --share folder --append initcall_blacklist=init_v9fs -- write /share/x
	[ "$output" = "ukl-init: error: this kernel was built without CONFIG_9P_FS and CONFIG_NET_9P_VIRTIO" ]
	[ -z "$(ls folder)" ]
}

@test "a kernel without disks: one line, status 127" {
	world -127 --disk d:/data:32 --append initcall_blacklist=virtio_blk_init -- write /data/x
	[ "${lines[1]}" = "ukl-init: error: this kernel shows no disk (it needs CONFIG_VIRTIO_BLK) for /data" ]
}

@test "time, random numbers, names; an address by DHCP" {
	local start
	start=$(date +%s)
	ukl-run --dhcp --timeout 90 --hostname box "$image" -- time x name x read /etc/resolv.conf \
		read /sys/class/misc/hw_random/rng_current resolve box resolve localhost </dev/null |
		while read -r word value; do
			# Behind on a busy host, as ticks are lost until the processor's counter is the clock.
			[ "$word" != time ] || value=$((value >= start - 1 && value <= $(date +%s) + 1))
			echo "$word $value"
		done >out
	cat out
	grep -qx 'time 1' out
	grep -qx 'name box' out
	grep -qx 'nameserver 10.0.2.3' out
	grep -qx 'virtio_rng.0 ' out
	grep -qx 'box: 127.0.1.1' out
	grep -qx 'localhost: 127.0.0.1' out
}

@test "a tap device, an address of one's own, and a name server's answers" {
	how=(unshare --net)
	[ "$(id -u)" = 0 ] || how=(unshare --map-root-user --net)
	timeout 10 "${how[@]}" ip tuntap add dev ukl0 mode tap || skip "no network namespaces with tap devices here"
	cat >job <<-'EOF'
		ip tuntap add dev ukl0 mode tap
		ip address add 192.168.77.1/24 dev ukl0
		ip link set ukl0 up
		python3 "$2/name-server.py" 192.168.77.1 www.example 192.0.2.7 3>&- &
		ukl-run --timeout 90 --tap ukl0 --address 192.168.77.2/24,192.168.77.1 --dns 192.168.77.1 \
			"$1" -- resolve www.example resolve nosuch.example resolve 192.0.2.8 read /etc/resolv.conf </dev/null
		result=$?
		kill $!
		exit $result
	EOF
	run timeout -k 5 90 "${how[@]}" bash ./job "$image" "$BATS_TEST_DIRNAME"
	echo "$output"
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "www.example: 192.0.2.7" ]
	[ "${lines[1]}" = "nosuch.example: Name or service not known" ]
	[ "${lines[2]}" = "192.0.2.8: 192.0.2.8" ]
	[[ $output == *"nameserver 192.168.77.1" ]]
}

@test "a shell beside the program; its end is the guest's" {
	printf '%s\n' 'echo shell is $$, user $(id -u)' 'ps | grep -c "[/]ukl/world"' 'cat /data/none' \
		'trap "echo interrupted" INT; kill -INT $$' 'echo $TERM; exit 3' >commands
	TERM=vt100 run timeout -k 5 90 ukl-run --no-net "$image" --shell --disk d:/data:32 -- serve /data/x <commands
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"serving"* && $output == *"user 0"* && $output == *"vt100"* ]]
	[[ $output == *"can't open '/data/none'"*interrupted* ]]
	e2fsck -fn d
	[ "$(debugfs -R 'cat x' d 2>/dev/null)" = scribbled ]
}

@test "an image without a shell: one line with the remedy, and no boot" {
	ukl-link -o bare.vmlinux "$BATS_FILE_TMPDIR/world.o"
	run -1 ukl-run --no-net bare --shell -- sleep 1 </dev/null
	[ "$output" = "ukl-run: error: bare.vmlinux: no /bin/sh in it for --shell; link it with: ukl-link --with busybox" ]
}
