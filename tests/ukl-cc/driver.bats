#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-cc is gcc, and leaves a link file beside programs, and only there.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	echo 'int f(void); int main(void) { return f(); }' >main.c
	echo 'int f(void) { return 0; }' >f.c
}

@test "what only asks or compiles is gcc's, byte for byte" {
	for words in --version -dumpmachine -dumpversion -print-prog-name=as -print-libgcc-file-name \
		"-E main.c" "-S -o - main.c" "-M main.c" "-fsyntax-only main.c" "-x c -E /dev/null" \
		nosuch.c "" "--bogus main.c" "-Q --help=warnings"; do
		# shellcheck disable=SC2086 # several words
		same_as_gcc $words || { echo "differs: $words"; return 1; }
	done
	gcc -O2 -g -c -o gcc.o main.c
	ukl-cc -O2 -g -c -o ukl.o main.c
	cmp gcc.o ukl.o
	[ -z "$(ls ./*.ukl* 2>/dev/null)" ]
}

@test "--help says what ukl-cc does, then what gcc says" {
	run ukl-cc --help
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "ukl-cc: "* && $output == *"ukl-link PROG.ukl"*"Usage: gcc"* ]]
}

@test "objects: their names, as they are" {
	ukl-cc -c main.c f.c
	ukl-cc -o prog main.o f.o -lm
	./prog
	[ "$(inputs prog.ukl)" = $'main.o\nf.o\n-lm' ]
	grep -q "file [0-9a-f]* $PWD/main.o" prog.ukl
	[ "$(echo prog.ukl*)" = prog.ukl ]
}

@test "compiled and linked in one step: the objects are kept" {
	ukl-cc -o prog main.c f.c
	[ "$(inputs prog.ukl)" = $'prog.ukl.1.o\nprog.ukl.2.o' ]
	accepted prog.ukl
	echo 'int main(void) { return 0; }' >main.c
	ukl-cc -o prog main.c
	[ "$(echo prog.ukl*)" = "prog.ukl prog.ukl.1.o" ]
}

@test "a.out, -x, -pipe, response files, a source from standard input" {
	ukl-cc -pipe main.c f.c
	[ "$(inputs a.out.ukl)" = $'a.out.ukl.1.o\na.out.ukl.2.o' ]
	cp f.c f.txt
	echo "-o prog main.c -x c f.txt" >words
	ukl-cc @words
	[ "$(inputs prog.ukl | wc -l)" -eq 2 ]
	ukl-cc -o stdin -x c - <f.c -x none main.c
	[ "$(inputs stdin.ukl | wc -l)" -eq 2 ]
}

@test "a line break in a name: the program, and one line" {
	run ukl-cc -o $'one\ntwo' main.c f.c
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "ukl-cc: error: "*"a name with a line break cannot be listed"* ]]
	[ -x $'one\ntwo' ]
	[ ! -e $'one\ntwo.ukl' ]
}

@test "no program, no link file: -shared, -r, -c, /dev/null" {
	ukl-cc -c main.c f.c
	ukl-cc -shared -fPIC -o libf.so f.c
	ukl-cc -r -o both.o main.o f.o
	ukl-cc -o /dev/null main.c f.c
	[ -z "$(ls ./*.ukl* /dev/null.ukl 2>/dev/null)" ]
}

@test "a link that fails ends as gcc's, and the old link file goes with the program" {
	ukl-cc -o prog main.c f.c
	run ukl-cc -o prog main.c
	[ "$status" -eq 1 ]
	[[ $output == *"undefined reference to \`f'"* ]]
	[ ! -e prog ]
	[ ! -e prog.ukl ]
}

@test "-static, -static-pie and -no-pie programs" {
	ukl-cc -c main.c f.c
	for option in -static -static-pie -no-pie -pie; do
		ukl-cc $option -o prog main.o f.o
		[ "$(inputs prog.ukl)" = $'main.o\nf.o' ]
	done
	accepted prog.ukl
}

@test "-flto: the objects have machine code, too" {
	ukl-cc -O2 -flto -c main.c f.c
	ukl-cc -O2 -flto -o prog main.o f.o
	echo "-flto -o one main.c f.c" >words
	ukl-cc @words
	for object in main.o f.o one.ukl.1.o one.ukl.2.o; do
		objdump -d "$object" | grep -q '>:'
	done
}

@test "-flto with -fno-fat-lto-objects, as cmake says it: machine code all the same" {
	echo "-fno-fat-lto-objects" >words
	for option in -fno-fat-lto-objects @words; do
		rm -f main.o f.o
		ukl-cc -O2 -flto=auto "$option" -c main.c f.c
		for object in main.o f.o; do
			objdump -d "$object" | grep -q '>:'
		done
	done
	# the added word is nobody's argument
	same_as_gcc -flto main.c -o
	# a response file that names itself
	echo @again >again
	same_as_gcc @again
}

@test "temporary objects are kept, whatever their names; others stay" {
	ukl-cc -flto -fno-use-linker-plugin -o prog main.c f.c
	[ "$(inputs prog.ukl)" = prog.ukl.1.o ]
	[ -z "$(ls tmp)" ]
	accepted prog.ukl
	gcc -c -o tmp/f.o f.c
	sleep 0.1
	cat >clang-like <<-'EOF'
		#!/bin/sh -e
		gcc -c -o $TMPDIR/main-94e9de.o main.c
		gcc -o prog $TMPDIR/main-94e9de.o tmp/f.o
		rm $TMPDIR/main-94e9de.o
	EOF
	chmod +x clang-like
	UKL_CC=$PWD/clang-like ukl-cc
	[ "$(inputs prog.ukl)" = $'prog.ukl.1.o\nf.o' ]
	grep -q "tmp/f.o$" prog.ukl
	accepted prog.ukl
	command -v clang >/dev/null || skip "the rest needs clang"
	UKL_CC=clang ukl-cc -o prog main.c f.c
	[ "$(inputs prog.ukl)" = $'prog.ukl.1.o\nprog.ukl.2.o' ]
	accepted prog.ukl
}

