#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A running program: its attribute can be changed, its ELF header cannot.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 20

cp "$file_helper" prog
chmod 755 prog
"$file_helper" convert prog 0x2800 || skip_all 'the helper has no header to make a mark of'
mkfifo ready go
./prog hold ready go &
holder=$!
cat ready # until the program runs

pax -v prog
status_is 0 'a running program can be looked at'
has "$out" 'PT_PAX    : -e---' 'its header too'
pax -l -m prog
is "$status $(attr prog)" '0 [em]2' 'its attribute can be set'
pax -L -m prog
status_is 1 'its header cannot'
has "$err" '^paxctl-ng: prog: cannot write PT_PAX_FLAGS: it is being run; .*-l' 'and the ways out are said'
pax -r prog
is "$status $(attr prog)" '1 [emr]3' 'with both, status 1 and the attribute is set'
pax -L -e prog
status_is 0 'a header that is right already is not opened'
pax -f prog
status_is 1 '-f fails'
pax -F prog
is "$status $(attr prog)" '0 [e]1' '-F succeeds'
is "$(phdr prog)" 0x2800 'the header is as it was'
echo >go
wait "$holder"
pax -m prog
is "$status $(phdr prog) $(attr prog)" '0 0x2a00 [em]2' 'afterwards both can be set'

# It still is a program.
./prog phdr prog >/dev/null
is $? 0 'the program still runs'

chmod 6755 prog
pax -L -M prog
is "$(phdr prog) $(stat -c %a prog)" '0x2900 6755' 'set-id bits outlive a write'
if can_be_user && is_root; then
	chown 65534:65534 prog
	chmod 4755 prog
	run as_user "$PAXCTL" -L -m prog
	is "$(phdr prog) $(stat -c %a prog)" '0x2a00 4755' 'also when the owner writes'
	if "$file_helper" caps prog; then
		before=$(attr prog security.capability)
		pax -L -M prog
		is "$(phdr prog)" 0x2900 'root changes a file with capabilities'
		is "$(attr prog security.capability)" "$before" 'which it keeps'
		run as_user "$PAXCTL" -L -m prog
		is "$status $(phdr prog)" '1 0x2900' 'whoever cannot keep them may not'
		is "$(attr prog security.capability)" "$before" 'and they stay'
		has "$err" 'prog: cannot write PT_PAX_FLAGS: .*capabilities' 'and says why'
	else
		skip 5 'file capabilities cannot be set here'
	fi
else
	skip 6 'needs files of two users'
fi

cp prog copy
run "$file_helper" watch copy "$PAXCTL" -v copy
is "$err" unwritten '-v does not open an ELF file for writing'
