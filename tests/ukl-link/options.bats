#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Command line and recipes.

load lib

setup_file() {
	use_kit
}

setup() {
	use_test_dir
	compile a <<<'int main(void) { return 0; }'
}

wrong() {
	run ukl-link "$@"
	[ "$status" -eq 2 ] || { echo "status $status for $*: $output"; return 1; }
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "ukl-link: error: "*"; see ukl-link --help" ]]
}

@test "wrong command lines end with status 2" {
	wrong
	wrong --bogus
	wrong -o
	wrong --smp 0 a.o
	wrong --port 70000 a.o
	wrong --env X a.o
	wrong --program a.o
	wrong --program x=a.o a.o
	wrong --program x='-o y'
	wrong --dlopen=maybe a.o
	wrong -shared a.o
	wrong -Wl,-T,x.lds a.o
	wrong @nothing
	wrong --args "'" a.o
	wrong --memory 8 a.o
	wrong --memory 2000000 a.o
	wrong --calls=bogus a.o
	wrong --with vim a.o
	wrong --program x='--calls=bogus a.o'
}

@test "an unknown option, with the nearest" {
	wrong --prot 1:2
	[ "$output" = "ukl-link: error: --prot: unknown option (did you mean --port?); see ukl-link --help" ]
	wrong --modle=kml a.o
	[[ $output == *"--modle: unknown option (did you mean --model?)"* ]]
	wrong --nothing-like-it
	[ "$output" = "ukl-link: error: --nothing-like-it: unknown option; see ukl-link --help" ]
}

@test "options for the compiler are those that it has" {
	for option in -foo -mno-such -Wbogus; do
		wrong "$option" a.o
		[[ $output == *"$option: unknown option"* ]]
	done
	run ukl-link '-###' -fno-plt -mtune=generic -Wall -O2 -g -std=gnu11 a.o
	[ "$status" -eq 0 ]
}

@test "words that an option would do nothing with" {
	for option in --list --list-profiles --show-config --version; do
		wrong "$option" extra
		[[ $output == *"'extra' beside $option"* ]]
	done
	wrong --info a.vmlinux b.vmlinux
	[[ $output == *"'b.vmlinux' beside --info"* ]]
}

@test "sanitizers and profilers: one line" {
	for option in -fsanitize=address -fsanitize=thread -fsanitize=undefined -pg; do
		wrong "$option" a.o
		[[ ${lines[0]} == *"$option: "*" cannot be part of the kernel; compile and link without it"* ]]
	done
}

@test "standard output that cannot be written is status 1, with one line" {
	local word
	for word in --help --version; do
		run bash -c "ukl-link $word 2>&1 >/dev/full"
		[ "$status" -eq 1 ]
		[ "$output" = "ukl-link: error: standard output: No space left on device" ]
		run bash -c "ukl-link $word 2>&1 >&-"
		[ "$status" -eq 1 ]
		[ "$output" = "ukl-link: error: standard output: Bad file descriptor" ]
	done
}

@test "--help, --version and --list" {
	run ukl-link --help
	[ "$status" -eq 0 ]
	[[ $output == Usage:* && $output == *--save-temps* ]]
	[[ $output == *"GUEST[:HOST]"*"ukl-run itself takes HOST:GUEST"* ]]
	help=$output
	run ukl-link -h
	[ "$output" = "$help" ]
	run ukl-link --version
	[[ $output == "ukl-link "* ]]
	run ukl-link --list
	[[ $output == *nginx* ]]
}

@test "a makefile's link line works as it is" {
	echo "-Wl,-z,relro -Wl,-z,now -pie -rdynamic -lm" >words
	link -g -O2 -pthread -Wall -L. -Wl,--start-group a.o -Wl,--end-group @words
	[ "$status" -eq 0 ]
}

@test "missing recipe: the known ones are listed" {
	run ukl-link nosuch
	[ "$status" -eq 1 ]
	[[ $output == *"nosuch: no such file and no such recipe"*nginx* ]]
}

@test "missing profile: the known ones are listed" {
	UKL_KIT='' link a.o --profile nosuch
	refused
	says "no profile 'nosuch'"
	[[ $output == *general* ]]
}

@test "missing and damaged kernel kit" {
	link a.o --kit nowhere
	refused
	mkdir kit
	cp "$UKL_KIT/kit.conf" kit
	link a.o --kit kit
	refused
	[[ $output == *"kit/kernel.o: No such file"*"kit/vmlinux.lds: No such file"* ]]
}

