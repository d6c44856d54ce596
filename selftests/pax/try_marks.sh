#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The weakest mark by trying: programs whose needs are known, also those that no denial shows, run
# under one mark after the other. No mark, no process and no mount is left.

. ./pax_test.sh

need_tool

dir=/sys/kernel/security/pax
tool=$PWD/paxctl-ng
own=$PWD/own
mkdir -p own
cp need_exec own/program
chmod 755 own own/program

! no_marked_copies "$tool" own/program || skip_all "$NO_MARKED_COPIES"

# finds LINE... -- ARGUMENT...: the lines of the policy that it prints.
finds()
{
	local lines=() got
	while [ "$1" != -- ]; do
		lines+=("$1	$own/$2")
		shift 2
	done
	shift
	got=$("$tool" try "$@") || { echo "$got"; return 1; }
	[ "$(grep -v '^#' <<< "$got")" = "$(printf '%s\n' "${lines[@]}")" ] || { echo "$got"; return 1; }
}
# unmarked ARGUMENT...: it finds that no mark is needed.
unmarked() { "$tool" try "$@" > own/text && ! grep -v '^#' own/text; }
# says WORDS ARGUMENT...: it fails, and says so.
says() { ! "$tool" try "${@:2}" > own/text 2>&1 && grep -q "$1" own/text; }

find_all()
{
	local what
	ok "$1: what needs nothing" unmarked own/program nothing
	for what in rwx jit shm; do
		ok "$1: what needs $what" finds em program -- own/program $what
	done
	ok "$1: what needs an address that no denial shows" finds er program -- own/program hint
	ok "$1: what needs both" finds emr program -- -f own/program \
		sh -c "own/program hint && own/program jit"
}
mounts() { sort /proc/self/mountinfo; }
before=$(mounts)

find_all "hard mode"
# Without NX a trampoline runs by itself.
if [ "$PAX_NX" = none ]; then
	skip "a trampoline" "this processor executes all readable memory (no NX)"
else
	ok "a trampoline" finds PE program -- own/program trampoline
fi
ok "a helper is found by what is denied to it" finds em program -- sh -c 'own/program jit'
ok "a program that goes on after a refusal needs no mark" unmarked sh -c 'own/program jit; true'
ok "but one to do without denials" finds em program -- --no-denials sh -c 'own/program jit; true'
ok "what was denied is shown" grep -q 'denied' <("$tool" try own/program jit)
ok "what no mark helps" says 'fails even with the strongest marks' own/program unknown
cp own/program own/contradicts
setfattr -n user.pax.flags -v pM own/contradicts
ok "the mark that the file has does not matter" unmarked own/contradicts nothing
ok "and stays" is pM getfattr --only-values -n user.pax.flags own/contradicts
ok "the file has no mark" not getfattr -n user.pax.flags own/program

echo 1 > $dir/softmode
find_all "soft mode"
echo 0 > $dir/softmode
echo permissive > $dir/mode
ok "permissive mode" says 'permissive mode nothing is denied' own/program jit
echo enforce > $dir/mode
echo root > $dir/trust
ok "trust=root, root's file" finds em program -- own/program jit
chown 65534 own/program
ok "trust=root, the file of another user" says 'would ignore a mark that weakens' own/program jit
chown 0 own/program
echo any > $dir/trust

# A user who may not mount.
as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
user_finds()
{
	local got
	got=$(as_user "$tool" try own/program jit 2>&1)
	[ "$(grep -v '^#' <<< "$got")" = "em	$own/program" ] || { echo "$got"; return 1; }
}
user_is_told()
{
	as_user "$tool" try own/program jit 2>&1 | grep "before Linux 6.6 this needs root"
}
if ! as_user unshare -U true 2> /dev/null; then
	skip "another user" "no user namespaces for users"
elif before 6.6; then
	ok "before Linux 6.6 another user is told" user_is_told
else
	ok "another user" user_finds
fi

# The tool ends, and so does what it has started.
ends()
{
	local n
	"$tool" try sh -c 'setsid sleep 4711 & sleep 4711' > own/text 2>&1 &
	for ((n = 0; n < 100 * ${PAX_SLOW:-1}; n++)); do
		pgrep -f '^sleep 4711' > own/pids && break
		sleep 0.1
	done
	[ -s own/pids ] || return
	kill "-$1" $!
	wait $!
	for ((n = 0; n < 100 * ${PAX_SLOW:-1}; n++)); do
		pgrep -f '^sleep 4711' > /dev/null || return 0
		sleep 0.1
	done
	return 1
}
ok "SIGTERM ends all" ends TERM
ok "SIGKILL ends all" ends KILL
ok "no mount is left" is "$before" mounts
rm -r own
finish
