#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What a policy says in vain, and learn proposes in vain: lines that match nothing, and marks that
# the kernel ignores because others than root could have set them.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
is_root || skip_all 'only root can have files of others'
plan 28

mkdir -p root/etc/pax/policy.d root/usr/lib/pax/profiles root/usr/bin root/opt
for file in mine theirs open; do
	script root/usr/bin/$file
done
chown 65534 root/usr/bin/theirs
chmod 666 root/usr/bin/open

# Lines that match nothing.
printf 'em /usr/bin/profiled\nem /usr/lib/none/*\n' >root/usr/lib/pax/profiles/base.conf
cat >root/etc/pax/policy.d/50-local.conf <<'END'
inherit base
em /usr/bin/mine
em /usr/bin/typo
em /opt/none/bin/*
em /usr/bin/m[i]ne
- /usr/lib/none/*
required em /usr/bin/theirs
END
pax apply --root root
status_is 0 'lines that match nothing are no error'
has "$err" '^paxctl-ng: /etc/pax/policy.d/50-local.conf:3: warning: this line marks nothing, as there is no /usr/bin/typo; correct' \
	'a path: file and line'
has "$err" '^paxctl-ng: /etc/pax/policy.d/50-local.conf:4: warning: this line marks nothing, as no program matches /opt/none/bin/\*' \
	'a pattern'
is "$(printf '%s\n' "$err" | grep -c 'marks nothing')" 2 'not lines of a profile, nor a removal'
has "$err" '2 set, 0 right already, 3 not there, 0 failed' 'but they count'
pax check --root root
has "$err" '50-local.conf:4: warning: this line marks nothing' 'check says so, too'
pax apply -q --root root
is "$err" '' 'but not with --quiet'
printf 'em /usr/bin/none\n' >list
pax apply --root root list
lacks "$err" 'marks nothing' 'nor of a list that is named'

# Marks that are void.
cat >root/etc/pax/policy.d/50-local.conf <<'END'
em /usr/bin/mine
em /usr/bin/theirs
e /usr/bin/open
END
pax apply --root root
lacks "$err" 'is void' 'with trust=any they count'
mkdir -p root/usr/lib/pax
echo 'trust = root' >root/usr/lib/pax/pax.conf
pax apply --root root
is "$status $(attr root/usr/bin/theirs)" '0 [em]2' 'with trust=root in pax.conf the mark is written'
has "$err" '^paxctl-ng: /usr/bin/theirs: warning: this mark is void: it weakens, and counts only if root owns' \
	'and is said to be void'
is "$(printf '%s\n' "$err" | grep -c 'is void')" 1 'not that of a file of root, nor one that does not weaken'
chown 65534 root/usr/bin/mine
pax check --root root
is "$status $(printf '%s\n' "$err" | grep -c 'is void')" '0 2' 'check says so of marks that are right'
pax check -q --root root
is "$err" '' 'but not with --quiet'
chown 0 root/usr/bin/mine
rm root/usr/lib/pax/pax.conf
chown 65534 root/usr/bin/theirs
chmod 4755 root/usr/bin/theirs
pax apply --root root
has "$err" '/usr/bin/theirs: warning: this mark is void' 'a program that gains privileges, with trust=any'
chmod 755 root/usr/bin/theirs
mkdir -p root/proc
echo 'quiet pax.trust=root' >root/proc/cmdline
pax apply --root root
has "$err" '/usr/bin/theirs: warning: this mark is void' 'pax.trust=root on the command line'
rm root/proc/cmdline

# By hand.
chmod 4755 root/usr/bin/theirs
pax -m root/usr/bin/theirs
is "$status $(attr root/usr/bin/theirs)" '0 [em]2' 'a mark that is set by hand is written'
has "$err" '^paxctl-ng: root/usr/bin/theirs: warning: this mark is void: it weakens' 'and said to be void'
pax -M root/usr/bin/theirs
lacks "$err" 'is void' 'but not one that does not weaken'
pax -m root/usr/bin/mine
is "$err" '' 'nor on a file of root'
pax -d root/usr/bin/theirs
chmod 755 root/usr/bin/theirs

# learn, of programs that the policy does not name.
rm -f root/etc/pax/policy.d/50-local.conf
system_helper=$(dirname "$PAXCTL")/cli-system-helper
record() {
	id=$("$system_helper" identity "root$1" | sed 's/\(.*\) \(.*\)/exe_dev=\1 exe_ino=\2/')
	printf 'seq=1 time=1999999999.1 event=mmap_denied action=deny flags=PeMRs addr=0x7f0000000000 len=4096 prot=rwx area=anonymous_mapping pid=8 tgid=8 ppid=7 uid=0 euid=0 gid=0 egid=0 auid=unset userns=init mntns=init traced=no comm="x" exe="%s" %s\n' "$1" "$id"
}
record /usr/bin/theirs >records
record /usr/bin/mine >>records
pax learn --root root records
is "$status $(printf '%s' "$out" | grep -c '^em	')" '0 2' 'learn proposes both'
lacks "$out" 'is void' 'and with trust=any both count'
echo 'trust = root' >root/usr/lib/pax/pax.conf
pax learn --root root records
is "$(printf '%s' "$out" | grep -A 1 '^# this mark is void: it weakens' | sed -n 2p)" 'em	/usr/bin/theirs' \
	'with trust=root one is said to be void'
is "$(printf '%s' "$out" | grep -c 'is void')" 1 'and the other is not'
pax learn --root root --json records
has "$out" '"path":"/usr/bin/theirs".*"remark":"this mark is void: ' 'JSON'
has "$out" '"path":"/usr/bin/mine".*"remark":null' 'and of the other'
pax learn --elsewhere records
is "$status" 0 'records of another machine'
lacks "$out" 'is void' 'whose files nobody knows here'
