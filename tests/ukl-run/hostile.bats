#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# An image from anywhere: it gets what the command line gives, and little without being asked.

load lib

setup() {
	use_test_dir
}

# refused TEXT OPTION...: status 1, one line with this text, and QEMU is not started.
refused() {
	local text=$1

	shift
	make_stub 'status "exit 0"'
	rm -f "$args"
	run_bounded ukl-run --accel tcg "$@" bad.vmlinux
	[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 1 ] && [ ! -e "$args" ] &&
		[[ $output == "ukl-run: error: bad.vmlinux: "*"$text"* ]] || {
		echo "status $status: $output"
		return 1
	}
}

# started OPTION...: the stand-in for QEMU ran; its arguments are in $args.
started() {
	make_stub 'status "exit 0"'
	run_bounded ukl-run --accel tcg "$@" bad.vmlinux
	[ "$status" -eq 0 ] && [ -s "$args" ] || { echo "status $status: $output"; return 1; }
}

@test "no port below 1024 unless it is given by hand, for root neither" {
	make_image bad.vmlinux "$(describe '"ports":[{"guest":80,"host":8080},{"guest":22,"host":22}]')"
	refused "asks for port 22 of this host; those below 1024 are given by hand only: --port 22:22"
	refused "asks for port 22" --dry-run
	make_image bad.vmlinux "$(describe '"ports":[{"guest":80}]')"
	refused "asks for port 80"
	started --no-net
	started --port 0:80
	[ "$(grep -c 'hostfwd=tcp:127.0.0.1:[0-9]*-:80$' "$args")" -eq 1 ]
}

@test "no more than 16 ports, on 127.0.0.1, and -v names them" {
	local ports

	ports=$(printf '{"guest":%d,"host":0},' {1..17})
	make_image bad.vmlinux "$(describe "\"ports\":[${ports%,}]")"
	refused '"ports" is not a list, or too long'
	ports=$(printf '{"guest":%d,"host":0},' {1..16})
	make_image bad.vmlinux "$(describe "\"ports\":[${ports%,}]")"
	started -v
	[ "$(grep -c '^ukl-run: port [0-9]* of 127.0.0.1 leads to port [0-9]* of app$' <<<"$output")" -eq 16 ]
	[ "$(grep -o 'hostfwd=tcp:127\.0\.0\.1:[0-9]*-:[0-9]*' "$args" | sort -u | wc -l)" -eq 16 ]
}

@test "not more memory or processors than this host has" {
	make_image bad.vmlinux '{"version":1,"program":"app","memory":1048576}'
	refused "asks for 1048576 MB of memory, this host has "
	started --memory 64
	grep -qx 64 "$args"
	[ "$(nproc --all)" -lt 64 ] || skip "this host has 64 processors"
	make_image bad.vmlinux "$(describe '"smp":64')"
	refused "asks for 64 processors, this host has "
	started --smp 1
}

@test "nothing in a description becomes an option of QEMU or a word of the kernel's command line" {
	make_image bad.vmlinux "$(describe '"kernel":{"id":"-monitor stdio"},"append":"init=/bin/sh","arguments":["init=/x","--"],"netdev":"tap","start":"/x ukl.arg=y","environment":["A= init=/bin/sh"],"qemu":["-device","x"]')"
	make_image plain.vmlinux "$(describe)"
	run ukl-run --dry-run --accel tcg bad.vmlinux
	[ "$status" -eq 0 ]
	local other=$output
	run ukl-run --dry-run --accel tcg plain.vmlinux
	[ "${other/bad.vmlinux/plain.vmlinux}" = "$output" ]
}

