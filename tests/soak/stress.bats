# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the libraries
#
# stress-ng, an ordinary program in ring 3, beside a linked nginx that is loaded:
# neither harms the other.

load lib

# Of each class one or two, that take turns: the guest has two processors.
stressors=(cpu vm fork signal timer sock pipe futex sigq clone sigfpe sigsegv
	fault mmapfork switch poll epoll)

setup_file()
{
	local library

	open_bad_line || return 0
	# The program and what it is linked with.
	extra_root=$BATS_FILE_TMPDIR/root
	while read -r library; do
		mkdir -p "$extra_root${library%/*}"
		cp -L "$library" "$extra_root$library"
	done < <(ldd "$(command -v stress-ng)" | grep -o '/[^ ]*'; command -v stress-ng)
	link_image nginx /ukl/nginx -g "'daemon off;'"
	boot_server 512
}

stress_log()
{
	ask_guest run=busybox+cat+/tmp/stress.log
}

stress_has_ended()
{
	ab_report 0 -n 200 -c 10 "http://$guest/1000" &&
		stress_log | grep -q 'run completed in'
}

@test "nginx answers all requests beside stress-ng, which completes" {
	local words='' class each=$((duration / ${#stressors[@]}))

	[ "$each" -ge 1 ] || each=1
	for class in "${stressors[@]}"; do
		words+="+--$class+1"
	done
	remember_memory
	ask_guest "run=busybox+start-stop-daemon+-S+-b+-x+$(command -v stress-ng)+--$words+--vm-bytes+32M+--sequential+1+--timeout+$each+--log-file+/tmp/stress.log+--temp-path+/tmp"
	wait_until $((duration * 3 + 120)) stress_has_ended
	echo "# ${#stressors[@]} classes for $each s each; ${counted[requests]} requests meanwhile" >&3
	stress_log
	stress_log | grep -q 'successful run completed'
	# Whatever the kernel does not give back at once after its first use.
	nothing_is_left 4000 1000
}

@test "beside stress-ng: the kernel had nothing to complain about" {
	guest_is_well
}
