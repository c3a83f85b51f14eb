#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs in the guest, in ring 3: glibc's tests of the list, each as an ordinary
# process, and if it passes so, as a linked program. A line for each:
#
#   result FOLDER/NAME PROCESS LINKED ATTEMPTS MILLISECONDS
#
# with the two exit statuses; LINKED is - if it was not tried. What failed linked
# is tried once more, process and all: many of the tests measure time. "--after
# NAME" skips the tests up to NAME, for the boot after a crash.

[ -d /ukl ] || { echo "run.sh: for the guest only" >&2; exit 2; }
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin:/sbin HOME=/ TIMEOUTFACTOR=2
mkdir -p /dev/shm /dev/mqueue /dev/pts /var/tmp /var/run
mount -t tmpfs tmpfs /dev/shm 2>/dev/null
mount -t mqueue mqueue /dev/mqueue 2>/dev/null
mount -t devpts devpts /dev/pts 2>/dev/null
ifconfig lo up 2>/dev/null
cat >/etc/passwd <<END
root:x:0:0:root:/:/bin/sh
daemon:x:1:1:daemon:/:/bin/false
bin:x:2:2:bin:/:/bin/false
nobody:x:65534:65534:nobody:/:/bin/false
END
printf 'root:x:0:\ndaemon:x:1:\nbin:x:2:\ntty:x:5:\nnogroup:x:65534:\n' >/etc/group
echo '127.0.0.1 localhost' >/etc/hosts
chmod 1777 /tmp /var/tmp
# shellcheck disable=SC3045 # busybox has it
ulimit -S -c 0

after=
[ "${1-}" != --after ] || after=$2

# What the kernel has to complain about, which a test must not cause
kernel_complaints() {
	dmesg -c 2>/dev/null | grep -E -f /tests/complaints
}

# Hundredths of a second since boot
clock() {
	read -r uptime rest </proc/uptime
	echo $((${uptime%.*} * 100 + 1${uptime#*.} - 100))
}

# execute PROGRAM: status in $status, output in /output. In a folder of its own:
# some of the tests write beside the program, a few read a Makefile.
execute() {
	work=/tmp/work self=/tmp/work/$name
	rm -rf $work
	mkdir $work
	cd $work || exit 1
	echo all: >Makefile
	ln -s "$1" "$self"
	words=$(printf '%s' "$arguments" | sed "s|@SELF@|$self|g; s|@TMP@|$work|g")
	eval "set -- timeout -s KILL 100 env $environment $self $words"
	"$@" </dev/null >/output 2>&1
	status=$?
	cd /
	rm -rf /tmp/* /dev/shm/* /dev/mqueue/*
}

compare() {
	attempts=0 linked=-
	while [ $attempts -lt 2 ]; do
		attempts=$((attempts + 1))
		execute "/ring3/$folder.$name"
		process=$status
		[ $process = 0 ] || break
		execute "/ukl/$folder.$name"
		linked=$status
		[ $linked != 0 ] || break
	done
	kernel_complaints >/complaints
	if [ "$linked" != - ] && [ $linked != 0 ] || [ -s /complaints ]; then
		tail -n 25 /output | cut -c1-200 | sed 's/^/#   /'
		sed 's/^/#   kernel: /' /complaints
		[ ! -s /complaints ] || linked=complaint
	fi
	echo "result $folder/$name $process $linked $attempts $(($(clock) - started))0"
}

kernel_complaints >/complaints
while IFS='|' read -r folder name environment arguments _; do
	if [ -n "$after" ]; then
		[ "$folder/$name" != "$after" ] || after=
		continue
	fi
	echo "# running $folder/$name"
	started=$(clock)
	compare
done </tests/list
echo "# done"
