#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What Kconfig makes of profiles, and what the commands show of it. No kernel is built.
# shellcheck disable=SC2154 # the variables of lib.bash

load lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

@test "general has its protections, and what lupine-general has" {
	configuration general >config
	for option in STACKPROTECTOR_STRONG STRICT_KERNEL_RWX VMAP_STACK SMP IPV6 SECCOMP; do
		grep -q "^CONFIG_$option=y" config || { echo "$option"; return 1; }
	done
	run grep -E '^CONFIG_(COMPAT_BRK|UKL_COMPACT|UKL_KML)=y' config
	[ "$status" -eq 1 ]
	for option in NET EPOLL FUTEX AIO EVENTFD SIGNALFD SYSVIPC FILE_LOCKING ADVISE_SYSCALLS PROC_SYSCTL; do
		grep -q "^CONFIG_$option=y" config || { echo "$option"; return 1; }
	done
}

@test "debug and hardened can be configured" {
	configuration debug | grep -q '^CONFIG_KASAN=y'
	configuration hardened | grep -q '^CONFIG_HARDENED_USERCOPY=y'
}

@test "lupine-base is for one processor and has nothing that finds faults" {
	configuration lupine-base >config
	grep -q '^CONFIG_TINY_RCU=y' config
	run grep -E '^CONFIG_(SMP|KALLSYMS|BUG|STACKPROTECTOR|CPU_MITIGATIONS|NET|ACPI|UNWINDER_ORC)=y' config
	[ "$status" -eq 1 ]
}

@test "lines that Kconfig drops are named, each with the reason" {
	fragment a <<-'END'
		CONFIG_IPV6_SIT=y
		CONFIG_NOTHING=y
		CONFIG_NR_CPUS=8
		CONFIG_HZ_1000=y
		# override: CONFIG_PERF_EVENTS
		# CONFIG_PERF_EVENTS is not set
	END
	run "$top/tools/ukl-kernel" --show-config --profile "lupine-base+./a.config"
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 5 ]
	says() {
		grep -qxF "ukl-kernel: error: $1 in the final configuration: it $2" <<<"$output" || { echo "$output"; return 1; }
	}
	says "./a.config: CONFIG_IPV6_SIT is off" "needs CONFIG_NET and CONFIG_INET and CONFIG_IPV6"
	says "./a.config: CONFIG_NOTHING is off" "is no option of this kernel"
	says "./a.config: CONFIG_NR_CPUS is 1" "needs CONFIG_SMP"
	says "./a.config: CONFIG_PERF_EVENTS is y" "is selected by CONFIG_X86"
	says "$top/ukl/profiles/lupine-base.config: CONFIG_HZ_250 is off" "excludes CONFIG_HZ_1000, which was chosen"
}

@test "values that are none of the option's" {
	printf 'CONFIG_DEFAULT_HOSTNAME=guest\n' | fragment text
	run "$top/tools/ukl-kernel" --show-config --profile lupine-base+./text.config
	[ "$status" -eq 1 ]
	[ "$output" = 'ukl-kernel: error: ./text.config: CONFIG_DEFAULT_HOSTNAME is "(none)" in the final configuration: it is a text: CONFIG_DEFAULT_HOSTNAME="..."' ]
	printf '# override: CONFIG_NR_CPUS CONFIG_PCI\nCONFIG_NR_CPUS=many\nCONFIG_PCI=yes\n' | fragment others
	run "$top/tools/ukl-kernel" --show-config --profile general+./others.config
	[ "$status" -eq 1 ]
	[[ $output == *"CONFIG_NR_CPUS is "*": it is a number from 2 to 512"* ]]
	[[ $output == *"CONFIG_PCI is "*": it is y or not set"* ]]
}

@test "a profile whose name leaves none for its folder" {
	mkdir -p cache/source cache/build/other
	ln -s "$(realpath "${UKL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ukl}/source/linux")" cache/source/linux
	for name in .config ..config ...config configuration.config; do
		echo CONFIG_NOTHING=y >"$name"
		UKL_CACHE=$PWD/cache run "$top/tools/ukl-kernel" --profile "./$name"
		[ "$status" -eq 1 ]
		[[ $output == *"./$name: CONFIG_NOTHING is off in the final configuration: it is no option of this kernel" ]]
	done
	[ -d cache/build/other ]
	[ -d cache/build/own ]
	[ ! -e cache/build/configuration ]
}

