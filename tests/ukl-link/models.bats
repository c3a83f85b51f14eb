#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# --model: what a linked program is compared with.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	gcc -O2 -c "$top/apps/hello/hello.c" -o a.o
}

# The kit of the tests, which says that it can run programs at user addresses in ring 0.
pretend_kml() {
	copy_kit
	rm kit/config
	{ cat "$UKL_KIT/config"; echo CONFIG_UKL_KML=y; } >kit/config
}

# address NAME SYMBOL: the address of a symbol of a program
address() {
	nm "kept/$1.elf" | sed -n "s/^\([0-9a-f]*\) [A-Za-z] $2\$/0x\1/p"
}

@test "the default is ukl; --info tells" {
	link a.o
	linked
	run ukl-link --info out.vmlinux
	[[ $output == *'"model": "ukl"'* ]]
}

@test "process: an ordinary static program, in the root file system" {
	UKL_LIBC=nowhere link a.o --model=process --save-temps=kept
	linked
	readelf -lW kept/out.elf | grep -q 'LOAD .* 0x0000000000401000 .* R E'
	! nm kept/out.elf | grep -q ' ukl_'
	objdump -d --no-show-raw-insn kept/out.elf | grep -qE '\ssyscall\s*$'
	# The kernel has no linked program: its table says 0.
	[ "$(nm kept/vmlinux1 | grep -c ' ukl_nr_programs$')" -eq 1 ]
	run ukl-link --info out.vmlinux
	[[ $output == *'"start": "0x401000"'* && $output == *'"start": "/ukl/out"'* ]]
	[[ $output == *'"model": "process"'* && $output == *'"calls": "trap"'* && $output != *'"libc": {'* ]]
}

@test "kml: text at user addresses, calls of the gate" {
	pretend_kml
	link a.o --model=kml --kit kit --save-temps=kept
	linked
	[ $(($(address out main))) -lt $((0x1800000)) ]
	[ "$(address out ukl_sys_write)" = "$(sed -n 's/^ukl_sys_write //p' "$UKL_KIT/exports-gate")" ]
	objdump -d --no-show-raw-insn kept/out.elf | grep -qE 'call +f.* <ukl_sys_write>'
	run ukl-link --info out.vmlinux
	[[ $output == *'"model": "kml"'* && $output == *'"calls": "gate"'* && $output == *'"shortcuts": "off"'* ]]
}

@test "kml with trap: the system's libc" {
	pretend_kml
	UKL_LIBC=nowhere link a.o --model=kml --calls=trap --kit kit --save-temps=kept
	linked
	objdump -d --no-show-raw-insn kept/out.elf | grep -qE '\ssyscall\s*$'
	run ukl-link --info out.vmlinux
	[[ $output == *'"model": "kml"'* && $output == *'"calls": "trap"'* ]]
}

@test "kml needs a kernel for it" {
	case $(sed -n 's/^profile=//p' "$UKL_KIT/kit.conf") in *kml) skip "this one is" ;; esac
	link a.o --model=kml
	refused
	says "$UKL_KIT: a kernel kit without CONFIG_UKL_KML, which --model=kml needs; leave out --kit or UKL_KIT"
	mkdir empty
	run env -u UKL_KIT ukl-link -### -o out.vmlinux --model=kml a.o
	[ "$status" -eq 0 ]
	[[ $output == *"ukl-kernel --profile general+kml"* ]]
	run env -u UKL_KIT ukl-link -### -o out.vmlinux --model=kml --profile general+kml a.o
	[[ $output == *"ukl-kernel --profile general+kml"$'\n'* ]]
}

@test "an unknown part of a profile: one line" {
	UKL_KIT='' link a.o --profile general+bogus
	refused
	says "no profile 'bogus'; there are: "
}

@test "several programs: all of the model" {
	compile b <<<'int main(void) { return 0; }'
	run ukl-link -o out.vmlinux --model=process --program a=a.o --program b=b.o
	linked
	run ukl-link --info out.vmlinux
	[ "$(grep -c '"calls": "trap"' <<<"$output")" -eq 3 ]
}

@test "what a model lacks is a wrong command line" {
	local words message
	while IFS='|' read -r words message; do
		# shellcheck disable=SC2086 # words are meant
		run ukl-link -o out.vmlinux $words a.o
		[ "$status" -eq 2 ] || { echo "status $status for $words: $output"; return 1; }
		[ "${lines[0]}" = "ukl-link: error: $message; see ukl-link --help" ] || { echo "$output"; return 1; }
		[ ! -e out.vmlinux ]
	done <<-'END'
		--model=vm|--model=vm: give ukl, process or kml
		--model=process --calls=gate|--calls=gate: program 'out' is linked with --model=process, which has trap only
		--model=process --calls=direct|--calls=direct: program 'out' is linked with --model=process, which has trap only
		--model=kml --calls=direct|--calls=direct: program 'out' is linked with --model=kml, which has gate and trap
		--model=kml --shortcuts=on|--shortcuts=on: shortcuts need --model=ukl, program 'out' is linked with --model=kml
		--model=process --shortcuts=off|--shortcuts=off: shortcuts need --model=ukl, program 'out' is linked with --model=process
	END
}

@test "undefined symbols are told as ever" {
	compile b <<<'int missing(void); int main(void) { return missing(); }'
	link b.o --model=process
	refused
	says "b.o: in function 'main': undefined symbol 'missing'; add the object or library that defines it"
}

@test "hello says in which ring it is, and where" {
	link a.o --model=process
	linked
	run timeout 60 ukl-run out.vmlinux --no-net -- one
	[ "$status" -eq 0 ]
	[[ $output == *"Hello from ring 3."*"argument 0: out"*"argument 1: one"*"text     0000000000401"* ]]
	kit=$(cd "$top" && tools/ukl-kernel --profile general+kml --print-key)
	kit=${UKL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ukl}/kernel/$kit
	[ -e "$kit/kit.conf" ] || skip "no kernel of profile general+kml"
	for calls in gate trap; do
		link a.o --model=kml --kit "$kit" --calls=$calls
		linked
		run timeout 60 ukl-run out.vmlinux --no-net -- one
		[ "$status" -eq 0 ]
		[[ $output == *"Hello from ring 0."*"argument 1: one"*"text     0000000000401"* ]]
	done
}
