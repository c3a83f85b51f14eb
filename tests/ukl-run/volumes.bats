#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Disks and folders of the host: what QEMU and process 1 are told, and what is refused. No guest.

load lib
bats_require_minimum_version 1.5.0

setup() {
	use_test_dir '"disk":{"mount":"/var/lib/app","size":16}'
	make_stub 'status "exit 0"'
	mkdir folder
}

go() {
	run_bounded ukl-run --accel tcg --no-net app "$@"
}

dry() {
	go --dry-run "$@"
}

# refuses STATUS TEXT ARGUMENT...: one line that has the text, and QEMU is not started.
refuses() {
	local expected=$1 text=$2

	shift 2
	go "$@"
	echo "$*: $status: $output"
	[ "$status" -eq "$expected" ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "ukl-run: error: "*"$text"* ]]
	[ ! -e "$args" ]
}

# make_disk FILE: as a user would.
make_disk() {
	truncate -s 8M "$1"
	mkfs.ext4 -q -F "$1"
}

@test "a disk: raw, its errors the guest's, found by its serial number" {
	# a new one may not have a colon in its name: it would be a slip
	: >c:d
	dry --disk 'a,b:/x y:ro' --disk c:d:/d:64
	[ "$status" -eq 2 ]
	dry --disk 'a,b:/data:ro' --disk c:d:/d:64
	[ "$status" -eq 0 ]
	[[ $output == *" -blockdev driver=raw,node-name=disk0,read-only=on,file.driver=file,file.filename=a,,b -device virtio-blk-device,drive=disk0,serial=disk0,rerror=report,werror=report "* ]]
	[[ $output == *",node-name=disk1,read-only=off,file.driver=file,file.filename=c:d "* ]]
	[[ $output == *" ukl.mount=ext4:ro:disk0:/data ukl.mount=ext4:rw:disk1:/d "* ]]
}

@test "a folder: by 9p, found by its tag" {
	dry --share 'a,b' --share folder:/mnt/x:ro
	[[ $output == *" -fsdev local,id=share0,path=a,,b,security_model=none,multidevs=remap -device virtio-9p-device,fsdev=share0,mount_tag=share0 "* ]]
	[[ $output == *"path=folder,security_model=none,multidevs=remap,readonly=on "* ]]
	[[ $output == *" ukl.mount=9p:rw:share0:/share ukl.mount=9p:ro:share1:/mnt/x "* ]]
}

@test "what is said wrongly: status 2" {
	refuses 2 'names no file' --disk ''
	refuses 2 'names no folder' --share :/x
	refuses 2 'no place to mount at' --disk a:/
	refuses 2 'no place to mount at' --disk a:/ukl/x
	refuses 2 'no place to mount at' --share a:/data/../proc
	refuses 2 'no place to mount at' --share a:/proc
	refuses 2 "what is behind a ':' is no /PATH, number of MB or ro" --disk a:data:64
	refuses 2 "what is behind a ':' is no /PATH, number of MB or ro" --disk a:/data:64:rw
	refuses 2 'number of megabytes' --disk a:/data:7
	refuses 2 'number of megabytes' --disk a:99999999999
	refuses 2 'more than 6' --share a:/1 --share a:/2 --share a:/3 --share a:/4 --share a:/5 --share a:/6 --share a:/7
}

@test "two at one place" {
	make_disk a
	refuses 1 '/data is taken by a' --disk a:/data --disk b:/data
	refuses 1 '//data/ is taken by a' --disk a:/data --disk b://data/
}

@test "the image says where its first disk goes and how large it is, but names no file" {
	dry
	[[ $output != *virtio-blk* ]]
	go --disk d
	[ "$status" -eq 0 ]
	[ "$output" = "ukl-run: made d: ext4, 16 MB" ]
	[ "$(stat -c %s d)" -eq $((16 << 20)) ]
	grep -q ' ukl.mount=ext4:rw:disk0:/var/lib/app ' "$args"
	go --disk d
	[ -z "$output" ]
	for disk in '{"mount":"../x"}' '{"mount":"/a b"}' '{"mount":"/"}' '{"size":16}' '{"mount":"/a","size":-1}' 7; do
		make_image bad.vmlinux "$(describe "\"disk\":$disk")"
		run_bounded ukl-run --dry-run --accel tcg bad.vmlinux
		[ "$status" -eq 1 ]
	done
}