@test "no folder for the cache" {
	run env -u HOME -u XDG_CACHE_HOME -u UKL_CACHE "$top/tools/ukl-kernel" --print-key
	[ "$status" -eq 1 ]
	[ "$output" = "ukl-kernel: error: no folder for the cache; set HOME or UKL_CACHE" ]
	UKL_CACHE=/proc/none run "$top/tools/ukl-kernel" --profile lupine-base
	[ "$status" -eq 1 ]
	[ "$output" = 'ukl-kernel: error: /proc/none: cannot create the cache; set UKL_CACHE' ]
}

@test "ukl-link --list-profiles and --show-config" {
	run ukl-link --list-profiles
	[ "$status" -eq 0 ]
	[[ $output == *"general "*"lupine-base "* ]]
	UKL_KIT='' run ukl-link --show-config --profile lupine-base
	[ "$status" -eq 0 ]
	[ "$output" = "$(configuration lupine-base)" ]
	mkdir kit
	echo CONFIG_MINE=y >kit/config
	run ukl-link --show-config --kit kit
	[ "$output" = CONFIG_MINE=y ]
	run ukl-link --show-config --kit kit --profile general
	[ "$status" -eq 2 ]
}

@test "a configuration is shown while a kernel is being built" {
	folder=${UKL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ukl}
	# what a build holds
	bash -c 'flock 9; flock --shared 8; exec sleep 1000' 9>"$folder/kernel/.lock" 8>"$folder/source/.lock-linux" 3>&- &
	build=$!
	printf '# another one each time: %s\nCONFIG_LOG_BUF_SHIFT=%s\n' "$RANDOM" 13 | fragment a
	sed -i '1i # override: CONFIG_LOG_BUF_SHIFT' a.config
	timeout 600 "$top/tools/ukl-kernel" --show-config --profile lupine-base+./a.config >config
	grep -qx CONFIG_LOG_BUF_SHIFT=13 config
	kill "$build"
	wait "$build" || true
}

@test "a build that is stopped takes make with it, and the next one need not wait" {
	mkdir -p cache/source bin
	ln -s "$(realpath "${UKL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ukl}/source/linux")" cache/source/linux
	printf '#!/bin/sh\necho $$ >%s/pid.new\nmv %s/pid.new %s/pid\nexec sleep 1000\n' "$PWD" "$PWD" "$PWD" >bin/make
	chmod +x bin/make
	for signal in TERM HUP; do
		rm -f pid
		# whoever runs the tests may ignore SIGHUP (nohup)
		PATH=$PWD/bin:$PATH UKL_CACHE=$PWD/cache env --default-signal=HUP,TERM \
			"$top/tools/ukl-kernel" --profile lupine-base 3>&- &
		build=$!
		# the first time, the source may have to be unpacked
		for _ in {1..1800}; do
			[ ! -s pid ] || break
			sleep 0.1
		done
		[ -e "/proc/$(cat pid)/exe" ]
		kill "-$signal" "$build"
		wait "$build" || true
		[ ! -e "/proc/$(cat pid)/exe" ]
		flock -n cache/kernel/.lock true
		[ -z "$(ls cache/kernel)" ]
	done
}

@test "ukl-link reports a profile's faults as its own" {
	export UKL_KIT=
	echo 'int main(void) { return 0; }' | gcc -x c -c -o a.o -
	run ukl-link a.o --profile general+nosuch
	[ "$status" -eq 1 ]
	[[ $output == "ukl-link: error: no profile 'nosuch'; there are: "* ]]
	run ukl-link a.o --profile general+
	[ "$status" -eq 2 ]
	[[ ${lines[0]} == "ukl-link: error: 'general+': a name is missing beside a +" ]]
	printf 'CONFIG_SMP=n\n' | fragment b
	run ukl-link a.o --profile general+./b.config
	[ "$status" -eq 1 ]
	[[ $output == "ukl-link: error: CONFIG_SMP is y in general.config, but not set in b.config; "* ]]
}

@test "a recipe names fragments in its own folder" {
	mkdir mine
	echo 'int main(void) { return 0; }' >mine/main.c
	printf 'sources = main.c\nprofile = lupine-base+./own.config\n' >mine/recipe
	printf 'CONFIG_SMP=y\n' >mine/own.config
	UKL_KIT='' run ukl-link ./mine
	[ "$status" -eq 1 ]
	[[ $output == "ukl-link: error: CONFIG_SMP is not set in lupine-base.config, but y in own.config; "* ]]
}
