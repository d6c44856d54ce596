#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scan --suspect: finds programs with engines that make code at run time, by names of libraries and of
# symbols; and the table of engines.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
command -v "${CC:-cc}" >/dev/null || skip_all 'a compiler is needed to make libraries'
plan 18

# build OUT SOURCE FLAG...
build() {
	to=$1
	printf '%s\n' "$2" >source.c
	shift 2
	"${CC:-cc}" -o "$to" source.c "$@" 2>log || bail_out "cannot build $to: $(cat log)"
}

# signs FILE: its signs, of the last scan.
signs() { printf '%s' "$out" | awk -F '\t' -v f="$1" '$1 == f { print $6 }'; }

mkdir -p t
build t/libLLVM-14.so.1 'int made(void) { return 1; }' -shared -fPIC -Wl,-soname,libLLVM-14.so.1
build t/libother.so.1 'int made(void) { return 1; }' -shared -fPIC -Wl,-soname,libother.so.1
build t/links 'int made(void); int main(void) { return made(); }' t/libLLVM-14.so.1
build t/other 'int made(void); int main(void) { return made(); }' t/libother.so.1
build t/contains 'int luaJIT_setmode(void) { return 0; } int main(void) { return luaJIT_setmode(); }' -rdynamic
build t/hidden 'static int luaJIT_setmode(void) { return 0; } int main(void) { return luaJIT_setmode(); }'
build t/near 'int luaJIT_setmodes(void) { return 0; } int main(void) { return 0; }' -rdynamic
build t/both 'int made(void); int luaJIT_setmode(void) { return 0; } int main(void) { return made(); }' \
	-rdynamic t/libLLVM-14.so.1
cp t/links t/marked
set_attr t/marked em
cp t/links t/cut
truncate -s 700 t/cut

pax scan -q --suspect t
is "$status" 0 'a tree'
is "$(signs t/links)" llvm 'a library that it links'
is "$(signs t/libLLVM-14.so.1)" llvm 'the library itself'
is "$(signs t/contains)" luajit 'a symbol that it has'
is "$(signs t/both)" 'luajit; llvm' 'two of them'
is "$(signs t/marked)" llvm 'a marked file'
is "$(signs t/other)$(signs t/libother.so.1)$(signs t/hidden)$(signs t/near)$(signs t/cut)" '' 'no others'
pax scan -q t
is "$(printf '%s' "$out" | cut -f 1,6)" 't/marked	-' 'without --suspect none is'
pax scan -q --suspect --json t/links
has "$out" '"signs":\["llvm"\]' 'JSON'
pax scan --suspect --marked t
status_is 64 '--marked opens no file'

# The table.
pax scan --engines
is "$status $(printf '%s' "$out" | awk -F '\t' 'NF != 4 || $1 == "-" || $3 == "-" || $4 == "-"')" '0 ' 'each has its fields'
printf '%s' "$out" >table
is "$(cut -f 1 table | sort | uniq -d)" '' 'no name twice'
is "$(cut -f 2 table | sort -u | tr '\n' ' ')" '- em er ' 'the marks'
# The limits of the library's search.
is "$(cut -f 3 table | tr '|' '\n' | awk 'length >= 48')" '' 'no pattern is too long'
is "$(($(cut -f 3 table | tr '|' '\n' | wc -l) <= 160))" 1 'nor are there too many'
is "$(($(wc -l <table) <= 64))" 1 'nor too many engines'
# No pattern finds all programs.
pax scan -q --suspect "$PAXCTL" "$(command -v env)"
is "$(printf '%s' "$out" | cut -f 6 | tr -s '; ' '\n' | grep -v -e '^[atm]san$' -e '^-$')" '' 'the tool has none'
pax scan --suspect
status_is 64 'no directory'
