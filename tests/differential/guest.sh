#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs in the guest, in ring 3: guest.sh PROCESS LINKED [OPTION...], the
# differential test with so many seeds as an ordinary process, and linked.

/bin/busybox --install -s /bin
export PATH=/bin
cd /tmp || exit 1

process=$1 linked=$2 status=0
shift 2
for kind in ring3 ukl; do
	case $kind in
	ring3) count=$process ;;
	ukl) count=$linked ;;
	esac
	[ "$count" -gt 0 ] || continue
	read -r before rest </proc/uptime
	/$kind/differential "$@" --count "$count" >/tmp/out 2>&1 || {
		echo "$kind: ended with $?"
		status=1
	}
	read -r after rest </proc/uptime
	sed "s/^/$kind: /" /tmp/out
	echo "# $kind took $((${after%.*} - ${before%.*})) s"
done

# What the kernel has to complain about
if dmesg | grep -E -A 20 -f /tests/complaints; then
	echo "the kernel complained"
	status=1
fi
exit $status
