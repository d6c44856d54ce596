#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Thousands of forks and execs while the module is loaded and unloaded. Looks in the kernel's log
# for reports of faults, as the lab does.

[ -e pax_test.sh ] || cd ..
# shellcheck source=selftests/pax/pax_test.sh
. ./pax_test.sh

mark_log
logged() { log | grep -q "$1"; }

# In emulation 100 take a second on amd64, three on ARM, and longer on a debug kernel: only one
# kernel runs the full number.
case "$(uname -rm) slow=${PAX_SLOW:-1}" in
6.12*+deb12-amd64\ x86_64\ slow=1)	children_wanted=10000 each=500 ;;
*)		children_wanted=2000 each=200 ;;
esac
cycles=0
children=0
failed=
# Each line stands for a number of children. At each, unloads and loads the module while more children
# start. The module may be busy (an exec is about to read a mark): tries again.
while read -r line; do
	case $line in
	"#"*|failed)	echo "$line"; failed=1 ;;
	*)	children=$((children + each))
		! built_in || continue
		rmmod pax 2> /dev/null || rmmod pax 2> /dev/null || rmmod pax 2> /dev/null || continue
		insmod ./pax.ko || break
		cycles=$((cycles + 1)) ;;
	esac
done < <(./churn $children_wanted 5 $each || echo failed)
ok "$children_wanted forks and execs" test "${failed:-none} $children" = "none $children_wanted"
if built_in; then
	skip "the module was unloaded and loaded meanwhile" "$BUILT_IN"
	ok "the kernel did not complain" no_complaint
	finish
fi
echo "# $cycles times unloaded and loaded"
ok "the module was unloaded and loaded meanwhile" [ $cycles -ge 5 ]

# The same while the module fails to load, with its hooks in force and its files made: its last step
# asks for a tracepoint that does not exist.
rmmod pax
sed 's/\x00sched_process_fork\x00/\x00qched_process_fork\x00/g' pax.ko > fails.ko
tries=0
failed=
while read -r line; do
	case $line in
	"#"*|failed)	echo "$line"; failed=1 ;;
	*)	insmod ./fails.ko 2> /dev/null && failed=1
		tries=$((tries + 1)) ;;
	esac
done < <(./churn 1000 5 50 || echo failed)
echo "# $tries times not loaded"
ok "forks and execs while it fails to load" test -z "$failed" -a $tries -ge 10
ok "with the expected reason in the log" logged 'PAX: cannot load: this kernel has no tracepoint'
ok "a failed load leaves nothing behind" not test -L /sys/kernel/security/pax -o -e /proc/fs/pax -o -e /proc/sys/kernel/pax
ok "the intact module loads" insmod ./pax.ko
ok "the kernel did not complain" no_complaint
ok "armed" grep -q '^armed: yes$' /sys/kernel/security/pax/status
finish
