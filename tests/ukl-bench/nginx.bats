#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ukl-bench nginx, and the plugin that counts for it.

load lib
bats_require_minimum_version 1.5.0

# stub_nginx: ukl-link says where the objects are; there is a source.
stub_nginx() {
	local dir=$BATS_TEST_TMPDIR/cache/apps/nginx-0 source=$BATS_TEST_TMPDIR/cache/source/nginx-1.22.1-1
	mkdir -p "$dir" "$source/debian" "$source/conf"
	echo 'nginx (1.22.1-1) unstable; urgency=low' >"$source/debian/changelog"
	printf 'events {\n}\n\nhttp {\n    sendfile on;\n}\n' >"$source/conf/nginx.conf"
	stub_link "[ -n \"\$out\" ] || exit 2
		case \$out in */none.vmlinux) echo ' gcc -o x $dir/ngx_alloc.o' >&2; exit ;; esac
		${1:-}"
}

setup() {
	use_test_dir
	stub_nginx
}

@test "the figures are of requests; connections that are kept cost nothing" {
	command -v ab >/dev/null || skip "no ab"
	stub_guest http
	run timeout 300 ukl-bench nginx --quick --models process,shortcut --json out.json --markdown out.md
	echo "$output"
	[ "$status" -eq 0 ]
	# What stub-guest says that it executes.
	has "request process shortcut spread" "stock, keep-alive 2,300 2,300 100.0 % -" \
		"stock, keep-alive, program 300.0 300.0 100.0 % -" "recipe, keep-alive, kernel 2,000 2,000 100.0 % -" \
		"recipe, new connection, program 300.0 300.0 100.0 % -"
	# ab has a few connections more than requests.
	tr -s ' ,' ' ' <<<"$output" | awk '/^stock new connection kernel/ { n = ($5 $6) + 0 } END { exit !(n > 7000 && n < 11000) }'
	grep -qF '"unit": "guest instructions per request"' out.json
	grep -qF '"idle_percent": 0.0' out.json
	output=$(cat out.md)
	has "| stock, keep-alive: kernel | process | of all |" "| \`tcp_answer\` | 2,000 | 87.0 % |" \
		"- recipe, keep-alive: a request on a connection that is kept; apps/nginx/root, logging nothing"
	[ "$(grep -c '^| .*: kernel ' out.md)" -eq 4 ]
	run ukl-bench compare out.json out.json
	[ "$status" -eq 0 ]
}

@test "the sites: nginx's own configuration with its log in a file, the recipe's without" {
	stub_nginx 'cp -r "${out%/*}/root/etc" .; exit 1'
	run ukl-bench nginx --quick --models trap
	[ "$status" -eq 1 ]
	# Neither a network nor a table.
	[ "$output" = "ukl-bench nginx: error: trap: the image could not be linked, see above" ]
	diff etc/nginx/stock.conf - <<-'EOF'
		events {
		}

		http {
		    access_log /var/log/nginx/access.log;
		    sendfile on;
		}
	EOF
	grep -q 'worker_processes 1;' etc/nginx/nginx.conf
	[ "$(cat etc/nginx/conf.d/access-log.conf)" = "access_log off;" ]
	rm -r etc
	run ukl-bench nginx --quick --models trap --sites recipe
	[ "$status" -eq 1 ]
	[ ! -e etc/nginx/stock.conf ]
}

@test "the model explicit is the patched nginx, the others are not" {
	stub_nginx 'echo "$calls ${shortcuts:-unsaid} $last" >>linked'
	sed -i '2i last=${!#}' "$UKL_LINK"
	stub_qemu 'exit 1'
	run timeout 30 ukl-bench nginx --quick --models gate,shortcut,explicit --sites recipe
	[ "$status" -eq 1 ]
	[ "$(sort linked | tr '\n' ' ')" = "direct on nginx direct on nginx-explicit gate unsaid nginx " ]
	run ukl-bench tcp-echo --models explicit
	[ "$status" -eq 2 ]
	[[ $output == *"'explicit' is no model"* ]]
}

@test "one site: its guest is started with its configuration" {
	stub_qemu 'echo "$log" >/dev/null; exec sleep 60'
	sed -i '2i echo "$*" >>command' "$UKL_QEMU"
	run timeout 30 ukl-bench nginx --quick --models process --sites stock --timeout 1
	[ "$status" -eq 1 ]
	grep -q 'ukl.arg=-c ukl.arg=/etc/nginx/stock.conf ukl.arg=-g' command
	rm command
	run timeout 30 ukl-bench nginx --quick --models process --sites recipe --timeout 1
	! grep -q 'ukl.arg=-c' command
}

