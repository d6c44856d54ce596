#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# ELF files that someone made to cause harm, or that were cut short.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 90

PAX=0x65041580

# refused NAME: the file "e" yields an error, no crash, no attribute, no change.
refused() {
	cp e before
	pax -F e
	is "$status $(attr e)" '1 none' "$1: -F fails and stores nothing"
	has "$err" '^paxctl-ng: e: cannot read PT_PAX_FLAGS: .*-l' "$1: says why and what to do"
	pax -L -m e
	is "$status $(cmp before e)" '1 ' "$1: -L fails and writes nothing"
	pax -v e
	is "$status $(printf '%s' "$out" | sed -n 's/.*PT_PAX    : //p')" '1 unreadable' "$1: -v says so"
	pax -m e
	is "$status $(attr e)" '1 [em]2' "$1: without -l, status 1 but the attribute is set"
	pax -l -r e
	is "$status $(attr e)" '0 [emr]3' "$1: with -l, the header is not looked at"
}

for class in 32 64; do
	fresh() { rm -f e && "$aid" elf "$class" lsb "$PAX",0x2a04 e; }
	fresh
	"$aid" poke e phnum 0xffff
	refused "$class-bit, phnum 0xffff"
	fresh
	"$aid" poke e phoff 0x7ffffff0
	refused "$class-bit, phoff past the end"
	fresh
	"$aid" poke e phoff "$([ "$class" = 64 ] && echo 0xfffffffffffffff0 || echo 0xfffffff0)"
	refused "$class-bit, phoff that overflows"
	fresh
	"$aid" poke e phentsize 0
	refused "$class-bit, phentsize 0"
	fresh
	truncate -s 70 e
	refused "$class-bit, cut short in the table"
	fresh
	"$aid" poke e phnum 3000
	truncate -s 300000 e
	refused "$class-bit, more headers than the kernel would read"
done
fresh
truncate -s 20 e
refused 'cut short in the header'
fresh
"$aid" poke e class 7
refused 'an unknown class'
fresh
"$aid" poke e data 0
refused 'an unknown byte order'
