#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# 10 000 forks and execs while the module comes and goes. What the kernel says is
# seen by whoever reads its log; this looks for the usual complaints itself, too.

. ./tap.sh

lines=$(dmesg | wc -l)
./churn 10000 4 > churn.log 2>&1 &
churn=$!
cycles=0
while kill -0 $churn 2> /dev/null; do
	# Busy while an exec is in the middle of a mark: then it is tried again.
	if rmmod pax 2> /dev/null; then
		cycles=$((cycles + 1))
		insmod ./pax.ko || break
	fi
done
wait $churn
status=$?
echo "# $cycles times unloaded and loaded"
ok "10 000 forks and execs" [ $status -eq 0 ]
cat churn.log
ok "the module came and went meanwhile" [ $cycles -ge 10 ]
no_complaint()
{
	! dmesg | tail -n +$((lines + 1)) | grep -E 'BUG|WARNING|Oops|Call Trace|refcount|leak'
}
ok "the kernel did not complain" no_complaint
ok "armed" grep -q '^armed: yes$' /sys/kernel/security/pax/status
finish