@test "wrong answers are failed, and never a number; the others are measured" {
	command -v ab >/dev/null || skip "no ab"
	local fault
	for fault in "flip:2* answers have another status" "short:* requests answered, * wrongly" "close:*" "drop:0 of 1000 requests kept"; do
		stub_guest http "${fault%%:*}" trap.vmlinux
		run timeout 60 ukl-bench nginx --quick --models trap,gate --sites recipe --timeout 30
		echo "$output"
		[ "$status" -eq 1 ]
		has "recipe, keep-alive failed 2,300 -"
		[[ $output == *"ukl-bench nginx: error: trap: failed: "${fault#*:}* ]]
	done
}

# stub_ab TEXT: ab prints this, with the number of requests for 1000
stub_ab() {
	mkdir -p bin
	printf '#!/bin/sh\nsed "s/1000/$4/g" <<END\n%s\nEND\n' "$1" >bin/ab
	chmod +x bin/ab
	PATH="$PWD/bin:$PATH"
}

@test "what ab says is read: whatever is not all good is failed" {
	local good text
	good=$'Document Length:        612 bytes\nComplete requests:      1000\nFailed requests:        0\nKeep-Alive requests:    1000\n'
	stub_guest http
	for text in "${good/1000/999}:999 of 1000 requests answered, 0 wrongly" \
		"${good/ 0/ 7}:1000 of 1000 requests answered, 7 wrongly" "${good/Failed requests/Failures}:ab does not tell" \
		"${good/Complete/Complet}:ab does not tell" "${good/612/611}:a page of 611 bytes instead of 612" \
		"${good}Non-2xx responses:      3:3 answers have another status than 2xx" \
		"${good/Keep-Alive requests:    1000/}:0 of 1000 requests kept their connection" \
		"${good/Keep-Alive requests:    1000/Keep-Alive requests: 980}:980 of 1000 requests kept" \
		"${good/ 612/ x}:a page of -1 bytes" "$good:more instructions before than after" ":ab does not tell"; do
		stub_ab "${text%:*}"
		run timeout 30 ukl-bench nginx --quick --models trap --sites recipe
		[ "$status" -eq 1 ]
		[[ $output == *"ukl-bench nginx: error: trap: failed: ${text##*:}"* ]] || {
			echo "for $text: $output"
			return 1
		}
		[[ $output != *"recipe, "* ]]
	done
	stub_ab "$good"
	sed -i '2i echo "apr_pollset_poll: The timeout specified has expired" >&2; exit 70' bin/ab
	run timeout 30 ukl-bench nginx --quick --models trap --sites recipe
	[ "$status" -eq 1 ]
	[[ $output == *"trap: failed: ab failed with status 70: apr_pollset_poll: The timeout"* ]]
}

@test "by the wall clock: requests and the time that ab took, or failed" {
	local real time
	real=$(command -v ab) || skip "no ab"
	stub_guest http
	mkdir bin
	PATH="$PWD/bin:$PATH"
	for time in "" "took" "0.000" "-1" "nan" "inf" "2.000"; do
		printf '#!/bin/sh\n%s "$@" >text || exit\nsed "s/^\\(Time taken for tests:\\) .*/%s/" text\n' \
			"$real" "${time:+\\1 $time seconds}" >bin/ab
		chmod +x bin/ab
		run timeout 60 ukl-bench nginx --quick --models trap --sites recipe --wall-clock 1
		squeezed=$(tr -s ' ' <<<"$output" | sed -n '/^requests per second/,$p')
		[ "$time" != 2.000 ] || break
		[ "$status" -eq 1 ]
		grep -qx 'recipe, keep-alive failed -' <<<"$squeezed"
		[[ $output == *"trap: recipe, keep-alive by the wall clock failed: ab does not tell how long it took"* ]]
		has "recipe, keep-alive 2,300 -"
	done
	echo "$output"
	[ "$status" -eq 0 ]
	grep -qx 'recipe, new connection 250.0 -' <<<"$squeezed"
}

# sends PID: ab is there, with a million requests, which ukl-bench has started with one who watches it.
sends() {
	local watcher
	for watcher in $(pgrep -P "$1"); do
		pgrep -P "$watcher" -f '^ab .*-n 1[0-9]{6} ' && return
	done
	return 1
}

# ended PID...: there is none of these any more.
ended() {
	local pid
	for pid; do
		[ ! -e "/proc/$pid" ] || grep -qs '^State:.Z' "/proc/$pid/status" || return 1
	done
}

@test "kill -9: neither ukl-run nor QEMU nor ab is left" {
	command -v ab >/dev/null || skip "no ab"
	local pid all
	stub_guest http
	ukl-bench nginx --models process --sites recipe --requests 1000000 </dev/null >out 2>&1 3>&- &
	pid=$!
	wait_for sends "$pid"
	all=$(pgrep -P "$pid"; pgrep -P "$pid" | while read -r watcher; do pgrep -P "$watcher"; done)
	[ "$(wc -l <<<"$all")" -ge 4 ]
	kill -KILL "$pid"
	# shellcheck disable=SC2046,SC2086
	wait_for ended $all $(cat pids)
	rm -rf tmp/*
}

@test "Ctrl-C: no QEMU is left, nor ab, nor a file" {
	command -v ab >/dev/null || skip "no ab"
	local signal pid result
	stub_guest http
	for signal in INT TERM; do
		rm -f pids
		env --default-signal=INT,TERM ukl-bench nginx --models process --sites recipe --requests 1000000 \
			</dev/null >out 2>&1 3>&- &
		pid=$!
		wait_for test -s pids
		# Once while it waits for the guest, once in the midst of the requests.
		[ "$signal" = INT ] || wait_for sends "$pid"
		kill -"$signal" "$pid"
		result=0
		wait "$pid" || result=$?
		[ "$result" -eq $((128 + $(kill -l "$signal"))) ]
		wait_for nobody_left
		[ -z "$(ls -A tmp)" ]
	done
}

@test "a guest that dies or never answers is failed" {
	stub_qemu 'console "Kernel panic - not syncing: test"'
	run timeout 30 ukl-bench nginx --quick --models process
	[ "$status" -eq 1 ]
	[[ $output == *"process: failed: the guest died"*"Kernel panic - not syncing: test"* ]]

	stub_qemu 'exec sleep 60'
	run timeout 30 ukl-bench nginx --quick --models process --timeout 1
	[ "$status" -eq 1 ]
	[[ $output == "ukl-bench nginx: error: process: failed: "* ]]
}

@test "nginx cannot be built" {
	stub_link 'echo "ukl-link: error: no nginx" >&2; exit 1'
	run ukl-bench nginx --quick
	[ "$status" -eq 1 ]
	has "ukl-link: error: no nginx" "ukl-bench nginx: error: nginx cannot be built, see above"
}

@test "wrong arguments" {
	run ukl-bench nginx --requests 5
	[ "$status" -eq 2 ]
	[[ $output == *"--requests 5: not a number from 100 to"* ]]
	run ukl-bench nginx fast
	[ "$status" -eq 2 ]
	[[ $output == *"fast: nginx takes no operands"* ]]
	run ukl-bench nginx --quick=yes
	[ "$status" -eq 2 ]
	[[ $output == *"--quick: takes no value"* ]]
	run ukl-bench nginx --sites stock,debian
	[ "$status" -eq 2 ]
	[[ $output == *"'debian' is no site; --help lists them"* ]]
	run ukl-bench nginx --sites stock,stock
	[ "$status" -eq 2 ]
	[[ $output == *"site stock is there twice"* ]]
	run ukl-bench nginx --help
	[ "$status" -eq 0 ]
	[[ $output == *"  stock "*"  recipe "* ]]
}

@test "the plugin: wrong options are refused" {
	local plugin=$top/build/lib/ukl-count.so qemu="qemu-system-x86_64 -M none -display none -monitor none"
	command -v qemu-system-x86_64 >/dev/null || skip "no QEMU"
	run timeout 20 $qemu -plugin "$plugin,speed=9"
	[ "$status" -ne 0 ]
	[[ $output == *"ukl-count: speed=9: not fd=N, app=START-END or mark=ADDRESS"* ]]
	run timeout 20 $qemu -plugin "$plugin"
	[ "$status" -ne 0 ]
	[[ $output == *"ukl-count: no socket to answer on; give fd=N"* ]]
}

@test "real guests: requests are answered, and counted" {
	use_real
	run timeout 300 ukl-bench nginx --quick --models process,trap --profile-symbols --top 200
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output != *failed* ]]
	squeezed=$(tr -s ' ' <<<"$output")
	# Both loads of both sites are there, and linking changes none by much.
	awk '/^(stock|recipe), (keep-alive|new connection) [0-9]/ { n++; if ($(NF - 2) < 80 || $(NF - 2) > 115) exit 1 }
		END { exit n != 4 }' <<<"$squeezed"
	grep -q '^ngx_http_parse_header_line [0-9]' <<<"$squeezed"
	grep -q '^entry_SYSCALL_64' <<<"$squeezed"
	# The stock site writes its log, the recipe's writes nothing.
	sed -n '/^stock, keep-alive: functions of the kernel/,/^$/p' <<<"$squeezed" | grep -q '^vfs_write [1-9]'
	! sed -n '/^recipe, keep-alive: functions of the kernel/,/^$/p' <<<"$squeezed" | grep -q '^vfs_write [1-9]'
}
