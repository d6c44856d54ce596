#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# ps, on a directory that looks like proc, and on the real one.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 33

kernel kernel
mkdir proc
cp "$file_helper" plain
cp "$file_helper" jit
set_attr jit em

# process PID NAME FLAGS EXE
process() {
	mkdir "proc/$1"
	printf 'Name:\t%s\nPid:\t%s\nUid:\t0\t1000\t0\t0\nVmSize:\t  100 kB\n' "$2" "$1" >"proc/$1/status"
	[ -z "$3" ] || printf 'PaX:\t%s\n' "$3" >>"proc/$1/status"
	ln -s "$dir/$4" "proc/$1/exe"
	: >"proc/$1/maps"
}
process 10 plain PeMRs plain
process 11 jit PemRs jit
process 12 stale PeMRs jit
process 13 'odd\nna\\me' PeMRs plain
mkdir proc/20 proc/self proc/21
printf 'Name:\tkthread\nUid:\t0\t0\t0\t0\nPaX:\t-----\n' >proc/20/status
: >proc/uptime

pax ps --kernel=kernel --proc=proc
status_is 0 'processes'
is "$(printf '%s' "$out" | sort | sed -n 1p)" "10	1000	plain	PeMRs	PeMRs	-	no	$dir/plain" 'an unmarked one'
is "$(printf '%s' "$out" | sort | sed -n 2p)" "11	1000	jit	PemRs	PemRs	em	no	$dir/jit" 'a marked one'
is "$(printf '%s' "$out" | sort | sed -n 3p)" "12	1000	stale	PeMRs	PemRs	em	yes	$dir/jit" \
	'one that was marked after it started'
has "$out" '^13	1000	odd\\x0Ana\\\\me	' 'a name as the kernel writes it, quoted'
is "$(printf '%s' "$out" | wc -l | tr -d ' ')" 4 'no kernel threads, and nobody who has gone'
is "$err" '' 'and not a word about them'
pax ps --kernel=kernel --proc=proc --restart
is "$(printf '%s' "$out" | cut -f 1)" 12 '--restart'
pax ps --kernel=kernel --proc=proc 10 13
is "$(printf '%s' "$out" | cut -f 1 | sort | tr '\n' ' ')" '10 13 ' 'by number'
pax ps --kernel=kernel --proc=proc --softmode=1 11
is "$(printf '%s' "$out" | cut -f 5)" pemrs 'NEXT goes by what is supposed'
set_attr jit p
pax ps --kernel=kernel --proc=proc 11
is "$(printf '%s' "$out" | cut -f 5,7)" 'refused	yes' 'a mark with which it would not start again'
set_attr jit em
pax ps --kernel=kernel --proc=proc --json 11
has "$out" '^{"pid":11,"uid":1000,"name":"jit","flags":"PemRs","next":"PemRs","mark":"em","restart":false,"exe":' 'JSON'
has "$out" '"totals":{"shown":1,"restart":0,"unreadable":0}}' 'JSON: totals'

cat >proc/11/maps <<'END'
55d0c0de0000-55d0c0de1000 r-xp 00000000 08:01 42                         /usr/bin/jit
7f0000000000-7f0000010000 rwxp 00000000 00:00 0 
7f0000020000-7f0000021000 rwxs 00000000 00:01 7                          /memfd:jit code (deleted)
7f0000030000-7f0000031000 rw-p 00000000 00:00 0                          [heap]
END
pax ps --kernel=kernel --proc=proc --rwx
is "$out" '11	1000	jit	PemRs	7f0000000000-7f0000010000	64	(anonymous)
11	1000	jit	PemRs	7f0000020000-7f0000021000	4	/memfd:jit code (deleted)
' '--rwx'
pax ps --kernel=kernel --proc=proc --rwx --json
has "$out" '"range":"7f0000000000-7f0000010000","kib":64,"what":"(anonymous)"' '--rwx in JSON'

rm proc/10/status
mkfifo proc/10/fifo
pax ps --kernel=kernel --proc=proc
is "$status $err" '0 ' 'a process that ends while it is looked at'
sed -i '/^PaX/d' proc/11/status
pax ps --kernel=kernel --proc=proc 11
is "$(printf '%s' "$out" | cut -f 4,5,7)" '-	PemRs	no' 'a kernel that shows no flags'
if can_be_user && is_root; then
	chmod 0 proc/12
	run as_user "$PAXCTL" ps --kernel="$dir/kernel" --proc="$dir/proc"
	status_is 0 'what may not be read is no failure'
	has "$err" '1 process of other users, or with more rights, cannot be read' 'but is counted'
	run as_user "$PAXCTL" ps -q --kernel="$dir/kernel" --proc="$dir/proc"
	is "$err" '' 'unless with --quiet'
	chmod 755 proc/12
else
	skip 3 'only root can hide something from another user'
fi
pax ps --proc=nothing
status_is 1 'no proc'
has "$err" 'nothing: cannot be read' 'is reported'
pax ps --kernel=kernel --proc=proc 11 4711
is "$status $(printf '%s' "$out" | cut -f 1)" '2 11' 'a process that is not there is status 2, and the others are shown'
has "$err" '^paxctl-ng: 4711: there is no such process' 'and is named'
pax ps -q --kernel=kernel --proc=proc 20
status_is 2 'so is one of the kernel'
mkdir proc/14
{
	printf 'Name:\tmany\nPid:\t14\nUid:\t0\t0\t0\t0\nGroups:\t'
	seq -s ' ' 4294900000 4294965536
	printf 'VmSize:\t 100 kB\nPaX:\tPeMRs\n'
} >proc/14/status
ln -s "$dir/plain" proc/14/exe
pax ps --kernel=kernel --proc=proc 14
is "$(printf '%s' "$out" | cut -f 1-4)" '14	0	many	PeMRs' 'a process in as many groups as there can be'
if is_slow; then
	skip 2 'what watches memory needs descriptors itself'
else
	run sh -c 'ulimit -n 4; exec "$@"' sh "$PAXCTL" ps -q --kernel=kernel --proc=proc
	status_is 1 'where nothing can be opened'
	has "$err" 'proc: not all of it can be read: \(Too many open files\|No file descriptors available\)' 'that is told'
fi
pax ps abc
status_is 64 'a process by name is a usage error'
pax ps --rwx --restart
status_is 64 'so are options that do not go together'

if [ -r /proc/self/status ]; then
	pax ps -q $$
	is "$(printf '%s' "$out" | cut -f 1)" $$ 'the real proc'
	# Processes come and go all the time.
	(while [ ! -e enough ]; do /bin/true & /bin/true; done) &
	said=
	for option in --rwx --restart --rwx --restart --rwx --restart; do
		pax ps -q "$option"
		said=$said$err
		[ "$status" -eq 0 ] || said="$said status $status"
	done
	: >enough
	wait
	is "$said" '' 'not a word about processes that end meanwhile'
else
	skip 2 'there is no /proc'
fi

# Many processes. Most are links to a few directories, which makes no difference to ps.
rm -rf proc
mkdir proc
process 1000 many PeMRs jit
(cd proc && seq 2001 4999 | while read -r n; do ln -s 1000 "$n"; done)
run timeout 20 "$PAXCTL" ps -q --kernel=kernel --proc=proc
is "$(printf '%s' "$out" | wc -l | tr -d ' ')" 3000 'three thousand processes, none left out'
