#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each allocation that the module makes, or has the kernel make for it, fails in turn: no denied
# request passes, no program gets flags other than its own or the defaults, and a load either
# succeeds or leaves the kernel as it was.

folder=$(cd "${0%/*}" && pwd)
[ -e pax_test.sh ] || cd ..
# shellcheck source=selftests/pax/pax_test.sh
. ./pax_test.sh
# shellcheck source=selftests/pax/stress/inject_failures.sh
. "$folder/inject_failures.sh"

# each NAME FUNCTION COMMAND...: runs the command with its first allocation failing, then with its
# second, and so on, until four runs in a row had no such allocation (some runs need a few more than
# others). After each run calls the function with the status; it fails if that is wrong. At least one
# allocation must have failed, unless least=0.
each()
{
	local name=$1 check=$2 n status past=0 wrong=''
	shift 2
	declare -A seen=()
	for ((n = 1; n < 2000 && past < 4; n++)); do
		status=0
		./fail_nth $n "$@" > fault.out 2> fault.err || status=$?
		if [ $status -eq 100 ]; then
			status=$(sed -n 's/^past //p' fault.out)
			sed -i '/^past /d' fault.out
			"$check" "$status" || wrong+=" past"
			past=$((past + 1))
			continue
		fi
		past=0
		seen[$status]=$((${seen[$status]:-0} + 1))
		"$check" "$status" || wrong+=" $n(status $status)"
	done
	for status in "${!seen[@]}"; do
		echo "# $name: status $status: ${seen[$status]} times"
	done
	ok "$name: $((n - 1 - past)) allocations" test "$wrong" = "" -a $((n - past)) -gt "${least:-1}"
}

# A program that starts has the flags of its mark, or the defaults if the mark could not be read. Or
# it does not start for lack of memory: exec fails or, past the point of no return, a signal kills it.
not_started() { [ "$1" -eq 126 ] || { [ "$1" -eq 139 ] && [ ! -s fault.out ]; }; }
cp show_flags marked
setfattr -n user.pax.flags -v em marked
check_marked() { not_started "$1" || { [ "$1" -eq 0 ] && grep -qxE 'PemRs|PeMRs' fault.out; }; }
least=0 each "exec of a marked program" check_marked ./marked
cp show_flags plain
check_plain() { not_started "$1" || { [ "$1" -eq 0 ] && grep -qx 'PeMRs' fault.out; }; }
least=0 each "exec of an unmarked program" check_plain ./plain
cp show_flags contrary
setfattr -n user.pax.flags -v p contrary
check_contrary() { not_started "$1" || { [ "$1" -eq 0 ] && grep -qx 'PeMRs' fault.out; }; }
each "exec of a contradictory program" check_contrary ./contrary
cp show_flags invalid
setfattr -n user.pax.flags -v x invalid
each "exec of a program with an invalid mark" check_plain ./invalid

# Denials, which are counted even if no record can be made.
check_denied()
{
	local now
	not_started "$1" && return
	now=$(counter "$counted")
	[ "$1" -eq "$denied" ] && [ "$now" -gt "$last" ] && last=$now
}
# denial NAME COUNTER STATUS COMMAND...
denial()
{
	counted=$2 denied=$3 last=$(counter "$2")
	each "$1" check_denied "${@:4}"
}
denial "a denied mmap" mmap_denied 1 ./need_exec rwx
denial "a denied mprotect" mprotect_denied 1 ./need_exec jit
denial "a denied shmat" shmat_denied 1 ./need_exec shm
denial "a trampoline" exec_fault 137 ./need_exec trampoline
cp need_exec emulated
setfattr -n user.pax.flags -v E emulated
check_emulated() { not_started "$1" || [ "$1" -eq 0 ] || [ "$1" -eq 137 ]; }
least=0 each "an emulated trampoline" check_emulated ./emulated trampoline

