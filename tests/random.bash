# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with those who source it
#
# What the runners share that try tests/programs in a guest for some time, with
# choices that follow from a seed. To be sourced; they set $top, $name (their
# own) and have a function usage.

seed=$(date +%s) seconds=45 smp=2 profile=general
patterns=()

random_options()
{
	local number
	while [ $# -gt 0 ]; do
		case $1 in
		--seed | --seconds | --smp | --profile)
			[ -n "${2-}" ] || { echo "$name: error: $1 needs a value" >&2; exit 2; }
			;;
		esac
		case $1 in
		--seed) seed=$2; shift ;;
		--seconds) seconds=$2; shift ;;
		--smp) smp=$2; shift ;;
		--profile) profile=$2; shift ;;
		-h | --help) usage; exit 0 ;;
		-*) echo "$name: error: unknown option '$1'" >&2; usage >&2; exit 2 ;;
		*) patterns+=("$1") ;;
		esac
		shift
	done
	for number in "$seed" "$seconds" "$smp"; do
		case $number in
		'' | *[!0-9]*) echo "$name: error: '$number' is not a number" >&2; exit 2 ;;
		esac
	done
	# what is beside it in the time of ukl-run --timeout fits, however slow the kernel is
	if [ ${#seconds} -gt 6 ] || [ "$seconds" -gt 900000 ]; then
		echo "$name: error: --seconds $seconds: more than 900000" >&2
		exit 2
	fi
}

# choose WHAT FILE...: sets $programs, those of these sources that match a pattern; each has to match one.
choose()
{
	local what=$1 file program pattern found
	local -A matched=()
	shift
	programs=()
	for file; do
		program=$(basename "${file%.*}") found=
		for pattern in "${patterns[@]}"; do
			# shellcheck disable=SC2053 # a pattern is meant
			if [[ ${program%.ring3} == $pattern || $program == $pattern ]]; then
				matched[$pattern]=1 found=1
			fi
		done
		[ -z "$found" ] || programs+=("$program")
	done
	for pattern in "${patterns[@]}"; do
		[ -n "${matched[$pattern]-}" ] || { echo "$name: error: no $what is called '$pattern'" >&2; exit 2; }
	done
}

# random_run FOLDER SCRIPT SUCCESS: link $programs with the profile's kernel, boot
# with the script of tests/guest in the place of the programs, and show what it
# said. It has to have printed a line that matches SUCCESS.
random_run()
{
	local out=$top/build/$1 status
	: "${UKL_KIT:=$("$top/tools/ukl-kernel" --profile "$profile")}"
	[ -n "$UKL_KIT" ] || exit 1
	export UKL_KIT
	# shellcheck source=tests/kernel.bash
	. "$top/tests/kernel.bash"
	mkdir -p "$out"
	exec 9>"$out/lock"
	flock 9
	rm -f "$out/root.stamp"
	make --no-print-directory -s -j2 -C "$top/tests/programs" "OUT=$out" "ONLY=${programs[*]}" \
		"TESTS=${programs[*]}" image || exit 1

	echo "$name: profile $profile, --smp $smp --seed $seed --seconds $seconds"
	"${UKL_RUN:-$top/build/bin/ukl-run}" "$out/tests.vmlinux" --smp "$smp" --no-net --timeout $((seconds + $(seconds 1200))) \
		--append "ukl.start=/tests/$2" -- "$seed" "$seconds" </dev/null >"$out/console.log" 2>&1 9>&-
	status=$?
	tr -d '\r' <"$out/console.log" | tail -n 100
	grep -qE "$3" "$out/console.log" || [ $status -ne 0 ] || status=1
	[ $status -eq 0 ] || echo "$name: error: status $status; the same again with --seed $seed" >&2
	exit $status
}
