#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Objects, archives and words that no compiler makes. tests/fuzz has those that a computer thinks of.

load lib
bats_require_minimum_version 1.5.0

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	# gcc and ld get by with that; ASan's shadow does not
	[ "${UKL_BUILD:-build}" != build ] || ulimit -v 4000000
}

@test "a symbol's name is not assembled into the kernel's table" {
	echo "secret of the host" >secret
	gcc -x assembler -c -o main.o - <<-'EOF'
		.globl main
		.type main, @function
		main: xor %eax, %eax
		ret
		.type "x*/;.incbin\"secret\";/*", @function
		"x*/;.incbin\"secret\";/*": ret
		.section .note.GNU-stack, "", @progbits
	EOF
	nm main.o | grep -q 'incbin"secret"'
	link main.o
	linked
	run ! grep -q "secret of the host" out.vmlinux
}

@test "names of files and symbols show no escape sequences" {
	compile $'\e[2Jmain' <<<'int nothing(void); int main(void) { return nothing(); }'
	link ./*.o
	refused
	says "nothing"
	[ "$(tr -d ' -~\n' <<<"$output")" = "" ]
}

@test "a function of returns only, and one of 20 MB" {
	gcc -x assembler -c -o main.o - <<-'EOF'
		.globl main, large
		.type main, @function
		main: call ukl_sys_getppid
		.fill 200000, 1, 0xc3
		.size main, . - main
		.type large, @function
		large: call ukl_sys_getppid
		.fill 20000000, 1, 0x90
		ret
		.size large, . - large
		.section .note.GNU-stack, "", @progbits
	EOF
	link main.o
	[ "$status" -ne 124 ]
	linked || refused
}

@test "sections that overlap" {
	compile main <<<'int main(void) { return 0; }'
	python3 - <<-'EOF'
		import struct
		data = bytearray(open('main.o', 'rb').read())
		shoff, = struct.unpack_from('<Q', data, 40)
		nr, = struct.unpack_from('<H', data, 60)
		for i in range(1, nr):
		    if struct.unpack_from('<I', data, shoff + 64 * i + 4)[0] == 1:
		        struct.pack_into('<QQ', data, shoff + 64 * i + 24, 0, len(data))
		open('main.o', 'wb').write(data)
	EOF
	link main.o
	refused
	says "main.o: damaged: sections overlap"
}

@test "a thin archive with a pipe as its member, and one with a long name many times" {
	compile main <<<'int main(void) { return 0; }'
	ar rcsT thin.a main.o
	rm main.o
	mkfifo main.o
	link thin.a
	refused
	says "thin.a(main.o): empty file"

	python3 - <<-'EOF'
		def header(name, size):
		    return b'%-16s%-12s%-6s%-6s%-8s%-10d`\n' % (name, b'0', b'0', b'0', b'644', size)
		names = b'x' * 2000000 + b'/\n'
		with open('many.a', 'wb') as out:
		    out.write(b'!<arch>\n' + header(b'/', 4) + bytes(4))
		    out.write(header(b'//', len(names)) + names)
		    out.write(header(b'/0', 0) * 20000)
	EOF
	link many.a
	refused
	says "many.a: damaged: the name of a member is not in the table of names"
}

@test "an archive whose index leads where no member is, or with two tables of names" {
	compile main <<<'int main(void) { return 0; }'
	mkfifo pipe
	python3 - <<-'EOF'
		import struct
		def header(name, size):
		    return b'%-16s%-12s%-6s%-6s%-8s%-10d`\n' % (name, b'0', b'0', b'0', b'644', size)
		def index(offset):
		    return header(b'/', 14) + struct.pack('>II', 1, offset) + b'main\0\0'
		names = b'main.o/\npipe/\n'
		hidden = names + b'\n' * (len(names) & 1) + header(b'/8', 100)
		offset = 8 + 60 + 14 + 60 + len(hidden) - 60
		with open('index.a', 'wb') as out:
		    out.write(b'!<thin>\n' + index(offset) + header(b'//', len(hidden)) + hidden + header(b'/0', 1104))
		with open('names.a', 'wb') as out:
		    out.write(b'!<thin>\n' + index(0) + header(b'//', 8) + b'main.o/\n' + header(b'//', 6) + b'pipe/\n')
		with open('back.a', 'wb') as out:
		    out.write(b'!<thin>\n' + index(0) + header(b'//', 10) + b'far\\pipe/\n')
		table = b'main.o/\npipe/\n'
		table += b'\n' * (len(table) & 1)
		offset = 8 + 60 + 14 + 60 + len(table)
		for file, name, date in (('blank.a', b' 8', b'0'), ('over.a', b'/000000000000000', b'8'), ('bsd.a', b'#1/0000000000001', b'0')):
		    with open(file, 'wb') as out:
		        out.write(b'!<thin>\n' + index(offset) + header(b'//', len(table)) + table + header(name, 1104).replace(b'0  ', date + b'  ', 1))
		with open('space.a', 'wb') as out:
		    out.write(b'!<thin>\n' + index(82) + header(b'pipe x', 1104))
		with open('many.a', 'wb') as out:
		    out.write(b'!<arch>\n' + header(b'/', 14) + struct.pack('>II', 1 << 30, 8) + b'main\0\0')
	EOF
	link index.a
	refused
	says "index.a: damaged: its index refers to what is no member"
	for name in names.a back.a; do
		link main.o $name
		refused
		says "$name: damaged: its table of names is not at the beginning, or has backslashes"
	done
	link main.o many.a
	refused
	says "many.a: damaged: its index refers to what is no member"
	cp main.o ' 8'
	cp main.o 'pipe x'
	for name in blank.a over.a bsd.a; do
		link $name
		refused
		says "$name: damaged: the name of a member is not one"
	done
	link space.a
	refused
	says "space.a(pipe): empty file"
}

@test "sections that take more than they are" {
	gcc -x assembler -c -o align.o - <<-'EOF'
		.globl main
		main: ret
		.data
		.byte 1
		.section .note.GNU-stack,"",@progbits
	EOF
	gcc -g -gz=zlib -x c -c -o zip.o - <<<'int main(void) { return 0; }'
	python3 - <<-'EOF'
		import struct
		def change(file, offset, value, wanted):
		    data = bytearray(open(file, 'rb').read())
		    table, = struct.unpack_from('<Q', data, 40)
		    for at in range(table, len(data) - 63, 64):
		        kind, flags, _, place, size = struct.unpack_from('<IQQQQ', data, at + 4)
		        if wanted(kind, flags):
		            struct.pack_into('<Q', data, at + offset if offset else place + 8, value)
		            open(file, 'wb').write(data)
		            return
		    raise SystemExit(file)
		change('align.o', 48, 1 << 31, lambda kind, flags: kind == 1 and flags & 3 == 3)
		change('zip.o', 0, 3000 << 20, lambda kind, flags: flags & 0x800)
	EOF
	link align.o
	refused
	says "align.o: a section's alignment is no power of two up to 16 MB"
	link zip.o
	refused
	says "zip.o: a section that is compressed to less than a 64th"
	compile main <<<'int main(void) { return 0; }'
	{ printf 'GROUP('; yes '/*' | head -c 3000000; } >libq.a
	link main.o libq.a
	refused
	says "libq.a: not the linker script of a library"
	{ printf 'GROUP('; yes '/*' | head -c 60000; } >libq.a
	link main.o libq.a
	refused
	says "libq.a: not the linker script of a library"
	link main.o -Wl,-rpath
	[ "$status" -eq 2 ]
	says "-Wl,-rpath: needs an argument"
}

@test "response files that name each other a thousand times" {
	for n in 1 2 3 4; do
		for ((i = 0; i < 1000; i++)); do echo "@r$((n + 1))"; done >r$n
	done
	touch r5
	link @r1
	[ "$status" -eq 2 ]
	says "nested too deeply, or too many"
	link @/dev/zero
	[ "$status" -eq 2 ]
	says "@/dev/zero: File too large"
}

@test "a linker script in the place of a library: its files are inputs like any other" {
	compile main <<<'int main(void) { return 0; }'
	local script
	for script in 'TARGET(binary) INPUT(/etc/passwd)' 'INCLUDE other GROUP(-lc)' 'GROUP(-lc' 'SECTIONS { } INPUT(-lc)' \
		'OUTPUT_FORMAT(binary) INPUT(-lc)' '/* GROUP'; do
		echo "$script" >libx.a
		link main.o libx.a
		refused
		[[ $output == *"libx.a: not "* ]]
	done
	echo 'INPUT(/etc/passwd)' >libx.a
	link main.o libx.a
	refused
	says "/etc/passwd: not an ELF object"
	for words in -Wl,--whole-archive,libx.a -Wl,-L.,-lx -Wl,--start-group,libx.a,main.o -Wl,libx.a '-Xlinker libx.a' \
		-Wl,-Bstatic,libx.a '-Wl,-l,x -Wl,-L,.' '-Wl,--library=x -Wl,--library-path=.' '-Wl,-rpath,/x -Wl,libx.a'; do
		link main.o $words
		refused
		says "/etc/passwd: not an ELF object"
	done
	echo 'INPUT(libx.a libx.a)' >libx.a
	link main.o libx.a
	refused
	says "libx.a: linker scripts that name each other, or one of them twice"
	echo "GROUP($(printf 'main.o %.0s' {1..1001}))" >libx.a
	link main.o libx.a
	refused
	says "libx.a: linker scripts that name more than a thousand files"
	mkfifo pipe
	echo "INPUT($PWD/pipe)" >libx.a
	link main.o libx.a
	refused
	says "pipe: empty file"
	# names that ld would open, and text that it would read in another way
	mkdir far
	echo "TARGET(binary) INPUT($PWD/secret) TARGET(elf64-x86-64)" >far/evil
	echo TOPSECRET >secret
	for script in "INPUT(=$PWD/far/evil)" "INPUT(\$SYSROOT$PWD/far/evil)" "INPUT($PWD/far/evil@)" "$(printf '%s' "INPUT($PWD/far/evil" $'\1)')" \
		'PROVIDE(x = 1/* ( */ ); PROVIDE(z = 1/* ) */ )' '/*/ EXTERN( */ TARGET(binary) /*/ ) /* */' 'EXTERN(x"; TARGET(binary)")' 'EXTERN(x/*)*/)'; do
		echo "$script" >libx.a
		link main.o libx.a
		refused
		[[ $output == *"far/evil"*"which is not there"* || $output == *"libx.a: not "* ]]
	done
	echo 'INPUT(evil)' >far/liby.a
	link main.o far/liby.a
	refused
	says "far/evil: not the linker script of a library"
	for name in lz.sx lz.ii; do
		printf '%s\n' 'INPUT(main.o)' '.data' ".incbin \"$PWD/secret\"" >$name
		link $name
		refused
		says "$name: not the linker script of a library"
	done
	echo '/* what Debian has */ GROUP ( -lm AS_NEEDED ( "libc.a" ) ) EXTERN(main)' >libx.a
	link main.o -L. -lx
	linked
	rm out.vmlinux*
	# beside the script, named by another one
	ar rcs far/libf.a
	compile other <<<'int f(void) { return 0; }'
	ar rcs far/libf.a other.o
	echo 'GROUP(libf.a)' >far/libz.a
	echo 'INPUT(far/libz.a)' >libx.so.a
	compile main <<<'int f(void); int main(void) { return f(); }'
	link main.o libx.so.a
	linked
}