@test "linker options: those that matter are kept" {
	ukl-cc -c main.c f.c
	ar rcs libf.a f.o
	ukl-cc -o prog -Wl,--gc-sections -Wl,-z,now,-rpath,/x,--as-needed -rdynamic \
		-Wl,--defsym=a=1,--defsym,b=2 -Wl,-u,f -L. -Wl,--whole-archive -lf \
		-Wl,--no-whole-archive -s main.o -pthread
	[ "$(inputs prog.ukl | tr '\n' ' ')" = "-Wl,--gc-sections -Wl,--defsym=a=1 -Wl,--defsym -Wl,b=2 -Wl,-u -Wl,f -Wl,--whole-archive libf.a -Wl,--no-whole-archive main.o -lpthread " ]
	accepted prog.ukl
}

@test "-nostdlib and -nostartfiles" {
	ukl-cc -nostdlib -o prog -Wl,-e,main main.c f.c
	grep -qx 'word -nostartfiles' prog.ukl
	grep -qx 'word -nodefaultlibs' prog.ukl
}

@test "a file that is gone or has changed is named, when ukl-link is asked" {
	ukl-cc -c main.c f.c
	ukl-cc -o prog main.o f.o
	touch main.o
	accepted prog.ukl
	rm main.o
	echo 'int f(void) { return 1; }' | ukl-cc -x c -c -o f.o -
	link prog.ukl
	refused
	says "main.o: No such file or directory; it was linked (prog.ukl)" \
		"f.o: has changed since it was linked (prog.ukl); build the program again"
}

@test "a shared library becomes the archive beside it, or is refused" {
	ukl-cc -c -fPIC f.c
	ukl-cc -shared -o libf.so f.o
	for how in "-L. -lf" ./libf.so; do
		# shellcheck disable=SC2086 # several words
		ukl-cc -o prog main.c $how
		link prog.ukl
		refused
		says "libf.so: only the shared library is there; install or build the static one, libf.a"
		ar rcs libf.a f.o
		accepted prog.ukl
		grep -q "$PWD/libf.a" <<<"$output"
		rm libf.a
	done
}

# One link for all that have to go through it.
@test "linked: archives in the wrong order, groups, sections collected, -flto, -static" {
	echo 'int g(void); int f(void) { return g(); }' >f.c
	echo 'int g(void) { return 0; }' | ukl-cc -fPIC -x c -c -o g.o -
	ukl-cc -fPIC -c f.c
	for name in f g; do
		ukl-cc -shared -o lib$name.so $name.o
		ar rcs lib$name.a $name.o
	done
	ukl-cc -Wl,--no-as-needed -o order main.c -L. -lg -lf
	ukl-cc -o group main.c -Wl,--start-group libg.a libf.a -Wl,--end-group
	ukl-cc -ffunction-sections -Wl,--gc-sections -o gc main.c f.c g.o
	ukl-cc -O2 -flto -o lto main.c f.c g.o
	ukl-cc -static -o static main.c f.c g.o
	words=()
	for name in order group gc lto static; do
		words+=(--program "$name=$name.ukl")
	done
	link "${words[@]}"
	linked
}

@test "a sanitizer, gprof and a layout of one's own are refused by ukl-link, which names the link file" {
	# refuses WORD TEXT
	refuses() {
		ukl-cc "$1" -o prog main.c f.c
		link prog.ukl
		refused
		says "prog.ukl: $2"
	}
	refuses -fsanitize=address "-fsanitize=address: a sanitizer's runtime"
	refuses -pg "-pg: gprof's runtime"
	refuses -Wl,-Ttext=0x500000 "-Wl,-Ttext=0x500000: the layout is ukl-link's own"
	echo "word --nosuch" >>prog.ukl
	sed -i /Ttext/d prog.ukl
	link prog.ukl
	refused
	says "prog.ukl: '--nosuch': not for the words of a file"
	# the command line's own are still its own
	ukl-cc -o prog main.c f.c
	link prog.ukl -pg
	[ "$status" -eq 2 ]
	[[ $output == "ukl-link: error: -pg: gprof's runtime"* ]]
}

@test "link files that are none, or damaged, or missing" {
	echo hello >x.ukl
	printf 'ukl-link-file 1\nfile abc\n' >y.ukl
	link x.ukl y.ukl z.ukl
	refused
	says "x.ukl: not a link file" "y.ukl:2: damaged" "z.ukl: No such file"
	link z.ukl
	refused
	says "z.ukl: No such file or directory; build the program with ukl-cc"
}

@test "another compiler, and none" {
	printf '#!/bin/sh\necho "$@" >called\nexec gcc "$@"\n' >mycc
	chmod +x mycc
	UKL_CC="$PWD/mycc -O1" ukl-cc -o prog main.c f.c
	grep -q -e '-O1 -o prog main.c f.c' called
	[ -e prog.ukl ]
	for value in ukl-cc nosuchcompiler; do
		UKL_CC=$value run ukl-cc main.c
		[ "$status" -eq 1 ]
		[[ $output == "ukl-cc: error: "*"$value"* ]]
	done
}
