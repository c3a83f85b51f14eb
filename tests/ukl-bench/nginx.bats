#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench nginx, and the plugin that counts for it.

load lib
bats_require_minimum_version 1.5.0

# stub_nginx: ukl-link says where the objects are; there is a program to strip.
stub_nginx() {
	local dir=$BATS_TEST_TMPDIR/cache/apps/nginx-0
	mkdir -p "$dir"
	echo 'int main(void) { return 0; }' | gcc -x c -o "$dir/nginx" -
	stub_link "[ -n \"\$out\" ] || exit 2
		case \$out in */none.vmlinux) echo ' gcc -o x $dir/ngx_alloc.o' >&2; exit ;; esac"
}

setup() {
	real_link=${UKL_LINK:-} real_cache=${UKL_CACHE:-}
	use_test_dir
	stub_nginx
}

teardown() {
	[ -z "$(ls -A tmp)" ]
}

@test "a guest that dies or never answers is failed" {
	stub_qemu 'console "Kernel panic - not syncing: test"'
	run timeout 30 ukl-bench nginx --quick --models process
	[ "$status" -eq 1 ]
	has "keep-alive failed 0.0 %"
	[[ $output == *"process: failed: the guest died"*"Kernel panic - not syncing: test"* ]]

	stub_qemu 'exec sleep 60'
	run timeout 30 ukl-bench nginx --quick --models process --timeout 1
	[ "$status" -eq 1 ]
	has "new connection failed 0.0 %"
	[[ $output == *"process: failed: "* ]]
}

@test "nginx cannot be built" {
	stub_link 'echo "ukl-link: error: no nginx" >&2; exit 1'
	run ukl-bench nginx --quick
	[ "$status" -eq 1 ]
	has "ukl-link: error: no nginx" "ukl-bench nginx: error: nginx cannot be built, see above"
}

@test "wrong arguments" {
	run ukl-bench nginx --requests 5
	[ "$status" -eq 2 ]
	[[ $output == *"--requests 5: not a number from 100 to"* ]]
	run ukl-bench nginx fast
	[ "$status" -eq 2 ]
	[[ $output == *"fast: not an option"* ]]
	run ukl-bench nginx --quick=yes
	[ "$status" -eq 2 ]
	[[ $output == *"--quick: takes no value"* ]]
	run ukl-bench nginx --help
	[ "$status" -eq 0 ]
}

@test "the plugin: wrong options are refused" {
	local plugin=$top/build/lib/ukl-count.so qemu="qemu-system-x86_64 -M none -display none -monitor none"
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	run timeout 20 $qemu -plugin "$plugin,speed=9"
	[ "$status" -ne 0 ]
	[[ $output == *"ukl-count: speed=9: not fd=N or app=START-END"* ]]
	run timeout 20 $qemu -plugin "$plugin"
	[ "$status" -ne 0 ]
	[[ $output == *"ukl-count: no socket to answer on; give fd=N"* ]]
}

@test "real guests: requests are answered, and counted" {
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	unset UKL_QEMU
	UKL_LINK=$real_link UKL_CACHE=$real_cache
	run timeout 200 ukl-bench nginx --quick --models process,trap --profile-symbols
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output != *failed* ]]
	squeezed=$(tr -s ' ' <<<"$output")
	# Both loads are there, and linking changes neither by much.
	awk '/^(keep-alive|new connection) [0-9]/ { n++; if ($(NF - 3) < 80 || $(NF - 3) > 115) exit 1 }
		END { exit n != 2 }' <<<"$squeezed"
	grep -q '^ngx_http_parse_header_line [0-9]' <<<"$squeezed"
	grep -q '^entry_SYSCALL_64 [0-9]' <<<"$squeezed"
}
