#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What ld's options leave in the link file, and what ukl-link makes of it.

load lib
bats_require_minimum_version 1.5.0

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	echo 'int f(void); int main(void) { return f(); }' | gcc -x c -c -o main.o -
	echo 'int f(void) { return 0; }' | gcc -x c -c -fPIC -o f.o -
	ar rcs libf.a f.o
}

# leaves WORDS OPTION...: so does a link of main.o and libf.a with these options in front.
leaves() {
	local expected=$1
	shift
	ukl-cc -o prog "$@" main.o libf.a
	[ "$(inputs prog.ukl | tr '\n' ' ')" = "$expected${expected:+ }main.o libf.a " ] ||
		{ echo "$*:"; inputs prog.ukl; return 1; }
}

# refuses TEXT OPTION...
refuses() {
	local text=$1
	shift
	ukl-cc -o prog "$@"
	link prog.ukl
	refused
	says "$text"
	[[ $output == "ukl-link: error: prog.ukl: -Wl,"* ]]
}

@test "an argument in the next word, or behind =, goes where its option goes" {
	touch data.map
	leaves "" -Wl,--exclude-libs,ALL
	leaves "" -Wl,--exclude-libs=ALL
	leaves "" -Wl,-exclude-libs,libf.a
	leaves "" -Wl,--hash-style,gnu -Wl,--unresolved-symbols,report-all -Wl,-Y,/x -Wl,-Map,data.map
	leaves "" -Wl,-R,. -Wl,-R/x -Wl,-melf_x86_64 -Wl,-zrelro,-O1 -Wl,--format=default
	leaves "-Wl,--sort-section -Wl,alignment" -Wl,--sort-section,alignment
	leaves "-Wl,--sort-section=name" -Wl,--sort-section=name
	leaves "-Wl,-u -Wl,f" -Wl,-uf
	leaves "-Wl,--wrap -Wl,g" -Wl,--wrap,g
	leaves "-Wl,-allow-multiple-definition" -Wl,-allow-multiple-definition
	accepted prog.ukl
}

# Whatever ld takes with an argument: a file's name there is not an input.
@test "no option of ld that has an argument is missing" {
	mkdir real
	# the place of the real ld: the program comes out, whatever the words say
	printf '#!/bin/sh\n: >prog\n' >real/ld
	chmod +x real/ld
	export COMPILER_PATH=$PWD/real
	wrapper=$(dirname "$(command -v ukl-cc)")/../lib/ukl-cc/ld
	{ ld --help; ld.gold --help 2>/dev/null || :; } | grep -v '^ *\(i386pe\|-z \)' |
		grep -oE -- '(^|[ ,])--?[A-Za-z][A-Za-z_-]*' | tr -d ' ,' | sort -u >names
	printf '%s\n' -R -P -F --depaudit --audit --exclude-libs --hash-style >>names
	nr=0 missing=
	while read -r name; do
		# what ld takes for a file, it does not find
		said=$(LC_ALL=C /usr/bin/ld "$name" no/such main.o -o out 2>&1 || :)
		case $said in
		*"cannot find no/such"* | *"nrecogni"[sz]"ed option"* | *"disambiguate"* | *"grouped short"* | \
			*"cannot find -"* | *"may not be used without"* | *"group ended"* | *"no state pushed"*)
			continue ;;
		esac
		case $name in
		# ends ld, or silences it; a library is an input
		--help | --target* | --version | --print-sysroot | --no-warnings | -w | -l | --library) continue ;;
		# no program
		--task-link) continue ;;
		esac
		nr=$((nr + 1))
		rm -f prog.ukl
		"$wrapper" "$name" f.o main.o -o prog
		grep -q '^file .*/main\.o$' prog.ukl
		! grep -q '^file .*/f\.o$' prog.ukl || missing+=" $name"
	done <names
	echo "$nr options, missing:$missing"
	[ "$nr" -gt 60 ]
	[ -z "$missing" ]
}

