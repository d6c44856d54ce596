#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# learn --hosts: the evidence of many hosts, what enough of them must show, and hosts that lie.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 44

# record EXE [INODE [WORDS [UID]]]: a denied mprotect, which needs "em".
record() {
	echo "seq=1 time=1763895004.127406351 event=mprotect_denied action=allow flags=PeMRs addr=0x1000 len=4096 prot=r-x had=rw- ${3:-area=anonymous_mapping} pid=8 tgid=8 ppid=7 uid=${4:-0} euid=0 gid=0 egid=0 auid=unset traced=no userns=init mntns=init root=init comm=\"x\" exe_dev=8:1 exe_ino=${2:-77} exe=\"$1\""
}
# fault EXE: an execution fault in a file, which needs "pem".
fault() { record "$1" 99 'file="/tmp/x"' | sed 's/mprotect_denied/exec_fault/; s/flags=PeMRs/flags=PEmRs/'; }
mkdir -p root/etc/pax/policy.d
learn() { pax learn --hosts --root root "$@"; }
# line PATH: the policy's line for a program, without its comments.
line() { printf '%s' "$out" | grep "	$1\$"; }

# Two hosts agree, and one says more.
mkdir web db
record /usr/bin/jit >web/web1.log
record /usr/bin/jit 99 >web/web2.log
record /usr/bin/jit 55 >db/db1.log
record /usr/bin/only >>web/web1.log
fault /usr/bin/jit >>web/web2.log
record /usr/bin/sql >db/db2.log
record /usr/bin/sql >>db/db1.log
learn web db
status_is 0 'hosts'
is "$(line /usr/bin/jit)" 'unprivileged em	/usr/bin/jit' 'what three hosts show, for each of their files'
is "$(line /usr/bin/sql)" 'unprivileged em	/usr/bin/sql' 'what two show'
is "$(line /usr/bin/only)" '' 'what one shows is not proposed'
has "$out" '^# on 3 of 4 hosts: db1, web1, web2$' 'on how many hosts, and which'
has "$out" '^# group web: on 2 of 2 hosts$' 'of which groups'
has "$out" '^# does not count, as only 1 of the 2 hosts asked for show it: exec_fault of a file$' \
	'the word of one host leads to no mark'
has "$out" '^# From 4 hosts. A line counts what at least 2 of them show.$' 'how much that is'
has "$out" '^# from 2025-11-23 .* to ' 'since when'
first=$(printf '%s' "$out" | grep -v '^# group')
learn db web
is "$(printf '%s' "$out" | grep -v '^# group')" "$first" 'the order of the operands does not matter'
learn --hosts-min=1 web db
is "$(line /usr/bin/only)" 'unprivileged em	/usr/bin/only' '--hosts-min=1'
learn --hosts-min=4 web db
lacks "$out" '^unprivileged' '--hosts-min=4'
learn --group=db web db
is "$(printf '%s' "$out" | grep -c '^unprivileged') $(line /usr/bin/only)" '2 ' '--group'
learn --group=nothing web db
is "$status $(printf '%s' "$err" | grep -c 'nothing: there is no such group')" '1 1' 'no such group'

# A host cannot pretend to be many, by names in its records, its files or otherwise.
mkdir -p liar/one
for n in 1 2 3 4 5; do
	record /usr/bin/backdoor | sed "s/.*event=/node=host$n type=ANOM_ABEND msg=audit(1763895004.1:$n): op=pax event=/; s/action=/decision=/; s/flags=/pax=/"
done >liar/one/audit.log
record /usr/bin/backdoor >liar/one/audit.log.1
record /usr/bin/backdoor >liar/one/other.log
record /usr/bin/jit | sed 's/flags=PeMRs/flags=pemrs/' >>liar/one/other.log
learn liar web
is "$(line /usr/bin/backdoor)" '' 'many names of one host count once'
is "$(line /usr/bin/jit)" 'unprivileged em	/usr/bin/jit' 'an exemption that one claims to have leads to no mark'
# The same host in two groups, and in rotated files.
mkdir again
record /usr/bin/only >again/web1.log
record /usr/bin/only >again/web1.log.2
gzip again/web1.log.2
learn web again
is "$(line /usr/bin/only)" '' 'files of one name are of one host'

mkdir addresses
record /usr/bin/jit >addresses/10.0.0.1
record /usr/bin/jit >addresses/10.0.0.2.log.1
learn addresses
has "$out" '^# on 2 of 2 hosts: 10.0.0.1, 10.0.0.2$' 'names of hosts'

mkdir places
record /usr/bin/jit 77 area=heap >places/a
record /usr/bin/jit 77 area=stack >places/b
record /usr/bin/one 77 area=heap >>places/b
record /usr/bin/one 77 area=stack >>places/b
learn places
is "$(printf '%s' "$out" | grep -c '^unprivileged em	/usr/bin/jit$') $(line /usr/bin/one)" '1 ' \
	'the place does not matter, but one host stays one'

# Records that do not count on one host do not count here.
mkdir user
record /home/u/x 77 '' 1000 >user/a.log
record /home/u/x 77 '' 1000 >user/b.log
learn user
has "$out" 'neither root nor a system user ran it' 'records of users'
lacks "$out" '^unprivileged' 'lead to no line'
learn --users user
is "$(line /home/u/x)" 'unprivileged em	/home/u/x' 'but with --users'

