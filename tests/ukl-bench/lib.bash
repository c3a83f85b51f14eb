# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Helpers of the tests of ukl-bench: stand-ins for ukl-link and for QEMU.

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
PATH="$top/${UKL_BUILD:-build}/bin:$PATH"
recorded=$BATS_TEST_DIRNAME/recorded

# What a test file has unless it says otherwise. Nothing is left, however a test has ended.
setup() {
	use_test_dir
}

teardown() {
	[ -z "$(ls -A tmp)" ]
}

use_test_dir() {
	real_link=${UKL_LINK:-} real_cache=${UKL_CACHE:-}
	cd "$BATS_TEST_TMPDIR" || return
	mkdir tmp
	export TMPDIR=$BATS_TEST_TMPDIR/tmp UKL_CACHE=$BATS_TEST_TMPDIR/cache
	stub_link
	stub_qemu 'recorded'
}

# use_real: after all no stand-ins.
use_real() {
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	unset UKL_QEMU UKL_LINK UKL_CACHE
	[ -z "$real_link" ] || export UKL_LINK=$real_link
	[ -z "$real_cache" ] || export UKL_CACHE=$real_cache
}

# stub_link [SCRIPT]: what links is a program that writes a file which is nothing but its description.
# The script comes first; $model, $profile, $calls and $shortcuts are the variant, $format the file's. Of the code there are just the names.
stub_link() {
	UKL_LINK=$BATS_TEST_TMPDIR/ukl-link
	export UKL_LINK
	{
		echo '#!/bin/bash'
		cat <<-'EOF'
			while [ $# -gt 0 ]; do
				case $1 in
				--model=*) model=${1#*=} ;;
				--save-temps=*) temps=${1#*=} ;;
				--profile=*) profile=${1#*=} ;;
				--calls=*) calls=${1#*=} ;;
				--shortcuts=*) shortcuts=${1#*=} ;;
				--format=*) format=${1#*=} ;;
				-o) out=$2; shift ;;
				esac
				shift
			done
		EOF
		echo "${1:-}"
		cat <<-'EOF'
			note="{\"version\":1,\"program\":\"calls\",\"memory\":64,\"model\":\"$model\",\"calls\":\"$calls\","
			note+="\"shortcuts\":\"${shortcuts:-off}\","
			note+="\"kernel\":{\"package\":\"6.12.1-1\"},"
			note+="\"programs\":[{\"text\":{\"start\":\"0xffffffff81801000\",\"size\":4096}}]}"
			gcc -nostdlib -static -Wl,--build-id=none,-Ttext=0xffffffff81000000 \
				-Wl,--section-start=.program=0xffffffff81801000 -x assembler -o "$out" - <<-END
				.globl _start
				.text
				tcp_connect: .fill 16
				tcp_answer: .fill 16
				.section .program, "ax"
				_start: hlt
				.section .note.ukl, "a", @note
				.balign 4
				.long 4, 2f - 1f, 1
				.asciz "UKL"
				1: .ascii "${note//\"/\\\"}"
				2: .balign 4
			END
			for name in ${temps:+memcached nginx redis tcp-echo}; do
				mkdir -p "$temps"
				gcc -nostdlib -static -Wl,-Ttext=0x401000 -x assembler -o "$temps/$name.elf" - <<<'.globl _start; _start: hlt'
			done
		EOF
	} >"$UKL_LINK"
	chmod +x "$UKL_LINK"
}

# stub_qemu SCRIPT: QEMU is this script. In it: $ring of the program, $seed and $memory of the boot, and
#   recorded [SED]...  write the recorded output, changed by sed, and end the program well
#   console TEXT       write a line, which ukl-run reads too
#   ended STATUS       how the program has ended
stub_qemu() {
	UKL_QEMU=$BATS_TEST_TMPDIR/qemu
	export UKL_QEMU
	{
		echo '#!/bin/bash'
		echo "pids='$BATS_TEST_TMPDIR/pids' file='$recorded'"
		cat <<-'EOF'
			[ "$1" != --version ] || { echo "QEMU emulator version 7.2.22 (test)"; exit; }
			echo $$ >>"$pids"
			ring=0
			while [ $# -gt 0 ]; do
				case $1 in
				*/process.vmlinux) ring=3 ;;
				-seed) seed=$2 ;;
				-m) memory=$2 ;;
				file,*path=*) status=${1#*path=} ;;
				stdio,*logfile=*) log=${1#*logfile=} ;;
				esac
				shift
			done
			console() { echo "$1"; echo "$1" >"$log"; }
			ended() { echo "exit $1" >"$status"; }
			recorded() {
				sed -e "s/begin 0/begin $ring/" "$@" "$file"
				ended 0
			}
		EOF
		echo "$1"
	} >"$UKL_QEMU"
	chmod +x "$UKL_QEMU"
}

