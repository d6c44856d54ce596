#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Loading and unloading the module, its parameters, and its files in securityfs and sysctl.

. ./pax_test.sh

dir=/sys/kernel/security/pax
sysctl=/proc/sys/kernel/pax/softmode

reload() { rmmod pax && insmod ./pax.ko "$@"; }
flags() { ./show_flags; }
as_user() { setpriv --reuid 1000 --regid 1000 --clear-groups "$@"; }
logged() { dmesg | grep -q "$1"; }

ok "the line of /proc/PID/status" grep -q $'^PaX:\tPeMRs$' /proc/self/status
ok "a kernel thread's line" grep -q $'^PaX:\t-----$' /proc/2/status
ok "any user sees it" as_user grep -q $'^PaX:\tPeMRs$' /proc/self/status

ok "version" grep -Eqx '[0-9]+\.[0-9]+\.[0-9]+' $dir/version
ok "status: armed" grep -qx 'armed: yes' $dir/status
every_hook() { grep -q '^hook ' "$dir"/status && ! grep '^hook ' "$dir"/status | grep -v -e ': attached, missed 0$' -e ': built in$'; }
ok "status: every hook attached" every_hook
# The kernel says so at boot ("Notice: NX (Execute Disable) protection missing in CPU!"), which the
# log's ring may have lost since; the module says so each time that it is loaded.
nx_is_said()
{
	local log
	log=$(dmesg)
	if [ "$PAX_NX" = none ]; then
		grep -E 'PAX: (this processor cannot refuse execution|version )' <<< "$log" | tail -n 2 |
			grep -q 'cannot refuse' &&
			{ ! grep -q 'Linux version' <<< "$log" ||
				grep -q 'NX (Execute Disable) protection missing' <<< "$log"; }
	else
		[ "$PAX_NX" = hardware ] && ! grep -q 'NX.*missing\|cannot refuse execution' <<< "$log"
	fi
}
ok "nx: $PAX_NX" nx_is_said
ok "modes of the files" is $'444\n444\n600\n600\n400\n600' stat -c %a $dir/version $dir/status \
	$dir/mode $dir/softmode $dir/counters $sysctl
ok "short reads" is "$(cat $dir/version)" dd if=$dir/version bs=1 status=none

ok "status cannot be written" not bash -c "echo x > $dir/status"

# What a denial looks like in the log.
odd=$'./odd\nname'
cp show_flags "$odd"
# Past the rate limit of what came before.
sleep 6
"$odd" rwx
ok "a denial is logged with odd names quoted" logged \
	'PAX: denied RWX mmap of <anonymous mapping> by .*/odd\\x0aname\[odd\\x0aname:[0-9]*\] uid/euid:0/0 gid/egid:0/0, parent .*\[module.sh:[0-9]*\]'
rm -f "$odd"

# A flood: all of it is counted, some of it is logged. At most 20 lines in 5 s, and the
# 100 denials below are over well within 20 s.
counter() { sed -n "s/^$1 //p" $dir/counters; }
lines() { dmesg | grep -c 'PAX: denied RWX mmap'; }
counted=$(counter mmap_denied) unlogged=$(counter unlogged) logged=$(lines)
./show_flags flood 100
ok "a flood is counted" is $((counted + 100)) counter mmap_denied
ok "but not all logged" test $(($(lines) - logged)) -le 80 -a $(($(counter unlogged) - unlogged)) -ge 20

if built_in; then
	skip "loading and unloading" "$BUILT_IN"
	finish
fi

# The files lie in procfs, which every container has.
ok "the files of securityfs lead there" is /proc/fs/pax readlink $dir
contained() { unshare --pid --fork --mount-proc "$@"; }
ok "in a container's /proc, what any user can read opens" contained cat $dir/version
for file in counters events mode; do
	ok "and what only root can read does not: $file" not contained cat $dir/$file
	ok "with EACCES" grep -q 'Permission denied' <(contained cat $dir/$file 2>&1)
done
ok "nor can it be written" not contained bash -c "echo permissive > $dir/mode"

# One process keeps running over an unload and a reload.
cat > keep.sh <<'KEEP'
read -r line; grep PaX: /proc/$$/status
KEEP
mkfifo keep.in
bash keep.sh < keep.in > keep.out &
keeper=$!
exec 3> keep.in
# Another one maps memory meanwhile.
mkfifo map_across_reload.in
./map_across_reload < map_across_reload.in > map_across_reload.out &
outliver=$!
exec 4> map_across_reload.in
# A user holds on to its files.
mkfifo hold.in
as_user ./hold_files < hold.in > hold.out &
holder=$!
exec 6> hold.in
until grep -q held hold.out; do
	kill -0 $holder || break
	sleep 0.1