# What is in the files: audit, the journal, compressed.
mkdir kinds
record /usr/bin/k >kinds/gz.log
cp kinds/gz.log kinds/xz.log
cp kinds/gz.log kinds/zst.log
gzip kinds/gz.log
have=1
for tool in xz zstd; do
	if command -v $tool >/dev/null; then
		$tool -q "kinds/${tool%d}.log"
		have=$((have + 1))
	fi
done
rm -f kinds/xz.log kinds/zst.log
record /usr/bin/k | sed 's/.*event=/type=ANOM_ABEND msg=audit(1763895004.1:7): op=pax event=/; s/action=/decision=/; s/flags=/pax=/' >kinds/audit.log
# entry UID: an entry of the journal as "journalctl -o export" prints it.
entry() {
	printf '__CURSOR=s=1\n_UID=%s\n_TRANSPORT=%s\nMESSAGE\n\005\0\0\0\0\0\0\0a\n\nb=\n' "$1" "${2:-journal}"
	record /usr/bin/k | tr ' ' '\n' | sed 's/"//g; s/^\([a-z_]*\)=/PAX_\U\1=/'
	echo
}
entry 0 >kinds/journal.export
learn kinds
has "$out" "^# on $((have + 2)) of $((have + 2)) hosts" 'streams, audit, an export of the journal, compressed files'
is "$(line /usr/bin/k)" 'unprivileged em	/usr/bin/k' 'and their line'
mkdir forged
entry 1000 >forged/a
entry 0 stdout >forged/b
entry 0 >forged/c
learn --hosts-min=1 forged
has "$out" '^# on 1 of 3 hosts: c$' 'entries that users wrote into the journal do not count'
printf '\037\213garbage' >forged/broken.gz
learn forged
is "$status $(printf '%s' "$err" | grep -c 'broken.gz: gzip cannot unpack all of it')" '1 1' 'a broken file is an error'
rm forged/broken.gz

# Bounds: endless lines, and many programs.
mkdir flood
{ head -c 3000000 /dev/zero | tr '\0' 'x'; echo; record /usr/bin/k; } >flood/long.log
n=0
while [ $n -lt 1500 ]; do
	n=$((n + 1))
	record "/usr/bin/f$n" 77 '' $((n % 30))
done >flood/many.log
record /usr/bin/k >>flood/other.log
learn flood
is "$(line /usr/bin/k)" 'unprivileged em	/usr/bin/k' 'what follows an endless line counts'
has "$err" 'records of further programs left out' 'a host can name only so many programs'

# The policy in force, which names files of the hosts, and not those that are here.
policy=root/etc/pax/policy.d
mkdir -p root/usr/bin root/bin
script root/usr/bin/jit
ln -s ../usr/bin/jit root/bin/other
printf 'me /usr/bin/jit\nheld er /usr/bin/sql\n' >$policy/50.conf
learn web db
has "$(line /usr/bin/jit)" '^# unprivileged em' 'what the policy has is not proposed again'
has "$out" '^# the policy has this already: /etc/pax/policy.d/50.conf:1$' 'but said'
is "$(line /usr/bin/sql)" 'held unprivileged emr	/usr/bin/sql' 'what a line lifts is kept'
has "$out" '^# the policy has another mark, whose exemptions this keeps: .*50.conf:2$' 'and said'
printf -- 'm /usr/bin/s*\n- /usr/bin/sql\nr /bin/other\nrecorded 8:1:77@1763895004.127406351 em /usr/bin/jit\n' >$policy/50.conf
learn web db
has "$(line /usr/bin/sql)" '^# unprivileged em' 'no mark on purpose'
is "$(line /usr/bin/jit)" 'unprivileged em	/usr/bin/jit' 'a line for another path or for a recorded file is not for hosts'
printf 'er /usr/bin/sql\n' >$policy/50.conf
learn -q --merge -o $policy/60.conf web db
is "$status $(sed '/^#/d;/^$/d' $policy/60.conf | tr '\t\n' ' ,')" \
	'0 unprivileged em /usr/bin/jit,unprivileged emr /usr/bin/sql,' '--merge'
has "$(cat $policy/60.conf)" '^# From 4 hosts' 'with the hosts in the file'
learn --merge -o $policy/60.conf web db
has "$err" 'nothing to add; it stays as it was' 'again and again'
rm $policy/60.conf
printf 'x\n' >$policy/50.conf
learn web db
is "$status $out" '1 ' 'a policy with an error'
has "$err" 'nothing is proposed, since the policy has errors' 'is told'

# What learn proposes, apply applies, but not to what gives privileges.
rm $policy/50.conf
script root/usr/bin/sql
chmod u+s root/usr/bin/sql
learn web db
printf '%s' "$out" >proposal
pax apply -q --root root proposal
is "$status $(attr root/usr/bin/jit) $(attr root/usr/bin/sql)" '1 [em]2 none' 'a set-user-ID program gets no mark'
has "$err" 'sql: it is set-user-ID' 'and apply says why'

pax learn --hosts --root root
status_is 64 '--hosts needs files'
pax learn --hosts-min=2 --root root web
status_is 64 '--hosts-min needs --hosts'
learn nothing
is "$status $(printf '%s' "$err" | grep -c 'nothing: cannot read it')" '1 1' 'no such file'
