# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Many programs at once, ordinary and linked ones beside each other.

check_together() {
	programs="fork-globals fpu-processes fpu-signals gate-fork gate-storm gate-threads gate-restart \
socket-epoll socket-bulk pipe-ping-pong memory-shared signal-nested fault-many cxx-threads \
registers-preempt red-zone stack-overflow thread-local"
	mkdir -p /tmp/together
	# A program's alarm is for one that has the processor to itself
	for one in $programs; do
		for kind in ring3 ukl; do
			(
				UKL_TEST_SLOWNESS=$((4 * slowness)) timeout -s KILL $((100 * slowness)) "/$kind/$one" </dev/null >"/tmp/together/$one.$kind" 2>&1
				echo "status $?" >>"/tmp/together/$one.$kind"
			) &
		done
	done
	wait
	for one in $programs; do
		grep -qx 'status 0' "/tmp/together/$one.ring3" && cmp -s "/tmp/together/$one.ring3" "/tmp/together/$one.ukl" && continue
		echo "$one, as a process (-) and linked (+):"
		diff "/tmp/together/$one.ring3" "/tmp/together/$one.ukl" || cat "/tmp/together/$one.ukl"
	done
	rm -rf /tmp/together
}

# A shell in ring 3 between linked programs, in a pipeline
check_pipeline() {
	said=$(/ukl/ring | sed 's/$/ in a pipe/' | { read -r line; /ukl/ring "$line"; })
	[ "$said" = "ring 0 in a pipe" ] || echo "the pipeline says: $said"
	count=0
	while [ $count -lt 60 ]; do
		/ukl/ring flags >/tmp/flags || echo "round $count failed"
		count=$((count + 1))
	done
	grep -q '^ring 0, AC 1, IF 1, IOPL 0$' /tmp/flags || cat /tmp/flags
}
