# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the libraries
#
# redis linked into Linux, for a long time: it saves and rewrites its log while
# values are written, and clients vanish in the middle of large answers.

# First: in the other, load is a load of requests.
load ../redis/lib
load lib

setup_file()
{
	open_bad_line || return 0
	"$repository/tools/ukl-deps" redis-tools e2fsprogs
	link_image redis /usr/bin/redis-server /etc/redis/redis.conf --appendonly yes \
		--auto-aof-rewrite-percentage 0
	boot_server 384 --disk "$BATS_FILE_TMPDIR/disk:/data:256"
}

setup()
{
	skip_if_needed
	address=$guest port=6379
	set_entrance
}

# requests WORD...: 300 of them, none of which fails.
requests()
{
	local report
	report=$(in_network timeout 250 redis-benchmark -h "$guest" -q -c 20 -n 300 "$@" 2>&1) || {
		echo "redis-benchmark $*: $report"
		return 1
	}
}

both_have_ended()
{
	info_is rdb_bgsave_in_progress 0 && info_is aof_rewrite_in_progress 0 &&
		info_is aof_rewrite_scheduled 0
}

# save WHAT: by a child, which succeeds.
save()
{
	cli "$1" >/dev/null
	wait_until 100 both_have_ended
	info_is rdb_last_bgsave_status ok
	info_is aof_last_bgrewrite_status ok
	info_is aof_last_write_status ok
	count "$1"
}

nobody_subscribes()
{
	[ "$(cli pubsub numsub news | tail -n 1)" = 0 ]
}

# What is written does not grow from round to round: 400 keys, and a list.
redis_round()
{
	local clients=() load what

	# Before the load: jemalloc has given back what is free, and files are small.
	cli flushall >/dev/null
	cli set large "$(head -c 100000 /dev/zero | tr '\0' x)" >/dev/null
	cli append large "$(head -c 100000 /dev/zero | tr '\0' y)" >/dev/null
	for what in bgsave bgrewriteaof; do
		requests -d 1000 -r 400 -t set,get,lpush &
		load=$!
		start_clients --send $'get large\r\nget large\r\nget large\r\n' --connections 10 "$guest" 6379
		save $what
		vanish_by kill
		start_clients --send $'subscribe news\r\n' --connections 10 "$guest" 6379
		vanish_by reset
		# A lost RST does not come again, unless one is sent something.
		cli publish news "to nobody" >/dev/null
		wait $load
		count requests 900
		count "clients vanished" 20
	done
	# Each once, however often a packet was lost.
	requests incr counter
	count requests 300
	[ "$(cli get counter)" = 300 ]
	[ "$(cli llen mylist)" = 600 ]
	[ "$(cli strlen large)" = 200000 ]
	wait_until 60 nobody_subscribes
}

# Nothing is left of the last round but an empty database.
empty()
{
	redis_round
	cli flushall >/dev/null
	save bgrewriteaof
	save bgsave
	cli memory purge >/dev/null
}

@test "redis: every value is there, children save, nothing is left" {
	soak empty
	info_is total_error_replies 0
}

@test "redis: the kernel had nothing to complain about" {
	guest_is_well
}
