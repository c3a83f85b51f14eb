#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The command line of ukl-run, and the command of QEMU that it makes.

load lib

setup() {
	use_test_dir '"ports":[{"guest":80,"host":8080,"protocol":"http"}]'
}

dry() {
	run_bounded ukl-run --dry-run --accel tcg "$@"
}

@test "standard output that cannot be written is status 1, with one line" {
	local word
	for word in --help --version; do
		run bash -c "ukl-run $word 2>&1 >/dev/full"
		[ "$status" -eq 1 ]
		[ "$output" = "ukl-run: error: standard output: No space left on device" ]
		run bash -c "ukl-run $word 2>&1 >&-"
		[ "$status" -eq 1 ]
		[ "$output" = "ukl-run: error: standard output: Bad file descriptor" ]
	done
}

@test "--help names every option, --version prints the version" {
	run ukl-run --help
	[ "$status" -eq 0 ]
	for option in --port --memory --smp --accel --append --timeout --no-net --no-rng \
		--netdev --tap --address --dhcp --dns --hostname --disk --share --shell \
		--qemu-option --dry-run -v --version --help; do
		grep -q -e "^  $option" <<<"$output"
	done
	[ "$(ukl-run -h)" = "$output" ]
	run ukl-run --version
	[ "$status" -eq 0 ]
	[[ $output == "ukl-run "[0-9]* ]]
}

@test "a wrong command line: every fault is reported, status 2" {
	run ukl-run --port x --memory 0 --smp 0 --accel xen --timeout -1 a b
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 6 ]
	for line in "${lines[@]}"; do
		[[ $line == "ukl-run: error: "* ]]
	done
}

@test "an unknown option: one line with the nearest, for what follows may be its value" {
	run ukl-run --prot 1:2 app
	[ "$status" -eq 2 ]
	[ "$output" = "ukl-run: error: --prot: unknown option (did you mean --port?); see ukl-run --help" ]
	run ukl-run --frobnicate app
	[ "$status" -eq 2 ]
	[ "$output" = "ukl-run: error: --frobnicate: unknown option; see ukl-run --help" ]
}

@test "no image, or an option without its value: status 2" {
	run ukl-run
	[ "$status" -eq 2 ]
	run ukl-run app --memory
	[ "$status" -eq 2 ]
	[[ $output == *"--memory: needs a value"* ]]
	run ukl-run --dry-run=yes app
	[ "$status" -eq 2 ]
}

@test "FILE and NAME find the same image" {
	dry app.vmlinux
	[ "$status" -eq 0 ]
	local by_file=$output
	dry app
	[ "$output" = "$by_file" ]
}

@test "a missing image: status 1, and how to make it" {
	run ukl-run nosuch
	[ "$status" -eq 1 ]
	[[ $output == *"ukl-link nosuch"* ]]
	run ukl-run ./nosuch.vmlinux
	[ "$status" -eq 1 ]
	[[ $output == *"No such file"* ]]
	run ukl-run nosuch.vmlinux
	[ "$status" -eq 1 ]
	[[ $output == *"nosuch.vmlinux: neither here nor in "* && $output != *vmlinux.vmlinux* ]]
}

@test "an image here is taken before one of the build directory" {
	mkdir -p built/bin
	cp "$(command -v ukl-run)" built/bin/
	make_image built/app.vmlinux '{"version":1,"program":"app","memory":77}'
	run_bounded built/bin/ukl-run --dry-run --accel tcg app
	[[ $output == *" -m 64 "* ]]
	rm app.vmlinux
	run_bounded built/bin/ukl-run --dry-run --accel tcg app
	[[ $output == *" -m 77 "* ]]
}

@test "--dry-run prints one line that a shell can run" {
	cat >echo-args <<-'EOF'
		#!/bin/bash
		printf '<%s>\n' "$@"
	EOF
	chmod +x echo-args
	UKL_QEMU=./echo-args dry app --append "a='b c'" -- "it's" 'two  words'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1 ]
	eval "$output" >words
	grep -qx '<microvm,acpi=off>' words
	grep -q "ukl.arg=it%27s ukl.arg=two%20%20words a='b c'>" words
}

