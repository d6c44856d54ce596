#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Uprobes on text that MPROTECT protects: the kernel does not write the breakpoint, does not warn,
# and does not loop when somebody reads the text of a child. In an exempt process they fire.

. ./pax_test.sh

tracing=/sys/kernel/tracing
mountpoint -q $tracing || mount -t tracefs tracefs $tracing
[ -e $tracing/uprobe_events ] || skip_all "this kernel has no events of uprobes"
mark_log

for name in protected exempt; do
	cp ./probed ./probed-$name
	offset=$(./probed offset)
	echo "p:pax_test/$name $PWD/probed-$name:$offset" >> $tracing/uprobe_events
done
setfattr -n user.pax.flags -v em ./probed-exempt

# hits NAME: how often the uprobe has fired.
hits() { awk -v name="$1" '$2 == name { print $3 }' "$tracing/uprobe_profile"; }
probes() { echo "$1" > "$tracing/events/pax_test/enable"; }
denied() { sed -n 's/^write_denied //p' /sys/kernel/security/pax/counters; }
# run NAME: let the program call its traced function twice, itself and in a child.
run()
{
	echo >&"${to[$1]}"
	timeout $((10 * ${PAX_SLOW:-1})) head -n 1 <&"${from[$1]}"
}

declare -A to from
start()
{
	local name=$1
	coproc { exec ./probed-"$name"; }
	exec {in}>&"${COPROC[1]}" {out}<&"${COPROC[0]}"
	# shellcheck disable=SC2154
	to[$name]=$in from[$name]=$out pid=$COPROC_PID
}

# Registered while the programs run.
start protected
protected=$pid
ok "without uprobes, the text of a child is the parent's" is same run protected
before=$(denied)
ok "uprobes are registered" probes 1
ok "and the protected process is reported" test "$(denied)" -gt "$before"
ok "a protected process: its child is read, no loop" is same run protected
ok "it is not traced" is 0 hits protected
kill "$protected"
wait 2> /dev/null
start exempt
exempt=$pid
ok "an exempt process: the same" is same run exempt
ok "it is traced, and so is its child" is 2 hits exempt
kill "$exempt"
wait 2> /dev/null

# Registered before the programs start.
start protected
protected=$pid
ok "a protected process that starts later: its child is read" is same run protected
ok "it is not traced" is 0 hits protected
ok "uprobes are removed" probes 0
ok "the process goes on" is same run protected
kill "$protected"
wait 2> /dev/null
echo > $tracing/uprobe_events
ok "the kernel has not complained" no_complaint

finish
