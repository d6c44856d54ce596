#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# -v: its exact output. It changes nothing and opens no file for writing.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 45

# shows FILE ELF ATTRIBUTE NAME: checks the output of the last run.
shows() {
	is "$out" "$1:
	PT_PAX    : $2
	XATTR_PAX : $3

" "$4"
}

script f
pax -v f
status_is 0 'an unmarked script can be looked at'
shows f 'not found' 'not found' 'its output'
is "$err" '' 'and nothing on stderr'

for pair in 'em=-em--' 'PeMRS=PeMRS' '=-----' 'pEmrS=pEmrS' 's=----s' 'sm=--m-s'; do
	set_attr f "${pair%%=*}"
	pax -v f
	status_is 0 "'${pair%%=*}' can be looked at"
	shows f 'not found' "${pair#*=}" "'${pair%%=*}' is shown as ${pair#*=}"
	is "$err" '' "'${pair%%=*}' is no cause for words"
done

# -v also reads marks that the kernel ignores, and reports them.
for pair in '-em--=-em--' 'Xm=--m--' 'emrsxP=-emrs' 'Pp=?----' 'Mem=-e?--' 'mm=--m--'; do
	set_attr f "${pair%%=*}"
	pax -v f
	shows f 'not found' "${pair#*=}" "'${pair%%=*}' is shown as ${pair#*=}"
	has "$err" "^paxctl-ng: f: warning: user.pax.flags holds .* ignores" "'${pair%%=*}' is reported"
done
status_is 0 'an invalid mark is no failure to look'

long=$(printf '%0300d' 0)
set_attr f "m$long"
pax -v f
shows f 'not found' '--m--' 'a very long attribute: its first five bytes'
has "$err" 'm00.*"\.\.\..*more than five bytes' 'and a report, cut short'

script a
script b
set_attr b m
pax -v a b
is "$out" 'a:
	PT_PAX    : not found
	XATTR_PAX : not found

b:
	PT_PAX    : not found
	XATTR_PAX : --m--

' 'two files'

pax -mv a
shows a 'not found' '-em--' 'with letters, the state after the change'

printf 'plain\n' >plain
pax -v plain
status_is 0 'any regular file can be looked at'

script f
run "$file_helper" watch f "$PAXCTL" -v f
is "$err" unwritten '-v does not open the file for writing'
run "$file_helper" watch f "$PAXCTL" -m f
is "$err" unwritten 'nor does setting the attribute'

if [ -c /dev/full ]; then
	"$PAXCTL" -v f >/dev/full 2>err
	is $? 1 'output that does not arrive is a failure'
	has "$(cat err)" 'standard output: cannot write' 'and says so'
else
	skip 2 'there is no /dev/full'
fi

# A name with control characters for the terminal. Scripts get the raw name.
name=$(printf 'a\033[2Jb')
script "$name"
pax -v "$name"
shows "$name" 'not found' 'not found' 'in a pipe a name is as it is'
if command -v script >/dev/null && command script -qec true /dev/null >/dev/null 2>&1; then
	run command script -qec "'$PAXCTL' -v '$name'" /dev/null
	has "$out" '^a\\x1B\[2Jb:' 'on a terminal it is quoted'
else
	skip 1 'there is no script(1), which makes a terminal'
fi
