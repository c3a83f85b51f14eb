#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench calls on recorded output, with stand-ins for ukl-link and QEMU.

load lib
bats_require_minimum_version 1.5.0

@test "the table: the median, without the loop, and per cent of the process" {
	stub_qemu 'if [ $ring = 3 ]; then recorded; else recorded -e "/row read/s/412010/208510/g"; fi'
	bench
	[ "$status" -eq 0 ]
	# (225010 - 3009) / 1000, (412010 - 3009) / 1000, (208510 - 3009) / 1000, (1571024 - 39) / 10
	has "call process trap spread" "getppid 222.0 222.0 100.0 % -" \
		"read 409.0 205.5 50.2 % -" "fork+exit+wait 157,098 157,098 100.0 % -"
}

@test "several boots: the median of all, the spread of their medians" {
	stub_qemu 'case $seed in
		1) recorded ;;
		2) recorded -e "/row read/s/412010/403009/g" ;;
		3) recorded -e "/row read/s/412010/423009/g" ;;
		esac'
	runs=3 models=process bench
	[ "$status" -eq 0 ]
	# 400, 409, 420
	has "read 409.0 4.9 %" "getppid 222.0 0.0 %"
}

@test "one model, and not the process: no per cent" {
	models=trap bench
	[ "$status" -eq 0 ]
	has "call trap spread" "read 409.0 -"
}

@test "the result files tell all that is needed to measure again" {
	bench --json out.json --markdown out.md
	[ "$status" -eq 0 ]
	for text in '"median": 409.0' '"n": 5' '"runs": 1' '"spread_runs": null' '"spread_samples": 0.0' '"qemu": "7.2.22 (test)"' \
		'"gcc": "' '"glibc": "' '"commit": "' '"cores": ' '"cpu": "' '"package": "6.12.1-1"' \
		'"command": "ukl-bench calls --models process,trap --runs 1 --json out.json --markdown out.md getppid read fork+exit+wait"'; do
		grep -qF -- "$text" out.json || { echo "no $text"; cat out.json; return 1; }
	done
	grep -qF "\"ukl\": \"$(cat "$top/VERSION")\"" out.json
	output=$(cat out.md)
	has "| read | 409.0 | 409.0 100.0 % | - |" "|---|--:|--:|--:|"
	grep -q 'linux-source 6.12.1-1' out.md
	run ukl-bench compare out.json out.json
	[ "$status" -eq 0 ]
	has "read 409.0 409.0 +0.0 %"
}

@test "the command in the result files is without folders; an installed tool has a version and no commit" {
	mkdir -p installed/bin installed/share/ukl/tools/ukl-bench tmp/out
	cp -r "$top/tools/ukl-bench/guest" installed/share/ukl/tools/ukl-bench
	cp "$(command -v ukl-bench)" "$(command -v ukl-run)" installed/bin
	PATH=$PWD/installed/bin:$PATH bench --json "$PWD/tmp/out/a b.json" --markdown="$PWD/tmp/out/b.md"
	[ "$status" -eq 0 ]
	grep -qF "\"command\": \"ukl-bench calls --models process,trap --runs 1 --json 'a b.json' --markdown=b.md getppid" "tmp/out/a b.json"
	grep -qF '"commit": "unknown"' "tmp/out/a b.json"
	grep -qF "ukl $(cat "$top/VERSION"), commit unknown" tmp/out/b.md
	rm -r tmp/out
}

@test "damaged output is failed, and never a number" {
	local damage
	for damage in '/begin/d' 's/begin [03] 5/begin/' 's/begin [03] 5/begin 0 4/' '/end/d' 's/end 3/end 2/' \
		's/end 3/end x/' 's/row read/row raed/' 's/^calls: row read.*/calls: nonsense/' '1!d' '1!s/.*//' \
		'$p' '1p' 's/row read/row "read/'; do
		stub_qemu "recorded -e '$damage'"
		models=trap bench
		[ "$status" -eq 1 ] || { echo "$damage: $output"; return 1; }
		[[ $output == "ukl-bench calls: error: trap: failed: "* ]]
		[[ $output != *222.0* ]]
	done
}

