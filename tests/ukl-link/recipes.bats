#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Recipes: what they build and put into the image, and what is said about wrong ones.

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

# fault LINE TEXT: a recipe of this one line besides a good one is refused with TEXT and the line.
fault() {
	printf 'sources = main.c\n%b\n' "$1" >mine/recipe
	link ./mine
	refused
	says "mine/recipe:2: $2"
}

@test "a fault is told by its line, with the key that was meant" {
	fault 'memroy = 64' "unknown key 'memroy' (did you mean memory?)"
	fault 'enviroment = A=B' "unknown key 'enviroment' (did you mean environment?)"
	fault 'colour = red' "unknown key 'colour'"
	[[ $output != *"did you mean"* ]]
	fault 'memory 64' "not of the form KEY = VALUE"
	fault 'memory =' "no value behind 'memory ='"
	fault 'memory = 64M' "memory is a number of MB from 16"
	fault 'smp = 0' "smp is a number of CPUs from 1 to 64"
	fault 'port = 80 http' "a port is GUEST [HOST [PROTOCOL]]"
	fault 'port = 99999' "a port is GUEST [HOST [PROTOCOL]], numbers from 1 to 65535"
	fault 'port = 80 8080 hypertext' "a port is GUEST [HOST [PROTOCOL]], numbers from 1 to 65535, and tcp, udp, http or https"
	fault 'health = /' "a health check is PORT /PATH"
	fault 'calls = fast' "calls is direct, gate or trap"
	fault "arguments = it's" "a quote is not closed"
	fault 'user = Root 1' "a user is NAME NUMBER [/HOME]"
	fault 'user = web 0' "a user is NAME NUMBER [/HOME], the number from 1 to 65533"
	fault 'user = web 33 home' "a user is NAME NUMBER [/HOME]"
	fault 'user = root 5' "root (0) and nobody (65534) are there already"
	fault 'directory = var' "a path in the image has to begin with /"
	fault 'directory = /var 0999' "the mode has to be octal"
	fault 'file = / main.c' "/ itself is there already"
	fault 'file = /a/../b main.c' "a path in the image is without . and .."
	fault 'link = /a' "a link is PATH TARGET"
	for path in //init /ukl/x /etc/ukl /proc/x /sys /dev/x; do
		fault "file = $path main.c" "/init, /ukl, /etc/ukl, /dev, /proc and /sys are not to be had"
	done
	fault "directory = /a$(printf '%0300d' 0)" "a path in the image is without . and .., its parts of 255 bytes at most"
	for mode in '""' +755 ' 755' 0o755; do
		fault "file = /a main.c '$mode'" "the mode has to be octal"
	done
	fault "file = /a /dev/zero" "/dev/zero: not a regular file"
	fault 'user = "" 5' "a user is NAME NUMBER [/HOME]"
	fault 'health = 80 "/ x"' "a health check is PORT /PATH without blanks"
	fault 'environment = A=x y' "an environment variable is NAME=VALUE, in quotes"
	fault 'profile = genral' "no profile 'genral' (did you mean general?); ukl-link --list-profiles tells them"
	fault 'profile = general+colour' "no profile 'colour'; ukl-link --list-profiles"
	fault 'libraries = -lm -lnosuch' "-lnosuch: no libnosuch.a in "
	fault 'package = -h' "not the name of a Debian source package"
	for path in /proc /data/../x /ukl/d /dev; do
		fault "disk = $path 64" "a disk is /PATH [MB]"
	done
	fault 'program = a b c' "a program is PATH [NAME]"
	fault 'program = a ..' "a program's name has letters, digits"
	fault 'su\0mmary = x' "a NUL byte; a recipe is text"
	fault 'summary = \0377' "not UTF-8; a recipe is text"
	fault "summary = $(printf 'x%.0s' {1..4100})" "longer than 4096 bytes"
}

@test "a file that is not there is told by the line that names it" {
	fault 'sources = nosuch.c' "no file 'nosuch.c' in "
	for line in 'build = nosuch' 'patch = nosuch' 'root = nosuch' 'file = /x nosuch' \
		'folder = nosuch' 'profile = general+./nosuch'; do
		fault "$line" ""
		[[ $output == *"mine/"*"nosuch: no such file" ]]
	done
	for line in 'folder = main.c' 'root = main.c'; do
		fault "$line" ""
		[[ $output == *"mine/main.c: not a folder" ]]
	done
	for line in 'file = /x ..' 'patch = ..' 'build = ..'; do
		fault "$line" ""
		[[ $output == *"/..: a folder, where a file has to be named" ]]
	done
	fault 'sources = .' ""
	[[ $output == *"/mine/./ is a folder; name the files in it, such as '*.c'" ]]
	fault 'build = main.c' ""
	[[ $output == *"main.c: not executable; type chmod +x" ]]
}

@test "what may be there once is there once, lists go on" {
	recipe <<-'END'
		sources = main.c
		memory = 64
		environment = A=1
		environment = B=2
		memory = 128
	END
	link ./mine
	refused
	says "mine/recipe:5: 'memory' may be there once, and is in line 2"
}

@test "packages that are missing are told, whatever is built" {
	printf 'sources = main.c\nbuild-depends = gcc nosuch-package1 nosuch-package2\n' | recipe
	link ./mine
	refused
	[[ $output == *"mine/recipe:2: Debian packages are missing; type: apt-get install nosuch-package1 nosuch-package2" ]]
}

