# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # the tests use the variables
#
# One guest per test file, booted once: its tests share it, in their order.

# shellcheck source=tests/server.bash
. "$(dirname "${BASH_SOURCE[0]}")/../server.bash"
html=$repository/apps/nginx/root/usr/share/nginx/html

# How many requests the load tests make. The full number takes half a minute.
requests=${NGINX_REQUESTS:-$((20000 / slowness))}

# The image: nginx's own recipe, a shell beside it, and a file to download.
link_image()
{
	local root=$BATS_FILE_TMPDIR/root
	cp -R "$BATS_TEST_DIRNAME/guest" "$root"
	mkdir -p "$root/bin" "$root/usr/share/nginx/html"
	cp "$(command -v busybox)" "$root/bin/busybox"
	ln -s busybox "$root/bin/sh"
	head -c 3000000 /dev/urandom >"$root/usr/share/nginx/html/large"
	"$bin/ukl-link" -o "$BATS_FILE_TMPDIR/nginx.vmlinux" --root "$root" \
		--start /bin/sh --args /etc/start nginx
}

# boot SMP: sets http, https, control; bats hands variables on to the tests
# only if they are exported.
boot()
{
	local http_port https_port control_port
	http_port=$(free_port)
	https_port=$(free_port "$http_port")
	control_port=$(free_port "$http_port" "$https_port")
	export http=http://127.0.0.1:$http_port
	export https=https://127.0.0.1:$https_port
	export control=http://127.0.0.1:$control_port/cgi-bin/nginx
	export console=$BATS_FILE_TMPDIR/console
	export status_file=$BATS_FILE_TMPDIR/status

	# A test process cannot wait for a child of another: leave a file. bats
	# would wait for whoever holds its descriptor 3.
	{
		"$bin/ukl-run" --smp "$1" --timeout "$(seconds 1500)" --append loglevel=5 \
			--port "$http_port:80" --port "$https_port:443" \
			--port "$control_port:81" \
			"$BATS_FILE_TMPDIR/nginx.vmlinux" \
			</dev/null >"$console" 2>&1 &
		echo $! >"$BATS_FILE_TMPDIR/pid"
		wait $! && echo 0 >"$status_file" || echo $? >"$status_file"
	} 3>&- &
	wait_until 60 answers_or_ended
	[ ! -e "$status_file" ] || {
		cat "$console"
		return 1
	}
}

ended()
{
	[ -e "$status_file" ]
}

answers_or_ended()
{
	ended || fetch "$http/" -o /dev/null 2>/dev/null
}

shut_down()
{
	ended || kill "$(cat "$BATS_FILE_TMPDIR/pid")" 2>/dev/null || return 0
	wait_until 20 ended
}

fetch()
{
	curl --silent --show-error --insecure --fail --max-time "$(seconds 20)" "$@"
}

# command NAME: ask the remote control in the guest.
command_guest()
{
	fetch "$control?$1"
}

# The process numbers of the workers, in ascending order.
workers()
{
	command_guest processes | awk '$1 == "worker" { print $2 }' | sort -n
}

master()
{
	command_guest processes | awk '$1 == "master" { print $2 }'
}

two_workers()
{
	[ "$(workers | wc -l)" -eq 2 ]
}

# Two workers, and $1 is none of them.
two_workers_without()
{
	two_workers && ! workers | grep -qx "$1"
}

generation_is()
{
	fetch "$http/" -o /dev/null -D - | grep -q "^X-Generation: $1"
}

# load ARGUMENTS...: run ab and fail if one request failed.
load()
{
	local report
	report=$(timeout "$(seconds 600)" ab -q "$@" 2>&1) || {
		echo "ab $*: status $?"
		echo "$report"
		return 1
	}
	if ! grep -q "^Failed requests: *0$" <<<"$report" ||
	   grep -q "^Non-2xx" <<<"$report"; then
		echo "$report"
		return 1
	fi
	grep '^Requests per second' <<<"$report"
}
