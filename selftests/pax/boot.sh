#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The boot: what the hook puts into an initramfs loads the module with the settings of pax.conf, the
# kernel's command line takes precedence, and an error in pax.conf or in the policy keeps nothing
# from going on. modprobe sees the modules, the options and the command line of that initramfs.

. ./pax_test.sh

[ -d boot ] || skip_all "the files of the boot are not in this directory"
need_tool
! built_in || skip_all "$BUILT_IN"

dir=/sys/kernel/security/pax
tree=$PWD/initramfs
conf=/etc/pax/pax.conf
release=$(uname -r)
modules=/lib/modules/$release

# As the functions of initramfs-tools: the module, and those that it needs.
cat > hook-functions << 'END'
manual_add_modules()
{
	modprobe --all --set-version="$version" --quiet --show-depends "$@" | while read -r word file _; do
		[ "$word" != insmod ] || { mkdir -p "$DESTDIR/${file%/*}" && cp "$file" "$DESTDIR/$file"; }
	done
}
END
sed "s|@SBINDIR@|$PWD|" boot/initramfs-hook.in > hook

# make_initramfs: as mkinitramfs does.
make_initramfs()
{
	rm -rf "$tree"
	mkdir -p "$tree/etc/modprobe.d" "$tree$modules"
	PAX_HOOK_FUNCTIONS=$PWD/hook-functions DESTDIR=$tree version=$release sh hook > hook.out 2>&1 || return
	touch "$tree$modules"/modules.{order,builtin}
	depmod -b "$tree" "$release"
}

# boot WORDS: run the script of the initramfs in a mount namespace where there is only what the
# initramfs has, with WORDS on the command line.
boot()
{
	rmmod pax 2> /dev/null
	{ tr -d '\n' < /proc/cmdline; echo " $1"; } > /run/cmdline
	unshare --mount sh -c "mount --bind $tree/lib/modules /lib/modules &&
		mount --bind $tree/etc/modprobe.d /etc/modprobe.d &&
		mount --bind /run/cmdline /proc/cmdline && . boot/initramfs-load && echo goes on" 2>&1 |
		tail -n 1 | grep -qx 'goes on'
}

# load_config WORDS: as pax.service does in the running system.
load_config() { with_cmdline ./paxctl-ng load-config --quiet; }
with_cmdline()
{
	local result=0
	mount --bind /run/cmdline /proc/cmdline
	"$@" || result=$?
	umount /proc/cmdline
	return "$result"
}
loaded() { [ -e "$dir/status" ]; }
settings() { cat "$dir"/{mode,softmode,trust,lock} | xargs; }

mkdir -p "$modules/extra" /etc/pax/policy.d /etc/modprobe.d
[ ! -e $conf ] || mv $conf $conf.saved
cp pax.ko "$modules/extra/"
touch "$modules"/modules.{order,builtin}
depmod

printf 'mode = enforce\ntrust = root\n' > $conf
ok "the initramfs is made" make_initramfs
ok "it has the module" test -e "$tree$modules/extra/pax.ko"
ok "and the settings" is "options pax trust=root mode=enforce" cat "$tree/etc/modprobe.d/zz-pax.conf"
ok "it boots" boot ""
ok "with these settings" is "enforce 0 root 0" settings
ok "and a program that is started then is protected" grep -q $'^PaX:\tPeMRs$' /proc/self/status
ok "pax.mode=permissive boots" boot pax.mode=permissive
ok "and takes precedence over them" is "permissive 0 root 0" settings
ok "the running system keeps it" load_config
ok "with what pax.conf says beside it" is "permissive 0 root 0" settings
ok "pax.softmode=1 boots" boot pax.softmode=1
ok "and so does that" is "enforce 1 root 0" settings
mark_log
ok "pax.off=1 boots" boot pax.off=1
ok "and loads nothing" not loaded
said_off() { log | grep -q "PAX: nothing is protected: the kernel's command line has pax.off"; }
ok "and the log says so" said_off
off_status() { with_cmdline ./paxctl-ng status > status.out 2> status.err; [ $? -eq 2 ]; }
ok "status is 2" off_status
ok "and names pax.off=1" grep -q "^armed.no (pax.off=1 on the kernel's command line)" status.out
off_load() { load_config 2> status.err; [ $? -eq 2 ]; }
ok "pax.service fails" off_load
ok "and says why" grep -q "pax.off=1" status.err

# A pax.conf with an error, at each of the places that read it.
ok "it boots again" boot ""
printf 'mode = permissive\nlock = 1\nnonsense\n' > $conf
broken() { load_config 2> status.err; [ $? -eq 1 ]; }
ok "a broken pax.conf: pax.service fails" broken
ok "with file and line" grep -q '/etc/pax/pax.conf:3: ' status.err
ok "and everything stays" is "enforce 0 root 0" settings
ok "status fails, too" not ./paxctl-ng status -q
ok "an initramfs is made" make_initramfs
ok "with what is in force" grep -q 'trust=root .*mode=enforce' "$tree/etc/modprobe.d/zz-pax.conf"
ok "and says so" grep -q 'pax.conf is not used' hook.out
ok "it boots" boot ""
ok "with that" is "enforce 0 root 0" settings
ok "and with pax.mode=permissive" boot pax.mode=permissive
ok "for a rescue" is "permissive 0 root 0" settings

# A policy that would keep the system from booting: a mark with which nothing runs.
cp show_flags victim
printf 'mode = enforce\nlock = 1\n' > $conf
echo "P $PWD/victim" > /etc/pax/policy.d/50-boot.conf
echo "p $PWD/victim" > broken.conf
ok "a policy with an error" bash -c "cp broken.conf /etc/pax/policy.d/60-broken.conf"
ok "an initramfs of that" make_initramfs
ok "boots" boot ""
ok "pax.service fails" broken
ok "with file and line" grep -q '60-broken.conf:1: ' status.err
ok "and does not lock" is "enforce 0 any 0" settings
rm /etc/pax/policy.d/60-broken.conf
ok "insisted on, the mark is set" ./paxctl-ng apply -q --force broken.conf
ok "and the program does not run" not ./victim
ok "pax.mode=permissive boots" boot pax.mode=permissive
ok "and it runs" ./victim
ok "the running system keeps it" load_config
ok "and is not locked" is "permissive 0 any 0" settings
echo 'mode = enforce' > $conf
ok "with a policy that is right, the next boot" boot ""
ok "has it in force" ./paxctl-ng load-config -q
ok "and the program runs" ./victim
ok "status agrees" ./paxctl-ng status -q
ok "once more, nothing changes and nothing fails" ./paxctl-ng load-config -q

# Where nothing loads the module in the initramfs, pax.service does.
rmmod pax
echo 'mode = permissive' > $conf
ok "--load loads the module" ./paxctl-ng load-config -q --load
ok "with the settings of pax.conf" is "permissive 0 any 0" settings
ok "that it has had from the start" grep -q 'PAX: version .* loaded, mode permissive' <(log | tail -n 3)

rm -rf "$tree" "$modules/extra" /etc/pax/policy.d/50-boot.conf $conf
depmod
rmmod pax
ok "the defaults again" insmod ./pax.ko
finish
