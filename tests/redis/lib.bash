# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # the tests set the variables
# What tests of redis share. It is at $port of $address (127.0.0.1), which is
# reached by the words $entrance, if there are any.

# cli WORD...: without a prompt; fails if the answer is an error.
cli()
{
	"${entrance[@]}" redis-cli -e -h "${address:-127.0.0.1}" -p "$port" "$@"
}

info()
{
	cli info all | tr -d '\r' | sed -n "s/^$1://p"
}

info_is()
{
	[ "$(info "$1")" = "$2" ]
}
