# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # the libraries set the variables
#
# More memory is written than the guest has: pages of a linked program, and of a
# process, go to the disk and come back, under a linked server.

load lib

# Of the guest; each of the two programs wants more.
memory=160
wanted=224

setup_file()
{
	local word words=() disk=$BATS_FILE_TMPDIR/swap

	need_network || return 0
	need_fault_kernel
	open_network
	open_tap
	link_echo dirty
	truncate -s 1G "$disk"
	for word in -drive "file=$disk,if=none,id=swap,format=raw,cache=unsafe" \
		-device virtio-blk-device,drive=swap; do
		words+=(--qemu-option "$word")
	done
	boot "${FAULT_SMP:-2}" $memory "${words[@]}"
	# The driver of the network must not wait for the disk.
	set_guest vm/min_free_kbytes 16384
	run_within 20 busybox mkswap /dev/vda
	run_within 20 busybox swapon /dev/vda
}

# swapped in|out: megabytes, from the disk's sectors.
swapped()
{
	run_within 60 busybox cat /sys/block/vda/stat |
		awk -v way="$1" '{ print int((way == "in" ? $3 : $7) / 2048) }'
}

# Both at once, and the contents are right.
write_memory()
{
	local limit=$((duration * 5 + 300)) process
	run_within $limit /bin/dirty $wanted "$duration" >"$BATS_TEST_TMPDIR/process" 3>&- &
	process=$!
	run_within $limit /ukl/dirty $wanted "$duration" >"$BATS_TEST_TMPDIR/linked"
	wait $process
	cat "$BATS_TEST_TMPDIR/linked" "$BATS_TEST_TMPDIR/process"
	grep -qx "[1-9][0-9]* times $wanted MB" "$BATS_TEST_TMPDIR/process"
	grep -qx "[1-9][0-9]* times $wanted MB" "$BATS_TEST_TMPDIR/linked"
}

@test "a linked program and a process write more memory than there is, and no request fails" {
	under_load ask_echo write_memory
	out=$(swapped out) in=$(swapped in)
	# No less than what did not fit.
	[ "$out" -ge $((2 * wanted - memory)) ]
	[ "$in" -ge $((2 * wanted - memory)) ]
	tell "linked $(cat "$BATS_TEST_TMPDIR/linked"), process $(cat "$BATS_TEST_TMPDIR/process")," \
		"$out MB swapped out, $in MB in"
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