@test "the image's memory and ports are used, options win" {
	dry app
	[[ $output == *" -m 64 "* ]]
	[[ $output == *"hostfwd=tcp:127.0.0.1:8080-:80 "* ]]
	dry app --memory 200 --smp 3 --port 8081:80 --port 8443:443
	[[ $output == *" -m 200 "* && $output == *" -smp 3 "* ]]
	[[ $output == *"hostfwd=tcp:127.0.0.1:8081-:80,hostfwd=tcp:127.0.0.1:8443-:443 "* ]]
	[[ $output != *8080* && $output == *" virtio-rng-device "* ]]
	dry app --no-rng
	[[ $output != *rng* ]]
}

@test "--smp: no more processors than the image's kernel has room for" {
	make_image app.vmlinux "$(describe '"processors":2')"
	dry app --smp 2
	[ "$status" -eq 0 ]
	dry app --smp 3
	[ "$status" -eq 1 ]
	[[ $output == *"--smp 3: the kernel of app.vmlinux has room for 2; link the image with another --profile" ]]
}

@test "--no-net leaves out the device and its address" {
	dry app --no-net
	[[ $output != *netdev* && $output != *ip=10* ]]
	run ukl-run app --no-net --port 1:1
	[ "$status" -eq 2 ]
}

@test "--netdev replaces the user network, the address stays" {
	dry app --netdev tap,ifname=tap0,script=no
	[ "$status" -eq 0 ]
	[[ $output == *" -netdev tap,ifname=tap0,script=no,id=net0 -device virtio-net-device,netdev=net0 "* ]]
	[[ $output != *user,* && $output == *ip=10.0.2.15:* ]]
	for wrong in '--no-net' '--port 1:1' "--netdev ''" '--netdev tap,id=x'; do
		eval "run ukl-run app --netdev tap $wrong"
		[ "$status" -eq 2 ]
		[ "${#lines[@]}" -eq 1 ]
	done
}

@test "--qemu-option: each is one word, in their order, at the end" {
	dry app --qemu-option -device --qemu-option 'a b,c=d' --qemu-option=-S
	[[ $output == *"ukl.echo=0' -device 'a b,c=d' -S" ]]
}

@test "--tap: the device, and an address of the card that is its own" {
	dry app --tap tap7 --address 192.168.7.5/23,192.168.7.1 --dns 9.9.9.9 --dns 1.1.1.1 --hostname www
	[ "$status" -eq 0 ]
	[[ $output == *" -netdev tap,ifname=tap7,script=no,downscript=no,id=net0 "* ]]
	[[ $output == *" ip=192.168.7.5::192.168.7.1:255.255.254.0:www:eth0:off:9.9.9.9:1.1.1.1 "* ]]
	local first=$output
	dry app --tap tap8
	[[ $output =~ mac=(52:54:00:[0-9a-f:]{8}) ]]
	[[ $first != *"${BASH_REMATCH[1]}"* ]]
	[[ $output == *" ip=10.0.2.15::10.0.2.2:255.255.255.0:app:eth0:off "* ]]
}

@test "--dhcp, names and no network" {
	dry app --dhcp
	[[ $output == *" ip=::::app:eth0:dhcp: ukl.dhcp=1 "* ]]
	dry app --no-net --hostname box
	[[ $output == *" hostname=box "* ]]
}

@test "what is wrong or contradictory about the network: one line each, status 2" {
	for wrong in '--address 10.0.0.1/24' '--tap t --address 10.0.0.1' '--tap t --address x/24' \
		'--tap t --address 10.0.0.1/33' '--tap t --address 10.0.0.1/24,x' '--tap t --netdev user' \
		'--tap t --address 10.0.0.1/24 --dhcp' '--tap t --port 1:1' '--tap a,b' "--tap ''" \
		'--tap 0123456789abcdef' '--no-net --tap t' '--no-net --dhcp' '--no-net --dns 1.1.1.1' \
		'--dns x' '--dns 1.1.1.1 --dns 1.1.1.1 --dns 1.1.1.1' '--hostname a.b' "--hostname ''"; do
		eval "run ukl-run --dry-run app $wrong"
		echo "$wrong: $output"
		[ "$status" -eq 2 ]
		[ "${#lines[@]}" -eq 1 ]
	done
}

