#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# learn: the weakest mark that the evidence asks for, and no more.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 43

who='pid=812 tgid=812 ppid=790 uid=1000 euid=1000 gid=1000 egid=1000 comm="x"'
mmap='event=mmap_denied action=deny flags=PeMRs addr=0x7f0000000000 len=4096 prot=rwx area=anonymous_mapping'
mprotect='event=mprotect_denied action=allow flags=PeMRs addr=0x7f0000000000 len=4096 prot=r-x had=rw- area=anonymous_mapping'
relro='event=mprotect_denied action=deny flags=PeMRs addr=0x7f0000000000 len=4096 prot=rw- had=r-- offset=0x1000 file="/usr/bin/luajit"'
shmat='event=shmat_denied action=deny flags=PeMRs addr=0x0 prot=r-x area=system_v_shared_memory'
fault='event=exec_fault action=deny flags=PeMRs addr=0x7ffc00001000 sp=0x7ffc00000f00 area=stack'

# event RECORD [EXE]: a line of the kernel's stream.
event() { printf 'seq=7 time=1763895004.127406351 %s %s exe=%s\n' "$1" "$who" "${2:-\"/usr/bin/x\"}"; }

# proposes MARK NAME: what the records on file say of /usr/bin/x; "-" for nothing.
proposes() {
	pax learn records
	got=$(printf '%s\n' "$out" | grep -v '^#' | grep . || echo -)
	[ "$1" = - ] || set -- "$1	/usr/bin/x" "$2"
	is "$status $got" "0 $1" "$2"
}

: >records
proposes - 'nothing denied, nothing proposed'
event "$mmap" >records
proposes em 'a writable and executable mapping'
has "$out" '^# 1 x mmap_denied of anonymous_mapping, rwx$' 'with the evidence'
event "$mprotect" >records
event "$mprotect" >>records
proposes em 'memory that becomes executable'
has "$out" '^# 2 x mprotect_denied of anonymous_mapping, rw- to r-x$' 'counted'
event "$relro" >records
proposes em 'memory that the loader had sealed'
event "$shmat" >records
proposes em 'executable shared memory'
event "$fault" >records
proposes PE 'execution on the stack may be a trampoline'
for area in heap anonymous_mapping; do
	event "$(echo "$fault" | sed "s/area=stack/area=$area/")" >records
	proposes PE "likewise: $area"
done
event "$(echo "$fault" | sed 's/PeMRs/PEMRs/')" >records
proposes - 'where emulation was on and did not help'
has "$out" '^# pem	/usr/bin/x$' 'it takes PAGEEXEC, so a person decides'
has "$out" '^# this turns PAGEEXEC off' 'which is said'
has "$out" 'exec_fault in stack, with EMUTRAMP on' 'and why'
pax learn --pageexec records
has "$out" '^pem	/usr/bin/x$' '--pageexec takes the decision'
event "$(echo "$fault" | sed 's,area=stack,offset=0x10 file="/usr/bin/x",')" >records
pax learn records
has "$out" '^# pem	/usr/bin/x$' 'execution in data of a file is no trampoline'
event "$(echo "$fault" | sed 's/area=stack/area=no_mapping/')" >records
proposes - 'where there is no memory'
has "$out" 'no mark helps' 'no mark helps'
{ event "$mmap"; event "$fault"; } >records
proposes em 'a fault that may follow from a denial does not count yet'
has "$out" 'learn again' 'and is told'
event 'event=exec_refused action=deny flags=peMRs file="/usr/bin/y"' >records
proposes - 'a mark that contradicts itself'
has "$out" '^# /usr/bin/y$' 'belongs to the file that was not run'
{ event 'event=config_changed setting=softmode old="0" new="1"'; event 'event=mark_invalid file="/x" attr=user.pax.flags mark="x"'; } >records
proposes - 'other events'

# What the program has already is kept.
event "$(echo "$mmap" | sed 's/PeMRs/PeMrs/')" >records
proposes emr 'a program that runs without RANDMMAP keeps that'
event "$(echo "$mmap" | sed 's/PeMRs/PEMRs/')" >records
proposes PEm 'and one with EMUTRAMP'
event "$(echo "$fault" | sed 's/PeMRs/Pemrs/')" >records
proposes PEmr 'both'

# Several programs, strange names.
{ event "$mmap" '"/usr/bin/x"'; event "$fault" '"/usr/bin/a"'; event "$shmat" '"/usr/bin/x"'; } >records
pax learn records
is "$(printf '%s\n' "$out" | grep '^[a-zA-Z]')" 'PE	/usr/bin/a
em	/usr/bin/x' 'programs in the order of paths'
printf '%s' "$out" >policy
mkdir root
pax check --root root policy
is "$status $err" '0 paxctl-ng: check: 0 as the policy says, 2 not there, 0 drifted' 'the result is a policy'
event "$mmap" "$(printf '/opt/my program' | od -An -tx1 | tr -d ' \n' | tr a-f A-F)" >records
pax learn records
has "$out" '^em	/opt/my program$' 'a name in hexadecimal'
event "$mmap" "$(printf '/opt/x (deleted)' | od -An -tx1 | tr -d ' \n')" >records
proposes - 'a program that is gone'
has "$err" 'warning: 1 records name no program' 'is told'
event "$mmap" "$(printf '/opt/x\n/opt/y' | od -An -tx1 | tr -d ' \n')" >records
proposes - 'a name that no policy can hold'
for name in '/opt/*' '/opt/x ' '/opt/\033[2J'; do
	event "$mmap" "$(printf "$name" | od -An -tx1 | tr -d ' \n' | tr a-f A-F)" >records
	proposes - "nor one that would say something else: $name"
done
{ event "$mmap"; echo lost=12; } >records
proposes em 'lost records'
has "$err" 'warning: 12 records were lost' 'are told'
printf 'no record\nevent=\nevent=mmap_denied\nexe=zz event=mmap_denied\n= = \n\377\376\n' >records
proposes - 'what is no record'

# Audit.
cat >records <<END
type=SYSCALL msg=audit(1763895004.127:41): arch=c000003e syscall=10 success=no exe="/usr/bin/x"
type=ANOM_ABEND msg=audit(1763895004.127:42): op=pax $mmap ppid=1 pid=2 auid=1000 uid=0 tty=pts0 ses=1 comm="x" exe="/usr/bin/x" res=0
END
proposes em 'records of audit'
printf 'type=ANOM_ABEND msg=audit(11/23/26 11:00:00.127:42) : op=pax %s ppid=1 comm=x exe=/usr/bin/x res=no \035UID="root"\n' "$mprotect" >records
proposes em 'as ausearch -i shows them'

pax learn --json records
has "$out" '{"path":"/usr/bin/x","mark":"em","decide":false,"evidence":\["1 x mprotect_denied' 'JSON'
pax learn records missing
status_is 2 'a file that is missing'
has "$err" '^paxctl-ng: missing: cannot read it: No such file' 'is told'
