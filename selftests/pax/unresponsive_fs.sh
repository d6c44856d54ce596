#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# An exec from a file system that does not answer: the status names who waits and for which file
# system, and once the wait is ended the module can be removed.

. ./pax_test.sh

dir=/sys/kernel/security/pax
connections=/sys/fs/fuse/connections

as_user() { setpriv --reuid 1000 --regid 1000 --clear-groups "$@"; }
# soon COMMAND...: succeeds as soon as the command does, within 20 s.
soon()
{
	local _
	for _ in {1..100}; do
		"$@" && return
		sleep 0.2
	done
	return 1
}
gone() { ! kill -0 "$1" 2> /dev/null; }
# waits PID: the status names it.
waits() { grep -Eqx "waiting $1: exec of /mnt/program \(fuse, device 0:[0-9]+\) by unresponsive_fs, uid 0, [0-9]+ s" "$dir"/status; }
# device PID: the minor number of the device whose file it waits for.
device() { sed -n "s/^waiting $1: .*device 0:\([0-9]*\)).*/\1/p" $dir/status; }
waiting() { sed -n 's/^waiting: //p' "$@"; }

mountpoint -q $connections || mount -t fusectl none $connections
ok "no exec waits" not grep -q ^waiting $dir/status

# mute: mounts a file system whose server never answers requests for attributes, and executes its
# program.
mute()
{
	./xattr_error_fs ./show_flags /mnt 0 || return
	server=$(pgrep -n xattr_error_fs)
	/mnt/program > /dev/null 2>&1 &
	waiter=$!
}
mute
ok "the status names the waiting process and the file system" soon waits "$waiter"
ok "and the number of waiting execs" is 1 waiting $dir/status
ok "a user sees only the number" is "waiting: 1" as_user grep ^waiting $dir/status
ok "the tool shows it" bash -c "./paxctl-ng status | grep -q '^waiting $waiter.*/mnt/program'"
# The server has ten threads, each of which keeps one waiting.
for _ in {1..8}; do
	/mnt/program > /dev/null 2>&1 &
	more+=" $!"
done
ok "all waiting execs are counted" soon is 9 waiting $dir/status
ok "and up to eight are named" is 8 grep -c '^waiting [0-9]' $dir/status
built_in || ok "the module cannot be removed" not rmmod pax
# The server has the request: not even the waiting program can be killed.
kill -KILL "$waiter"
sleep 1
ok "killing the process does not end the wait once the server has the request" waits "$waiter"
echo 1 > "$connections/$(device "$waiter")/abort"
ok "aborting the connection does" soon gone "$waiter"
# shellcheck disable=SC2086
wait $more
ok "no exec waits any more" not grep -q ^waiting $dir/status
if built_in; then
	skip "removal" "$BUILT_IN"
else
	ok "the module can be removed" rmmod pax
	ok "and loaded" insmod ./pax.ko
fi
umount /mnt

# The other way to end the wait: kill the server.
mute
ok "an exec waits again" soon waits "$waiter"
kill -KILL "$server"
ok "and so does killing the server" soon gone "$waiter"
umount /mnt
if ! built_in; then
	ok "the module can be removed again" rmmod pax
	ok "and loaded again" insmod ./pax.ko
fi

ok "the status lists no exec" not grep -q ^waiting $dir/status
finish