# refuses_address ADDRESS TEXT: one line, status 2, before anything is booted.
refuses_address() {
	run ukl-run --tap t --address "$1" app
	echo "$1: $status: $output"
	[ "$status" -eq 2 ]
	[ "$output" = "ukl-run: error: --address $1: $2" ]
}

@test "--address: what would leave the guest without network is refused, nothing else" {
	local none='not an address that a network card can have'

	refuses_address 10.0.0.5/31 'Linux sets up no network of /31 at boot; give it one of /1 to /30'
	refuses_address 10.0.0.5/32,10.0.0.1 'Linux sets up no network of /32 at boot; give it one of /1 to /30'
	for address in 0.0.0.0 255.255.255.255 224.0.0.1 239.255.255.254 127.0.0.1; do
		refuses_address "$address/8" "$address is $none"
	done
	refuses_address 10.0.0.0/24 '10.0.0.0 is the address of the network itself'
	refuses_address 10.0.0.255/24 "10.0.0.255 is the network's broadcast address"
	refuses_address 10.0.0.5/24,10.0.1.1 "the gateway 10.0.1.1 is not in the guest's network"
	refuses_address 10.0.0.5/24,0.0.0.0 "the gateway 0.0.0.0 is not in the guest's network"
	refuses_address 10.0.0.5/24,10.0.0.5 'the gateway 10.0.0.5 is the guest itself'
	refuses_address 10.0.0.5/24,10.0.0.0 'the gateway 10.0.0.0 is the address of the network itself'
	refuses_address 10.0.0.5/24,10.0.0.255 "the gateway 10.0.0.255 is the network's broadcast address"
	refuses_address 10.0.0.5/1,127.0.0.1 "the gateway 127.0.0.1 is $none"
	dry app --tap t --address 10.0.0.5/30,10.0.0.6
	[[ $output == *" ip=10.0.0.5::10.0.0.6:255.255.255.252:app:eth0:off "* ]]
	dry app --tap t --address 126.0.0.255/1
	[[ $output == *" ip=126.0.0.255:::128.0.0.0:app:eth0:off "* ]]
	dry app --tap t --address 10.0.1.0/23,10.0.0.255
	[[ $output == *" ip=10.0.1.0::10.0.0.255:255.255.254.0:app:eth0:off "* ]]
}

@test "less memory than the image takes is refused, with what it needs" {
	# 40 MB from 16 MB on, as a kernel is loaded.
	make_image big.vmlinux '{"version":1,"program":"big"}' '.bss; .space 40 << 20' \
		-Wl,-Ttext-segment=0x1000000
	run_bounded ukl-run --accel tcg --memory 50 big
	[ "$status" -eq 1 ]
	[[ $output =~ "big.vmlinux: needs at least "([0-9]+)" MB of memory to start, has 50; give it more: --memory "[0-9]+$ ]]
	[ "${BASH_REMATCH[1]}" -eq 57 ]
	dry big --memory "${BASH_REMATCH[1]}"
	[ "$status" -eq 0 ]
}

@test "arguments are percent-encoded, no byte is lost" {
	dry app -- $'tab\there' 'a"b' '%41' 'ü' '' --
	[[ $output == *"ukl.arg=tab%09here ukl.arg=a%22b ukl.arg=%2541 ukl.arg=%C3%BC ukl.arg= ukl.arg=--'"* ]]
}

@test "a kernel command line that is too long is refused, with its length" {
	dry app -- "$(printf 'x%.0s' {1..2000})"
	[ "$status" -eq 1 ]
	[[ $output == *"bytes long, Linux takes"* ]]
	[ "${#lines[@]}" -eq 1 ]
}

@test "--append cannot hide devices behind --" {
	dry app --append 'quiet -- x'
	[ "$status" -eq 1 ]
	dry app --append $'a\nb'
	[ "$status" -eq 1 ]
}
