#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Builds that a recipe asks for: what they get, and how they end.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	mkdir -p cache mine
	echo 'int main(void) { return 0; }' >mine/main.c
}

# own_cache: builds of this test are of this test.
own_cache() {
	export UKL_CACHE=$PWD/cache
}

# recipe: mine/recipe from standard input.
recipe() {
	cat >mine/recipe
}

@test "a build script: objects in its output, or a program where it ran" {
	own_cache
	cat >mine/build <<-'END'
		#!/bin/sh
		set -eu
		here=$(dirname "$0")
		mkdir folder
		echo "$CC" >"$UKL_OUT/compiler"
		$CC $CFLAGS -c -o "$UKL_OUT/main.o" "$here/main.c"
		$CC -o folder/prog "$here/main.c"
	END
	chmod +x mine/build
	printf 'build = build\nobjects = *.o\n' | recipe
	CC='' link ./mine
	linked
	[ "$(cat cache/apps/*/compiler)" = gcc ]
	rm -r cache/apps out.vmlinux
	# shellcheck disable=SC2016 # for ukl-link
	printf 'build = build\nprogram = folder/prog\nroot = $UKL_OUT\n' | recipe
	link ./mine
	linked
	[[ $(cat cache/apps/*/compiler) == */ukl-cc ]]
}

@test "what a link leaves in the recipe's folder does not make it build again" {
	own_cache
	printf 'make = main\nprogram = main\n' | recipe
	cd mine
	for _ in 1 2; do
		run timeout 100 ukl-link .
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
		[ -e mine.vmlinux.debug ]
	done
	[ "$(find ../cache/apps -mindepth 1 -type d | wc -l)" -eq 1 ]
}

@test "another C++ compiler builds again" {
	own_cache
	printf 'make = main\nprogram = main\n' | recipe
	link ./mine
	linked
	export CXX='g++ -O1'
	link ./mine
	linked
	[ "$(find cache/apps -mindepth 1 -maxdepth 1 -type d | wc -l)" -eq 2 ]
}

@test "a build that fails: its last lines, one error, nothing in the cache" {
	own_cache
	printf 'prog:\n\t@echo that is why; false\n' >mine/Makefile
	printf 'make = prog\nprogram = prog\n' | recipe
	run timeout 100 ukl-link -o out.vmlinux ./mine
	[ "$status" -eq 1 ]
	[[ $output == *"that is why"*"ukl-link: error: "*"mine/recipe: the build failed with status 2; its messages are in "* ]]
	[ "$(find cache/apps -mindepth 1 -type d)" = "" ]
	[ ! -e out.vmlinux ]
}

@test "killed in the middle of a build: its children end, and the next one clears up" {
	own_cache
	cat >mine/build <<-'END'
		#!/bin/sh
		sh -c 'echo $$ >"$PIDS/pid.new"; mv "$PIDS/pid.new" "$PIDS/pid"; sleep 1000; true'
	END
	chmod +x mine/build
	printf 'build = build\nobjects = *.o\n' | recipe
	PIDS=$PWD ukl-link -o out.vmlinux ./mine 3>&- &
	link=$!
	for _ in {1..300}; do
		[ ! -s pid ] || break
		sleep 0.1
	done
	# a second one beside it leaves its folder alone
	mkdir other
	cp mine/main.c other
	printf 'make = main\nprogram = main\n' >other/recipe
	link ./other
	linked
	[ "$(compgen -G 'cache/apps/.mine-*' | wc -l)" -eq 1 ]
	kill -KILL "$link"
	wait "$link" || true
	for _ in {1..100}; do
		# a zombie has none
		[ -e "/proc/$(cat pid)/exe" ] || break
		sleep 0.1
	done
	[ ! -e "/proc/$(cat pid)/exe" ]
	printf 'make = main CFLAGS=-g\nprogram = main\n' >other/recipe
	link ./other
	linked
	[ "$(compgen -G 'cache/apps/.*-*' | wc -l)" -eq 0 ]
}

@test "a program that has not been linked by the build" {
	own_cache
	printf 'prog:\n\tcp /bin/true prog\n' >mine/Makefile
	printf 'make = prog\nprogram = prog\n' | recipe
	link ./mine
	refused
	says "mine/recipe:2: the build has not linked prog with ukl-cc"
	printf 'program = prog\n' | recipe
	link ./mine
	refused
	says "mine/recipe:1: no prog.ukl in "
}

@test "a build is given nothing to read, and the flags that its environment has" {
	own_cache
	cat >mine/build <<-'END'
		#!/bin/sh
		! read -r line || exit 1
		echo "int main(void) { return !X; }" >main.c
		echo "$CXXFLAGS,$CFLAGS,$MAKEFLAGS," >&2
		[ "$CXXFLAGS,$CFLAGS,$MAKEFLAGS," = "-O3,-O2 -g,," ]
		$CC $CPPFLAGS $CFLAGS -c -o "$UKL_OUT/main.o" main.c
	END
	chmod +x mine/build
	printf 'build = build\nobjects = *.o\n' | recipe
	export CXXFLAGS=-O3
	# On a terminal that would have stopped it.
	CPPFLAGS=-DX=0 MAKEFLAGS=-n run timeout 60 script -qec "ukl-link -o out.vmlinux ./mine" /dev/null
	[ "$status" -eq 0 ]
	[ -s out.vmlinux ]
	mv out.vmlinux zero.vmlinux
	# The flags are a part of what is looked for in the cache.
	export CPPFLAGS=-DX=1
	link ./mine
	linked
	! cmp -s zero.vmlinux out.vmlinux
	export CPPFLAGS=-DX=0
	link ./mine
	linked
	cmp zero.vmlinux out.vmlinux
}

@test "a build that does not want to end is killed" {
	own_cache
	cat >mine/build <<-'END'
		#!/bin/sh
		trap "" TERM INT HUP
		echo $$ >"$PIDS/pid"
		while :; do sleep 1; done
	END
	chmod +x mine/build
	printf 'build = build\nobjects = *.o\n' | recipe
	PIDS=$PWD ukl-link -o out.vmlinux ./mine 3>&- &
	link=$!
	for _ in {1..300}; do
		[ ! -s pid ] || break
		sleep 0.1
	done
	kill -TERM "$link"
	wait "$link" || true
	for _ in {1..100}; do
		[ -e "/proc/$(cat pid)/exe" ] || break
		sleep 0.1
	done
	[ ! -e "/proc/$(cat pid)/exe" ]
	[ "$(find cache/apps -mindepth 1 -type d)" = "" ]
}