@test "libraries and folders in all their forms" {
	mkdir lib
	mv libf.a lib
	for words in "-Llib -lf" "-Wl,-L,lib -Wl,-l,f" "-Wl,--library-path=lib -Wl,--library=f" \
		"-Wl,--library-path,lib -Wl,--library,f" "-Llib -Wl,--library=f"; do
		# shellcheck disable=SC2086 # several words
		ukl-cc -o prog main.o $words
		[ "$(inputs prog.ukl)" = $'main.o\nlibf.a' ] || { echo "$words"; return 1; }
	done
	accepted prog.ukl
}

@test "a folder with only the shared library in front of one with the archive" {
	mkdir d1 d2
	gcc -shared -o d1/libf.so f.o
	mv libf.a d2
	# what ld takes for -static, and what is left to take for the others
	for words in "-static -lf" "-Wl,-Bstatic -lf -Wl,-Bdynamic" "-Wl,-dn,-lf,-dy" "-lf" \
		"-Wl,--push-state,-Bstatic -lf -Wl,--pop-state"; do
		# shellcheck disable=SC2086 # several words
		ukl-cc -o prog main.o -Ld1 -Ld2 $words
		grep -q "^file .* $PWD/d2/libf.a\$" prog.ukl || { echo "$words"; cat prog.ukl; return 1; }
	done
	accepted prog.ukl
	# without -Bstatic, the archive beside the shared library is the better one
	cp d2/libf.a d1
	ukl-cc -o prog main.o -Ld1 -Ld2 -Wl,--push-state,-Bstatic,--pop-state -lf
	accepted prog.ukl
	[[ $output == *"$PWD/d1/libf.a"* ]]
	# a library of the system's is not the build's own, but for -static
	gcc -shared -o d1/libz.so f.o
	ukl-cc -o prog main.o f.o -Ld1 -L/usr/lib/x86_64-linux-gnu -Wl,--no-as-needed -lz
	link prog.ukl
	refused
	says "d1/libz.so: only the shared library is there"
	ukl-cc -static -o prog main.o f.o -Ld1 -lz
	accepted prog.ukl
	[ "$(inputs prog.ukl)" = $'main.o\nf.o\n-lz' ]
}

@test "an option that is not known keeps its argument; what is gone is named" {
	mkdir real
	printf '#!/bin/sh\n: >prog\n' >real/ld
	chmod +x real/ld
	wrapper=$(dirname "$(command -v ukl-cc)")/../lib/ukl-cc/ld
	COMPILER_PATH=$PWD/real "$wrapper" --new-option arg main.o gone.o libf.a -lc crt1.o -o prog
	[ "$(inputs prog.ukl | tr '\n' ' ')" = "-Wl,--new-option -Wl,arg main.o gone.o libf.a " ]
	link prog.ukl
	refused
	says "prog.ukl: '--new-option': not for the words of a file; give it on the command line"
	sed -i '/new-option/d; /arg$/d' prog.ukl
	link prog.ukl
	refused
	says "gone.o: No such file or directory"
}

@test "refused by ukl-link, in one line: other formats, -init, a layout of one's own" {
	echo data >data.bin
	objects="inputs have to be objects; make one: ld -r -b binary"
	refuses "-Wl,-b: $objects" -Wl,-b,binary data.bin -Wl,-b,elf64-x86-64 main.o f.o
	refuses "-Wl,--format: $objects" -Wl,--format,binary data.bin -Wl,--format,default main.o f.o
	refuses "-Wl,--format=binary: $objects" -Wl,--format=binary data.bin -Wl,--format=default main.o f.o
	refuses "-Wl,-init: nothing calls it" -Wl,-init,f main.o f.o
	refuses "-Wl,-fini=f: nothing calls it" -Wl,-fini=f main.o f.o
	for words in -Wl,--section-start,.data=0x500000 -Wl,--section-start=.data=0x500000 \
		-Wl,-Ttext,0x500000 -Wl,-R,main.o; do
		refuses "the layout is ukl-link's own" "$words" main.o f.o
	done
}
