# SPDX-License-Identifier: GPL-2.0-only
#
# check.awk BUDGETS COMMITTED FIGURES: TAP. Is each budget kept, and is each committed figure
# of an operation with a budget still true? Figures err by half of what most of their runs differ by.
# The goals that are missed are said, too: a limit may stand higher than its goal.

BEGIN { FS = "\t" }

FNR == 1 { file++ }

/^# kernel / { kernel[file] = $0; next }
/^#/ { next }

file == 1 {
	budget[++budgets] = $1 FS $2
	goal[budgets] = $3
	limit[budgets] = $4
	wanted[$1, $2] = wanted["none", $2] = 1
	next
}

$1 == "plain" && $4 != "refused" {
	median[file, $2, $3] = $4
	spread[file, $2, $3] = ($6 - $5) / 2
	if (file == 3 && ($2, $3) in wanted)
		figure[++figures] = $2 FS $3
}

function say(good, text)
{
	print (good ? "ok " : "not ok ") ++tests " - " text
}

END {
	print "TAP version 13"
	for (n = 1; n <= budgets; n++) {
		split(budget[n], at, FS)
		if (!((3, at[1], at[2]) in median) || !((3, "none", at[2]) in median)) {
			say(0, at[1] ": " at[2] ": not counted")
			continue
		}
		adds = median[3, at[1], at[2]] - median[3, "none", at[2]]
		err = spread[3, at[1], at[2]] + spread[3, "none", at[2]]
		# For an operation that runs many times per sample, a tenth is rounding.
		if (err < 1)
			err = 1
		say(adds <= limit[n] + err, sprintf("%s: %s: at most %d added", at[1], at[2], limit[n]))
		printf "# %.0f, +-%.0f", adds, err
		missed = adds <= goal[n] + err ? "missed by less than runs differ by" : "missed"
		print (adds > goal[n] && limit[n] > goal[n] ? "; the goal, " goal[n] ", is " missed : "")
	}
	for (n = 1; n <= figures; n++) {
		split(figure[n], at, FS)
		text = "as in the documentation: " at[1] ": " at[2]
		if (kernel[2] != kernel[3]) {
			say(1, text " # SKIP that is of another kernel (" substr(kernel[2], 10) ")")
			continue
		}
		if (!((2, at[1], at[2]) in median)) {
			say(0, text ": it is not there")
			continue
		}
		differ = median[3, at[1], at[2]] - median[2, at[1], at[2]]
		# Boots differ by one percent, because of different addresses.
		err = spread[3, at[1], at[2]] + spread[2, at[1], at[2]] + median[2, at[1], at[2]] / 100
		say(differ <= err && differ >= -err, text)
		printf "# %.0f, differs by %+.0f, may by %.0f\n", median[3, at[1], at[2]], differ, err
	}
	print "1.." tests
}
