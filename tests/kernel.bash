# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # the suites use the variables
#
# The kernel that a suite's images are linked with, general's or UKL_KIT, as
# ukl-link knows it: what its suites have to grant it. To be sourced.

# What it must not say.
complaints=$(dirname "${BASH_SOURCE[0]}")/complaints

kit_profile=general
[ -z "${UKL_KIT:-}" ] || kit_profile=$(sed -n 's/^profile=//p' "$UKL_KIT/kit.conf")

# One that checks each of its own steps takes some times as long, and as much memory.
slowness=1
if [ -n "${UKL_KIT:-}" ] && grep -qx CONFIG_KASAN=y "$UKL_KIT/config"; then
	slowness=8
fi

# seconds NUMBER, megabytes NUMBER: what general's kernel needs so many of.
seconds()
{
	echo $(($1 * slowness))
}

megabytes()
{
	echo $(($1 * (slowness > 1 ? 2 : 1)))
}

# complaints_in FILE...: with what follows each. False if there are none.
complaints_in()
{
	grep -ahE -A 20 -f "$complaints" "$@"
}

# wait_until SECONDS COMMAND...: repeat COMMAND until it succeeds.
wait_until()
{
	local end=$((SECONDS + $(seconds "$1")))
	shift
	until "$@"; do
		if ((SECONDS >= end)); then
			echo "gave up waiting: $*"
			return 1
		fi
		sleep 0.1
	done
}
