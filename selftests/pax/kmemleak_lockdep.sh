#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a kernel with debug options has found while the other tests ran: no leak, with the module and
# without it, and lockdep is still on (it turns itself off at its first finding).
# "kmemleak_lockdep.sh end" does not unload, since the lock forbids that.

. ./pax_test.sh

[ -e /sys/kernel/debug/kmemleak ] || skip_all "this kernel does not look for leaks"

kmemleak=/sys/kernel/debug/kmemleak

# Memory is found lost when two scans have not met it, and not before it is 5 s old.
lost()
{
	for _ in 1 2 3; do
		sleep 6
		echo scan > "$kmemleak"
	done
	cat "$kmemleak"
}
locks() { sed -n 's/^ debug_locks: *//p' /proc/lockdep_stats; }

ok "no memory is lost" is '' lost
if [ "$1" != end ]; then
	ok "unload" rmmod pax
	ok "nor is any without the module" is '' lost
	ok "load" insmod ./pax.ko
fi
ok "locks are still checked" is 1 locks
finish
