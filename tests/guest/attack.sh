#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# attack.sh SEED SECONDS: runs in the guest in the place of run.sh. Every attack of
# the list, over and over, each time with other random choices, beside a linked
# program; the first round is what `make test` does. Ends with one line of figures.

/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin:/sbin:/usr/sbin
cd /tmp || exit 1
# shellcheck disable=SC3045 # busybox has it
ulimit -S -c 0
seed=$1
end=$(($(cut -d. -f1 /proc/uptime) + $2))
tried=0
succeeded=0
failed=0

# Whatever hangs is a failure, too. Beside it is a linked program that has dropped its
# privileges, but not its ring; it ends by its own alarm or by us, and not otherwise.
attack() {
	/ukl/target nobody free 3>/dev/null &
	said=$(timeout -s KILL 600 "/ring3/$1" </dev/null 2>&1)
	status=$?
	figures=$(echo "$said" | sed -n 's/^tried \([0-9]*\), succeeded \([0-9]*\)$/\1 \2/p')
	{
		kill -9 $!
		wait $!
	} 2>/dev/null
	case $? in
	137 | 142) ;;
	*) status="$status, and the linked program is gone" ;;
	esac
	dmesg -c | grep -A 40 -E -f /tests/complaints >/tmp/complaints
	if [ "$status" != 0 ] || [ -z "$figures" ] || [ -s /tmp/complaints ]; then
		failed=$((failed + 1))
		echo "attack: $1, seed $UKL_ATTACK_SEED, count $UKL_ATTACK_COUNT: status $status"
		{ echo "$said"; cat /tmp/complaints; } | head -n 60
	fi
	# What the kernel has of what they need, once
	[ -n "$UKL_ATTACK_COUNT" ] || echo "$said" | sed "/^tried/d; s/^/  $1: /"
	tried=$((tried + ${figures% *}0 / 10))
	succeeded=$((succeeded + ${figures#* }0 / 10))
}

more_time() {
	[ "$(cut -d. -f1 /proc/uptime)" -lt "$end" ]
}

dmesg -c >/dev/null
while :; do
	# shellcheck disable=SC2013 # names are words
	for name in $(cat /tests/names); do
		UKL_ATTACK_SEED=$seed attack "$name"
		[ -z "$UKL_ATTACK_COUNT" ] || more_time || break
	done
	more_time || break
	seed=$((seed + 1))
	# From now on it is chance that finds what the lists have not
	export UKL_ATTACK_COUNT=3000
done
echo "$tried attacks tried, $succeeded succeeded"
[ "$succeeded" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$tried" -gt 0 ]
