#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests migrate, from PT_PAX_FLAGS and the bits of chpax in e_ident to the attribute. migrate must
# never lose a mark, and must report each file that it does not migrate, with the reason.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 100

PAX=0x65041580

# elf FILE CLASS ORDER [P_FLAGS]: makes an ELF file, with a PT_PAX_FLAGS header if flags are given.
elf() {
	rm -f "$1"
	if [ -n "${4:-}" ]; then
		"$file_helper" elf "$2" "$3" "$PAX,$4" "$1"
	else
		"$file_helper" elf "$2" "$3" 1,5 "$1"
	fi
}

# ident FILE BITS [NEXT]: writes the bits like chpax. BITS is octal.
ident() {
	# shellcheck disable=SC2059
	printf "\\$2\\${3:-0}" | dd of="$1" bs=1 seek=14 conv=notrunc status=none
}

# left NAME PATTERN: checks that migrate leaves the file e unchanged, and prints that reason.
left() {
	cp e before
	was=$(attr e)
	pax migrate -q e
	is "$status $(attr e)" "1 $was" "$1: it is left alone"
	has "$out" "^left	e	.*$2" "$1: the reason is told"
	is "$(cmp before e)" '' "$1: the file is as it was"
}

# p_flags: P 0x10 0x20, S 0x40 0x80, M 0x100 0x200, E 0x1000 0x2000, R 0x4000 0x8000.
# e_ident, in octal: 1 p, 2 E, 4 m, 10 r, 20 RANDEXEC, 40 s.
for class in 32 64; do
	for order in lsb msb; do
		kind="$class-bit $order"
		elf e $class $order 0x2a04
		cp e before
		pax migrate -q e
		is "$status $out $(attr e)" '0 set	e	PT_PAX_FLAGS	em	-
 [em]2' "$kind: PT_PAX_FLAGS"
		is "$(cmp before e)" '' "$kind: the header stays"
		elf e $class $order
		ident e 14
		pax migrate -q e
		is "$status $out $(attr e)" '0 set	e	EI_PAX	emr	-
 [emr]3' "$kind: e_ident"
		elf e $class $order 0x2000
		ident e 41
		pax migrate -q e
		is "$status $(attr e)" '1 none' "$kind: both, and they differ"
		elf e $class $order
		pax migrate -q e
		is "$status $out$(attr e)" '0 none' "$kind: no mark, nothing to do"
	done
done

