#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# redis linked into Linux: it serves, keeps what it has acknowledged, and ends well.

# shellcheck disable=SC2154 # variables of the other
load ../server
load lib

setup_file()
{
	bats_require_minimum_version 1.5.0
	"$repository/tools/ukl-deps" redis-tools e2fsprogs
	link_server redis
}

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
}

teardown()
{
	clear_up
}

# The full number takes half a minute.
writes=${REDIS_WRITES:-5000}

# serve [WORD]...: options of redis behind its configuration file.
serve()
{
	start_server redis-shell 6379 "${disk_words[@]}" -- \
		/etc/start redis-server /etc/redis/redis.conf "$@"
}

# from_disk FILE: of a guest that has ended.
from_disk()
{
	e2fsck -p "$disk" >/dev/null || [ $? -eq 1 ]
	debugfs -R "dump $1 ${1##*/}" "$disk" 2>/dev/null
}

@test "the recipe answers, on one processor and on two" {
	for smp in 1 2; do
		start_server redis 6379 --smp "$smp"
		[ "$(cli ping)" = PONG ]
		cli set key value
		[ "$(cli get key)" = value ]
		[ "$(cli eval 'return cjson.encode({KEYS[1], bit.bor(1, 2)})' 1 x)" = '["x",3]' ]
		info_is mem_allocator jemalloc-5.3.0
		run ! cli module load /nothing.so
		[ "$(cli shutdown nosave)" = "" ]
		wait "$guest"
	done
}

# SERVER_REQUESTS: of each kind.
@test "many requests, none of which fails" {
	number=${SERVER_REQUESTS:-2000}
	start_server redis 6379
	redis-benchmark -p "$port" -q -t set,get -n "$number" -r 1000 -d 64
	# An error ends redis-benchmark; redis itself counts, too.
	[[ $(info cmdstat_set) == "calls=$number,"*,rejected_calls=0,failed_calls=0 ]]
	[[ $(info cmdstat_get) == "calls=$number,"*,rejected_calls=0,failed_calls=0 ]]
	info_is total_error_replies 0
	cli shutdown nosave
	wait "$guest"
}

@test "SIGTERM and SIGINT: everything is saved, the status is 0, and it is there again" {
	use_disk 32
	for signal in TERM INT; do
		serve
		cli incr starts
		end_server "$signal" redis-server
		grep -q 'DB saved on disk' "$console"
	done
	serve
	[ "$(cli get starts)" = 2 ]
	cli shutdown nosave
	wait "$guest"
	from_disk /dump.rdb
	redis-check-rdb dump.rdb
}

@test "BGSAVE and AOF rewriting while values are written" {
	use_disk 128
	serve --appendonly yes
	redis-benchmark -p "$port" -q -t set,lpush -n "$writes" -r 5000 -d 100 -c 20 >load 2>&1 3>&- &
	load=$!
	for ((i = 0; i < 3; i++)); do
		cli bgsave
		wait_until 30 info_is rdb_bgsave_in_progress 0
		cli bgrewriteaof
		wait_until 30 info_is aof_rewrite_in_progress 0
	done
	wait "$load"
	info_is rdb_last_bgsave_status ok
	info_is aof_last_bgrewrite_status ok
	[ "$(info rdb_saves)" -ge 3 ]
	keys=$(cli dbsize)
	end_server TERM redis-server
	from_disk /dump.rdb
	redis-check-rdb dump.rdb
	serve --appendonly yes
	[ "$(cli dbsize)" = "$keys" ]
}

some_acknowledged()
{
	[ "$(wc -l <acknowledged)" -gt 300 ]
}

@test "the power fails: nothing that was acknowledged is lost" {
	use_disk 64
	serve --appendonly yes --appendfsync always
	seq -f 'rpush list %.0f' 1000000 | stdbuf -oL redis-cli -p "$port" >acknowledged 2>/dev/null 3>&- &
	client=$!
	wait_until 120 some_acknowledged
	cut_power
	kill "$client"
	wait "$client" || :
	last=$(grep -x '[0-9]*' acknowledged | tail -n 1)
	[ "$last" -ge 300 ]
	serve --appendonly yes --appendfsync always
	[ "$(cli llen list)" -ge "$last" ]
	cli lrange list 0 -1 | cmp - <(seq "$(cli llen list)")
}

# With "appendfsync always" redis would end, on any system.
@test "the disk is full: an error for who writes, and redis goes on" {
	use_disk 8
	serve --appendonly yes
	big=$(head -c 100000 /dev/zero | tr '\0' x)
	for ((i = 0; i < 200; i++)); do
		redis-cli -p "$port" set "key:$i" "$big$i" || break
	done >answers 2>&1
	grep -q 'MISCONF.*No space left on device' answers
	grep -qx OK answers
	cli bgsave
	wait_until 30 info_is rdb_bgsave_in_progress 0
	info_is rdb_last_bgsave_status err
	[ "$(cli strlen key:0)" = 100001 ]
}
