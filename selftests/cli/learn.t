#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# learn: the weakest mark that the evidence asks for, and no more.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 283

system_helper=$(dirname "$file_helper")/cli-system-helper
mkdir -p root/usr/bin root/etc root/opt
for name in x a; do
	script root/usr/bin/$name
done

# which FILE [KEY]: prints the keys of a record that identify the file.
which() {
	"$system_helper" identity "root$1" | sed "s/\\(.*\\) \\(.*\\)/${2:-exe}_dev=\\1 ${2:-exe}_ino=\\2/"
}

# The kernel's keys about the task. Tests replace some of them.
who='pid=812 tgid=812 ppid=790 uid=0 euid=0 gid=0 egid=0 auid=unset userns=init mntns=init traced=no comm="x"'
time=1999999999.127406351
mmap='event=mmap_denied action=deny flags=PeMRs addr=0x7f0000000000 len=4096 prot=rwx area=anonymous_mapping'
mprotect='event=mprotect_denied action=allow flags=PeMRs addr=0x7f0000000000 len=4096 prot=r-x had=rw- area=anonymous_mapping'
relro='event=mprotect_denied action=deny flags=PeMRs addr=0x7f0000000000 len=4096 prot=rw- had=r-- offset=0x1000 file="/usr/bin/luajit"'
shmat='event=shmat_denied action=deny flags=PeMRs addr=0x0 prot=r-x area=system_v_shared_memory'
fault='event=exec_fault action=deny flags=PeMRs addr=0x7ffc00001000 sp=0x7ffc00000f00 area=stack'

