# SPDX-License-Identifier: GPL-2.0-only
# What the tests of profiles share.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the tests use the variables

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
lupine=${LUPINE_PROFILES:-$top/../shared/lupine-profiles}
applications="nginx postgres httpd node redis mongo mysql traefik memcached hello-world
	mariadb golang python openjdk rabbitmq php wordpress haproxy influxdb elasticsearch"

profile() {
	"$top/tools/ukl-profile" "$@"
}

# fragment NAME: a file of the user's own, from standard input.
fragment() {
	cat >"$BATS_TEST_TMPDIR/$1.config"
}

# configuration PROFILE: its .config, made once for all tests of a file.
configuration() {
	local file=$BATS_FILE_TMPDIR/$1
	[ -s "$file" ] || "$top/tools/ukl-kernel" --profile "$1" --show-config >"$file.new" && mv "$file.new" "$file" 2>/dev/null
	cat "$file"
}