@test "a disk is made with a size only, complete or not at all" {
	make_image app.vmlinux "$(describe)"
	refuses 1 'No such file or directory; to make one of 64 MB: --disk e:/data:64' --disk e
	refuses 1 'No such file or directory' --disk e:/data:64:ro
	[ ! -e e ]
	mkdir bin
	printf '#!/bin/sh\necho "no room" >&2; exit 3\n' >bin/mkfs.ext4
	chmod +x bin/mkfs.ext4
	PATH=$PWD/bin:$PATH refuses 1 'mkfs.ext4 failed with status 3: no room' --disk e:/data:64
	[ -z "$(compgen -G 'e*')" ]
	refuses 1 'No such file or directory' --disk nowhere/e:64
}

# make_rival LINES: a mkfs.ext4 after which the shell has run these lines, as another ukl-run would.
make_rival() {
	mkdir -p bin
	printf '%s\n' '#!/bin/sh' "PATH='$PATH'; export PATH; mkfs.ext4 \"\$@\" || exit" "$1" >bin/mkfs.ext4
	chmod +x bin/mkfs.ext4
}

@test "a disk that others make at the same time is theirs, and the same for all" {
	make_disk theirs
	make_rival 'ln theirs race.img'
	PATH=$PWD/bin:$PATH go --disk race.img:64
	echo "$output"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ race.img -ef theirs ]
	rm "$args"
	# It is checked like any other.
	make_rival 'echo precious >other.img'
	PATH=$PWD/bin:$PATH refuses 1 '--disk other.img: no ext4 file system in it' --disk other.img:64
	[ "$(cat other.img)" = precious ]
	[ -z "$(compgen -G '*.img.*')" ]
}

@test "the same where a file cannot be renamed so, as by NFS" {
	make_disk theirs
	make_rival '[ ! -e rival ] || ln theirs race.img'
	gcc -shared -fPIC -o nfs.so -x c - <<-'EOF'
		#include <errno.h>
		int renameat2(int a, const char *b, int c, const char *d, unsigned int e)
		{
			return errno = EINVAL, -1;
		}
	EOF
	# ASAN_OPTIONS: a sanitizer wants to be the first library.
	local preload=(env LD_PRELOAD="$PWD/nfs.so" ASAN_OPTIONS=verify_asan_link_order=0)
	PATH=$PWD/bin:$PATH run_bounded "${preload[@]}" ukl-run --accel tcg --no-net app --disk race.img:64
	[ "$output" = "ukl-run: made race.img: ext4, 64 MB" ]
	[ "$(stat -c '%s %h' race.img)" = "$((64 << 20)) 1" ]
	rm race.img
	touch rival
	PATH=$PWD/bin:$PATH run_bounded "${preload[@]}" ukl-run --accel tcg --no-net app --disk race.img:64
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ race.img -ef theirs ]
	[ -z "$(compgen -G '*.img.*')" ]
}

@test "a link to nothing stays one" {
	ln -s gone link
	refuses 1 "a symbolic link to a file that is not there; give the file's own name" --disk link:64
	refuses 1 'a symbolic link to a file that is not there' --disk link:ro
	[ "$(readlink link)" = gone ]
	[ -z "$(compgen -G 'link.*')" ]
}

