#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whatever takes the hooks out of force, or tries to: the module notices within five seconds,
# reports it, and reports when the hooks are in force again.

. ./pax_test.sh

built_in && skip_all "$BUILT_IN: nothing takes its hooks out of force"
dir=/sys/kernel/security/pax
tracing=/sys/kernel/tracing
mountpoint -q $tracing || mount -t tracefs tracefs $tracing

logged() { dmesg | grep -q "$1"; }
enforced() { not ./show_flags shmx && not ./show_flags rwx; }
status() { grep -qx "armed: $1" "$dir"/status; }
# skip_events forgets the events so far; event waits up to five seconds for the next armed_changed.
skip_events() { exec 4< $dir/events; timeout "${PAX_SLOW:-1}" cat <&4 > /dev/null; }
event() { timeout $((5 * ${PAX_SLOW:-1})) grep -m 1 "event=armed_changed $1\$" <&4; }
# within SECONDS COMMAND...
within()
{
	local begin=$SECONDS
	while [ $((SECONDS - begin)) -lt $(($1 * ${PAX_SLOW:-1})) ]; do
		"${@:2}" && return
		sleep 0.1
	done
	return 1
}

# How the hooks are attached: by kprobes, by kprobes on ftrace, or by ftrace alone.
kprobes=/sys/kernel/debug/kprobes
stand=ftrace
! grep -q 'mmap_region' $kprobes/list || stand=kprobes
! grep -q 'mmap_region.*FTRACE' $kprobes/list || stand=both

ok "armed" status yes
ok "enforced" enforced

if [ $stand = ftrace ]; then
	ok "the hooks are traced functions" grep -qw mmap_region $tracing/enabled_functions
	echo 0 > $kprobes/enabled
	ok "kprobes switched off: still armed" status yes
	ok "and enforced" enforced
	echo 1 > $kprobes/enabled
elif [ -e $kprobes/enabled ]; then
	skip_events
	echo 0 > $kprobes/enabled
	ok "kprobes switched off: an event" event 'armed=no cause=kprobes_switched_off'
	ok "status gives the cause" status 'no (kprobes switched off)'
	ok "and so has the log" logged 'PAX: not armed, requests may pass that should be denied: kprobes switched off'
	ok "the counter" grep -qx 'armed_changed [1-9][0-9]*' $dir/counters
	echo 1 > $kprobes/enabled
	ok "switched on: an event" event armed=yes
	ok "status" status yes
	ok "the log" logged 'PAX: armed again'
	ok "enforced again" enforced
else
	skip "kprobes switched off" "no debugfs"
fi

set_ftrace() { echo "$1" > /proc/sys/kernel/ftrace_enabled; }
if [ $stand != kprobes ]; then
	ok "ftrace cannot be switched off" not set_ftrace 0
	ok "and is on" is 1 cat /proc/sys/kernel/ftrace_enabled
	ok "still armed" status yes
	ok "still enforced" enforced
	exec 4<&-
	rmmod pax
	if (set_ftrace 0) 2>&1 | grep -q 'not supported'; then
		skip "the module does not load without ftrace" "on this kernel nobody can switch it off"
		insmod ./pax.ko
	else
		ok "without the module it can be" is 0 cat /proc/sys/kernel/ftrace_enabled
		ok "the module does not load then" not insmod ./pax.ko
		ok "and the log says what to do" logged 'PAX: cannot load: ftrace is switched off; sysctl kernel.ftrace_enabled=1'
		set_ftrace 1
		ok "with ftrace switched on it loads" insmod ./pax.ko
	fi
else
	skip "ftrace cannot be switched off" "the probes do not stand on ftrace here"
fi

if grep -qw function $tracing/available_tracers; then
	echo 'do_shmat mmap_region mprotect_fixup' > $tracing/set_ftrace_filter
	echo function > $tracing/current_tracer
	ok "with the function tracer on the same functions: enforced" enforced
	# A request that is allowed: the hook may redirect a denied one before the tracer sees it.
	ok "the tracer sees them" grep -q mmap_region $tracing/trace
	ok "armed" status yes
	echo nop > $tracing/current_tracer
	echo > $tracing/set_ftrace_filter
	ok "without the tracer: enforced" enforced
else
	skip "the function tracer on the same functions" "this kernel has no function tracer"
fi

# It makes functions return to the tracer, so the return address does not name the caller.
if grep -qw function_graph $tracing/available_tracers; then
	faults=$(sed -n 's/^exec_fault //p' $dir/counters)
	sed -n 's/^hook \([^:]*\):.*/\1/p' $dir/status | grep -v '^pax_' |
		grep -xFf - $tracing/available_filter_functions > $tracing/set_ftrace_filter
	echo function_graph > $tracing/current_tracer
	ok "with the function_graph tracer on all hooked functions: enforced" enforced
	ok "programs start" ./show_flags
	if [ "${PAX_NX:-}" = none ]; then
		skip "an execution fault kills" "without NX there is none"
	else
		./need_exec trampoline 2> /dev/null
		ok "an execution fault kills" is 137 echo $?
		ok "and counted once" grep -qx "exec_fault $((faults + 1))" $dir/counters
	fi
	ok "the tracer sees them" grep -q setup_arg_pages $tracing/trace
	echo nop > $tracing/current_tracer
	echo > $tracing/set_ftrace_filter
	ok "without the tracer: enforced" enforced
else
	skip "the function_graph tracer on all hooked functions" "this kernel has no such tracer"
fi

if [ $stand = ftrace ]; then
	ok "a request from within the handler of another probe" insmod ./pax_test_nested_probe.ko
	ok "is not missed" grep -qx 'hook finalize_exec: attached, missed 0' $dir/status
	ok "armed" status yes
else
	skip_events
	ok "a request that a hook misses" insmod ./pax_test_nested_probe.ko
	ok "an event" event 'armed=no cause=requests_missed_finalize_exec'
	ok "status gives the cause" status 'no (requests missed: finalize_exec)'
	ok "and the number of missed requests" grep -qx 'hook finalize_exec: attached, missed 1' $dir/status
	ok "after a while, armed again" within 15 status yes
	ok "an event" event armed=yes
fi
rmmod pax_test_nested_probe

if [ -e pax_test_livepatch.ko ]; then
	ok "a live patch of a redirected function is refused" not insmod ./pax_test_livepatch.ko name=do_shmat
	ok "armed" status yes
	ok "enforced" enforced
	ok "a live patch of a function that is only traced is accepted" insmod ./pax_test_livepatch.ko name=cpuset_task_status_allowed
	patched() { not grep -q Mems_allowed /proc/self/status; }
	ok "the patch is in force" within 20 patched
	ok "and so is the hook" grep -q $'^PaX:\tPeMRs$' /proc/self/status
	ok "armed with it" status yes
	unpatch()
	{
		echo 0 > /sys/kernel/livepatch/pax_test_livepatch/enabled
		within 20 rmmod pax_test_livepatch
	}
	ok "the patch can be removed" unpatch 2> /dev/null
	exec 4<&-
	rmmod pax
	ok "a live patch of do_shmat without the module" insmod ./pax_test_livepatch.ko name=do_shmat
	ok "the module does not load then" not insmod ./pax.ko
	ok "and says why" logged 'PAX: cannot load: function do_shmat is taken by a live patch'
	ok "the patch can be removed" unpatch 2> /dev/null
	ok "the module loads" insmod ./pax.ko
else
	skip "live patches" "this kernel does not support them"
fi
ok "armed" status yes
ok "enforced" enforced
finish
