#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# learn starts from the policy in force: it keeps what a line lifts, proposes nothing that the policy
# has, and adds to a file as often as it is run.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 36

system_helper=$(dirname "$file_helper")/cli-system-helper
policy=root/etc/pax/policy.d
mkdir -p root/usr/bin root/usr/lib/pax/profiles $policy
for name in x y z 'odd #name'; do
	script "root/usr/bin/$name"
done
ln -s usr/bin root/bin
mmap='event=mmap_denied action=deny flags=PeMRs prot=rwx area=anonymous_mapping'
fault='event=exec_fault action=deny flags=PeMRs area=stack'

# event RECORD FILE: prints a line of the kernel's stream.
event() {
	which=$("$system_helper" identity "root$2" | sed 's/\(.*\) \(.*\)/exe_dev=\1 exe_ino=\2/')
	exe=$(printf %s "$2" | od -An -tx1 | tr -d ' \n' | tr a-f A-F)
	printf 'seq=7 time=1999999999.1 %s uid=0 auid=unset userns=init mntns=init traced=no exe=%s %s\n' "$1" "$exe" "$which"
}

# lines: prints the lines of a policy, without comments, "MARK PATH,...".
lines() { sed '/^#/d;/^$/d' "$1" | tr '\t\n' ' ,'; }

# proposes WANTED NAME [OPTION...]: checks the lines that learn prints for the records.
proposes() {
	wanted=$1 name=$2
	shift 2
	pax learn -q --root root "$@" records
	printf '%s' "$out" >printed
	is "$status $(lines printed)" "0 $wanted" "$name"
}

event "$mmap" /usr/bin/x >records
proposes 'em /usr/bin/x,' 'no policy'
printf 'emr /usr/bin/x\n' >$policy/50-local.conf
proposes '' 'a mark that the policy has, and more'
has "$out" '^# the policy has this already: /etc/pax/policy.d/50-local.conf:1$' 'is told'
has "$out" '^# emr	/usr/bin/x$' 'with the mark of the policy'
printf 'er /usr/bin/x\n' >$policy/50-local.conf
proposes 'emr /usr/bin/x,' 'what a line lifts is kept'
has "$out" '^# the policy has another mark, whose exemptions this keeps: ' 'which is told'
printf 'PE /usr/bin/x\n' >$policy/50-local.conf
proposes 'PEm /usr/bin/x,' 'EMUTRAMP too'
printf 'required held unprivileged er /usr/bin/x\n' >$policy/50-local.conf
proposes 'required held unprivileged emr /usr/bin/x,' 'and the conditions of the line'
printf 'er /bin/x\n' >$policy/50-local.conf
proposes 'emr /usr/bin/x,' 'a line for the same file by another path'
printf 'er /usr/bin/[w-y]\n' >$policy/50-local.conf
proposes 'emr /usr/bin/x,' 'a pattern'
printf -- 'inherit base\n- /usr/bin/x\n' >$policy/50-local.conf
printf 'em /usr/bin/x\n' >root/usr/lib/pax/profiles/base.conf
proposes '' 'no mark on purpose'
has "$out" '^# the policy gives it no mark on purpose, so decide: .*50-local.conf:2' 'is told'
printf 'PeMRs /usr/bin/x\n' >$policy/50-local.conf
proposes '' 'a protection that is on on purpose'
has "$out" '^# the policy turns on what this turns off, so decide' 'is told'
printf 'em /usr/bin/x\nr /usr/bin/x\n' >$policy/50-local.conf
pax learn --root root records
is "$status $out" '1 ' 'a policy with an error'
has "$err" 'nothing is proposed, since the policy has errors' 'is told'
rm $policy/50-local.conf
printf 'em /usr/bin/x\n' >$policy/40-base.conf
pax learn --json --root root records
has "$out" '"mark":"em","decide":true,.*"in_policy":"em","line":"/etc/pax/policy.d/40-base.conf:1"' 'JSON'
has "$(pax learn --root root records; printf '%s' "$out")" 'No denial shows that a program needs RANDMMAP off' \
	'what records do not show is told'
rm $policy/40-base.conf

# A file that is added to.
learned=$policy/60-learned.conf
pax learn -q --root root -o $learned records
is "$status $out$(lines $learned)" '0 em /usr/bin/x,' '-o writes a file'
pax learn -q --root root -o $learned records
is "$status $(lines $learned)" '1 em /usr/bin/x,' 'but does not write over one'
has "$err" '60-learned.conf: it exists; --merge' 'and says what to do'
cp $learned before
pax learn --root root --merge -o $learned records
is "$status $(cmp before $learned)" '0 ' '--merge with nothing new'
has "$err" 'nothing to add; it stays as it was' 'is told'
event "$fault" /usr/bin/y >>records
event "$mmap" '/usr/bin/odd #name' >>records
printf '# mine\ner /usr/bin/z # why\n' >>$learned
pax learn -q --root root --merge -o $learned records
is "$status $(lines $learned)" '0 em /usr/bin/x,er /usr/bin/z # why,em /usr/bin/odd [#]name,PE /usr/bin/y,' \
	'new programs are added'
has "$(cat $learned)" '^# mine$' 'comments stay'
pax check -q --root root
status_is 1 'and the policy is valid'
event "$mmap" /usr/bin/z >>records
pax learn -q --root root --merge -o $learned records
is "$(lines $learned)" 'em /usr/bin/x,em /usr/bin/odd [#]name,PE /usr/bin/y,emr /usr/bin/z,' \
	'a line whose mark grows is replaced'
has "$(cat $learned)" '^# until now: er /usr/bin/z # why$' 'and kept as a comment'
cp $learned before
pax learn -q --root root --merge -o $learned records
is "$(cmp before $learned)" '' 'again and again'
printf 'er /usr/bin/x\n' >$policy/70-later.conf
pax learn -q --root root --merge -o $learned records
is "$(cmp before $learned)" '' 'a line that would not count is not added'
pax learn -q --root root records
has "$out" '70-later.conf:1' 'and learn says what does'
printf 'x\n' >>$learned
cp $learned before
pax learn -q --root root --merge -o $learned records
is "$status $(cmp before $learned)" '1 ' 'a file with an error stays'
is "$(find $policy -name '.*')" '' 'and nothing is left behind'
pax learn -q --root root --merge records
status_is 64 '--merge needs a file'
pax learn -q --merge -o x --elsewhere records
status_is 64 'and a policy'
pax learn -q --json -o x records
status_is 64 'JSON goes to standard output'
