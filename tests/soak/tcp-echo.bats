# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the libraries
#
# tcp-echo linked into Linux, for a long time: by handle and by descriptor.

load lib

setup_file()
{
	open_bad_line || return 0
	link_image tcp-echo /bin/sh -c "'/ukl/tcp-echo -d -p 8007 & exec /ukl/tcp-echo'"
	boot_server 256
}

echo_round()
{
	local clients=() port

	for port in 7 8007; do
		in_network "$out/many" --time 250 --echo 1000 --connections 100 \
			--rounds 5 "$guest" "$port"
		count messages 600
		in_network "$out/stream" --echo 200000 --time 250 \
			--connections 5 "$guest" "$port"
		count "bytes streamed" 1000000
		start_clients --fill --connections 10 "$guest" "$port"
		vanish_by kill
		start_clients --fill --connections 10 "$guest" "$port"
		vanish_by reset
		count "clients vanished" 20
	done
}

@test "tcp-echo: every byte comes back, nothing is left" {
	soak echo_round
}

@test "tcp-echo: the kernel had nothing to complain about" {
	guest_is_well
}