@test "recipe of the user's own" {
	mkdir mine
	echo 'int main(void) { return 0; }' >mine/main.c
	cat >mine/recipe <<-'END'
		# a comment
		summary = mine
		sources = main.c
		arguments = mine 'two words'
		port = 80 8080 http
		disk = /var/lib/mine 64
		with = busybox
	END
	run ukl-link ./mine
	[ "$status" -eq 0 ]
	run ukl-link --info mine.vmlinux
	[[ $output == *'"two words"'* && $output == *'"protocol": "http"'* ]]
	[[ $output == *'"mount": "/var/lib/mine"'*'"size": 64'* ]]
}

@test "faults in a recipe: all of them, by file and line" {
	mkdir mine
	printf 'bogus = 1\nport = x\n\nnonsense\nmemory = -1\ncalls = x\nwith = vim\ndisk = data\n' >mine/recipe
	link ./mine
	refused
	says "mine/recipe:1: unknown key 'bogus'" "mine/recipe:2: a port is" \
		"mine/recipe:4: not of the form" "mine/recipe:5: memory is" \
		"mine/recipe:6: calls is direct, gate or trap" "mine/recipe:7: with is busybox" \
		"mine/recipe:8: a disk is /PATH [MB]"
}

@test "--root and --start have to exist" {
	link a.o --root nowhere
	refused
	says "nowhere: "
	link a.o --start /bin/nothing
	refused
	says "--start /bin/nothing: not in the root file system"
}

@test "--start: something that can be executed" {
	mkdir -p root/usr/bin root/etc
	: >root/etc/text
	install -m 755 /bin/true root/usr/bin/true
	ln -s usr/bin root/bin
	ln -s ../../ukl/b root/usr/bin/b
	ln -s loop root/loop
	for start in /etc /etc/text /ukl/c /loop; do
		link a.o --root root --start "$start"
		refused
		says "--start $start: "
	done
	link a.o --root root --start /bin/true
	linked
	link --program a=a.o --program b=a.o --root root --start /bin/b
	linked
}

@test "--memory: less than the image itself takes" {
	mkdir root
	head -c 20000000 /dev/urandom >root/file
	link a.o --root root --memory 32
	refused
	says "32 MB of memory: the image itself takes "
	truncate -s 300M root/file
	link a.o --root root
	refused
	says "128 MB of memory: the files of the image, unpacked, take 300 MB; give more with --memory"
}

@test "memory: more for a kernel that checks itself, but not if somebody chose" {
	copy_kit
	rm kit/config
	{ cat "$UKL_KIT/config"; echo CONFIG_KASAN=y; } >kit/config
	link a.o
	[ "$status" -eq 0 ]
	[[ $(ukl-link --info out.vmlinux) == *'"memory": 128,'* ]]
	link a.o --kit kit
	[ "$status" -eq 0 ]
	[[ $(ukl-link --info out.vmlinux) == *'"memory": 224,'* ]]
	link a.o --kit kit --memory 100
	[ "$status" -eq 0 ]
	[[ $(ukl-link --info out.vmlinux) == *'"memory": 100,'* ]]
}

@test "--smp: more than the kernel has room for; a recipe gets what there is" {
	copy_kit
	rm kit/config
	sed 's/^CONFIG_NR_CPUS=.*/CONFIG_NR_CPUS=2/' "$UKL_KIT/config" >kit/config
	link a.o --kit kit --smp 3
	refused
	says "--smp 3: the kernel of profile 'general' has room for 2 (CONFIG_NR_CPUS)"
	link a.o --kit kit --smp 2
	[ "$status" -eq 0 ]
	[[ $(ukl-link --info out.vmlinux) == *'"smp": 2,'*'"processors": 2,'* ]]
	mkdir mine
	echo 'int main(void) { return 0; }' >mine/main.c
	printf 'sources = main.c\nsmp = 3\n' >mine/recipe
	link ./mine -o out.vmlinux --kit kit
	[ "$status" -eq 0 ]
	[[ $(ukl-link --info out.vmlinux) == *'"smp": 2,'* ]]
}

@test "no room for temporary files: the folder is named, and nothing left" {
	mkdir small
	cat >in-small <<-'EOF'
		mount -t tmpfs -o size=3m none small
		TMPDIR=$PWD/small ukl-link -o out.vmlinux a.o
		status=$?
		ls small
		exit $status
	EOF
	unshare -m true || skip "no file system can be mounted here"
	run unshare -m sh in-small
	refused
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == *"No space left on device; set TMPDIR to a folder with more room than $PWD/small" ]]
}

@test "a folder for temporary files whose name would be an option" {
	local name
	mkdir -- -t a,b
	for name in -t a,b; do
		TMPDIR=$name link a.o
		refused
		says "error: $name: the commands that get files in it would take a comma, or a dash in front, for options; use a folder with another name (TMPDIR)"
	done
	link a.o --save-temps=a,b
	refused
	says "error: a,b: the commands that get files in it would take "
}
