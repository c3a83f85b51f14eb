#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench calls with real guests.

load lib

@test "two runs agree within 1 %, where the scheduler has a part within 5, and all that is measured answers rightly" {
	use_real
	run timeout -k 5 100 ukl-bench calls --runs 1 --models process,trap --json first.json
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output != *failed* ]]
	timeout -k 5 100 ukl-bench calls --runs 1 --models process,trap --json second.json >/dev/null
	run ukl-bench compare first.json second.json
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$(grep -c ' %$' <<<"$output")" -eq 60 ]
	# whom a tick of the clock finds running is not the same each time
	awk '$NF == "%" {
		limit = $1 ~ /^(fork\+exit\+wait|thread\+join|pipe-switch)$/ ? 5 : 1
		if ($(NF - 1) > limit || $(NF - 1) < -limit) exit 1
	}' <<<"$output"
}

@test "shortcuts cost other descriptors at most 3 instructions for each call" {
	use_real
	run timeout -k 5 100 ukl-bench calls --runs 1 --models direct,shortcut \
		read write file-read pipe pipe-vector unix-send+recv unix-msg pipe-sendfile
	echo "$output"
	[ "$status" -eq 0 ]
	# CALL DIRECT SHORTCUT SPREAD: of two calls each but for those of one
	awk '{ gsub(",", "") }
	$1 ~ /^(read|write|file-read)$/ { rows++; if ($3 - $2 > 3) exit 1 }
	$1 ~ /^(pipe|pipe-vector|unix-send.recv|unix-msg|pipe-sendfile)$/ { rows++; if ($3 - $2 > 6) exit 1 }
	END { if (rows != 8) exit 1 }' <<<"$output"
}
