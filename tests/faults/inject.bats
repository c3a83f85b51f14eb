# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # the libraries set the variables
#
# A linked nginx whose workers get no memory, no access to theirs, or errors of
# system calls: requests fail then, and nothing else.

load lib

setup_file()
{
	need_network || return 0
	need_fault_kernel
	open_network
	open_tap
	link_nginx
	boot "${FAULT_SMP:-2}" 256
	set_guest net/ipv4/tcp_max_tw_buckets 16
	set_guest net/ipv4/tcp_fin_timeout 2
	set_guest net/ipv4/tcp_orphan_retries 2
	ask_nginx
	remember_memory
}

# Requests while there are faults may fail or get no answer. A worker of nginx that could
# not be told of its listening socket is deaf from then on, so it gets new ones, and
# all requests are answered.
faults_of()
{
	local end faults
	run_within 60 /bin/fail "$1" "$2" nginx
	end=$((SECONDS + duration))
	while ((SECONDS < end)); do
		in_network timeout 60 ab -q -r -s 3 -n 200 -c 10 "http://$guest/1000" >/dev/null 2>&1 || true
		in_network timeout 60 ab -q -r -s 3 -k -n 200 -c 10 "http://$guest/65536" >/dev/null 2>&1 || true
	done
	faults=$(run_within 60 /bin/fail off)
	[ "$faults" -gt 0 ]
	run_within 30 busybox killall -HUP nginx
	wait_until 60 processes_are nginx 3
	ask_nginx
	echo "# $BATS_TEST_DESCRIPTION: $faults faults, $2 % of what could fail" >&3
}

@test "nginx: small objects cannot be allocated" {
	faults_of failslab 3
}

@test "nginx: pages cannot be allocated" {
	faults_of fail_page_alloc 30
}

@test "nginx: the kernel cannot access its memory" {
	faults_of fail_usercopy 3
}

@test "nginx: system calls end with an error" {
	! grep -qx CONFIG_LOCKDEP=y "$UKL_KIT/config" ||
		skip "fail_function draws a random number in its breakpoint, whose lock lockdep does not allow there"
	faults_of fail_function 3
}

# Some sockets may stay: TCP forgets a FIN that it has no memory for (tcp_send_fin).
@test "nginx: no memory is lost by faults" {
	local what limit
	ask_guest memory >"$BATS_FILE_TMPDIR/after"
	while read -r what limit; do
		echo "$what: $(grown "$what") more than before, at most $limit expected"
		[ "$(grown "$what")" -le "$limit" ]
	done <<-END
		used 24000
		sunreclaim 1000
		kernelstack 200
		alloc 20
		files 100
	END
}

@test "nginx with faults: the kernel had nothing to complain about" {
	guest_is_well
}