@test "keys that contradict each other" {
	# shellcheck disable=SC2059 # lines
	for text in 'package = x\nprogram = x' 'package = x\nfolder = .\nmake = x\nprogram = x' \
		'make = x\nobjects = x' 'summary = x' 'patch = main.c\nprogram = x'; do
		printf "$text\n" | recipe
		link ./mine
		refused
		says "mine/recipe: "
	done
}

@test "make, program, users, files, directories, profile: all of it, booted" {
	own_cache
	mkdir mine/src
	mv mine/main.c mine/src
	cat >mine/src/main.c <<-'END'
		#include <pwd.h>
		#include <stdio.h>
		#include <sys/stat.h>
		int twice(int);
		int main(void)
		{
			char line[80];
			struct stat st;
			FILE *file = fopen("/etc/mine.conf", "r");
			struct passwd *user = getpwnam("mine");

			stat("/var/lib/mine", &st);
			printf("%d %s %u %u %o %s", twice(ANSWER / 2), user->pw_dir, user->pw_gid,
			       st.st_uid, st.st_mode, fgets(line, 80, file));
			return 0;
		}
	END
	echo 'int twice(int x) { return 3 * x; }' >mine/src/twice.c
	printf -- '--- a/src/twice.c\n+++ b/src/twice.c\n@@ -1 +1 @@\n-int twice(int x) { return 3 * x; }\n+int twice(int x) { return 2 * x; }\n' >mine/fix.patch
	cat >mine/Makefile <<-'END'
		CC = nosuch
		prog: src/main.o src/libtwice.a ; $(CC) -o $@ src/main.o -Lsrc -ltwice
		src/libtwice.a: src/twice.o ; ar rcs $@ $^
		install: ; mkdir -p $(OUT) && echo from the build >$(OUT)/mine.conf
	END
	recipe <<-'END'
		patch = fix.patch
		cflags = -DANSWER=42
		make = prog
		make = install OUT="$UKL_OUT/etc"
		program = prog
		file = /etc/mine.conf $UKL_OUT/etc/mine.conf
		user = mine 77 /var/lib/mine
		directory = /var/lib/mine 0700 mine
		profile = general
		memory = 64
	END
	run timeout 200 ukl-link -o out.vmlinux ./mine
	linked
	[ -z "$(find cache/apps -name '.?*')" ]
	[ ! -e mine/prog ]
	run timeout 100 ukl-run --no-net out.vmlinux </dev/null
	[ "$status" -eq 0 ]
	[ "$output" = "42 /var/lib/mine 77 77 40700 from the build" ]
	# the second time nothing is built
	find cache/apps -type f | sort >before
	run ukl-link -### ./mine
	find cache/apps -type f | sort | cmp - before
}

@test "folders with blanks and characters of patterns in their names" {
	own_cache
	mkdir 'a [1]*'
	mv mine 'a [1]*'
	export UKL_CACHE="$PWD/a [1]*/cache"
	cd 'a [1]*'
	printf 'sources = m*.c\n' | recipe
	link ./mine
	linked
	printf 'make = main\nprogram = main\n' | recipe
	link ./mine
	linked
}

@test "an image that cannot be written leaves nothing" {
	printf 'sources = main.c\ncflags = -g\n' | recipe
	mkdir -p out.vmlinux/x
	link ./mine
	[ "$status" -eq 1 ]
	[ ! -e out.vmlinux.debug ]
}

@test "an owner who is nobody is refused" {
	printf 'sources = main.c\ndirectory = /var/x 0755 stranger\n' | recipe
	link ./mine
	refused
	says "mine/recipe:2: directory /var/x: no user 'stranger' in /etc/passwd"
}

@test "the profile of a recipe is used, unless one is given" {
	printf 'sources = main.c\nprofile = general+./own.config\n' | recipe
	echo nonsense >mine/own.config
	UKL_KIT='' link ./mine
	refused
	says "own.config"
	UKL_KIT='' link ./mine --profile other
	refused
	says "no profile 'other'"
}

@test "--new: a recipe that works at once, and explains the next command" {
	run ukl-link --new hello2
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	ukl-link ./hello2
	run timeout 100 ukl-run --no-net hello2 </dev/null
	[ "$status" -eq 0 ]
	[ "$output" = "Hello, world, from inside of Linux." ]
	run script -qec 'ukl-link --new hello3' /dev/null
	[[ $output == *"next: ukl-link ./hello3 && ukl-run hello3"* ]]
}

@test "--new: what is a comment in it is right when it is none" {
	ukl-link --new hello2
	sed -i '/^# \(folder\|package\|file\|root\|configure\|make\|program\|profile\) = /d; s/^# \([a-z-]* = \)/\1/' hello2/recipe
	grep -q '^health = ' hello2/recipe
	run ukl-link -### ./hello2
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "--new: an existing folder, a bad name and a recipe's are refused" {
	run ukl-link --new nginx
	[ "$status" -eq 1 ]
	[[ $output == *"--new nginx: one of ukl-link's own recipes has this name; give another" ]]
	[ ! -e nginx ]
	mkdir there
	run ukl-link --new there
	[ "$status" -eq 1 ]
	[[ $output == "ukl-link: error: there: File exists"* ]]
	run ukl-link --new 'a b'
	[ "$status" -eq 2 ]
	run ukl-link --new one two
	[ "$status" -eq 2 ]
	run ukl-link --new nowhere/x
	[ "$status" -eq 1 ]
	[ "$(ls)" = $'cache\nmine\nthere\ntmp' ]
}