@test "a damaged row is failed, the others are not" {
	local damage
	for damage in 's/412010$//' 's/412010/-412010/' 's/412010/4120l0/' 's/412010/412010 1/' 's/412010/3009/' \
		's/412010/99999999999999999999/' 's/ 1000 / 0 /' 's/3009/x/' 's/412010/41201.5/'; do
		stub_qemu "recorded -e '/row read/{$damage;}'"
		models=trap bench
		[ "$status" -eq 1 ] || { echo "$damage: $output"; return 1; }
		has "getppid 222.0 -" "read failed -"
		[[ $output == *"ukl-bench calls: error: trap: read failed: "* ]]
	done
	stub_qemu 'recorded -e "/row read/p" -e "s/end 3/end 4/"'
	models=trap bench
	has "getppid 222.0 -" "read failed -" "ukl-bench calls: error: trap: read failed: measured twice in one boot"
}

@test "a call that answers wrongly is failed, with the answer" {
	stub_qemu 'recorded -e "s/row read.*/wrong read read(it.zero, \&byte, 1): -1 (Bad file descriptor)/" -e "s/end 3/end 2/"; ended 1'
	models=trap bench
	[ "$status" -eq 1 ]
	has "read failed -" "getppid 222.0 -" \
		"ukl-bench calls: error: trap: read failed: read(it.zero, &byte, 1): -1 (Bad file descriptor)"
}

@test "one bad boot of three: no number" {
	stub_qemu 'if [ $seed = 2 ]; then recorded -e "/row read/s/412010/x/"; else recorded; fi'
	models=trap runs=3 bench
	[ "$status" -eq 1 ]
	has "read failed -" "getppid 222.0 0.0 %"
}

@test "a program in the wrong ring is failed" {
	stub_qemu 'ring=3; recorded'
	bench
	[ "$status" -eq 1 ]
	has "read 409.0 failed -" "ukl-bench calls: error: trap: failed: it ran in ring 3, not in ring 0"
}

@test "a guest that dies is failed, with the cause; the others are measured" {
	stub_qemu 'if [ $ring = 3 ]; then recorded; else console "Kernel panic - not syncing: test"; fi'
	bench --json out.json
	[ "$status" -eq 1 ]
	has "read 409.0 failed -"
	[[ $output == *"trap: failed: the guest died"*"Kernel panic - not syncing: test"* ]]
	grep -q '"failed": "the guest died' out.json
}

@test "nothing measured: a line for each failure, no table, and the files stay as they are" {
	echo good >out.json
	stub_qemu 'console "Kernel panic - not syncing: test"'
	bench --json out.json --markdown out.md
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 3 ]
	[[ $output == *"error: process: failed: "*"error: trap: failed: "* ]]
	[ "${lines[2]}" = "ukl-bench calls: error: nothing has been measured; not written: out.json, out.md" ]
	[ "$(cat out.json)" = good ]
	[ ! -e out.md ]
}

@test "the usual columns are of one kernel; kml is there if it is named" {
	stub_link 'echo "$model" >>linked'
	run timeout -k 5 50 ukl-bench calls --runs 1 getppid read fork+exit+wait
	[ "$status" -eq 0 ]
	has "call process trap gate direct shortcut spread"
	run ! grep kml linked
	[[ $(ukl-bench calls --help) == *"of process,kml,trap,"*"(default all but kml"* ]]
	models=kml bench
	has "call kml spread"
}

@test "a guest that hangs is failed, in time" {
	stub_qemu 'exec sleep 60'
	SECONDS=0
	models=process bench --timeout 1
	[ "$SECONDS" -lt 40 ]
	[ "$status" -eq 1 ]
	[[ $output == *"process: failed: stopped after 1 s"* ]]
}

@test "a program that fails after all is failed" {
	stub_qemu 'ended 3; recorded'
	models=trap bench
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-bench calls: error: trap: failed: the program ended with status 3" ]
}

@test "no QEMU" {
	export UKL_QEMU=/no/such/qemu
	models=process bench
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == *"/no/such/qemu"*"UKL_QEMU names no program that can be run"* ]]
}

