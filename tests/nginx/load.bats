#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The recipe's nginx as it is, linked and as a process: each directive of its
# configuration has the same effect, and no request fails under h2load and wrk.
# LOAD_REQUESTS and LOAD_SECONDS make it longer.

# shellcheck disable=SC2154 # $url: start sets it
load ../apps/lib

requests=${LOAD_REQUESTS:-2000}
seconds=${LOAD_SECONDS:-3}

setup_file() {
	bats_require_minimum_version 1.5.0
	use_kit
	cd "$BATS_FILE_TMPDIR" || return
	link_recipe nginx ukl
	link_recipe nginx process
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

boot_nginx() {
	local http_port https_port
	http_port=$(free_port)
	https_port=$(free_port "$http_port")
	https=https://127.0.0.1:$https_port
	start "nginx-$1.vmlinux" --smp 2 --memory 256 \
		--port "$http_port:80" --port "$https_port:443"
	[ -n "$url" ]
}

tls()
{
	openssl s_client -connect "${https#https://}" -tls1_2 "$@" </dev/null 2>&1
}

# The directive that is looked at stands behind.
answers() {
	ask /                                              # root, index, server_tokens
	ask /index.html --head                             # types
	ask / --compressed                                 # gzip, gzip_vary
	ask / --compressed --header 'Via: 1.1 proxy'       # gzip_proxied
	ask / --range 100-199                              # sendfile
	ask /nowhere                                       # try_files
	ask /welcome/back                                  # rewrite, absolute_redirect
	ask /welcome/back --location
	ask /status --output /dev/null --write-out '%{http_code}\n' # stub_status, allow
	url=$https
	ask / --insecure                                   # listen ssl http2
	ask / --insecure --http1.1
	ask / --insecure --tlsv1.2 --tls-max 1.2           # ssl_protocols
	! ask / --insecure --tls-max 1.1 2>&1 | grep HTTP || return
	tls -sess_out session >s_client
	tls -sess_in session | grep -o '^Reused'           # ssl_session_cache
}

@test "all directives have the same effect, linked and as a process" {
	for model in process ukl; do
		boot_nginx "$model"
		answers >"answers-$model"
		stop
	done
	diff answers-process answers-ukl
	tail -n 1 answers-ukl | grep -x Reused
}

# all_succeed COMMAND...: of h2load; prints how many there were.
all_succeed() {
	local report
	report=$(timeout 280 "$@")
	echo "$1 ${*: -1}: $(grep -E '^(requests|finished)' <<<"$report" | tr '\n' ' ')" | tee -a report
	grep -q "^requests: $requests total, .* $requests succeeded, 0 failed, 0 errored, 0 timeout" <<<"$report"
}

# no_errors WORD...: of wrk, which tells of errors only if there are some.
no_errors() {
	local report
	report=$(timeout 280 wrk --timeout "$(seconds 30)s" -t 2 "$@")
	echo "wrk ${*: -1}: $(grep -E 'requests in|Requests/sec|errors|Non-2xx' <<<"$report" | tr '\n' ' ')" | tee -a report
	grep -q ' requests in ' <<<"$report" && ! grep -qE 'errors|Non-2xx' <<<"$report"
}

@test "no request fails: h2load and wrk, linked and as a process" {
	for model in process ukl; do
		boot_nginx "$model"
		echo "$model" >>report
		all_succeed h2load -n "$requests" -c 20 -m 10 "$https/"
		all_succeed h2load -n "$requests" -c 20 --h1 "$https/"
		all_succeed h2load -n "$requests" -c 50 --h1 "$url/"
		no_errors -c 100 -d "${seconds}s" "$url/"
		no_errors -c 20 -d "${seconds}s" -H 'Connection: close' "$url/"
		no_errors -c 20 -d "${seconds}s" "$https/"
		stop
	done
	cat report >>"${LOAD_LOG:-/dev/null}"
}
