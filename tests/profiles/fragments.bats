#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Joining fragments: names, conflicts, conditions. Nothing is configured here.
# shellcheck disable=SC2154 # the variables of lib.bash

load lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# refused STATUS TEXT: the first line is an error with TEXT in it.
refused() {
	[ "$status" -eq "$1" ] || { echo "status $status: $output"; return 1; }
	[[ ${lines[0]} == "ukl-profile: error: "*"$2"* ]] || { echo "$output"; return 1; }
}

@test "every profile can be joined, and says what it is for" {
	run profile --list
	[ "$status" -eq 0 ]
	[[ $output == *general*nginx* && $output != *$'\n'"ukl "* ]]
	while read -r name description; do
		[ -n "$description" ] || { echo "$name has no description"; return 1; }
		case $name in tiny) name=general+tiny ;; esac
		run profile "$name"
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	done < <(profile --list)
}

@test "every application of Lupine's joins its base" {
	for application in $applications; do
		run profile "lupine-base+$application"
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
		[[ $output == *"$top/ukl/profiles/$application.config"* ]]
	done
}

@test "what UKL needs is in every profile" {
	run profile hello-world
	[[ $output == *CONFIG_UKL=y* && $output == *CONFIG_BLK_DEV_INITRD=y* ]]
}

@test "unknown names, and the known ones" {
	run profile lupine-base+nosuch
	refused 1 "no profile 'nosuch'; there are: debug "
	run profile nosuch-tiny
	refused 1 "no profile 'nosuch-tiny'"
	run profile ./nosuch.config
	refused 1 "./nosuch.config: no such file"
}

@test "empty names are wrong usage" {
	for empty in '' + a+ +a a++b; do
		run profile "$empty"
		refused 2 "a name is missing beside a +"
	done
	run profile
	[ "$status" -eq 2 ]
	run profile --nonsense
	[ "$status" -eq 2 ]
}

@test "aliases say the same" {
	same() {
		diff <(profile "$1" | grep -v '^# from:' | sort) <(profile "$2" | grep -v '^# from:' | sort)
	}
	same lupine-base lupine-djw-nokml
	same lupine-tiny lupine-base+tiny
	same lupine-djw-nokml-tiny lupine-tiny
	same lupine-djw-kml-tiny lupine-djw-kml+tiny
	same lupine-base+hello-world lupine-base
	same nginx+lupine-base lupine-base+nginx
}

@test "equal profiles have one kernel under all names" {
	key() {
		"$top/tools/ukl-kernel" --print-key --profile "$1" | sed 's/.*-//'
	}
	[ "$(key lupine-base)" = "$(key lupine-djw-nokml+golang)" ]
	[ "$(key lupine-base)" != "$(key lupine-base+nginx)" ]
	# comments and order do not count, choices do
	printf '# mine\nCONFIG_EPOLL=y\n\nCONFIG_AIO=y\n' | fragment a
	printf 'CONFIG_AIO=y\nCONFIG_EPOLL=y\n' | fragment b
	printf 'CONFIG_EPOLL=y\n' | fragment c
	[ "$(key lupine-base+./a.config)" = "$(key lupine-base+./b.config)" ]
	[ "$(key lupine-base+./a.config)" != "$(key lupine-base+./c.config)" ]
}

@test "a conflict names the option and both files" {
	printf '# CONFIG_EPOLL is not set\nCONFIG_HZ_1000=y\n' | fragment a
	run profile lupine-base+nginx+./a.config
	refused 1 "CONFIG_EPOLL is y in nginx.config, but not set in a.config"
	[[ $output == *'say "# override: CONFIG_EPOLL" in the one on the right' ]]
	[ "${#lines[@]}" -eq 1 ]
	printf 'CONFIG_LOG_BUF_SHIFT=20\n' | fragment a
	run profile lupine-base+./a.config
	refused 1 "CONFIG_LOG_BUF_SHIFT is 14 in lupine-base.config, but 20 in a.config"
	mkdir -p other
	printf 'CONFIG_LOG_BUF_SHIFT=21\n' >other/a.config
	run profile ./a.config+other/a.config
	refused 1 "CONFIG_LOG_BUF_SHIFT is 20 in ./a.config, but 21 in ./other/a.config"
}

@test "one fragment overrides another if it says so and stands on the right" {
	printf '# override: CONFIG_EPOLL CONFIG_AIO\n# CONFIG_EPOLL is not set\nCONFIG_AIO=y\n' | fragment a
	run profile lupine-base+nginx+./a.config
	[ "$status" -eq 0 ]
	[[ $output == *"# CONFIG_EPOLL is not set"* && $output != *CONFIG_EPOLL=y* ]]
	run profile ./a.config+nginx
	refused 1 "CONFIG_EPOLL is not set in a.config, but y in nginx.config; put a.config to the right of it"
}

