#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Attributes that cannot be read while the ring of events is full; allocations that fail at random;
# no free memory, with the OOM killer at work. While the module is loaded no denied request passes,
# and it can be loaded and unloaded.

folder=$(cd "${0%/*}" && pwd)
[ -e pax_test.sh ] || cd ..
# shellcheck source=selftests/pax/pax_test.sh
. ./pax_test.sh
# shellcheck source=selftests/pax/stress/inject_failures.sh
. "$folder/inject_failures.sh"

lines=$(dmesg | wc -l)
mapped() { [ "$(counter mmap_denied)" -ge $((denied + $1)) ]; }

# work N: uses every part of the module, N times; prints what was allowed and should not be.
work()
{
	local n
	for ((n = 0; n < $1; n++)); do
		./need_exec rwx && echo rwx
		./need_exec jit && echo jit
		./need_exec shm && echo shm
		./need_exec trampoline && echo trampoline
		./marked
		./contrary
		echo 0 > $dir/softmode
		cat $dir/status
	done 2> /dev/null | grep -xE 'rwx|jit|shm|trampoline|pEMRs' || :
}
# go_on: the same in the background until stop_all.
go_on() { while [ -e going ]; do work 1 > /dev/null; done & }
# come_and_go N: unloads and loads N times, and tries again if the module is busy or a load fails.
come_and_go()
{
	local done=0 tries=0
	while [ "$done" -lt "$1" ] && [ $((tries++)) -lt 500 ]; do
		rmmod pax 2> /dev/null || continue
		until insmod ./pax.ko 2> /dev/null || [ $((tries++)) -ge 500 ]; do :; done
		done=$((done + 1))
	done
	echo "# $tries tries" >&2
	loaded && [ "$done" -ge "$1" ]
}
# The oldest record is not the first one any more.
full() { timeout 60 head -n 1 "$dir"/events 2> /dev/null | grep -qE '^(lost=|seq=([2-9]|[1-9][0-9]))'; }
# full_and_go N: unloads and loads N times, each time after the ring was full and a mark unreadable.
full_and_go()
{
	local n
	for ((n = 0; n < $1; n++)); do
		./need_exec flood
		/mnt/program > /dev/null
		full && [ "$(counter mark_unreadable)" -gt 0 ] && come_and_go 1 || return 1
	done
}

EINTR=4
./xattr_error_fs ./show_flags /mnt $EINTR
touch going
while [ -e going ]; do ./need_exec flood; done &
while [ -e going ]; do /mnt/program; done > /dev/null &
ok "attributes cannot be read and the ring is full: unload and load succeed" full_and_go 5
rm going
wait
umount /mnt
ok "armed" armed

cp show_flags marked
setfattr -n user.pax.flags -v em marked
cp show_flags contrary
setfattr -n user.pax.flags -v p contrary

at_random 10
denied=$(counter mmap_denied)
ok "one in ten allocations fails: denied requests stay denied" is '' work 30
at_random 0
ok "and are counted" mapped 1
ok "armed" armed

touch going
go_on
go_on
go_on
# Loading takes more than a hundred, so one load in four or five gets to its end.
at_random 1
ok "one in a hundred fails: unload and load succeed" come_and_go 10
at_random 0
rm going
wait
ok "armed" armed
ok "denied requests stay denied" is '' work 1

# Processes that take all memory, and are chosen first; this one is never chosen.
# Its report has a backtrace, which a look at the console takes for a fault: not shown there.
console=$(cut -f 1 /proc/sys/kernel/printk)
killed() { dmesg | grep -c 'Out of memory: Killed process'; }
hog() { (echo 1000 > /proc/self/oom_score_adj; exec tail /dev/zero 2> /dev/null) & }
dmesg -n 4
echo -1000 > /proc/self/oom_score_adj
# Reserves most of the memory at once, as unused huge pages: to fill all of it takes minutes.
free=$(sed -n 's/^MemFree: *\([0-9]*\) kB$/\1/p' /proc/meminfo)
echo $(((free - 256 * 1024) / 2048)) > /proc/sys/vm/nr_hugepages
kills=$(killed)
denied=$(counter mmap_denied)
hog
hog
ok "without memory: denied requests stay denied" is '' work 10
ok "and are counted" mapped 1
wait
hog
touch going
go_on
ok "and unload and load succeed" come_and_go 3
rm going
wait
echo 0 > /proc/sys/vm/nr_hugepages
ok "the OOM killer has killed" test $(($(killed) - kills)) -ge 3
dmesg -n "$console"
ok "armed" armed
ok "denied requests stay denied" is '' work 1
ok "the kernel did not complain" not complaints
finish