# stub_guest http|echo|memcached|redis [FAULT [MODEL-PATTERN]]: QEMU is stub-guest, with the fault only if QEMU's arguments match.
stub_guest() {
	UKL_QEMU=$BATS_TEST_TMPDIR/qemu
	export UKL_QEMU STUB_PAGE=$top/apps/nginx/root/usr/share/nginx/html/index.html
	cat >"$UKL_QEMU" <<-EOF
		#!/bin/bash
		[ "\$1" != --version ] || { echo "QEMU emulator version 7.2.22 (test)"; exit; }
		echo \$\$ >>'$BATS_TEST_TMPDIR/pids'
		fault=${2:-}
		[[ "\$*" == *${3:-}* ]] || fault=
		exec '$BATS_TEST_DIRNAME/stub-guest' $1 \$fault -- "\$@"
	EOF
	chmod +x "$UKL_QEMU"
}

# nobody_left: of the processes in the file pids, none runs any more.
nobody_left() {
	local pid
	while read -r pid; do
		[ ! -e "/proc/$pid" ] || grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null ||
			! grep -qs stub-guest "/proc/$pid/cmdline"
	done <pids
}

# bench ARGUMENT...: calls, of what has been recorded
bench() {
	run timeout -k 5 50 ukl-bench calls --models "${models:-process,trap}" --runs "${runs:-1}" "$@" \
		getppid read fork+exit+wait
}

# has LINE...: each is a line of the output, however wide its columns
has() {
	local line squeezed
	squeezed=$(tr -s ' ' <<<"$output")
	for line; do
		grep -qxF -- "$line" <<<"$squeezed" || { echo "no '$line' in: $squeezed"; return 1; }
	done
}

# damage_file: damaged/*.json, each a.json broken in a way that no command may survive in silence.
damage_file() {
	local nr=0 size edit
	mkdir -p damaged/folder.json
	size=$(wc -c <a.json)
	for nr in 0 1 $((size / 3)) $((size / 2)) $((size - 5)); do
		head -c "$nr" a.json >"damaged/cut-$nr.json"
	done
	printf 'no JSON\n' >damaged/text.json
	head -c 3000 /dev/urandom >damaged/random.json
	printf '%0100000d' 0 | tr 0 '[' >damaged/deep.json
	printf '[]' >damaged/array.json
	printf '5' >damaged/number.json
	{ cat a.json && echo '}'; } >damaged/more.json
	nr=0
	while read -r edit; do
		sed "$edit" a.json >"damaged/edit-$((++nr)).json"
		! cmp -s a.json "damaged/edit-$nr.json" || { echo "$edit: changes nothing"; return 1; }
	done <<-'EOF'
		s/400.0/NaN/
		s/400.0/-Infinity/
		s/400.0/1e999/
		s/400.0/1e300/
		s/400.0/1e-300/
		s/400.0/99999999999999999999999/
		s/400.0/-4/
		s/400.0/0/
		s/400.0/null/
		s/400.0/true/
		s/400.0/"400"/
		s/400.0/[400]/
		s/"median": 400.0//
		s/{ "median": 400.0/[ 400.0/; s/400.0 }/400.0 ]/
		s/"name": "read"/"name": 5/
		s/"name": "read"/"called": "read"/
		s/"name": "read"/"name": "\\u0000"/
		s/"models": \[/"models": [ [], /
		s/"models": \["process"/"models": ["name"/
		s/"models"/"m"/
		s/"rows"/"r"/
		s/"rows": \[/"rows": [ 7, /
		s/"rows": \[/"rows": [ [], /
		s/"unit": "[a-z]*"/"unit": 7/
		s/"format": "[a-z-]*"/"format": {}/
		s/"version": 1/"version": "1"/
		s/"version": 1/"version": 1.5/
	EOF
}

# refused_whole FILE COMMAND...: one line that names the file, and status 1
refused_whole() {
	local file=$1
	shift
	run timeout 20 ukl-bench "$@"
	[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 1 ] && [[ $output == "ukl-bench $1: error: $file: "* ]] || {
		echo "$*: status $status: $output"
		return 1
	}
}

# wait_for CONDITION...: until the command succeeds, for 20 seconds at most.
wait_for() {
	local i
	for ((i = 0; i < 400; i++)); do
		"$@" && return
		sleep 0.05
	done
	echo "gave up on: $*"
	return 1
}

# no_files: makes what is there and must stay as it is: a pipe, a link, a device if that can be made.
no_files() {
	mkfifo pipe
	echo before >file
	ln -s file link
	ln -s /nowhere loose
	mknod device c 1 3 2>/dev/null || ln -s loose device
}

# stays COMMAND... OPTION: one line that refuses each of them as the option's file, and each is as before
stays() {
	local name before
	for name in pipe link loose device; do
		before=$(stat -c '%F %i %t' "$name")
		run timeout 20 ukl-bench "$@" "$name"
		[ "$status" -eq 1 ] && [ "${#lines[@]}" -eq 1 ] &&
			[[ $output == *"error: $name: is there and not a file"*"; choose another name with ${!#}" ]] &&
			[ "$(stat -c '%F %i %t' "$name")" = "$before" ] || {
			echo "$* $name: status $status: $output"
			return 1
		}
	done
	[ "$(cat file)" = before ]
}