@test "file names: commas, line breaks, options, escape sequences" {
	local name escape=$'\e]0;title\a\e[2J'

	for name in 'a,b,id=x.vmlinux' $'line\nukl-run: error: forged.vmlinux' '-monitor' "$escape.vmlinux" $'c1\xc2\x9b2J.vmlinux' $'bytes\x9b\xff'; do
		cp app.vmlinux "./$name"
		make_stub 'status "exit 0"'
		run_bounded ukl-run --accel tcg "./$name"
		[ "$status" -eq 0 ]
		grep -qzxF -e "./$name" <(tr '\n' '\0' <"$args") || [[ $(<"$args") == *"./$name"* ]]
		# what is shown of it can neither be mistaken nor act
		run ukl-run --dry-run --accel tcg "./$name"
		[ "$status" -eq 0 ] && [ "${#lines[@]}" -eq 1 ]
		[ "$(tr -d ' -~\n' <<<"$output")" = "" ]
		eval "set -- $output"
		while [ "$1" != -kernel ]; do shift; done
		[ "$2" = "./$name" ]
		echo no image >"./$name"
		run ukl-run "./$name"
		[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 1 ]
		[ "$(tr -d ' -~\n' <<<"$output")" = "" ]
	done
}

@test "QEMU itself takes a file name with commas as a name" {
	cp app.vmlinux 'a,id=x,readonly=on.vmlinux'
	run timeout 20 qemu-system-x86_64 -M microvm,acpi=off -display none -nodefaults -kernel './no,file=app.vmlinux'
	[ "$status" -eq 1 ]
	[[ $output == *"'./no,file=app.vmlinux'"* ]]
}

@test "arguments with everything in them stay arguments" {
	make_stub 'status "exit 0"'
	run_bounded ukl-run --accel tcg app -- 'a init=/bin/sh' '--' $'x\nconsole=tty0' '"ukl.arg=y"' 'p,q' $'\e[2J'
	[ "$status" -eq 0 ]
	grep -q ' ukl.arg=a%20init=/bin/sh ukl.arg=-- ukl.arg=x%0Aconsole=tty0 ukl.arg=%22ukl.arg=y%22 ukl.arg=p,q ukl.arg=%1B%5B2J$' "$args"
}

@test "a compressed image that is far larger than any kernel" {
	python3 - <<-'EOF'
		import struct, zlib
		# a megabyte of nothing in some thousand bytes, a thousand times
		packer = zlib.compressobj(9, zlib.DEFLATED, 31)
		payload = packer.compress(bytes(1)) + packer.flush(zlib.Z_FULL_FLUSH)
		block = zlib.compressobj(9, zlib.DEFLATED, -15)
		block = block.compress(bytes(1 << 20)) + block.flush(zlib.Z_FULL_FLUSH)
		payload += block * 1000
		head = bytearray(1024)
		head[0x1f1] = 1
		head[0x202:0x206] = b'HdrS'
		struct.pack_into('<II', head, 0x248, 0, len(payload))
		open('bomb.vmlinux', 'wb').write(head + payload)
	EOF
	[ "$(stat -c %s bomb.vmlinux)" -lt 2000000 ]
	run timeout 60 ukl-run --dry-run bomb.vmlinux
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-run: error: bomb.vmlinux: neither an ELF file nor a bzImage; give an image made by ukl-link" ]
}

@test "many segments that are all of a large file of notes" {
	python3 - <<-'EOF'
		import struct
		n = 60000
		size = 64 << 20
		ehdr = struct.pack('<4s12sHHIQQQIHHHHHH', b'\x7fELF', b'\x02\x01\x01' + bytes(9), 2, 62, 1, 0, 64, 0, 0, 64, 56, n, 0, 0, 0)
		at = 64 + 56 * n
		phdr = struct.pack('<IIQQQQQQ', 4, 4, at, 0, 0, size, size, 4)
		with open('notes.vmlinux', 'wb') as out:
		    out.write(ehdr + phdr * n)
		    out.truncate(at + size)
	EOF
	run_bounded ukl-run --dry-run notes.vmlinux
	[ "$status" -eq 1 ]
	[[ $output == *"carries no description"* ]]
}
