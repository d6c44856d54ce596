#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Legacy marks in ELF headers: -F, -f, -L, in both classes and byte orders.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 80

LOAD=1,5
# The flags that linkers wrote: m and e off, the deprecated RANDEXEC off, and a readable segment.
PAX=0x65041580

for class in 32 64; do for data in lsb msb; do
	kind="$class-bit $data"
	rm -f e
	"$file_helper" elf $class $data $LOAD $PAX,0x2a04 e

	pax -v e
	is "$out" "e:
	PT_PAX    : -em--
	XATTR_PAX : not found

" "$kind: the header is shown"

	pax -F e
	is "$status $(attr e)" '0 [em]2' "$kind: -F copies it to the attribute"

	pax -L -PRs e
	is "$status $(attr e)" '0 [em]2' "$kind: -L leaves the attribute alone"
	is "$(phdr e)" 0x6a94 "$kind: -L changes its bits and no others"

	pax -l -M e
	is "$(phdr e) $(attr e)" '0x6a94 [eM]2' "$kind: -l leaves the header alone"

	pax -f e
	is "$status $(phdr e)" '0 0x2904' "$kind: -f copies the attribute to the header"

	pax -Z e
	is "$(phdr e) $(attr e)" '0x6954 [PeMRS]5' "$kind: without either, both are changed"

	pax -Lz e
	is "$(phdr e)" 0x804 "$kind: -z unsets every letter"

	pax -F e
	is "$status $(attr e)" '0 []0' "$kind: -F of a header without letters stores the empty mark"

	cp e before
	pax -LZ e
	cmp -l before e >differences
	is "$(awk 'END { print NR <= 4 }' differences)" 1 "$kind: at most four bytes of the file change"
	is "$(wc -c <e)" "$(wc -c <before)" "$kind: its length does not"

	pax -l -pem e
	pax -f e
	is "$(phdr e)" 0x2a24 "$kind: every letter has its own bit"
	pax -L -EMRSp e
	is "$(phdr e)" 0x5964 "$kind: and its own bit for on"
	pax -v e
	has "$out" 'PT_PAX    : pEMRS$' "$kind: which is shown"

	rm -f e
	"$file_helper" elf $class $data $LOAD e
	pax -F e
	is "$status $(attr e)" '1 none' "$kind: -F without a header is status 1"
	pax -m e
	is "$status $(attr e)" '0 [em]2' "$kind: letters without a header set the attribute"
	pax -f e
	status_is 1 "$kind: -f without a header is status 1"
done; done

has "$err" 'e: cannot write PT_PAX_FLAGS\|e: cannot read PT_PAX_FLAGS: there is no such.*-l' \
	'a missing header is explained'
pax -L -m e
is "$status $(attr e)" '0 [em]2' '-L without a header changes nothing, which is no error'
has "$err" 'warning: it has no PT_PAX_FLAGS header' 'but is told'
script s
pax -L -m s
status_is 1 '-L of a script is an error'

rm -f e
"$file_helper" elf 64 lsb $PAX,0x2800 e
pax -f e
is "$status $(phdr e)" '1 0x2800' '-f without an attribute is status 1'
has "$err" 'e: cannot read user.pax.flags: there is none' 'and says so'

# A contradiction is never copied.
set_attr e Mm
pax -f e
is "$status $(phdr e)" '1 0x2800' '-f does not copy a contradiction'
has "$err" 'both cases' 'and says so'
rm -f e
"$file_helper" elf 64 lsb $PAX,0x0330 e
pax -F e
is "$status $(attr e)" '1 none' '-F does not copy a contradiction'
has "$err" 'both on and off' 'and says so'
pax -v e
has "$out" 'PT_PAX    : ?-?--' 'it is shown with question marks'

# The first of two headers counts.
rm -f e
"$file_helper" elf 32 msb $PAX,0x0100 $PAX,0x0200 e
pax -v e
has "$out" 'PT_PAX    : --M--' 'the first of two headers counts'
