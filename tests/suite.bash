# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the runners use and set the variables
# What the runners of other people's tests share. Each runs them against a program
# as an ordinary process and linked, and what passes as a process must pass linked.
#
# A runner sets $out, and has usage and, if it knows more options than these,
# own_option. Of each model it leaves $out/MODEL.results, of lines "ok NAME",
# "not ok NAME" and "skipped NAME".

# read_options WORD...: sets $models, $timeout and $tests. What is no option of all
# is own_option's, which gets all words and says in $taken how many it has used.
read_options()
{
	models=() tests=()
	while [ $# -gt 0 ]; do
		taken=1
		case $1 in
		--model) models+=("${2:?}"); taken=2 ;;
		--timeout) timeout=${2:?}; taken=2 ;;
		-h | --help) usage; exit 0 ;;
		-*)
			if ! declare -F own_option >/dev/null || ! own_option "$@"; then
				usage >&2
				exit 2
			fi
			;;
		*) tests+=("$1") ;;
		esac
		shift "$taken"
	done
	[ ${#models[@]} -gt 0 ] || models=(process linked)
}

# link_option MODEL: what ukl-link calls it.
link_option()
{
	case $1 in
	process) echo --model=process ;;
	linked) echo --model=ukl ;;
	*) usage >&2; return 2 ;;
	esac
}

# names_of STATUS MODEL: the tests that ended so (an extended regular expression), sorted.
names_of()
{
	sed -En "s/^$1 //p" "$out/$2.results" | sort -u
}

# report MODEL [MORE]: what has failed, and how many of each; MORE is said behind them.
report()
{
	names_of 'not ok' "$1" | sed "s|^|not ok $1 |"
	echo "$1: $(names_of ok "$1" | wc -l) passed, $(names_of 'not ok' "$1" | wc -l) failed," \
		"$(names_of skipped "$1" | wc -l) skipped${2:-}"
}

# compare: fails if anything passes as a process only, or fails linked only. The file $expected, if the
# runner has one, is of what must fail linked, one name in a line, then "# why": what
# does not is wrong, too. So is a run in which nothing has passed or been skipped.
compare()
{
	local name wrong=0

	for name in "${models[@]}"; do
		grep -qE '^(ok|skipped) ' "$out/$name.results" || return
	done
	[ ${#models[@]} -eq 2 ] || return 0
	sed 's/[[:blank:]]*#.*//; /^$/d' "${expected:-/dev/null}" | sort >"$out/expected"
	while read -r name; do
		echo "passes as a process only: $name"
		wrong=1
	done < <(comm -23 <(names_of ok process) <(names_of ok linked) | comm -23 - "$out/expected")
	while read -r name; do
		echo "fails linked only: $name"
		wrong=1
	done < <(comm -13 <(names_of '(not )?ok' process) <(names_of 'not ok' linked) | comm -23 - "$out/expected")
	while read -r name; do
		echo "passes linked, unexpectedly: $name"
		wrong=1
	done < <(names_of ok linked | comm -12 - "$out/expected")
	return "$wrong"
}