# What users read and admins write.
check_any() { armed; }
each "a read of events" check_any head -c 1 "$dir"/events
least=0 each "a read of status" check_any cat "$dir"/status
least=0 each "a read of counters" check_any cat "$dir"/counters
check_setting()
{
	case $(cat "$dir"/softmode) in
	1)	echo 0 > "$dir"/softmode ;;
	0)	[ "$1" -ne 0 ] ;;
	esac
}
each "a setting" check_setting sh -c "echo 1 > $dir/softmode"
least=0 each "the sysctl" check_setting sh -c "echo 1 > /proc/sys/kernel/pax/softmode"
ok "records that could not be made were counted" test "$(counter unrecorded)" -gt 0
lost() { timeout 5 grep -m 1 -q '^lost=' "$dir"/events; }
ok "and a reader of events learns of it" lost
ok "armed" armed
ok "what is denied stays denied" not ./need_exec rwx

# The kernel's own kprobes warn, with a backtrace, of what cannot be armed for want of memory; on
# the console that would be taken for a fault. It is looked for below.
lines=$(dmesg | wc -l)
console=$(cut -f 1 /proc/sys/kernel/printk)
dmesg -n 4

rmmod pax
before=$(traces)
unchanged() { is "$before" traces; }

# Each hook in turn cannot be attached: the same module, asking for another name.
hooks=$(insmod ./pax.ko && sed -n 's/^hook \([a-z0-9_]*\):.*/\1/p' $dir/status && rmmod pax)
wrong=
for hook in $hooks; do
	[ "$hook" != pax_selftest_target ] || continue
	other=$(printf %s "$hook" | tr '[:lower:]' q)
	LC_ALL=C sed "s/\(^\|\x00\)$hook\x00/\1$other\x00/g" pax.ko > missing.ko
	insmod ./missing.ko 2> /dev/null && wrong+=" $hook(loaded)"
	dmesg | tail -n 3 | grep -q "PAX: cannot load: this kernel has no function $other," || wrong+=" $hook(not logged)"
	unchanged || wrong+=" $hook(traces)"
done
ok "each hook in turn is missing" is '' echo "$wrong"
# Where a probe of another's stands, of the kind that does not redirect, one that does must not.
wrong=
for hook in $hooks; do
	[ "$hook" != pax_selftest_target ] || continue
	insmod ./pax_test_probe.ko name="$hook" || wrong+=" $hook(not taken)"
	if insmod ./pax.ko 2> /dev/null; then
		armed && not ./need_exec rwx || wrong+=" $hook(not armed)"
		rmmod pax
	else
		dmesg | tail -n 3 | grep -q "PAX: cannot load: function $hook is taken" || wrong+=" $hook(not logged)"
	fi
	rmmod pax_test_probe
	unchanged || wrong+=" $hook(traces)"
done
ok "each hook in turn is taken" is '' echo "$wrong"
ok "the kernel is as it was" unchanged

# Unloading cannot fail; but the start of rmmod can.
insmod ./pax.ko
check_unload()
{
	if loaded; then
		[ "$1" -ne 0 ] && armed
	else
		[ "$1" -eq 0 ] && unchanged && insmod ./pax.ko
	fi
}
least=0 each "unload" check_unload rmmod pax
loaded && rmmod pax
ok "the kernel is as it was" unchanged

# Loading.
check_load()
{
	if [ "$1" -eq 0 ]; then
		loaded && armed && not ./need_exec rwx && rmmod pax && unchanged
	else
		! loaded && unchanged
	fi
}
each "load" check_load insmod ./pax.ko
ok "the kernel is as it was" unchanged

loaded || insmod ./pax.ko
ok "armed" armed
dmesg -n "$console"
no_complaint() { ! complaints | grep -v 'WARNING: .* at kernel/kprobes.c:'; }
ok "the kernel did not complain, but for its probes" no_complaint
ok "what is denied is denied" not ./need_exec rwx
finish
