# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Ring 0 belongs to exec of the image's own files only. Each check prints what
# is wrong, and nothing if all is as it should be.

# must_not_run FILE: executing it fails or dies; it never says "ring 0"
must_not_run() {
	{
		said=$("$1" 2>&1)
		status=$?
	} 2>/dev/null # the shell tells of a signal there
	[ $status -ne 0 ] || echo "$1 ran"
	case $said in
	*"ring 0"*) echo "$1 ran in ring 0" ;;
	esac
}

check_copied_file() {
	cp /ukl/ring /tmp/copied
	chmod 0755 /tmp/copied
	must_not_run /tmp/copied
	# the file of one program under the name of another, and through a link
	mkdir -p /tmp/ukl && cp /ukl/ring /tmp/ukl/ring
	chmod 0755 /tmp/ukl/ring
	must_not_run /tmp/ukl/ring
	ln -s /ukl/ring /tmp/link
	[ "$(/tmp/link)" = "ring 0" ] || echo "a symbolic link does not lead to the program"
	rm -rf /tmp/copied /tmp/ukl /tmp/link
}

check_altered_file() {
	cp /ukl/ring /tmp/altered
	size=$(stat -c %s /tmp/altered)
	for offset in 16 24 32 64 200 4096 $((size - 1)); do
		cp /ukl/ring /tmp/altered
		chmod 0755 /tmp/altered
		printf '\125' | dd of=/tmp/altered bs=1 seek="$offset" conv=notrunc 2>/dev/null
		must_not_run /tmp/altered
	done
	head -c 100 /ukl/ring >/tmp/altered
	chmod 0755 /tmp/altered
	must_not_run /tmp/altered
	rm -f /tmp/altered
}

check_read_only_folder() {
	{
		echo x >/ukl/new
		echo x >>/ukl/ring
		rm -f /ukl/ring
		mv /ukl/ring /ukl/moved
		cp /ring3/ring /ukl/ring
		mount -o remount,rw /ukl
		chmod 4755 /ukl/ring
		truncate -s 1000000000 /ukl/ring
	} 2>/dev/null
	[ "$(stat -c %a /ukl/ring)" = 700 ] || echo "the mode of /ukl/ring was changed"
	[ "$(stat -c %s /ukl/ring)" -lt 1000000000 ] || echo "the size of /ukl/ring was changed"
	[ "$(/ukl/ring)" = "ring 0" ] || echo "/ukl/ring was changed"
	[ ! -e /ukl/new ] || echo "/ukl/new was made"
	[ ! -e /ukl/moved ] || echo "/ukl/moved was made"
}

# A file mounted over a linked program is an ordinary file
check_mounted_over() {
	cp /ring3/ring /tmp/over
	if mount --bind /tmp/over /ukl/ring 2>/dev/null; then
		[ "$(/ukl/ring)" = "ring 3" ] || echo "the file mounted over /ukl/ring is not in ring 3"
		umount /ukl/ring
	fi
	cp /ukl/ring /tmp/over
	chmod 0755 /tmp/over
	if mount --bind /tmp/over /ukl/ring 2>/dev/null; then
		must_not_run /ukl/ring
		umount /ukl/ring
	fi
	rm -f /tmp/over
	[ "$(/ukl/ring)" = "ring 0" ] || echo "/ukl/ring is not what it was"
}
