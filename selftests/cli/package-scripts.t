#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Calls the tool like package scripts. They first ask for its features. Then they set marks, reset
# them to the default, or migrate them from headers, and check only the status. They read marks
# with -v.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 28

can() { "$PAXCTL" "$1" >/dev/null 2>&1; }

# pax_mark LETTERS FILE...: sets every kind of mark. Fails if a file has no mark afterwards. With
# "z" among the letters it removes the old mark first.
pax_mark() {
	letters=$1 failed=0
	shift
	for file; do
		marked=1
		can -L && "$PAXCTL" -L "-$letters" "$file" >/dev/null 2>&1 && marked=0
		if can -l; then
			case $letters in
			*z*) "$PAXCTL" -d "$file" >/dev/null 2>&1 || failed=1 ;;
			esac
			rest=$(printf %s "$letters" | tr -d z)
			[ -z "$rest" ] || "$PAXCTL" -l "-$rest" "$file" >/dev/null 2>&1
			marked=$((marked && $?))
		fi
		[ "$marked" -eq 0 ] || failed=1
	done
	return $failed
}

# shown FILE: prints the marks that a script finds in the output: the header's, then the other.
shown() { "$PAXCTL" -v "$1" 2>/dev/null | sed -n 's/^.*_PAX *: *//p; s/^.*T_PAX *: *//p' | tr '\n' ' '; }

can -L
status_before=$?
can -l
is "$status_before $?" '0 0' 'both kinds of mark are there'
is "$("$PAXCTL" -L 2>&1; "$PAXCTL" -l 2>&1)" '' 'which is said by status alone'

script plain
rm -f old new
"$file_helper" elf 64 lsb 1,5 new
"$file_helper" elf 64 lsb 0x65041580,0x2800 old
pax_mark m new plain
is "$?" 0 'a program without a header and a script are marked'
is "$(attr new) $(attr plain)" '[em]2 [em]2' 'in the attribute'
pax_mark m old
is "$? $(attr old) $(phdr old)" '0 [em]2 0x2a00' 'one with a header in both'
pax_mark pemrxs old
is "$?" 1 'a letter that there is not'
is "$(attr old) $(phdr old)" '[em]2 0x2a00' 'changes nothing'
pax_mark mr old
is "$(attr old)" '[emr]3' 'letters come to those that are there'
pax_mark Pmr old
is "$(attr old) $(phdr old)" '[Pemr]4 0xaa10' 'in both'
pax_mark z old
is "$? $(attr old) $(phdr old)" '0 none 0x800' 'back to the default; a bit without a letter stays'
pax_mark zm old
is "$? $(attr old) $(phdr old)" '0 [em]2 0x800' 'the default and a letter: for the header that is a usage error'
pax_mark m missing new
is "$? $(attr new)" '1 [em]2' 'a file that is missing, and the rest'

# Build systems mark the header and the attribute one after the other, and go on to another tool, or
# fail, if the status is not 0. mark_both LETTERS FILE...: fails if one of the two did not succeed.
mark_both() {
	letters=$1 failed=0 reset=
	shift
	case $letters in *z*) reset=1 ;; esac
	letters=$(printf %s "$letters" | tr -dc PpEeMmRrSs)
	for file; do
		if can -L; then
			[ -z "$reset" ] || "$PAXCTL" -L -z "$file" >/dev/null 2>&1
			[ -z "$letters" ] || "$PAXCTL" -L "-$letters" "$file" >/dev/null 2>&1 || failed=1
		fi
	done
	for file; do
		if can -l; then
			[ -z "$reset" ] || "$PAXCTL" -d "$file" >/dev/null 2>&1
			[ -z "$letters" ] || "$PAXCTL" -l "-$letters" "$file" >/dev/null 2>&1 || failed=1
		fi
	done
	return $failed
}

for kind in 64:lsb 32:msb; do
	rm -f new old
	"$file_helper" elf ${kind%:*} ${kind#*:} 1,5 new
	"$file_helper" elf ${kind%:*} ${kind#*:} 0x65041580,0x2800 old
	mark_both m new old
	is "$? $(attr new) $(attr old) $(phdr old)" '0 [em]2 [em]2 0x2a00' "$kind: both kinds of mark, header or none"
	mark_both zE new old
	is "$? $(attr new) $(attr old) $(phdr old)" '0 [E]1 [E]1 0x1800' "$kind: the default and a letter"
	mark_both z new old
	is "$? $(attr new) $(attr old) $(phdr old)" '0 none none 0x800' "$kind: the default"
	mark_both m new missing
	is "$?" 1 "$kind: a missing file is a failure"
done
rm -f new old
"$file_helper" elf 64 lsb 1,5 new
"$file_helper" elf 64 lsb 0x65041580,0x800 old
pax -l -m new old

# Reading.
is "$(shown new)" 'not found -em-- ' 'what -v says is found by a pattern'
is "$(shown old)" '----- -em-- ' 'both marks'
is "$(shown missing)" '' 'nothing of what is missing'
"$PAXCTL" -v new old plain | awk 'BEGIN { RS = "" } END { print NR }' >count
is "$(cat count)" 3 'a paragraph a file'

# Migration of a whole system, as find(1) would call it.
rm -f a b c
"$file_helper" elf 64 lsb 0x65041580,0x2200 a
"$file_helper" elf 32 msb 0x65041580,0x2200 b
"$file_helper" elf 64 lsb 1,5 c
find . -name '[abc]' -exec "$PAXCTL" -F {} \; >/dev/null 2>&1
is "$(attr a) $(attr b) $(attr c)" '[em]2 [em]2 none' '-F takes over what is there'
find . -name '[abc]' -print0 | xargs -0 "$PAXCTL" -dv >/dev/null 2>&1
is "$? $(attr a) $(attr b)" '0 none none' '-d with xargs'
(set -e; "$PAXCTL" -C a; "$PAXCTL" -r a) && (set -e; "$PAXCTL" -zv b >/dev/null; "$PAXCTL" -Zl b)
is "$? $(attr a) $(attr b)" '0 [PeMrS]5 [PeMRS]5' 'one after the other under set -e'
LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 "$PAXCTL" -v a >out
is "$(sed -n 3p out)" '	XATTR_PAX : PeMrS' 'whatever the locale'