@test "a model that cannot be linked is failed; the others are measured" {
	stub_link '[ "$calls" != gate ] || { echo "ukl-link: error: no gate" >&2; exit 1; }'
	models=process,trap,gate bench
	[ "$status" -eq 1 ]
	has "ukl-link: error: no gate" "ukl-bench calls: error: gate: the image could not be linked, see above" \
		"read 409.0 409.0 100.0 % failed -"
}

@test "an image with other calls than asked for is failed" {
	stub_link 'calls=trap'
	models=process,trap,gate bench
	[ "$status" -eq 1 ]
	has "ukl-bench calls: error: gate: the image has been linked with calls by trap" \
		"read 409.0 409.0 100.0 % failed -"
}

@test "direct and shortcut are direct calls without shortcuts and with them" {
	stub_link 'echo "$model ${calls:-unsaid} ${shortcuts:-unsaid}," >>linked'
	models=process,kml,gate,direct,shortcut bench
	[ "$status" -eq 0 ]
	has "call process kml gate direct shortcut spread"
	[ "$(sort linked | tr '\n' ' ')" = "kml gate unsaid, process unsaid unsaid, ukl direct off, ukl direct on, ukl gate unsaid, " ]
}

@test "an image of another model than asked for is failed" {
	stub_link 'model=ukl'
	models=process,kml,gate bench
	[ "$status" -eq 1 ]
	has "ukl-bench calls: error: process: the image has been linked as ukl" \
		"ukl-bench calls: error: kml: the image has been linked as ukl" "read failed failed 409.0 -"
}

@test "an image with shortcuts that should have none, or the other way around, is failed" {
	stub_link 'shortcuts=on'
	models=process,direct,shortcut bench
	[ "$status" -eq 1 ]
	has "ukl-bench calls: error: direct: the image has been linked with shortcuts on, not off" \
		"read 409.0 failed 409.0 100.0 % -"
	stub_link 'shortcuts=off'
	models=process,direct,shortcut bench
	[ "$status" -eq 1 ]
	has "ukl-bench calls: error: shortcut: the image has been linked with shortcuts off, not on" \
		"read 409.0 409.0 100.0 % failed -"
}

