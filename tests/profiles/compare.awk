# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v profile=NAME -f compare.awk differences OPTIONS.tsv FINAL JOINED LIST...
#
# Compares a profile's FINAL configuration (a .config) and its own choices (JOINED, as
# ukl-profile prints them) with Lupine's LISTs for Linux 4.0, of which OPTIONS.tsv tells
# what could be chosen. Prints "unexplained OPTION: ..." for each difference without an
# entry in `differences` and "used LINE" for each entry that explains one.

function glob(pattern) { gsub(/[.+]/, "[&]", pattern); gsub(/\*/, ".*", pattern); return "^" pattern "$" }
function show(value) { return value == "n" ? "not set" : value }

FNR == 1 { part++ }
part == 1 {
	if (!/^[A-Z0-9]/)
		next
	entry[++entries] = $1; pattern[entries] = glob($2); number[entries] = FNR
	next
}
part == 2 { choice[$1] = $3 == "yes"; next }
/^# CONFIG_.* is not set$/ { option = substr($2, 8); value = "n" }
/^CONFIG_/ { option = substr($0, 8); sub(/=.*/, "", option); value = substr($0, length(option) + 9) }
!/^# CONFIG_.* is not set$/ && !/^CONFIG_/ { next }
part == 3 { final[option] = value; next }
part == 4 { ours[option] = value; next }
{ lupine[option] = value }

# The entry for an option, of which the first that fits counts.
function explain(option, what,    i) {
	for (i = 1; i <= entries; i++)
		if (entry[i] == option && profile ~ pattern[i]) {
			print "used " number[i]
			return
		}
	print "unexplained " option ": " what
}

END {
	# What was chosen then and is otherwise now.
	for (option in lupine) {
		if (!choice[option] && lupine[option] != "n")
			continue
		now = option in final ? final[option] : "n"
		if (now != lupine[option])
			explain(option, show(now) " in " profile ", " show(lupine[option]) " in Lupine")
	}
	# What is chosen now and was not known then.
	for (option in ours)
		if (!(option in lupine) && ours[option] != "n")
			explain(option, ours[option] " in " profile ", not in Lupine")
}
