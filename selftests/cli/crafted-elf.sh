# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Shared code for the tests with malicious or truncated ELF files. Each ELF class has a test of its
# own, because the checks run the tool many times.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"

PAX=0x65041580

# fresh CLASS DATA: makes a valid file "e" with a legacy mark.
fresh() { rm -f e && "$file_helper" elf "$1" "$2" "$PAX",0x2a04 e; }

# refused NAME: checks that the file "e" causes an error, no crash, no attribute and no change.
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

# crafted CLASS DATA: runs all 62 checks.
crafted() {
	class=$1 data=$2
	kind="$class-bit $data"
	fresh "$class" "$data"
	"$file_helper" poke e phnum 0xffff
	refused "$kind, phnum 0xffff"
	fresh "$class" "$data"
	"$file_helper" poke e phoff 0x7ffffff0
	refused "$kind, phoff past the end"
	fresh "$class" "$data"
	"$file_helper" poke e phoff "$([ "$class" = 64 ] && echo 0xfffffffffffffff0 || echo 0xfffffff0)"
	refused "$kind, phoff that overflows"
	fresh "$class" "$data"
	"$file_helper" poke e phentsize 0
	refused "$kind, phentsize 0"
	fresh "$class" "$data"
	truncate -s 70 e
	refused "$kind, cut short in the table"
	fresh "$class" "$data"
	"$file_helper" poke e phnum 3000
	truncate -s 300000 e
	refused "$kind, more headers than the kernel would read"

	# Unusual files that are valid.
	fresh "$class" "$data"
	"$file_helper" poke e phoff 0
	pax migrate -q e
	is "$status $out" '0 ' "$kind, headers over each other: there is no mark"
	rm -f e
	"$file_helper" elf "$class" "$data" "$PAX",0x2a04 "$PAX",0x1504 e
	pax migrate -q e
	is "$status $(attr e)" '0 [em]2' "$kind, two marks: the first counts"
}