# event RECORD [EXE [WHICH]]: prints a line of the kernel's stream.
event() {
	exe=${2:-\"/usr/bin/x\"} which=${3:-}
	if [ -z "$which" ]; then
		which=$(which "$(echo "$exe" | tr -d '"')" 2>/dev/null)
	fi
	printf 'seq=7 time=%s %s %s exe=%s %s\n' "$time" "$1" "$who" "$exe" "$which"
}

options='' tree='--root root'
# proposes MARK NAME: checks the proposal for /usr/bin/x from the file records; "-" for no proposal.
proposes() {
	# shellcheck disable=SC2086 # several options, or none
	pax learn $tree $options records
	got=$(printf '%s\n' "$out" | grep -v '^#' | grep . || echo -)
	# shellcheck disable=SC2086 # several options
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
pax learn --root root --pageexec records
has "$out" '^pem	/usr/bin/x$' '--pageexec takes the decision'
event "$(echo "$fault" | sed 's,area=stack,offset=0x10 file="/usr/bin/x",')" >records
pax learn --root root records
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

# The proposal keeps the exemptions that the program already has.
event "$(echo "$mmap" | sed 's/PeMRs/PeMrs/')" >records
proposes emr 'a program that runs without RANDMMAP keeps that'
event "$(echo "$mmap" | sed 's/PeMRs/PEMRs/')" >records
proposes PEm 'and one with EMUTRAMP'
event "$(echo "$fault" | sed 's/PeMRs/Pemrs/')" >records
proposes PEmr 'both'

# Several programs, strange names.
{ event "$mmap" '"/usr/bin/x"'; event "$fault" '"/usr/bin/a"'; event "$shmat" '"/usr/bin/x"'; } >records
pax learn --root root records
is "$(printf '%s\n' "$out" | grep '^[a-zA-Z]')" 'PE	/usr/bin/a
em	/usr/bin/x' 'programs in the order of paths'
printf '%s' "$out" >policy
pax check --root root policy
is "$status $err" '1 paxctl-ng: check: 0 as the policy says, 0 not there, 2 drifted' 'the result is a policy'
script 'root/opt/my program'
event "$mmap" "$(printf '/opt/my program' | od -An -tx1 | tr -d ' \n' | tr a-f A-F)" \
	"$(which '/opt/my program')" >records
pax learn --root root records
has "$out" '^em	/opt/my program$' 'a name in hexadecimal'
event "$mmap" "$(printf '/opt/x (deleted)' | od -An -tx1 | tr -d ' \n')" >records
proposes - 'a program that is gone'
has "$err" 'warning: 1 record names no program' 'is told'
event "$mmap" "$(printf '/opt/x\n/opt/y' | od -An -tx1 | tr -d ' \n')" >records
proposes - 'a name that no policy can hold'
for name in /opt/x/ //opt/x /opt/./x /opt/../x opt/x '/opt/x ' '/opt/\0033[2Jx' '/opt/x\t' '/opt/x\r' '/opt/x\0177'; do
	event "$mmap" "$(printf %b "$name" | od -An -tx1 | tr -d ' \n')" >records
	proposes - "nor read, nor shown as it is: $name"
done
# A user who chooses the name of a program must not get a pattern that matches other programs.
# shellcheck disable=SC1003 # it ends with a backslash
mkdir -p 'root/opt/*/[a]\' root/opt/b/a
script 'root/opt/*/[a]\/x?'
script root/opt/b/a/xx
event "$mmap" "$(printf '/opt/*/[a]\\/x?' | od -An -tx1 | tr -d ' \n')" "$(which '/opt/*/[a]\/x?')" >records
pax learn --root root -q records
printf '%s' "$out" >policy
has "$out" '^em	/opt/\\\*/\\\[a]\\\\/x\\?$' 'a name like a pattern is escaped'
pax apply -q --root root policy
is "$(attr 'root/opt/*/[a]\/x?') $(attr root/opt/b/a/xx)" '[em]2 none' 'and only that file is marked'
{ event "$mmap"; echo lost=12; } >records
proposes em 'lost records'
has "$err" 'warning: 12 records were lost' 'are told'
printf 'no record\nevent=\nevent=mmap_denied\nexe=zz event=mmap_denied\n= = \n\377\376\n' >records
proposes - 'what is no record'

# Audit.
x=$(which /usr/bin/x)
told="$x userns=init mntns=init traced=no"
task='ppid=1 pid=2 auid=1000 uid=0 gid=0 tty=pts0 ses=1 comm="x" exe="/usr/bin/x"'
cat >records <<END
----
time->Sun Nov 23 11:00:00 2025
type=SYSCALL msg=audit(1999999999.127:41): arch=c000003e syscall=10 success=no exe="/usr/bin/x"
type=ANOM_ABEND msg=audit(1999999999.127:42): auid=0 uid=0 gid=0 ses=1 pid=2 comm="x" exe="/usr/bin/x" sig=11 res=1
node=here type=1701 msg=audit(1999999999.127:43): op=pax $mmap $told $task res=0 $(printf '\035')AUID="x" UID="root"
END
proposes em 'records of audit'
has "$out" '^# 1 x by uid 0, login uid 1000$' 'root, whoever logged in'
sed 's/ flags=PeMRs/ pax=PeMrs/' records >renamed && mv renamed records
proposes emr 'with the names that keys have there'
printf 'type=ANOM_ABEND msg=audit(11/23/26 11:00:00.127:42) : op=pax %s %s ppid=1 uid=0 comm=x exe=/usr/bin/x res=no \035UID="root"\n' "$mprotect" "$told" >records
proposes - 'as ausearch -i shows them: a text with blanks may have made the keys'
has "$out" '^# em	/usr/bin/x$' 'so they are only told'

# learn must not accept text that a program can write as a record.
forged="op=pax $mmap $told $task"
for head in 'type=USER_CMD msg=audit(1999999999.127:43):' "type=USER msg=audit(1999999999.127:43): msg='" \
	'type=ANOM_ABEND msg=audit(1999999999.127:43): auid=1000 comm=x' \
	'type=PROCTITLE msg=audit(11/23/26 11:00:00.127:42) : proctitle=x' \
	'type=PROCTITLE msg=audit(11/23/26 11:00:00.127:42) : proctitle=x) :' \
	'x' 'x seq=1' 'Nov 23 11:00:00 host x: seq=1' ''; do
	printf '%s %s\n' "$head" "$forged" >records
	proposes - "no record: $head"
	lacks "$out" usr/bin 'nor told'
done
# If a key occurs twice, the first one counts, which is the kernel's.
{ event "$mmap exe=\"/usr/bin/a\" uid=1000 mntns=other"; } >records
proposes - 'the first of two keys'
has "$out" '^# em	/usr/bin/a$' 'for each key'
has "$out" 'by uid 1000$' 'the user, too'

# learn proposes only verified programs. doubts WHAT PATTERN: checks that learn rejects the program
# and prints the reason.
doubts() {
	proposes - "$1: not proposed"
	has "$out" "^# not proposed: 1 x $2" "$1: the reason is given"
	has "$out" '^# em	/usr/bin/' "$1: but told"
	has "$err" "not proposed: 1 record: $2" "$1: and counted"
}
event "$mmap" '' "$(which /usr/bin/a)" >records
doubts 'another file' 'the file at this path is another one'
event "$mmap" '"/usr/bin/gone"' "$x" >records
doubts 'no file' 'there is no such file'
time=1000000000.5
event "$mmap" >records
time=1999999999.127406351
if [ "$(stat -c %W root/usr/bin/x)" = 0 ]; then
	skip 4 'the file system does not tell when a file was made'
else
	doubts 'a file with the same inode number that is younger' 'the file at this path is another one'
fi
who_root=$who
for keys in 'exe_dev=0:0' 'exe_ino=5' 'exe_dev=-1:1 exe_ino=5' 'exe_dev=1:99999999999 exe_ino=5' 'exe_dev=8:1 exe_ino=0x5' \
	'exe_dev=8:1 exe_ino=99999999999999999999999' 'exe_dev=8 exe_ino=5' 'exe_dev= exe_ino='; do
	event "$mmap" '' "$keys" >records
	doubts "no file in $keys" 'the record does not say enough'
done
for key in mntns traced; do
	who=$(echo "$who_root" | sed "s/ $key=[a-z]*//")
	event "$mmap" >records
	doubts "no $key" 'the record does not say enough'
done
for uid in -1 x 4294967295 4294967296 99999999999999999999 ''; do
	who=$(echo "$who_root" | sed "s/ uid=0/ uid=$uid/")
	event "$mmap" >records
	doubts "uid=$uid" 'the record does not say enough'
	who=$(echo "$who_root" | sed "s/auid=unset/auid=$uid/")
	event "$mmap" >records
	[ "$uid" = 4294967295 ] || doubts "auid=$uid" 'the record does not say enough'
done
who=$(echo "$who_root" | sed 's/userns=init/userns=other/')
event "$mmap" >records
options='--users --mount-namespaces --traced'
doubts 'a user namespace, whatever is allowed' 'it ran in a user namespace'
options=
who=$(echo "$who_root" | sed 's/ userns=init//')
event "$mmap" >records
doubts 'no user namespace' 'the record does not say enough'
who=$(echo "$who_root" | sed 's/mntns=init/mntns=other/')
event "$mmap" >records
doubts 'another mount namespace' 'it ran in another mount namespace'
options=--mount-namespaces
proposes em '--mount-namespaces'
options=
who=$(echo "$who_root" | sed 's/traced=no/traced=yes/')
event "$mmap" >records
doubts 'traced' 'it was traced'
options=--traced
proposes em '--traced'
options=

# ran UID AUID: writes the records of a program that this user ran.
ran() {
	who=$(echo "$who_root" | sed "s/ uid=0/ uid=$1/; s/auid=unset/auid=$2/")
	event "$mmap" >records
}
for pair in '0 unset' '0 0' '0 1000' '33 unset' '33 4294967295' '33 0' '999 999'; do
	# shellcheck disable=SC2086
	ran $pair
	proposes em "root or a system user: uid and auid $pair"
done
for pair in '1000 unset' '1000 1000' '33 1000' '65534 unset' '100000 unset' '33 65534'; do
	# shellcheck disable=SC2086
	ran $pair
	doubts "a user: uid and auid $pair" 'neither root nor a system user'
	options=--users
	proposes em "--users: uid and auid $pair"
	options=
done
ran 600 unset
printf '# UID_MIN 700\nUID_MIN\t\t\t  500\nUID_MINIMUM 800\nUID_MAX 60000\n' >root/etc/login.defs
doubts 'the first user as login.defs says' 'neither root nor a system user'
for line in 'UID_MIN' 'UID_MIN -1' 'UID_MIN 5x' 'UID_MIN 0' 'UID_MIN 99999999999999999999' 'UID_MIN x'; do
	echo "$line" >root/etc/login.defs
	proposes em "or 1000, if it says nothing that makes sense: $line"
done
rm root/etc/login.defs
who=$who_root

# learn never proposes a mark for a privileged program, whatever the options.
all='--users --mount-namespaces --traced --pageexec'
chmod 4755 root/usr/bin/a
event "$mmap" '"/usr/bin/a"' >records
options=$all
doubts 'set-user-ID' 'it is set-user-ID'
chmod 2755 root/usr/bin/a
doubts 'set-group-ID' 'it is set-group-ID'
chmod 755 root/usr/bin/a
if setcap cap_net_raw+p root/usr/bin/a 2>/dev/null ||
	setfattr -n security.capability -v 0sAQAAAgAgAAAAAAAAAAAAAAAAAAA= root/usr/bin/a 2>/dev/null; then
	doubts 'file capabilities' 'it has file capabilities'
else
	skip 4 'capabilities of files can only be set by root'
fi
rm root/usr/bin/a
options=
mkdir root/usr/bin/a
event "$mmap" '"/usr/bin/a"' 'exe_dev=1:1 exe_ino=1' >records
doubts 'a directory' 'the file cannot be identified'
rmdir root/usr/bin/a
mkfifo root/usr/bin/a
doubts 'a FIFO, and nobody waits' 'the file cannot be identified'
rm root/usr/bin/a
script root/usr/bin/a
event "$mmap" '"/usr/bin/l"' "$(which /usr/bin/a)" >records
ln -s a root/usr/bin/l
if is_root; then
	chown -h 1234 root/usr/bin/l
	doubts "another user's link" 'the file cannot be identified'
else
	skip 4 "another user's link takes root"
fi
rm -f root/usr/bin/l

# Rejected records must not change the proposal from accepted records.
{ event "$mmap"; event "$fault" '' "$(which /usr/bin/a)"; event "$fault" '' "$(which /usr/bin/a)"
	ran 1000 1000; cat records; who=$who_root; } >several
who=$who_root
mv several records
proposes em 'records that count, and others of the same path'
has "$out" '^# em	/usr/bin/x$' 'which are told apart'
has "$out" '^# not proposed: 2 x the file' 'with each reason'
has "$out" '^# not proposed: 1 x neither' 'and how often'
time=1999999990.5 TZ=UTC
export TZ
event "$mmap" >>records
proposes em 'the oldest and the newest'
has "$out" '^# from 2033-05-18 03:33:10 to 2033-05-18 03:33:19$' 'are shown'
time=1999999999.127406351
for uid in 0 1 2 3 4 5 6 7 8 9 9; do
	ran "$uid" unset
	cat records >>several
done
mv several records
who=$who_root
proposes em 'ten users'
has "$out" '^# 3 x by others$' 'eight are told apart, the rest is counted'

# Records of another machine: apply verifies the file on that machine.
event "$mmap" >records
options=--elsewhere tree=''
proposes "recorded $(which /usr/bin/x | sed 's/exe_dev=\(.*\) exe_ino=/\1:/')@$time em" 'elsewhere'
printf '%s' "$out" >policy
event "$mmap" '' 'exe_dev=8:1 exe_ino=99' >>records
pax learn --elsewhere records
is "$(printf '%s\n' "$out" | grep -c '^recorded')" 1 'only the file of the first record of a path'
pax apply -q --root root policy
is "$status $(attr root/usr/bin/x)" '0 [em]2' 'is marked if it is the same'
"$PAXCTL" -d root/usr/bin/x
chmod u+s root/usr/bin/x
pax apply -q --root root policy
is "$status $(attr root/usr/bin/x)" '1 none' 'not if it is privileged'
has "$err" 'x: it is set-user-ID' 'with the reason'
chmod u-s root/usr/bin/x
cp root/usr/bin/x root/usr/bin/new
mv root/usr/bin/new root/usr/bin/x
pax apply -q --root root policy
is "$status $(attr root/usr/bin/x)" '1 none' 'nor if it is another'
has "$err" 'x: the file at this path is another one' 'with the reason'
pax check --root root policy
is "$status $(printf '%s' "$out" | cut -f 1,2)" '1 unfit	/usr/bin/x' 'check says so'
options='' tree='--root root'
pax learn --elsewhere --root root records
status_is 64 'elsewhere there is no tree to look at'
x=$(which /usr/bin/x)

event "$mprotect" >records
pax learn --root root --json records
has "$out" '{"path":"/usr/bin/x","mark":"em","decide":false,"evidence":\["1 x mprotect_denied' 'JSON'
pax learn --root root records missing
status_is 2 'a file that is missing'
has "$err" '^paxctl-ng: missing: cannot read it: No such file' 'is told'

# Many records: of many programs, and of one program in ever new places.
limit=2000
is_slow && limit=20000
words="uid=0 auid=unset userns=init mntns=init traced=no seq=2 time=$time event=mmap_denied flags=PeMRs prot=rwx"
awk -v x="$x" -v words="seq=1 $words" 'BEGIN { for (i = 0; i < 50000; i++) {
	e = words " file=\"/tmp/" i "\" exe="
	print e "\"/usr/bin/" i "\" " x; print e "\"/usr/bin/x\" " x } }' >records
run "$system_helper" cpu-ms $limit "$PAXCTL" learn -q --root root records
is "$status $(printf '%s\n' "$out" | grep -c 'em	')" '0 201' 'fifty thousand programs that are not there, in 2 s of processor time'
note "$err"
is "$(printf '%s\n' "$out" | sed -n '/^# .* of other_places, rwx$/,/^em/p' | sed 2,3d | tr '\n' ' ')" \
	'# 49900 x mmap_denied of other_places, rwx em	/usr/bin/x ' 'a hundred places of a program are told apart, the rest counted'
pax learn --root root records
has "$err" 'warning: 49800 records of further programs' 'what one user fills is bounded, and told'
awk -v words="seq=1 ${words#* }" 'BEGIN { for (i = 0; i < 50000; i++) {
	print words " uid=" (100000 + i) " exe=\"/usr/bin/" i "\" exe_dev=1:1 exe_ino=1" } }' >records
run "$system_helper" cpu-ms $limit "$PAXCTL" learn -q --root root records
is "$status $(printf '%s\n' "$out" | grep -c 'em	')" '0 231' 'so are many users'
note "$err"
rm -r root/usr/bin
mkdir -p root/usr/bin
"$system_helper" many root/usr/bin 1000
for i in root/usr/bin/*; do
	event "$mmap" "\"${i#root}\"" "$(stat -c "exe_dev=${x%% *} exe_ino=%i" "$i" | sed 's/exe_dev=exe_dev/exe_dev/')"
done >records
pax learn -q --root root records
is "$(printf '%s\n' "$out" | grep -c '^em	')" 1000 'programs that are there are all proposed'
