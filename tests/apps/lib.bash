# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # variables of the other two
# What the tests of the recipes share. $top, use_kit and wait_until are those of
# other suites.

load ../ukl-link/lib.bash
load ../nginx/guest.bash
PATH="$top/build/bin:$PATH"

# The lines of a recipe with the key $2, without the key.
recipe_lines()
{
	sed -n "s/^$2 *= *//p" "$top/apps/$1/recipe"
}

# link_recipe NAME MODEL [OPTION]...: to NAME-MODEL.vmlinux here, with the
# packages that its build wants.
link_recipe()
{
	local name=$1 model=$2
	shift 2
	# shellcheck disable=SC2046 # words
	"$top/tools/ukl-deps" $(recipe_lines "$name" build-depends) &&
		ukl-link --model="$model" -o "$name-$model.vmlinux" "$@" "$name"
}

# start IMAGE [OPTION]...: ukl-run in the background, until the guest answers
# its health check; if it has none, until it has written something or ended.
start()
{
	local image=$1 sign='.'
	shift
	! ukl-link --info "$image" | grep -q '"health"' || sign=' answers at '
	: >console
	ukl-run --timeout "$(seconds 300)" --append loglevel=5 "$@" "$image" </dev/null >console 2>&1 3>&- &
	guest=$!
	wait_until 200 has_settled "$sign" || return
	# A web server's; the others answer at an address without http.
	url=$(sed -n 's/.* answers at \(http:[^ ]*\)\/ .*/\1/p' console)
	grep -q "$sign" console
}

has_settled()
{
	grep -q "$1" console || ! kill -0 "$guest" 2>/dev/null
}

# SIGTERM for ukl-run: status 143. Who is no server may have ended by itself, even
# now, with 0.
stop()
{
	local status=0 expected=143
	kill -TERM "$guest" 2>/dev/null || :
	wait "$guest" || status=$?
	guest=
	[ "$status" -ne 0 ] || grep -q ' answers at ' console || expected=0
	if [ "$status" -ne "$expected" ] ||
	   complaints_in -e segfault -e error: console; then
		echo "status $status; its console:"
		tail -n 20 console
		return 1
	fi
}

teardown()
{
	[ -z "${guest:-}" ] || kill -KILL "$guest" 2>/dev/null || :
}

# same_answers NAME COMMAND...: the output of COMMAND, which asks $url, is the
# same whether the recipe is linked or a process.
same_answers()
{
	local name=$1 model number
	shift
	for model in process ukl; do
		local options=()
		while read -r number _; do
			options+=(--port "0:$number")
		done < <(recipe_lines "$name" port)
		link_recipe "$name" "$model"
		start "$name-$model.vmlinux" "${options[@]}" --smp 2
		"$@" >"$model"
		stop
	done
	diff process ukl || { tail -n 5 console; return 1; }
}

# same_script NAME FOLDER/FILE: an interpreter's script, in /test with what else is in
# its folder here, has the same output and status, linked and as a process. It gets
# arguments, a variable COLOUR, and a shell; it ends with "done" and 7.
same_script()
{
	local model
	use_kit
	cd "$BATS_TEST_TMPDIR" || return
	mkdir root
	cp -R "$BATS_TEST_DIRNAME/${2%/*}" root/test
	for model in ukl process; do
		link_recipe "$1" "$model" --root root --with busybox --env COLOUR=green
		run -7 timeout "$(seconds 300)" ukl-run --no-net "$1-$model.vmlinux" -- \
			"/test/${2##*/}" 'one' 'two words' </dev/null
		echo "$output" >"$model"
	done
	diff process ukl
	[[ $output == "arguments"*"done" ]]
}

# ask PATH [OPTION]...: status, headers without those of the time, and body.
ask()
{
	local path=$1
	shift
	printf '\n== %s\n' "$path $*"
	curl --silent --show-error --include --max-time "$(seconds 60)" "$@" "$url$path" | tr -d '\r' |
		sed -E '/^(Date|Last-Modified|ETag|LOCAL_ADDR|REMOTE_PORT|Host):/Id'
}