@test "what UKL needs is not to be switched off by accident" {
	printf 'CONFIG_BLK_DEV_INITRD=n\n' | fragment a
	run profile general+./a.config
	refused 1 "CONFIG_BLK_DEV_INITRD is y in ukl.config, but not set in a.config"
}

@test "the same said twice is no conflict, the opposite in one file is" {
	printf 'CONFIG_EPOLL=y\nCONFIG_EPOLL=y\n' | fragment a
	run profile nginx+./a.config
	[ "$status" -eq 0 ]
	printf 'CONFIG_EPOLL=y\nCONFIG_EPOLL=n\n' | fragment a
	run profile ./a.config
	refused 1 "./a.config: CONFIG_EPOLL is y and not set; say it once"
}

@test "lines under a condition count if it holds" {
	printf '# if: CONFIG_NET\nCONFIG_PACKET=y\n# endif:\nCONFIG_AIO=y\n' | fragment a
	run profile ./a.config+nginx
	[[ $output == *CONFIG_PACKET=y* && $output == *CONFIG_IP_PNP=y* ]]
	run profile ./a.config
	[[ $output != *CONFIG_PACKET=y* && $output == *CONFIG_AIO=y* && $output != *CONFIG_IP_PNP=y* ]]
}

@test "includes: once, before what includes them, and no circle" {
	printf '# include: nginx %s\nCONFIG_PACKET=y\n' "$PWD/b.config" | fragment a
	printf '# include: %s\nCONFIG_TIMERFD=y\n' "$PWD/a.config" | fragment b
	run profile "nginx+$PWD/a.config"
	[ "$status" -eq 0 ]
	[ "$(grep -c '^# from:' <<<"$output")" -eq 4 ]
	[[ $output == *nginx.config*TIMERFD*PACKET* ]]
	printf '# include: nosuch\n' | fragment a
	run profile ./a.config
	refused 1 "no profile 'nosuch'"
}

@test "included files stand beside the one that names them" {
	mkdir -p below elsewhere
	printf '# include: ./b.config ../c.config\n' >below/a.config
	printf 'CONFIG_TIMERFD=y\n' >below/b.config
	printf 'CONFIG_AIO=y\n' | fragment c
	cd elsewhere
	run profile "../below/a.config+../c.config"
	[ "$status" -eq 0 ]
	[[ $output == *TIMERFD*AIO* ]]
	[ "$(grep -c AIO <<<"$output")" -eq 1 ]
}

@test "a directive that is misspelt is no comment" {
	for line in '# override:CONFIG_AIO' '# override: AIO' '# Override: CONFIG_AIO' '#override: CONFIG_AIO' \
		'# overrides: CONFIG_AIO' '# override CONFIG_AIO' '# include:nginx' '# include:' '# if CONFIG_NET' \
		'# endif' '# end if:' '# endif:' '# CONFIG_PACKET is not set ' '# CONFIG_PACKET  is not set' \
		'#CONFIG_PACKET is not set' '# include ./b.config' '# inlcude: nginx' '# overide: CONFIG_AIO' '# fi: CONFIG_AIO'; do
		printf 'CONFIG_AIO=y\n%s\n' "$line" | fragment a
		run profile ./a.config
		refused 1 './a.config:2: not of the form "# override: CONFIG_NAME..."'
		[ "${#lines[@]}" -eq 1 ]
	done
	printf '# if: CONFIG_NET\n# if: CONFIG_INET\nCONFIG_AIO=y\n' | fragment a
	run profile ./a.config+nginx
	refused 1 './a.config:2: not of the form'
	[[ ${lines[1]} == *'./a.config:1: "# if: CONFIG_NET" without "# endif:"' ]]
	printf '# override: CONFIG_AIO CONFIG_TIMERFD\nCONFIG_AIO=y\n' | fragment a
	run profile ./a.config
	refused 1 './a.config:1: overrides CONFIG_TIMERFD, but does not say what it is'
	# what is meant as a comment
	printf '# Options: some\n# see: https://kernel.org/\n# If you include files, override them\n#CONFIG_AIO=y\n' | fragment a
	run profile ./a.config
	[ "$status" -eq 0 ]
	[[ $output != *AIO* ]]
}

