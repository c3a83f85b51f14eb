#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The root file system in the image: symbolic links among what is put into it.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	compile a <<<'int main(void) { return 0; }'
}

# The archive in out.vmlinux, as ./archive, and its list in ./list: PATH, or PATH -> TARGET.
unpack() {
	python3 - <<-'END'
		import re, zlib
		image = open("out.vmlinux", "rb").read()
		for at in re.finditer(rb"\x1f\x8b\x08\0\0\0\0\0", image):
		    archive = zlib.decompressobj(31).decompress(image[at.start():])
		    if archive.startswith(b"070701"):
		        open("archive", "wb").write(archive)
	END
	cpio --quiet -itv <archive | awk '{ $1=$2=$3=$4=$5=$6=$7=$8=""; sub(/^ */, ""); print }' >list
}

# has LINE...
has() {
	local line
	for line in "$@"; do
		grep -qxF -- "$line" list || { echo "no $line"; return 1; }
	done
}

# Nothing stands behind a link: Linux unpacks by name, and would follow it or not.
nothing_behind_links() {
	local link
	while read -r link; do
		! grep "^$link/" list
	done < <(sed -n 's/ -> .*//p' list)
}

@test "busybox and a root whose /bin is a link to /usr/bin" {
	mkdir -p root/usr/bin
	ln -s usr/bin root/bin
	ln -s usr/sbin root/sbin
	echo mine >root/usr/bin/ls
	link --root root --with busybox --name a a.o
	linked
	unpack
	has "bin -> usr/bin" "usr/bin/sh -> /bin/busybox" usr/bin/busybox "sbin -> usr/sbin" usr/bin/ls
	nothing_behind_links
	ukl-link --info out.vmlinux | grep -q '"shell": true'
}

@test "folders and links of a recipe, in whatever order" {
	mkdir mine
	cp a.o mine
	echo text >mine/text
	cat >mine/recipe <<-'END'
		objects = a.o
		file = /bin/foo text
		directory = /usr/bin 0700
		link = /bin usr/bin
	END
	link ./mine
	linked
	unpack
	has "bin -> usr/bin" usr/bin usr/bin/foo
	nothing_behind_links
}

@test "a folder where another root has a link to a folder" {
	mkdir -p a/usr/bin b/bin
	ln -s usr/bin a/bin
	echo 1 >a/usr/bin/one
	echo 2 >b/bin/two
	link a.o --root a --root b
	linked
	unpack
	has "bin -> usr/bin" usr/bin/one usr/bin/two
	nothing_behind_links
	link a.o --root b --root a
	linked
	unpack
	has "bin -> usr/bin" usr/bin/one usr/bin/two
	nothing_behind_links
}

@test "what is needed to start goes through a link of /etc" {
	mkdir -p root/usr/etc
	ln -s usr/etc root/etc
	link a.o --root root
	linked
	unpack
	has "etc -> usr/etc" usr/etc/ukl/start usr/etc/passwd
	nothing_behind_links
}

@test "a link to a file, and a file in the place of a folder, are replaced" {
	mkdir -p a/dir/below b/link
	: >a/file
	ln -s file a/link
	: >b/dir
	link a.o --root a --root b
	linked
	unpack
	has link dir file
	! grep -q '^dir/\|^link ->' list
}

@test "links that go round in circles, and places that have to be folders" {
	mkdir -p root/a
	ln -s b root/c
	ln -s c root/b
	mkdir -p more/b
	link a.o --root root --root more
	refused
	says "root file system: /b: links that go round in circles"
	mkdir wrong
	ln -s tmp wrong/ukl
	: >wrong/proc
	link a.o --root wrong
	refused
	says "root file system: /proc: has to be a directory" "root file system: /ukl: has to be a directory"
}
