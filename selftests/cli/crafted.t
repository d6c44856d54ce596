#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# ELF files that someone made to cause harm, or that were cut short.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 278

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
	pax migrate -q e
	is "$status $(attr e) $(printf '%s' "$out" | cut -f 1,4)" '1 none left	-' "$1: migrate leaves it"
	has "$out" 'malformed' "$1: and says why"
	pax show -q e
	has "$status $out" '^0 e	-	no	.*malformed' "$1: show says that no kernel loads it"
	pax scan -q .
	is "$status $out" '0 ' "$1: scan passes over it"
	pax -m e
	is "$status $(attr e)" '1 [em]2' "$1: without -l, status 1 but the attribute is set"
	pax -l -r e
	is "$status $(attr e)" '0 [emr]3' "$1: with -l, the header is not looked at"
}

for class in 32 64; do for data in lsb msb; do
	kind="$class-bit $data"
	fresh() { rm -f e && "$aid" elf "$class" "$data" "$PAX",0x2a04 e; }
	fresh
	"$aid" poke e phnum 0xffff
	refused "$kind, phnum 0xffff"
	fresh
	"$aid" poke e phoff 0x7ffffff0
	refused "$kind, phoff past the end"
	fresh
	"$aid" poke e phoff "$([ "$class" = 64 ] && echo 0xfffffffffffffff0 || echo 0xfffffff0)"
	refused "$kind, phoff that overflows"
	fresh
	"$aid" poke e phentsize 0
	refused "$kind, phentsize 0"
	fresh
	truncate -s 70 e
	refused "$kind, cut short in the table"
	fresh
	"$aid" poke e phnum 3000
	truncate -s 300000 e
	refused "$kind, more headers than the kernel would read"

	# What makes sense after all.
	fresh
	"$aid" poke e phoff 0
	pax migrate -q e
	is "$status $out" '0 ' "$kind, headers over each other: there is no mark"
	rm -f e
	"$aid" elf "$class" "$data" "$PAX",0x2a04 "$PAX",0x1504 e
	pax migrate -q e
	is "$status $(attr e)" '0 [em]2' "$kind, two marks: the first counts"
done; done
fresh
truncate -s 20 e
refused 'cut short in the header'
fresh
"$aid" poke e class 7
refused 'an unknown class'
fresh
"$aid" poke e data 0
refused 'an unknown byte order'