@test "a limit of file sizes: no disk and nothing left of one; of a disk that is there, EFBIG for QEMU" {
	run_bounded bash -c 'ulimit -f 1000; exec ukl-run --accel tcg --no-net app --disk lim.img:64'
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-run: error: --disk lim.img: 64 MB is more than 'ulimit -f' or the file system allows" ]
	[ -z "$(compgen -G 'lim.img*')" ]
	make_disk a
	make_stub 'head -c 2000000 /dev/zero >written; status "exit $?"'
	run_bounded bash -c 'ulimit -f 1000; exec ukl-run --accel tcg --no-net app --disk a'
	[ "$status" -eq 1 ]
	[[ $output == *"File too large" ]]
}

@test "a file that is not a disk is refused before the boot" {
	truncate -s 8M empty
	printf 'QFI\373' >qcow
	refuses 1 'no ext4 file system in it; if nothing in it is needed, make one with: mkfs.ext4' --disk empty
	refuses 1 'qcow2 image; convert' --disk qcow
	refuses 1 'use --share for a folder' --disk folder
	refuses 1 'neither a file nor a disk' --disk /dev/null
	refuses 1 'not a folder' --share empty
	refuses 1 'No such file' --share nowhere
}

@test "one disk twice" {
	make_disk d.img
	ln -s d.img other
	refuses 1 '--disk other: the same disk as d.img' --disk d.img:/a --disk other:/b
	refuses 1 '--disk other: the same disk as d.img' --disk d.img:/a:ro --disk other:/b
	refuses 1 '--disk new.img: the same disk as new.img' --disk new.img:/a:8 --disk new.img:/b
	[ ! -e new.img ]
	dry --disk d.img:/a:ro --disk other:/b:ro
	[ "$status" -eq 0 ]
}

@test "a file that cannot be written" {
	[ "$(id -u)" != 0 ] || skip "root can write everything"
	make_disk a
	chmod a-w a folder
	refuses 1 'Permission denied; to read only: --disk a:/data:ro' --disk a:/data
	refuses 1 'Permission denied; to read only: --share folder:/share:ro' --share folder
	go --disk a:ro --share folder:ro
	[ "$status" -eq 0 ]
}

@test "a disk that another QEMU has" {
	make_disk a
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	qemu-system-x86_64 -M microvm -display none -nodefaults -S -daemonize -pidfile pid \
		-blockdev driver=raw,node-name=x,file.driver=file,file.filename=a \
		-device virtio-blk-device,drive=x 3>&-
	refuses 1 'in use by another guest' --disk a
	kill "$(cat pid)"
}

# What arrives at the second serial port, and then the end that process 1 makes.
ends_when_asked='for arg; do case $arg in socket,*fd=*) fd=${arg#*fd=} ;; esac; done
	status start; echo $$ >"$args.pid"; head -c 1 <&"$fd" >asked; status "exit 0"'

# As $pid, with the disk a, until the stub has left its number.
start_with_disk() {
	env --default-signal=INT,TERM ukl-run --accel tcg --no-net --disk a app </dev/null >out 2>&1 3>&- &
	pid=$!
	wait_for test -s "$args.pid"
	sleep 0.2
}

@test "a guest with a disk is asked to end, and QEMU if it does not" {
	make_disk a
	make_stub "$ends_when_asked"
	start_with_disk
	kill -TERM "$pid"
	ends_with 143
	[ "$(cat asked)" = s ]
	[ ! -s out ]

	# Whoever asks twice cannot wait.
	rm "$args.pid"
	make_stub 'status start; echo $$ >"$args.pid"; exec sleep 60'
	start_with_disk
	kill -TERM "$pid"
	sleep 0.3
	run ! has_ended "$(cat "$args.pid")"
	kill -TERM "$pid"
	ends_with 143
	has_ended "$(cat "$args.pid")"
}

@test "--timeout asks a guest with a disk or folder, and says that it has ended it" {
	make_disk a
	make_stub "$ends_when_asked"
	for volume in --disk=a --share=folder; do
		go --timeout 2 "$volume"
		echo "$volume: $status: $output"
		[ "$status" -eq 124 ]
		[ "$output" = "ukl-run: error: app.vmlinux: stopped after 2 s (--timeout)" ]
		[ "$(cat asked)" = s ]
		rm asked
	done
}
