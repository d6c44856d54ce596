#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The lock of the settings. It holds until the next boot, so this test is the last one.

. ./pax_test.sh

dir=/sys/kernel/security/pax
params=/sys/module/pax/parameters
settings="mode:permissive softmode:1 defaults:pemrs trust:root strict:shared lock:0"

all() { cat $dir/{mode,softmode,defaults,trust,strict}; }
# refused COMMAND...: it fails for want of permission.
refused() { refused_why=$("$@" 2>&1) && return 1; [[ $refused_why == *"not permitted"* ]]; }
write_to() { printf %s "$1" > "$2"; }
rmmod_says()
{
	rmmod_why=$(rmmod "${@:2}" pax 2>&1) && return 1
	echo "$rmmod_why"
	[[ $rmmod_why == *"$1"* ]]
}

before=$(all)
ok "for root only" is "600 root" stat -c '%a %U' $dir/lock
ok "0 when not locked changes nothing" write_to 0 $dir/lock
for bad in 2 -1 yes 11 "1 1"; do
	ok "invalid value: $bad" not write_to "$bad" $dir/lock
done
ok "without CAP_MAC_ADMIN" refused setpriv --bounding-set -mac_admin bash -c "echo 1 > $dir/lock"
ok "not locked" is 'locked: no' grep locked $dir/status
# Each boot can be locked once: here by the file, on older kernels by the module parameter.
if [[ $(uname -r) == 6.1.* ]]; then
	ok "lock by the module parameter" eval "rmmod pax && insmod ./pax.ko lock=1"
	before=$(all)
else
	ok "lock by the file" write_to 1 $dir/lock
fi
ok "locked" is 'locked: yes' grep locked $dir/status
ok "reads back" is 1 cat $dir/lock
for setting in $settings; do
	ok "refused: ${setting%:*}" refused write_to "${setting#*:}" "$dir/${setting%:*}"
	chmod 600 "$params/${setting%:*}"
	ok "refused: parameter ${setting%:*}" not write_to "${setting#*:}" "$params/${setting%:*}"
done
ok "refused: a key" refused cp signed/trusted.der $dir/keys
ok "refused: to remove all keys" refused write_to clear $dir/keys
ok "refused: the lock once more" refused write_to 1 $dir/lock
ok "refused: the sysctl" refused write_to 1 /proc/sys/kernel/pax/softmode
ok "a bad value is refused as well" refused write_to nonsense $dir/mode
ok "and the log says why" bash -c "dmesg | grep -q 'PAX: mode cannot be set by .*: locked until the next boot'"
ok "nothing has changed" is "$before" all
if built_in; then
	skip "unload is refused" "$BUILT_IN"
else
	ok "unload is refused" rmmod_says "in use"
	ok "and the log says why" bash -c "dmesg | grep -q 'PAX: locked until the next boot: .*rmmod says that the module is in use'"
	ok "and so is a forced unload" rmmod_says "could not remove" --force
	# O_NONBLOCK, and with O_TRUNC, the forced one; O_TRUNC alone.
	for unload in ./delete_module 32/delete_module; do
		[ -x $unload ] || { skip "delete_module() of 32-bit programs" "none was built"; continue; }
		ok "$unload" is EAGAIN $unload 2048
		ok "$unload, forced" is EPERM $unload 2560
		ok "$unload, forced, waiting" is EPERM $unload 512
	done
	ok "and the log says why" bash -c "dmesg | grep -q 'PAX: no module can be removed by force, by delete_module.*: locked until the next boot'"
fi
ok "still there and armed" grep -qx 'armed: yes' $dir/status
ok "and enforcing" not ./show_flags rwx
finish