@test "PROG.ukl of somebody else: no plug-ins, no files, no end of it" {
	compile main <<<'int main(void) { return 0; }'
	local word words
	echo "now -Map stray" >response
	for words in -Wl,-plugin,/x/y.so -Wl,--plug=x -Wl,-dependency-file,stray -Wl,-Map=stray -Wl,-z,now,--Ma,stray \
		-Wl,--M=stray -Wl,-ostray -Wl,--outpu=stray -Wl,-bbinary,main.o -Wl,-Tstray -Wl,-cstray -Wl,-R,stray \
		-Wl,--version-script=/dev/zero -Wl,--wrap,@x -Wl,--wrap,/x -Wl,main.o '-Xlinker main.o' '-Wl,--wrap main.o' \
		-Wl,--wrap -Xlinker -z@response -u@response -L=. -Wl,--error-handling-script=x -Wl,@x @x x.ukl; do
		echo 'ukl-link-file 1' >x.ukl
		for word in $words; do
			echo "word $word" >>x.ukl
		done
		link main.o x.ukl
		refused
		[[ $output == *"x.ukl: "* ]]
		[ ! -e stray ]
	done
	printf '%s\n' 'ukl-link-file 1' "file $(sha256sum main.o | head -c 16) $PWD/main.o" 'word -Wl,--wrap,g' 'word -Wl,--defsym=h=main+1' >x.ukl
	link x.ukl
	linked
	rm out.vmlinux*
	printf 'ukl-link-file 1\nfile - main.o\n' >x.ukl
	link x.ukl
	refused
	says "main.o: not a shared library"
}