done
exec 5< $dir/events
ok "no unload while the events are read" not rmmod pax
exec 5<&-
exec 5< $dir/version
ok "nor while another file is open" not rmmod pax
exec 5<&-
ok "unload" rmmod pax
ok "no PaX line in /proc/PID/status without the module" not grep -q PaX: /proc/self/status
ok "no files without the module" not test -e $dir -o -L $dir -o -e /proc/fs/pax -o -e $sysctl
echo >&6
until grep -q looked hold.out; do
	kill -0 $holder || break
	sleep 0.1
done
map_rwx() { ./show_flags rwx; }
ok "the stock kernel is back" is rwxp map_rwx
printf x >&4
until grep -q mapped map_across_reload.out; do
	kill -0 $outliver || break
	sleep 0.1
done
ok "load with softmode=1" insmod ./pax.ko softmode=1
echo >&6
exec 6>&-
wait $holder
ok "files that users held lead nowhere, even after the next load" \
	is $'held\nlooked\nlooked' cat hold.out
ok "soft mode from the start" is pemrs flags
echo >&3
exec 3>&-
wait $keeper
ok "a process that ran all along kept its flags" is $'PaX:\tPeMRs' cat keep.out
printf x >&4
exec 4>&-
wait $outliver
ok "what it mapped meanwhile keeps what it has, until it is changed" is 'mapped
child pemrs
parent PeMRs
all rwxp
text becomes writable: Permission denied
data becomes executable: Permission denied
all stays as it is: Permission denied
all becomes text: done
and writable again: Permission denied' cat map_across_reload.out
ok "load with mode=permissive" reload mode=permissive
ok "permissive from the start" is permissive cat $dir/mode
ok "nothing is refused" is rwxp map_rwx
ok "enforcing again" reload

# Users open its files at the moment of the unload: either the open fails or the unload.
mark_log
./hold_files open > open.out 2>&1 &
opener=$!
setpriv --reuid 1000 --regid 1000 --clear-groups ./hold_files open > /dev/null 2>&1 &
opener_user=$!
cycles=0
for _ in {1..300}; do
	[ "$(./delete_module 2048)" = gone ] || continue
	insmod ./pax.ko || break
	cycles=$((cycles + 1))
	[ $cycles -lt 5 ] || break
done
kill $opener $opener_user
wait $opener $opener_user 2> /dev/null
ok "it can be unloaded and loaded while its files are opened" is 5 echo $cycles
ok "each read from an open file succeeded" is '' cat open.out
ok "the kernel did not complain" no_complaint
ok "armed" grep -qx 'armed: yes' $dir/status

# A kernel without one of the functions: simulated by a module that asks for another name.
rmmod pax
for symbol in do_shmat mmap_region cpuset_task_status_allowed; do
	sed "s/$symbol/$(printf %s "$symbol" | tr '[:lower:]' q)/g" pax.ko > missing.ko
	ok "without $symbol it does not load" not insmod ./missing.ko
	ok "and says which function is missing" logged \
		"PAX: cannot load: this kernel has no function $(printf %s "$symbol" | tr '[:lower:]' q),"
	ok "and leaves nothing behind" not grep -q PaX: /proc/self/status
done
ok "the whole one loads again" insmod ./pax.ko
ok "a second load is refused" not insmod ./pax.ko

