# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# nginx linked into Linux at the end of a bad line: every byte arrives, in its
# place, in both directions.

load lib

setup_file()
{
	need_network || return 0
	open_network
	open_relay
	link_nginx
	boot "${TCP_SMP:-2}" 256
}

setup()
{
	skip_if_needed
	relay perfect
	relay count
	# The largest that a test fetches, and the time for it. 5 % of loss let
	# little through.
	largest=1000000
	[ -z "$long" ] || largest=8388608
	patience=$(seconds 60)
	[ -z "$long" ] || patience=$(seconds 200)
}

teardown()
{
	[ -z "${skip_reason:-}" ] || return 0
	relay perfect
	show_guest
}

# Sizes up to $largest.
sizes()
{
	local size
	for size in "${body_sizes[@]}"; do
		[ "$size" -gt "$largest" ] || echo "$size"
	done
}

# get_all LOCATION CONNECTIONS [CURL'S OPTION...]: everything up to $largest,
# byte by byte, and by so many connections.
get_all()
{
	local location=$1 connections=$2 folder arguments=() size
	shift 2
	folder=$(mktemp -d -p "$BATS_TEST_TMPDIR")
	for size in $(sizes); do
		arguments+=(-o "$folder/$size" "http://$guest/$location$size")
	done
	fetch --max-time "$patience" "$@" -w '%{num_connects}\n' \
		"${arguments[@]}" >"$folder/connects"
	[ "$(awk '{ n += $1 } END { print n }' "$folder/connects")" -eq "$connections" ]
	for size in $(sizes); do
		cmp "$bodies/$size" "$folder/$size"
	done
	rm -r "$folder"
}

# Each by a connection of its own, all at once.
get_by_new_connections()
{
	get_all "$1" "$(sizes | wc -l)" -H 'Connection: close' \
		--parallel --parallel-max 30 --parallel-immediate
}

get_by_one_connection()
{
	get_all "$1" 1
}

# upload LOCATION SIZE
upload()
{
	local sum
	sum=$(fetch --max-time "$patience" --data-binary "@$bodies/$2" \
		-H 'Content-Type: application/octet-stream' "http://$guest/$1")
	[ "$sum" = "$(sha256sum <"$bodies/$2" | cut -d ' ' -f 1)" ]
}

# Downloads by sendfile and by write, by new connections and by one, and
# uploads, all at the same time.
transfer_all()
{
	local jobs=() job
	get_by_new_connections "" 3>&- &
	jobs+=($!)
	get_by_new_connections copied/ 3>&- &
	jobs+=($!)
	get_by_one_connection "" 3>&- &
	jobs+=($!)
	get_by_one_connection copied/ 3>&- &
	jobs+=($!)
	upload sum "${1:-1000000}" 3>&- &
	jobs+=($!)
	upload sum-at-once "${1:-1000000}" 3>&- &
	jobs+=($!)
	for job in "${jobs[@]}"; do
		wait "$job"
	done
}

@test "the line is as bad as one says" {
	relay loss 100
	run ! fetch --max-time 2 "http://$guest/1000"
	relay loss 0
	fetch --max-time "$(seconds 20)" -o /dev/null "http://$guest/1000"
	relay delay 100 0
	run -0 fetch -o /dev/null -w '%{time_connect}' "http://$guest/1000"
	awk -v took="$output" 'BEGIN { exit !(took >= 0.2) }'
	run -1 relay loss 101
	run -1 relay nonsense
}

@test "a perfect line" {
	transfer_all 3000000
	happened frames 1000
}

@test "1 % of all frames lost" {
	[ -n "$long" ] || largest=3000000
	relay loss 1
	transfer_all
	happened lost
}

@test "5 % of all frames lost" {
	largest=262144
	[ -z "$long" ] || largest=1000000
	relay loss 5
	transfer_all 262144
	happened lost 50
}

@test "delayed by 20 ms, more or less" {
	relay delay 20 10
	transfer_all
	happened frames 1000
}

@test "1 % lost and delayed" {
	largest=65536
	[ -z "$long" ] || largest=3000000
	relay loss 1
	relay delay 20 10
	transfer_all 65536
	happened lost 1
}

@test "5 % lost and delayed" {
	largest=16384
	[ -z "$long" ] || largest=1000000
	relay loss 5
	relay delay 20 10
	transfer_all 65536
	happened lost
}

@test "10 % out of order" {
	relay reorder 10
	transfer_all
	happened reordered 100
}

@test "10 % twice" {
	relay duplicate 10
	transfer_all
	happened duplicated 100
}

@test "2 % with a wrong bit" {
	largest=1000000
	relay damage 2
	transfer_all
	happened damaged
}

@test "everything at once" {
	largest=262144
	[ -z "$long" ] || largest=1000000
	relay loss 1
	relay delay 10 5
	relay reorder 5
	relay duplicate 2
	relay damage 1
	transfer_all 262144
	happened damaged
}

@test "readers with small windows that take their time, 1 % lost" {
	relay loss 1
	in_network "$out/stream" --get /1000000 --body "$bodies/1000000" \
		--connections 10 --receive-buffer 8192 --read-size 3000 \
		--pause 5 --time "$patience" "$guest" 80
	happened lost
}

@test "100 connections with four requests each, 5 % lost" {
	relay loss 5
	many --connections 100 --rounds 3 --get /1449 --body "$bodies/1449" \
		"$guest" 80
	happened lost 50
}

@test "ab, kept alive and not, 1 % lost: no request fails" {
	local number=1000
	[ -z "$long" ] || number=10000
	relay loss 1
	load -s 60 -n $number -c 100 "http://$guest/1449"
	load -s 60 -k -n $number -c 100 "http://$guest/1449"
	happened lost 50
}

@test "the kernel had nothing to complain about" {
	guest_is_well
}