@test "quiet: nothing but the table when all goes well" {
	run --separate-stderr ukl-bench calls --runs 1 --models trap getppid read fork+exit+wait
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "Ctrl-C: no QEMU is left, nor a file, and the status is 130" {
	local signal pid result
	stub_qemu 'exec sleep 60'
	for signal in INT TERM; do
		rm -f pids
		# Scripts start background jobs with SIGINT ignored; a terminal does not.
		env --default-signal=INT,TERM ukl-bench calls --models process --runs 1 getppid </dev/null >out 2>&1 3>&- &
		pid=$!
		wait_for test -s pids
		kill -"$signal" "$pid"
		result=0
		wait "$pid" || result=$?
		[ "$result" -eq $((128 + $(kill -l "$signal"))) ]
		[ ! -e "/proc/$(cat pids)" ] || grep -q '^State:.Z' "/proc/$(cat pids)/status"
		[ -z "$(ls -A tmp)" ]
	done
}

# wrong STATUS TEXT ARGUMENT...
wrong() {
	local expected=$1 text=$2
	shift 2
	run ukl-bench "$@"
	[ "$status" -eq "$expected" ] && [[ $output == *"$text"* ]] || {
		echo "ukl-bench $*: status $status: $output"
		return 1
	}
	[ ! -e pids ]
}

@test "wrong arguments" {
	wrong 2 "what is to be measured?"
	wrong 2 "fly: no such verb" fly
	wrong 2 "nginy: no such verb (did you mean nginx?)" nginy
	wrong 2 "--fast: unknown option" calls --fast
	wrong 2 "call getppid is there twice" calls getppid read getppid
	wrong 2 "model trap is there twice" calls --models trap,trap
	wrong 2 "'exec' is no call" calls exec
	wrong 2 "'kvm' is no model" calls --models process,kvm
	wrong 2 "'' is no model" calls --models process,
	wrong 2 "--models: the value is empty" calls --models ''
	wrong 2 "--runs 0: not a number from 1 to 100" calls --runs 0
	wrong 2 "--runs -1: not a number" calls --runs=-1
	wrong 2 "--runs 1x: not a number" calls --runs 1x
	wrong 2 "--runs: needs a value" calls --runs
	wrong 2 "--smp 17: not a number from 1 to 16" calls --smp 17
	wrong 2 "two result files are compared, not 1" compare a.json
	wrong 2 "--fast: unknown option" compare --fast a b
	wrong 1 "no/such/dir/x.json: folder no/such/dir: No such file or directory" calls --json no/such/dir/x.json
	wrong 1 "tmp: is there and not a file; choose another name with --markdown" calls --markdown tmp
	[ "${#lines[@]}" -eq 1 ]
	wrong 2 "--json and --markdown: both are x" calls --json x --markdown ./x
}

@test "devices, pipes and links are not replaced by result files" {
	no_files
	stays calls --models trap --json
	stays nginx --models trap --markdown
	[ ! -e pids ]
}

@test "help and version" {
	run ukl-bench --help
	[ "$status" -eq 0 ]
	[[ $output == *calls*nginx*tcp-echo*compare* ]]
	run ukl-bench calls --help
	[ "$status" -eq 0 ]
	for option in --runs --models --profile --smp --json --markdown; do
		[[ $output == *"  $option "* ]]
	done
	run ukl-bench compare --help
	[ "$status" -eq 0 ]
	run ukl-bench --version
	[ "$output" = "ukl-bench $(cat "$top/VERSION")" ]
}

@test "standard output that cannot be written is status 1, with one line" {
	local words
	bench --json out.json
	# shellcheck disable=SC2086
	while read -r words; do
		run -1 bash -c "ukl-bench $words 2>&1 >/dev/full"
		[ "${#lines[@]}" -eq 1 ]
		[[ $output == "ukl-bench"*": error: standard output: No space left on device" ]]
		run -1 bash -c "ukl-bench $words 2>&1 >&-"
		[ "${#lines[@]}" -eq 1 ]
		[[ $output == "ukl-bench"*": error: standard output: Bad file descriptor" ]]
	done <<-'EOF'
		--help
		--version
		chart --help
		compare out.json out.json
	EOF
	run -1 bash -c "ukl-bench calls --models trap --runs 1 getppid read fork+exit+wait 2>&1 >/dev/full"
	[ "$output" = "ukl-bench calls: error: standard output: No space left on device" ]
}

@test "the program: what cannot be prepared fails the calls that need it, and no other" {
	sed "s,/tmp/calls,$PWD/file," "$top/tools/ukl-bench/guest/calls.c" >calls.c
	gcc -Wall -Wextra -Werror -O1 -pthread -o calls calls.c
	gcc -shared -fPIC -o no.so -x c - <<-'EOF'
		#include <errno.h>
		int socketpair(int domain, int type, int protocol, int *fds)
		{
			(void)domain, (void)type, (void)protocol, (void)fds;
			errno = ENOSYS;
			return -1;
		}
	EOF
	LD_PRELOAD=$PWD/no.so run -1 ./calls 1 getppid stat unix-msg epoll_wait pipe-switch
	echo "$output"
	[ "$(grep -Eo 'begin|row [^ ]*|wrong .*|end .*' <<<"$output" | tr '\n' ';')" = \
		"begin;row getppid;row stat;wrong unix-msg socketpair(AF_UNIX, SOCK_STREAM, 0, it.local): -1 (Function not implemented);wrong epoll_wait socketpair(AF_UNIX, SOCK_STREAM, 0, pair): -1 (Function not implemented);row pipe-switch;end 3;" ]
	run -0 ./calls 1
	[[ $output == *"calls: end 30" ]]
}

@test "the program and the tool know the same calls, in the same order" {
	diff <(ukl-bench calls --help | sed '1,/^Calls:/d' | awk '{ print $1 }') \
		<(sed -n 's/^\t{ "\([^"]*\)", do_.*/\1/p' "$top/tools/ukl-bench/guest/calls.c")
}
