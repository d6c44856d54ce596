#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A mark with which the kernel refuses to run the file is written, but with a warning.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 39

# warned OLD OPTION STORED MEANT: a mark that the kernel refuses in both modes.
warned() {
	script f
	[ "$1" = none ] || set_attr f "$1"
	pax "$2" f
	is "$status $(attr f)" "0 [$3]${#3}" "$2 on $1 is written"
	has "$err" "^paxctl-ng: f: warning: the kernel refuses .*\"$3\".*probably meant: $4 (set it with -$4)$" \
		"$2 on $1 is warned of, $4 was meant"
}

warned none -p pe pem
warned none -pM peM pem
warned none -pE pE pem
warned '' -p p pem
warned em -pE pEm pem
warned PeMRS -p peMRS pemRS
warned mr -p pmr pemr

# soft OLD OPTION STORED MEANT: a mark that the kernel refuses only in soft mode.
soft() {
	script f
	[ "$1" = none ] || set_attr f "$1"
	pax "$2" f
	is "$status $(attr f)" "0 [$3]${#3}" "$2 on $1 is written"
	has "$err" "^paxctl-ng: f: warning: in soft mode the kernel refuses .*\"$3\".*probably meant: $4 (" \
		"$2 on $1 is warned of for soft mode, $4 was meant"
}

soft none -M eM PeM
soft none -E E PE
soft em -E Em PEm

# quiet OLD OPTION: no warning.
quiet() {
	script f
	[ "$1" = none ] || set_attr f "$1"
	pax "$2" f
	is "$status $err" '0 ' "$2 on $1 is no cause for words"
}

quiet none -pem
quiet none -pm
quiet none -m
quiet none -Z
quiet none -z
quiet none -R
quiet none -pemrs
quiet pm -e
quiet pe -m
quiet none -PE
quiet p -z
quiet none -C
quiet none -c

rm -f e && "$file_helper" elf 64 lsb 0x65041580,0x120 e
pax -F e
is "$status $(attr e)" '0 [pM]2' '-F of such a mark is written'
has "$err" 'e: warning: the kernel refuses.*probably meant: pem' 'and warned of'
pax -L -E e
is "$status $err" '0 ' 'the header, which the kernel does not read, is not'

rm -f e && script e
pax -p e e
is "$(printf '%s\n' "$err" | grep -c warning)" 2 'once a file'
pax -v e
is "$status $err" '0 ' 'a look does not warn of it'
pax -pem e
is "$err" '' 'what was proposed is accepted'