@test "files that are none, and names that awk would take for variables" {
	mkdir folder a=b
	mkfifo pipe
	echo CONFIG_UKL_TEST=y >a=b/c
	run timeout 10 "$top/tools/ukl-profile" ./folder
	refused 1 "./folder: not a file"
	run timeout 10 "$top/tools/ukl-profile" ./pipe
	refused 1 "./pipe: not a file"
	run profile a=b/c
	[ "$status" -eq 0 ]
	[[ $output == *CONFIG_UKL_TEST=y ]]
	printf 'CONFIG_UKL_TEST=y\r\n' >windows
	run profile ./windows
	refused 1 "./windows:1: ends like a line of Windows"
	printf 'CONFIG_UKL_TEST=y\n\0' >zero
	run profile ./zero
	refused 1 "./zero: a NUL byte; a profile is text"
}

@test "lines that are none: file and line" {
	printf 'CONFIG_AIO=y\nAIO=y\n# if: AIO\n' | fragment a
	run profile ./a.config
	refused 1 "./a.config:2: not of the form CONFIG_NAME=VALUE"
	[[ ${lines[1]} == *"./a.config:3: "* ]]
}

@test "files that are no fragments, or too much of them" {
	echo '# include: /proc/kmsg' | fragment a
	run timeout 60 "$top/tools/ukl-profile" ./a.config
	[ "$status" -le 1 ]
	head -c 1100000 /dev/zero | tr '\0' '\n' | fragment a
	run profile ./a.config
	refused 1 "a.config: longer than 1 MB"
	for number in {1..120}; do
		echo "# include: ./f$((number + 1)).config" | fragment "f$number"
	done
	run profile ./f1.config
	refused 1 "f101.config: included by files that are included, a hundred of them"
	: | fragment f101
	run profile ./f1.config
	[ "$status" -eq 0 ]
}

@test "a value is no command of make or of a shell" {
	for value in '"$(shell touch here)"' '"`touch here`"' '"${HOME}"' '"/x || touch here"' '"x; touch here"' \
		'"x"y"' "'x'" '"a\"b"' 'x y' '"'; do
		echo "CONFIG_LOCALVERSION=$value" | fragment a
		run profile general+./a.config
		refused 1 "./a.config:1: a value has letters, digits, blanks and "
	done
	echo 'CONFIG_LOCALVERSION="-a_b/c.d,e=f:g+1 h@%"' | fragment a
	run profile general+./a.config
	[ "$status" -eq 0 ]
}

@test "a thousand files to include, and no more" {
	{ printf '# include:'; printf ' ./b.config%.0s' {1..1001}; echo; } | fragment a
	echo 'CONFIG_AIO=y' | fragment b
	run timeout 60 "$top/tools/ukl-profile" ./a.config
	refused 1 "more than 1000 files to include"
	for ((i = 0; i < 300; i++)); do
		printf '# if: CONFIG_A%s\n' {1..1000}
	done | head -c 1000000 | fragment b
	for i in {1..64}; do
		ln b.config "b$i.config"
		echo "# include: ./b$i.config"
	done | fragment a
	(ulimit -v 500000 && timeout 60 "$top/tools/ukl-profile" ./a.config >/dev/null 2>&1) || [ $? -eq 1 ]
	rm b?*.config
	for i in {1..6}; do
		cp b.config "b$i.config"
		echo "# include: ./b$i.config"
	done | fragment a
	run profile ./a.config
	refused 1 "./b5.config: more than 4 MB of files to include"
	: | fragment $'x\e]0;y'
	printf '# include: ./x\e]0;y.config\n' | fragment a
	run profile ./a.config
	refused 1 "control characters in the name of a file"
}

@test "names have no control characters of UTF-8, but letters of any language" {
	: | fragment $'x\xc2\x9b31m'
	printf '# include: ./x\xc2\x9b31m.config\n' | fragment a
	run profile ./a.config
	refused 1 "./x?31m.config: control characters in the name of a file"
	mkdir jürgen
	echo 'CONFIG_AIO=y' >jürgen/a.config
	run profile ./jürgen/a.config
	[ "$status" -eq 0 ]
	[[ $output == *CONFIG_AIO=y* ]]
}

@test "what a fragment says is not said to the terminal" {
	printf 'CONFIG_A="\e[2J"\nCONFIG_A="\a"\n# include: \e]0;x\n' | fragment a
	for name in ./a.config $'general+\e[2J\n'; do
		run profile "$name"
		[ "$status" -eq 1 ]
		[ "$(tr -d '\n -~' <<<"$output")" = "" ]
		[ "${#lines[@]}" -eq 1 ]
	done
}
