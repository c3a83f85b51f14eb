# SPDX-License-Identifier: GPL-2.0-only
# What the tests of ukl-cc share.
# shellcheck shell=bash

load ../ukl-link/lib

# Slow machines, and links of several programs.
link() {
	run timeout 200 ukl-link -o out.vmlinux "$@"
}

# inputs FILE: the words of a link file, without digests and folders.
inputs() {
	sed -n 's/^word //p; s/^file [^ ]* //p' "$1" | sed 's|.*/||'
}

# same_as_gcc WORD...: ukl-cc says what gcc says, and ends as gcc ends.
same_as_gcc() {
	local status_gcc=0 status_ukl=0
	gcc "$@" >gcc.out 2>gcc.err || status_gcc=$?
	ukl-cc "$@" >ukl.out 2>ukl.err || status_ukl=$?
	cmp gcc.out ukl.out && cmp gcc.err ukl.err && [ $status_gcc -eq $status_ukl ]
}

# ukl-link takes this file; the links themselves, which need longer, only in a dry run.
# shellcheck disable=SC2154 # status and output are of run
accepted() {
	run ukl-link -### -o out.vmlinux "$1"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}
