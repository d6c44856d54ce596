#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# From denials to a policy and back: what programs need is learned in permissive mode, or from their
# failures; once it is applied they work, and no program gets more than it needs.

. ./pax_test.sh

need_tool

dir=/sys/kernel/security/pax
needs='rwx jit shm trampoline nothing'
here=$PWD

mode() { echo "$1" > $dir/mode; }

# runs WHAT: the program that needs it succeeds.
runs() { ./need_exec-"$1" "$1"; }

# learned: what is proposed for these programs now, as "WHAT MARK".
learned()
{
	./paxctl-ng learn -q | sed -n "s,^\([a-zA-Z]*\)	$here/need_exec-\(.*\)$,\2 \1,p"
}

for what in $needs; do
	cp need_exec "need_exec-$what"
done

mode permissive
for what in rwx jit shm nothing; do
	ok "permissive: what needs $what runs" runs $what
done
# Permissive mode does not emulate: without EMUTRAMP the trampoline fails here too.
runs trampoline 2> /dev/null
mode enforce
weakest=$'jit em\nrwx em\nshm em\ntrampoline PE' failing='rwx jit shm trampoline'
# Without NX a trampoline runs by itself, and there is nothing to learn of it.
if [ "$PAX_NX" = none ]; then
	weakest=${weakest%$'\n'*} failing=${failing% *}
	skip "unmarked: what needs trampoline does not run" "this processor executes all readable memory (no NX)"
fi
ok "what was learned is the weakest that suffices" is "$weakest" learned
for what in $failing; do
	ok "unmarked: what needs $what does not run" not runs "$what"
done
ok "unmarked: what needs nothing runs" runs nothing

./paxctl-ng learn -q | grep -e need_exec- -e '^#' > learned.conf
ok "check finds that it is not applied yet" not ./paxctl-ng check -q learned.conf
ok "it is applied" ./paxctl-ng apply learned.conf
ok "check agrees" ./paxctl-ng check -q learned.conf
for what in $needs; do
	ok "marked: what needs $what runs" runs "$what"
done
ok "what needs nothing has no mark" not getfattr -n user.pax.flags need_exec-nothing
rm -f need_exec-*

finish
