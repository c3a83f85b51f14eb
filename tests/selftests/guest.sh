#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs in the guest: the kernel's own tests, by name, of the folder /ring3 beside a
# linked program, then those of /ukl. On a kernel without CONFIG_UKL there is no /ukl.

/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin:/sbin:/usr/sbin
cd /tmp || exit 1
# shellcheck disable=SC3045 # busybox has it
ulimit -S -c 0

one() { # KIND NAME
	echo "# begin $1 $2"
	timeout -s KILL 200 "/$1/$2" </dev/null >/tmp/output 2>&1
	status=$?
	cat /tmp/output
	echo
	echo "# end $1 $2 status $status"
	# A frame that is refused is reported with the name of the process, "corrupt_xstate_..."
	dmesg -c | grep -v 'bad frame in' | grep -A 40 -E -f /tests/complaints | sed 's/^/# complaint: /'
}

dmesg -c | sed -n 's/.*\(Checked W+X mappings.*\)/# \1/p'
while read -r name how; do
	if [ ! -x /ukl/neighbour ]; then
		one ring3 "$name"
		continue
	fi
	/ukl/neighbour &
	one ring3 "$name"
	kill $! || echo "# complaint: the linked program beside $name is gone"
	wait $! 2>/dev/null
	[ "$how" != both ] || one ukl "$name"
done </tests/names
echo "# all done"
