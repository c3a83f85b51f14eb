#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The image that is made, and what is left when none is.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	compile a <<<'int answer(void) { return 42; } int main(void) { return answer(); }'
	compile b <<<'int answer(void) { return 43; } int main(void) { return answer(); }'
}

@test "two links of the same input are identical" {
	mkdir root
	echo x >root/file
	link a.o --root root
	[ "$status" -eq 0 ] && [ -z "$output" ]
	mv out.vmlinux first.vmlinux
	sleep 1.1
	touch root/file
	link a.o --root root
	cmp first.vmlinux out.vmlinux
	[ -z "$(ls -A tmp)" ]
}

# Links run side by side, for addresses that the image before lets expect.
@test "an image that replaces another one is the same as a first one" {
	compile grown <<<'char x[1 << 20]; int answer(void) { asm(".skip 9000, 0x90"); return 1; } int main(void) { return answer(); }'
	ukl-link -o out.vmlinux --program a=grown.o --program b=b.o --program c=a.o --program d=b.o
	link --program a=a.o --program b=grown.o --program c=a.o --program e=a.o --program d=b.o
	linked
	mv out.vmlinux second.vmlinux
	link --program a=a.o --program b=grown.o --program c=a.o --program e=a.o --program d=b.o
	linked
	cmp out.vmlinux second.vmlinux
}

@test "several programs: reports come in their order" {
	compile bad1 <<<'int one(); int main(void) { return one(); }'
	compile bad2 <<<'int two(); int main(void) { return two(); }'
	link --program a=bad1.o --program b=b.o --program c=bad2.o
	refused
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == *"'one'"* && ${lines[1]} == *"'two'"* ]]
}

@test "the image has the functions' names, at the kit's address" {
	link --program a=a.o --program b=b.o
	[ "$status" -eq 0 ]
	[ "$(nm out.vmlinux | grep -c ' t answer$')" -eq 2 ]
	start=$(sed -n 's/^app_start=0x//p' "$UKL_KIT/kit.conf")
	nm out.vmlinux | grep -q "^$start T __ukl_app_start$"
}

@test "--info prints what was asked for" {
	link a.o --args 'x "y z"' --env A=B --env HOME=/h --port 80:8080 --memory 64 --smp 2
	[ "$status" -eq 0 ]
	run ukl-link --info out.vmlinux
	[ "$status" -eq 0 ]
	[[ $output == *'"y z"'* && $output == *'"A=B"'* && $output == *'"HOME=/h"'* ]]
	[[ $output != *'"HOME=/"'* ]]
	[[ $output == *'"guest": 80'* && $output == *'"host": 8080'* ]]
	[[ $output == *'"memory": 64'* && $output == *'"smp": 2'* ]]
	[[ $output == *'"shell": false'* ]]
	[ "$(ukl-link --info out)" = "$output" ]
}

@test "--info of another file, and to a full disk" {
	run ukl-link --info a.o
	[ "$status" -eq 1 ]
	[[ $output == *"a.o: carries no description"* ]]
	run ukl-link --info nothing
	[ "$status" -eq 1 ]
	link a.o
	run sh -c 'ukl-link --info out.vmlinux >/dev/full'
	[ "$status" -eq 1 ]
}

@test "-Map: written, and not when the link fails" {
	link a.o -Map out.map
	[ "$status" -eq 0 ]
	grep -q 'a\.o' out.map
	rm out.vmlinux out.map
	link a.o b.o -Map out.map
	refused
	[ ! -e out.map ]
}

@test "--save-temps keeps the files, -v shows the commands, -### runs none" {
	link a.o --save-temps=kept
	[ -s kept/out.elf ] && [ -s kept/out.lds ] && [ -s kept/image.o ]
	rm out.vmlinux
	link a.o -v
	[[ $output == *" ld "* && $output == *" nm "* ]]
	[ -s out.vmlinux ]
	rm out.vmlinux
	link a.o '-###'
	[ "$status" -eq 0 ]
	[[ $output == *" gcc "*" ld "*sorttable* ]]
	[ ! -e out.vmlinux ]
	[ -z "$(ls -A tmp)" ]
}

@test "full disk: an error, no file, and the old one stays" {
	echo old >out.vmlinux
	run sh -c 'ulimit -f 4000; ukl-link -o out.vmlinux a.o'
	[ "$status" -eq 1 ]
	[[ $output == "ukl-link: error: "* ]]
	[ "$(cat out.vmlinux)" = old ]
	[ "$(ls -A)" = "$(printf 'a.o\nb.o\nout.vmlinux\ntmp')" ]
	[ -z "$(ls -A tmp)" ]
}

@test "output that cannot be written" {
	run ukl-link -o no/such/folder/x.vmlinux a.o
	[ "$status" -eq 1 ]
	[[ $output == *"no/such/folder"* ]]
	run ukl-link -o /dev/full a.o
	[ "$status" -eq 1 ]
	[[ $output == *"/dev/full: is there and not a file"* ]]
	echo before >file
	ln -s file link.vmlinux
	run ukl-link -o link.vmlinux a.o
	[ "$status" -eq 1 ]
	[[ $output == *"link.vmlinux: is there and not a file but a link; choose another name with -o"* ]]
	[ "$(cat link.vmlinux)" = before ]
	mkdir dir.vmlinux
	run ukl-link -o dir.vmlinux a.o
	[ "$status" -eq 1 ]
}

@test "a signal leaves nothing behind" {
	for wait in 0.1 0.3 0.6; do
		for signal in TERM HUP; do
			# whoever runs the tests may ignore SIGHUP (nohup)
			env --default-signal=HUP,TERM ukl-link -o out.vmlinux a.o 3>&- &
			sleep "$wait"
			kill "-$signal" $!
			# not "run wait": its subshell has no such child
			wait $! || true
			[ -z "$(ls -A tmp)" ]
			rm -f out.vmlinux out.vmlinux.debug # it may have been faster
			[ "$(ls -A)" = "$(printf 'a.o\nb.o\ntmp')" ]
		done
	done
}

@test "Debian's static libraries and libstdc++ link unchanged" {
	g++ -x c++ -c -o x.o - <<'END'
#include <iostream>
#include <zlib.h>
#include <openssl/ssl.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
int main()
{
	char version[64];
	pcre2_config(PCRE2_CONFIG_VERSION, version);
	std::cout << zlibVersion() << version << SSL_CTX_new(TLS_method());
}
END
	link x.o -lstdc++ -lssl -lcrypto -lpcre2-8 -lz --dlopen=fail
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "an input is not overwritten" {
	cp a.o before
	run ukl-link -o a.o a.o
	[ "$status" -eq 1 ]
	[[ $output == *"a.o: is an input of the link"* ]]
	cmp a.o before
	rm before
}
