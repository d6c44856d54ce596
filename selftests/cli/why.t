#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# why: what was denied to a program, what that means, what to do, and what the words of applications
# mean.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
table=$here/../programs/table
guide=$here/../../Documentation/admin-guide.rst
plan 43

# said MESSAGE MARK NAME: checks the mark to which the words of an application lead.
said() {
	pax why -q --message "$1"
	is "$status $(printf '%s' "$out" | cut -f 7)" "0 $2" "$3"
}

said 'luajit: runtime code generation failed, restricted kernel?' em 'LuaJIT, once'
has "$out" 'the program luajit needs emr.*luajit -joff' 'and what works without a mark'
said 'x: cannot allocate executable memory' em 'words of no known program'
said 'error while loading shared libraries: /usr/lib/libx.so: cannot restore segment prot after reloc: Permission denied' \
	em 'text relocations'
said 'libx.so: cannot enable executable stack as shared object requires: Permission denied' em \
	'a library with an executable stack'
has "$out" 'execstack -c LIBRARY' 'and what to do with it'
said 'preg_match(): Allocation of JIT memory failed, PCRE JIT will be disabled.' - 'a warning'
pax why --message 'all is well'
status_is 1 'words that nobody says'
has "$err" 'no program is known to say that' 'are told'
pax why
status_is 64 'nothing named'
pax why --list
is "$status $(printf '%s' "$out" | awk -F '\t' 'NF != 7 || $1 == "-" || $5 == "-"')" '0 ' 'the list'

# The words that the table of programs has lead to the marks that it has.
if [ -r "$table" ]; then
	awk '/^Program:/ { name = $2 } /^Mark:/ { mark = $2 }
		/^Unmarked: [0-9S]/ { sub(/^Unmarked: [^ ]* */, ""); if ($0 != "") print name "\t" mark "\t" $0 }' \
		"$table" | grep -vE '	(denied: |mprotect_denied|exited normally|failed to allocate|out of memory)' >known
	is "$(wc -l <known)" 15 'words in the table'
	while IFS='	' read -r name mark words; do
		pax why -q --message "$words"
		is "$(printf '%s' "$out" | cut -f 7)" "$mark" "$name"
	done <known
else
	skip 15 "$table is not there"
fi

# What was denied.
cp "$(command -v env)" prog
"$file_helper" set prog "$user" em
id=$(stat -c 'exe_dev=%Hd:%Ld exe_ino=%i' prog)
record() {
	printf 'seq=1 time=%s event=%s flags=PeMRs %s uid=0 auid=unset userns=init mntns=init traced=no %s exe="%s"\n' \
		"$(($(date +%s) + 1)).5" "$1" "$2" "$id" "$dir/prog"
}
record mprotect_denied 'prot=r-x had=rw- area=anonymous_mapping' >events
pax why --events events prog
is "$status $(printf '%s' "$out" | cut -f 1,3,7)" "0 $dir/prog	em	em" 'a denial leads to a mark'
has "$out" '1 x mprotect_denied of anonymous_mapping, rw- to r-x.*makes code at run time.*turn its compiler off' \
	'with what it means'
record mprotect_denied 'prot=r-x had=rw- file="/usr/lib/libx.so"' >events
pax why --events events prog
has "$out" 'libx.so.*text relocations.*-fPIC' 'text'
record mprotect_denied 'prot=rwx had=rw- area=stack' >events
pax why --events events prog
has "$out" 'asks for an executable stack.*execstack -c' 'the stack'
record exec_fault 'area=stack' >events
pax why --events events prog
has "$out" 'trampoline.*PE.*	PE$' 'a trampoline'
record exec_fault 'area=no_mapping' >events
pax why --events events prog
has "$out" 'jumped to where nothing is.*no mark helps.*	-$' 'no mark'
# Of a denied write, exe= is the debugger.
printf 'seq=1 time=%s event=write_denied action=deny flags=PeMRs prot=rwx had=r-x file="%s" uid=0 auid=unset userns=init mntns=init traced=no target_dev=%s target_ino=%s target="%s" exe_dev=8:1 exe_ino=3 exe="/usr/bin/gdb"\n' \
	"$(($(date +%s) + 1)).5" "$dir/prog" "$(stat -c %Hd:%Ld prog)" "$(stat -c %i prog)" "$dir/prog" >events
pax why --events events prog
has "$out" '1 x write_denied by /usr/bin/gdb.*a debugger.*hbreak.*	-$' 'a write to its code'
pax why --events events "$(command -v env)"
status_is 1 'which is not said of others'
pax learn events
is "$(printf '%s' "$out" | grep -c "prog$")" 0 'and proposes nothing'
: >events
pax why --events events prog
status_is 1 'nothing was denied'
has "$err" 'nothing was denied to it.*RANDMMAP denies nothing.*"er"' 'which is told'
printf '#!%s/prog\n' "$dir" >script
record mmap_denied 'prot=rwx area=anonymous_mapping' >events
pax why --events events script
is "$status $(printf '%s' "$out" | cut -f 1)" "0 $dir/prog" 'of a script, its interpreter'
pax why --events events --json $$
has "$out" '"pid":'$$',' 'a process'
pax why --events events missing
status_is 2 'a missing file'
pax why --events missing prog
status_is 3 'missing records'

# The guide.
if [ -r "$guide" ]; then
	missing=
	sed -n 's/^"\(.*\)"  .*/\1/p' "$guide" >said
	while read -r words; do
		"$PAXCTL" why -q --message "$words" >/dev/null || missing="$missing $words"
	done <said
	is "$([ -s said ] && echo "$missing")" '' 'the words in the guide are known'
else
	skip 1 "$guide is not there"
fi