@test "--root: somebody's set-user-ID program does not become root's" {
	[ "$(id -u)" -eq 0 ] || skip "root can give files to others"
	compile main <<<'int main(void) { return 0; }'
	mkdir root
	cp /bin/true root/theirs
	cp /bin/true root/ours
	chown 1000:1000 root/theirs
	chmod 6755 root/theirs root/ours
	run timeout 60 ukl-link -o out.vmlinux --root root main.o
	[ "$status" -eq 0 ]
	[[ $output == *"theirs: set-user-ID, of user 1000, "*"theirs: set-group-ID, of group 1000, "* ]]
	[[ $output != *ours* ]]
}

@test "--root: deep trees, and as many files as Linux lets nobody map" {
	compile main <<<'int main(void) { return 0; }'
	local deep
	deep=root/$(printf 'd/%.0s' {1..900})
	mkdir -p "$deep" root/many
	(cd "$deep" && touch {1..300})
	(cd root/many && seq 66000 | split -l 1 -a 4 -)
	link --root root --memory 600 main.o
	linked
}

@test "--root: links to longer and longer names, files of holes" {
	compile main <<<'int main(void) { return 0; }'
	mkdir root holes
	ln -s L1 root/etc
	for i in {1..8}; do
		ln -s "L$((i + 1))/$(printf 'a/%.0s' {1..2000})" "root/L$i"
	done
	ln -s a root/L9
	link --root root main.o
	refused
	[[ $output == *"/etc/ukl: links that go round in circles, or to too long a name"* ]]
	truncate -s 1G holes/a
	link --root holes main.o
	refused
	says "128 MB of memory: the files of the image, unpacked, take 1024 MB; give more with --memory"
}

@test "what is shown to somebody who leaves: no folder stays behind" {
	compile main <<<'int main(void) { return 0; }'
	ukl-link -v -o out.vmlinux main.o 2>&1 | head -n 1
	[ -z "$(ls -A tmp)" ]
}