# A kernel that is not as the module assumes: simulated by a module that assumes something else.
kernel() { sed -n 's/^kernel: //p' "$dir/status"; }
# In which kernel's place the module asks to be loaded, or what the kernel itself has against it.
said_why()
{
	local release=${1#other-}
	logged "PAX: cannot load: failed assumptions about this kernel, .* the module was built for ${release%.ko}:" ||
		logged "pax: .*\(this_module section size must match\|Unknown symbol\|exports protected symbol\)"
}
# By force it may load into another release of the same series, if all assumptions hold there.
refused_or_proven()
{
	if insmod -f "./$1"; then
		[ "$(uname -r | cut -d . -f 1,2)" = "$(cut -d . -f 1,2 <<< "${1#other-}")" ] &&
			is 'proven by its types (BTF)' kernel && rmmod pax
	else
		said_why "$1"
	fi
}
load_without_sys() { unshare --mount bash -c 'mount -t tmpfs none /sys && insmod ./pax.ko'; }
rmmod pax
if [ -e /sys/kernel/btf/vmlinux ]; then
	sed 's/struct mmu_gather \*/struct mmu_gathes */g' pax.ko > wrong.ko
	ok "with another prototype of mprotect_fixup it does not load" not insmod ./wrong.ko
	ok "and says which function, and what it is" logged \
		'PAX: cannot load: mprotect_fixup() of this kernel is int (.*struct mmu_gather \*.*), expected int (.*struct mmu_gathes \*'
	ok "and that nothing else is wrong" logged \
		"PAX: cannot load: failed assumptions about this kernel, $(uname -r): 1 of [0-9]*; the module was built for $(uname -r): build"
	sed 's/mm_struct\.start_brk/mm_struct.start_qqq/g' pax.ko > wrong.ko
	ok "with a member that mm_struct has not it does not load" not insmod ./wrong.ko
	ok "and says which one" logged 'PAX: cannot load: this kernel has no mm_struct.start_qqq, expected'
	sed 's/vm_area_struct\.vm_start/vm_area_struct.vm_flags/' pax.ko > wrong.ko
	ok "with a member elsewhere it does not load" not insmod ./wrong.ko
	ok "and says where it is" logged \
		'PAX: cannot load: vm_area_struct.vm_flags of this kernel is [48] bytes at offset [0-9]*, expected [48] at 0$'
	ok "and force_untested does not change that" not insmod ./wrong.ko force_untested=1
	# One that was built for another kernel, if the kernel's own checks of that are left out.
	for other in other-*.ko; do
		[ -e "$other" ] || continue
		mark_log
		ok "$other does not load" not insmod "./$other"
		ok "by force only if all is proven" refused_or_proven "$other"
	done
	ok "where sysfs is not mounted it loads" load_without_sys
	ok "and says that it was proven" is 'proven by its types (BTF)' kernel
else
	ok "without types of the kernel it loads, as the release was tried" insmod ./pax.ko
	ok "and says so" is 'not proven, as it has no BTF; its release was tried' kernel
	rmmod pax
	sed 's/ 6\.1 6\.12 7\.2 / 9.1 9.12 9.2 /' pax.ko > wrong.ko
	ok "if it was not, it does not" not insmod ./wrong.ko
	ok "and says what to do" logged 'PAX: cannot load: nothing proves .* was never tried; force_untested=1 loads'
	ok "with force_untested=1 it does" insmod ./wrong.ko force_untested=1
	ok "and says so" is 'not proven and never tried; loaded by force_untested=1' kernel
	rmmod pax
	# Built for another kernel, also if the kernel's own check of that is left out.
	sed "s/$(uname -r)/$(uname -r | tr 0-9 9)/g" pax.ko > wrong.ko
	ok "built for another kernel it does not load" not insmod -f ./wrong.ko
	ok "and says for which" logged \
		"PAX: cannot load: nothing proves .* was built for $(uname -r | tr 0-9 9); build it with the headers"
	insmod ./pax.ko
fi

# Another probe at the same place, of the kind that does not redirect. No program here calls this
# function meanwhile: the kernel's own probe events race with calls.
events=/sys/kernel/tracing/kprobe_events
mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
if [ -e $events ]; then
	grep -q 'do_shmat.*FTRACE' /sys/kernel/debug/kprobes/list && ftrace=1 || ftrace=
	rmmod pax
	echo 'p:other do_shmat' > $events
	echo 1 > /sys/kernel/tracing/events/kprobes/other/enable
	if [ -n "$ftrace" ]; then
		ok "with another's probe on do_shmat it does not load" not insmod ./pax.ko
		ok "and says so" logged 'PAX: cannot load: function do_shmat is taken by'
	else
		ok "with another's probe on do_shmat it loads" insmod ./pax.ko
		ok "and enforces" not ./show_flags shmx
	fi
	echo 0 > /sys/kernel/tracing/events/kprobes/other/enable
	echo > $events
	lsmod | grep -q '^pax ' || insmod ./pax.ko
	ok "without that probe it is armed" grep -qx 'armed: yes' $dir/status
	echo 'p:other do_shmat' > $events
	echo 1 > /sys/kernel/tracing/events/kprobes/other/enable
	ok "tracing what the module hooks is fine" grep -qx 'armed: yes' $dir/status
	ok "and changes nothing" not ./show_flags shmx
	echo 0 > /sys/kernel/tracing/events/kprobes/other/enable
	echo > $events
	ok "nor does the end of tracing" not ./show_flags shmx
else
	skip "another's probe on do_shmat" "no kprobe events"
fi

# A load while kprobes are switched off; armed.sh switches them off while the module is loaded.
if ! grep -q do_shmat /sys/kernel/debug/kprobes/list; then
	echo 0 > /sys/kernel/debug/kprobes/enabled
	rmmod pax
	ok "with kprobes switched off it loads, since it uses none" insmod ./pax.ko
	ok "and enforces" not ./show_flags shmx
	echo 1 > /sys/kernel/debug/kprobes/enabled
elif [ -e /sys/kernel/debug/kprobes/enabled ]; then
	echo 0 > /sys/kernel/debug/kprobes/enabled
	rmmod pax
	ok "it does not load while they are" not insmod ./pax.ko
	ok "and says what to do" logged "PAX: cannot load: the kernel's probes are switched off; echo 1 >"
	echo 1 > /sys/kernel/debug/kprobes/enabled
	ok "and then does" insmod ./pax.ko
	ok "and is armed" grep -qx 'armed: yes' $dir/status
else
	skip "a load while kprobes are switched off" "no debugfs"
fi

finish
