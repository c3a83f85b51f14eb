#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Faults that only the link shows: all of them, one line each.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
}

@test "undefined symbols: each once, with the first object and function" {
	compile a <<<'int one(), two(); int main(void) { return one(); } int g(void) { return one() + two(); }'
	compile b <<<'int one(); int h(void) { return one(); }'
	link a.o b.o
	refused
	says "a.o: in function 'main': undefined symbol 'one'" \
		"a.o: in function 'g': undefined symbol 'two'"
}

@test "undefined symbol in data" {
	compile a <<<'extern int x; int *p = &x; int main(void) { return 0; }'
	link a.o
	refused
	says "a.o: undefined symbol 'x'"
}

@test "undefined symbol in an archive's member" {
	compile m <<<'int gone(); int f(void) { return gone(); }'
	compile a <<<'int f(); int main(void) { return f(); }'
	ar rcs libm1.a m.o
	link a.o libm1.a
	refused
	says "libm1.a(m.o): in function 'f': undefined symbol 'gone'"
}

@test "undefined: no main, no -lm, no -lstdc++" {
	compile a <<<'double sin(double); int f; double g(double x) { return sin(x); }'
	link a.o
	refused
	says "undefined symbol 'main'; a program needs" "undefined symbol 'sin'; add -lm"
	g++ -x c++ -c -o b.o - <<<'int main() { throw 1; }'
	link b.o
	refused
	[[ $output == *"'__cxa_throw'; add -lstdc++"* ]]
}

@test "more than ten undefined symbols: ten are named, the others counted" {
	for i in $(seq 25); do echo "int u$i(); int f$i(void) { return u$i(); }"; done >a.c
	echo 'int main(void) { return 0; }' >>a.c
	compile a <a.c
	link a.o
	refused
	[ "${#lines[@]}" -eq 11 ]
	[[ ${lines[10]} == *"a.o: and 15 more undefined symbols; add the object"* ]]
}

@test "a forgotten library does not take a line for each of its symbols" {
	g++ -x c++ -c -o a.o - <<-'END'
		#include <iostream>
		#include <map>
		#include <string>
		int main() { std::map<std::string, int> m; std::cout << m["x"] << std::endl; throw m.size(); }
	END
	link a.o
	refused
	[ "${#lines[@]}" -eq 4 ]
	[[ ${lines[3]} == *"a.o: and "*" more undefined symbols; add -lstdc++" ]]
}

@test "objects made for a sanitizer" {
	compile a -fsanitize=address <<<'int main(int c, char **v) { return v[c] != 0; }'
	link a.o
	refused
	[[ $output == *"'__asan_"*"; compile without -fsanitize"* ]]
}

@test "code that is aligned to more than a page" {
	# less may fit by chance: the text begins on some page
	compile a <<<'__attribute__((aligned(1048576))) int f(void) { return 1; } int main(void) { return f(); }'
	link a.o
	refused
	says "a.o: code in section .text is aligned to 1048576 bytes; at most 4096"
}

@test "duplicate definitions name both objects" {
	compile a <<<'int f(void) { return 1; } int v = 1; int main(void) { return 0; }'
	compile b <<<'int f(void) { return 2; } int v = 2;'
	link a.o b.o
	refused
	says "b.o: 'f' is already defined in a.o" "b.o: 'v' is already defined in a.o"
}

@test "non-PIE object: every place, although ld stops after ten" {
	for i in $(seq 14); do echo "void t$i(void) {} void *u$i(void) { return t$i; }"; done >a.c
	echo 'int main(void) { return 0; }' >>a.c
	compile a -fno-pie <a.c
	link a.o
	refused
	[ "${#lines[@]}" -eq 14 ]
	for i in $(seq 14); do
		[[ $output == *"a.o: in function 'u$i': R_X86_64_32 cannot reach 't$i'"* ]]
	done
	[[ ${lines[0]} == *"compile with -fPIE" ]]
}

@test "non-PIE member of an archive" {
	compile m -fno-pie <<<'static void t(void) {} void *f(void) { return t; }'
	compile a <<<'void *f(void); int main(void) { return f() == 0; }'
	ar rcs libx.a m.o
	link a.o libx.a
	refused
	says "libx.a(m.o): in function 'f': R_X86_64_32 cannot reach 't'"
}

@test "non-PIE object that does not address text links, and so does -mcmodel=large" {
	compile a -fno-pie <<<'int puts(const char *); int main(void) { return puts("x"); }'
	link a.o
	[ "$status" -eq 0 ]
	compile b -fno-pie -mcmodel=large \
		<<<'int f(void) { return 1; } int main(void) { int (*volatile g)(void) = f; return g(); }'
	link b.o
	[ "$status" -eq 0 ]
}

@test "different faults are reported together" {
	compile a -fno-pie \
		<<<'int gone(); static int t(void) { return 1; } void *f(void) { return t; } int main(void) { return gone(); }'
	compile b <<<'int main(void) { return 0; }'
	link a.o b.o
	refused
	says "undefined symbol 'gone'" "'main' is already defined" "cannot reach 't'"
}

@test "too much data: sizes and the largest object" {
	compile a <<<'char big[40 << 20]; char small[9]; int main(int c) { return big[c] + small[c]; }'
	link a.o
	refused
	says "the largest object is 'big' of a.o, 40.0 MB"
}

@test "dlopen: refused by name, fails at run time if asked for" {
	compile a <<<'void *dlopen(), *dlsym(); int main(void) { return dlsym(dlopen("x", 1), "y") == 0; }'
	link a.o
	refused
	says "a.o: uses 'dlopen', 'dlsym'"
	link a.o --dlopen=fail
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "dlopen in an archive's member" {
	compile m <<<'void *dlopen(); void *f(void) { return dlopen("x", 1); }'
	compile a <<<'void *f(void); int main(void) { return f() == 0; }'
	ar rcs libx.a m.o
	link a.o libx.a
	refused
	says "libx.a(m.o): uses 'dlopen'"
}

@test "dlopen: not libc's own use, nor the program's own function" {
	compile a <<<'int getaddrinfo(); int iconv_open(); int main(void) { return getaddrinfo(0, 0, 0, 0) + iconv_open("a", "b"); }'
	link a.o
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	compile b <<<'void *dlopen(const char *f, int m) { return 0; } int main(void) { return dlopen("x", 1) != 0; }'
	link b.o
	[ "$status" -eq 0 ]
}

@test "executable stack" {
	compile a -O0 \
		<<<'int app(int (*f)(int)) { return f(1); } int main(int c) { int g(int x) { return x + c; } return app(g); }'
	link a.o
	refused
	says "a.o: needs an executable stack"
}

@test "a definition of the program's own wins over the kernel's" {
	compile m <<<'long ukl_syscall(void) { return 7; }'
	compile a <<<'long ukl_syscall(void); int main(void) { return ukl_syscall(); }'
	ar rcs libx.a m.o
	link a.o libx.a
	[ "$status" -eq 0 ]
	nm out.vmlinux | grep -q ' t ukl_syscall$'
}
