# SPDX-License-Identifier: GPL-2.0-only
#
# Converts figures ("PART SETUP OPERATION MEDIAN LOW HIGH", tabs between) to tables in
# reStructuredText (-v form=rst), Markdown (-v form=md) or plain text (-v form=text).

BEGIN {
	FS = "\t"
	columns = split("mdwe seccomp apparmor none+selinux on norand exempt soft on+selinux", column, " ")
	head["none"] = "no module"
	head["mdwe"] = "MDWE"
	head["seccomp"] = "seccomp"
	head["apparmor"] = "AppArmor"
	head["none+selinux"] = "SELinux"
	head["on"] = "module"
	head["norand"] = "without R"
	head["exempt"] = "exempt"
	head["soft"] = "soft mode"
	head["on+selinux"] = "module+SELinux"
}

/^#/ { next }

{
	key = $1 SUBSEP $2 SUBSEP $3
	if (!(($1, $3) in seen)) {
		seen[$1, $3] = 1
		operation[$1, ++operations[$1]] = $3
	}
	if (!($1 in part)) {
		part[$1] = 1
		parts[++parts_num] = $1
	}
	median[key] = $4
	spread[key] = $4 == "refused" ? 0 : ($6 - $5) / 2
}

# Returns the cost that a setup adds to the setup without the module, as text.
function added(where, setup, what, percent,    base, key, diff)
{
	base = where SUBSEP "none" SUBSEP what
	key = where SUBSEP setup SUBSEP what
	# The figures of the stock kernel with another security module.
	if (!(key in median) && where == "plain")
		key = "selinux" SUBSEP setup SUBSEP what
	if (!(key in median))
		return ""
	if (median[key] == "refused" || median[base] == "refused")
		return "refused"
	diff = median[key] - median[base]
	if (percent)
		return sprintf("%+.1f", 100 * diff / median[base])
	return number(diff, 1)
}

function number(value, sign,    text)
{
	text = sprintf(sign ? "%+.0f" : "%.0f", value)
	return text == "-0" || text == "+0" ? "0" : text
}

function cell(row, col, text)
{
	table[row, col] = text
	if (length(text) > width[col])
		width[col] = length(text)
}

function rule(cols, sign,    c, line)
{
	for (c = 1; c <= cols; c++)
		line = line (c > 1 ? (form == "md" ? "|" : "  ") : "") repeat(sign, width[c])
	return form == "md" ? "|" line "|" : line
}

function repeat(sign, count,    line)
{
	while (count-- > 0)
		line = line sign
	return line
}

function print_table(rows, cols,    r, c, line, text)
{
	if (form == "rst")
		print rule(cols, "=")
	for (r = 1; r <= rows; r++) {
		line = ""
		for (c = 1; c <= cols; c++) {
			text = table[r, c]
			if (form == "rst" && c == 1 && text == "")
				text = ".."
			line = line (c > 1 ? (form == "md" ? "|" : "  ") : "")
			line = line sprintf(c > 1 ? "%" width[c] "s" : "%-" width[c] "s", text)
		}
		sub(/ +$/, "", line)
		print form == "md" ? "|" line "|" : line
		if (r == 1 && form != "text")
			print rule(cols, form == "md" ? "-" : "=")
	}
	if (form == "rst")
		print rule(cols, "=")
	print ""
	delete table
	delete width
}

# Prints one part: the operations, and the cost that each setup adds.
function print_part(where, percent,    r, c, used, n, what, key)
{
	used = 0
	for (c = 1; c <= columns; c++) {
		for (r = 1; r <= operations[where]; r++) {
			if (added(where, column[c], operation[where, r], 0) != "") {
				use[++used] = column[c]
				break
			}
		}
	}
	cell(1, 1, "")
	cell(1, 2, head["none"])
	cell(1, 3, "+-")
	for (c = 1; c <= used; c++)
		cell(1, c + 3, head[use[c]])
	n = 1
	for (r = 1; r <= operations[where]; r++) {
		what = operation[where, r]
		key = where SUBSEP "none" SUBSEP what
		# Skip an operation without a figure to compare, for instance of a missing program.
		if (!(key in median) || median[key] == "refused")
			continue
		n++
		cell(n, 1, what)
		cell(n, 2, number(median[key], 0))
		cell(n, 3, number(spread[key], 0))
		for (c = 1; c <= used; c++)
			cell(n, c + 3, added(where, use[c], what, percent))
	}
	print_table(n, used + 3)
}

function title(text)
{
	if (form == "md")
		print "### " text "\n"
	else if (form == "rst")
		print "**" text "**\n"
	else
		print text "\n"
}

END {
	for (p = 1; p <= parts_num; p++) {
		if (parts[p] == "selinux")
			continue
		name = parts[p] == "plain" ? "amd64-6.12" : parts[p] == "builtin" ? "amd64-6.12-builtin, PaX built in" : parts[p]
		title(name ": instructions of one operation without " (parts[p] == "builtin" ? "PaX" : "the module") ", and how many each adds")
		print_part(parts[p], 0)
		if (parts[p] == "plain" || form != "text") {
			title(name ": the same, added in percent")
			print_part(parts[p], 1)
		}
	}
	what = operations["plain"]
	for (r = 1; r <= what; r++) {
		key = "plain" SUBSEP "footprint" SUBSEP operation["plain", r]
		if (!(key in median))
			continue
		cell(++n_foot + 1, 1, operation["plain", r])
		cell(n_foot + 1, 2, sprintf("%d", median[key]))
	}
	if (n_foot) {
		title("What the loaded module holds, in bytes; a process: none")
		cell(1, 1, "")
		cell(1, 2, "bytes")
		print_table(n_foot + 1, 2)
	}
}