# The meaning of the bits.
for case in '2 E' '4 em' '10 er' '40 es' '6 Em' '54 emrs' '24 em' '41 pems' '43 pems' '55 pemrs' '20 e'; do
	elf e 64 lsb
	ident e "${case% *}"
	pax migrate -q e
	is "$status $(attr e)" "0 [${case#* }]$(printf '%s' "${case#* }" | wc -c)" "e_ident $case"
done
for case in '0x1000 E' '0x5150 PEMRS' '0xa2a0 pemrs' '0x0 ' '0x8000 r' '0x2220 pem'; do
	elf e 64 lsb "${case% *}"
	pax migrate -q e
	is "$status $(attr e)" "0 [${case#* }]$(printf '%s' "${case#* }" | wc -c)" "p_flags $case"
done
elf e 64 lsb 0x2200
ident e 4
pax migrate -q e
is "$status $out$(attr e)" '0 set	e	both	em	-
[em]2' 'both, and they agree'

# Files that migrate does not change, with the reasons.
elf e 64 lsb 0x2200
ident e 10
left 'they contradict' 'PT_PAX_FLAGS and e_ident contradict'
elf e 64 lsb 0x0300
left 'a letter on and off' 'PT_PAX_FLAGS has a letter both on and off'
elf e 64 lsb 0x2020
left 'a mark that cannot run' 'P is off, but M or E is on'
elf e 64 lsb
ident e 1
left 'without the segments of i386' 'P is off, but M'
elf e 64 lsb 0x2200
set_attr e emr
left 'another attribute' 'user.pax.flags is there and differs'
elf e 64 lsb 0x2200
set_attr e nonsense
left 'an invalid attribute' 'no valid mark'
elf e 64 lsb
ident e 100
left 'bits that chpax did not know' 'unknown PaX bits'
elf e 64 lsb
ident e 0 1
left 'bits in the second byte' 'unknown PaX bits'
elf e 64 lsb 0x2200
set_attr e me
pax migrate e
is "$status $out$(attr e)" '0 [me]2' 'the attribute is right already'
has "$err" '^paxctl-ng: migrate: 1 file, 0 set, 1 right already, 0 left alone' 'and is counted'

# Crafted files: an error for each, a crash for none.
for class in 32 64; do
	elf e $class lsb 0x2200
	"$file_helper" poke e phnum 0xffff
	left "$class-bit, phnum 0xffff" malformed
	elf e $class lsb 0x2200
	"$file_helper" poke e phoff "$([ "$class" = 64 ] && echo 0xfffffffffffffff0 || echo 0xfffffff0)"
	left "$class-bit, a table that wraps around" malformed
	elf e $class lsb 0x2200
	"$file_helper" poke e phoff 0
	pax migrate -q e
	is "$(attr e)" none "$class-bit, a table on top of the header"
	elf e $class lsb 0x2200
	truncate -s 40 e
	left "$class-bit, truncated" malformed
done
elf e 64 lsb 0x2200
"$file_helper" poke e class 9
left 'an unknown class' malformed

# Trees, packages, dry runs.
rm -rf root
mkdir -p root/usr/bin/deep root/usr/lib root/var/lib/dpkg/info
elf root/usr/bin/a 64 lsb 0x2200
elf root/usr/bin/deep/b 32 msb 0x2200
elf root/usr/lib/unowned 64 lsb 0x2200
elf root/usr/bin/wrong 64 lsb 0x0300
script root/usr/bin/script
ln -s /usr/bin/a root/usr/bin/link
ln -s usr/bin root/bin
printf '%s\n' /. /usr /usr/bin /bin/a /usr/bin/script >root/var/lib/dpkg/info/one.list
printf '%s\n' /usr/bin/deep/b /usr/bin/gone /usr/bin/link >root/var/lib/dpkg/info/two:i386.list
printf '%s\n' /usr/lib/unowned >root/var/lib/dpkg/info/two.conffiles
pax migrate -n --packages --root root
is "$status $out$(attr root/usr/bin/a)" '0 would-set	/bin/a	PT_PAX_FLAGS	em	-
would-set	/usr/bin/deep/b	PT_PAX_FLAGS	em	-
would-set	/usr/bin/link	PT_PAX_FLAGS	em	-
none' 'a dry run over all packages'
pax migrate --packages --root root
is "$status $(attr root/usr/bin/a) $(attr root/usr/bin/deep/b) $(attr root/usr/lib/unowned)" \
	'0 [em]2 [em]2 none' 'all packages, and nothing else'
has "$err" '2 set, 1 right already, 0 left alone' 'a file with two names once'
pax migrate root
is "$status $(attr root/usr/lib/unowned)" '1 [em]2' 'a tree'
has "$out" '^left	root/usr/bin/wrong	' 'is walked to its end after what is left'
pax migrate --json --root root /usr/bin/wrong /usr
has "$out" '{"result":"left","path":"/usr/bin/wrong","source":"PT_PAX_FLAGS","mark":null,' 'JSON'
has "$out" '"totals":{"files":6,"set":0,"same":3,"left":2}' 'with figures'
pax migrate -q missing e
status_is 3 'a missing file and one that is left'
pax migrate
status_is 64 'nothing named'

# A read-only place.
elf e 64 lsb 0x2200
if is_root && chattr +i e 2>/dev/null; then
	pax migrate -q e
	is "$status $(attr e)" '1 none' 'an immutable file is left'
	has "$out" 'immutable' 'and the way out is told'
	chattr -i e
else
	skip 2 'no immutable files here'
fi
if can_be_user && is_root; then
	chmod 755 e
	run as_user "$PAXCTL" migrate -q e
	has "$out" '^left	e	PT_PAX_FLAGS	em	it may not be written' 'no permission to write'
	chmod 700 e
	run as_user "$PAXCTL" migrate -q e
	has "$out" '^left	e	-	-	it may not be read' 'nor to read'
else
	skip 2 'needs files of two users'
fi
