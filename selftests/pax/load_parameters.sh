#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Settings at load: module parameters, modprobe and the kernel's command line.

. ./pax_test.sh

dir=/sys/kernel/security/pax
params=/sys/module/pax/parameters

reload() { rmmod pax && insmod ./pax.ko "$@"; }
load_again() { lsmod | grep -q '^pax ' || insmod ./pax.ko; }
logged() { dmesg | grep -q "$1"; }

ok "parameters show the settings" is $'enforce\n0\nPeMRs\nany\n\n0' \
	cat $params/{mode,softmode,defaults,trust,strict,lock}
ok "and cannot be written" is "400 400 400 400 400 400" \
	bash -c "echo \$(stat -c %a $params/{mode,softmode,defaults,trust,strict,lock})"
# Root can give a file of sysfs a write bit; that must not be a way around CAP_MAC_ADMIN.
for setting in mode:permissive softmode:1 defaults:pemrs trust:root strict:shared lock:1; do
	chmod 600 "$params/${setting%:*}"
	ok "not even with a write bit: ${setting%:*}" not bash -c "echo ${setting#*:} > $params/${setting%:*}"
done
ok "and nothing has changed" is $'enforce\n0\nPeMRs\nany\n\n0' \
	cat $dir/{mode,softmode,defaults,trust,strict,lock}

if built_in; then
	skip "settings at load" "$BUILT_IN: what the kernel's command line says is for its boot"
	finish
fi

ok "load with everything set" reload mode=permissive softmode=1 defaults=PemRs trust=root \
	strict=textrel=pass,shared
ok "and it is" is $'permissive\n1\nPemRs\nroot\nshared textrel=pass\n0' \
	cat $dir/{mode,softmode,defaults,trust,strict,lock}
in_status() { is "$1" bash -c "grep -E '^(mode|softmode|defaults|trust|strict|locked):' $dir/status"; }
ok "status says so" in_status \
	$'mode: permissive\nsoftmode: 1\ndefaults: PemRs\ntrust: root\nstrict: shared textrel=pass\nlocked: no'
for bad in mode=nonsense softmode=2 defaults=p defaults=peMRs trust=me strict=nothing lock=yes; do
	ok "a bad ${bad%%=*} refuses the load ($bad)" not reload $bad
	ok "and says why" logged "PAX: cannot load: $bad is no value; see modinfo pax"
	load_again
done

ok "off=1 refuses the load" not reload off=1
ok "and says so" logged 'PAX: not loaded, nothing is enforced: off=1 was given'
ok "and leaves nothing behind" not test -e $dir -o -e /sys/module/pax
load_again

# modprobe, as a system does it, and what it takes from the kernel's command line.
modules=/lib/modules/$(uname -r)
mkdir -p "$modules/extra" && cp pax.ko "$modules/extra/" && touch "$modules"/modules.{order,builtin}
depmod
# booted WORDS: make modprobe see another command line.
booted()
{
	{ tr -d '\n' < /proc/cmdline; echo " $1"; } > /run/cmdline
	mount --bind /run/cmdline /proc/cmdline
	rmmod pax 2> /dev/null
	modprobe pax
	booted_status=$?
	umount /proc/cmdline
	return "$booted_status"
}
ok "booted with pax.softmode=1" booted pax.softmode=1
ok "soft mode" is 1 cat $dir/softmode
ok "booted with several" booted "pax.mode=permissive pax.trust=root pax.strict=shared,textrel=pass"
ok "all are set" is $'permissive\nroot\nshared textrel=pass' cat $dir/{mode,trust,strict}
ok "booted with pax.off=1" not booted pax.off=1
ok "nothing is loaded" not test -e $dir
ok "an option of modprobe.d" bash -c 'echo "options pax strict=\"shared textrel=pass\"" \
	> /etc/modprobe.d/pax.conf && modprobe pax'
ok "is taken with its space" is "shared textrel=pass" cat $dir/strict
rm -rf /etc/modprobe.d/pax.conf "$modules/extra"
depmod
ok "the defaults again" reload
finish
