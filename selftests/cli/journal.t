#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# events --journal: the entries, each event once over restarts, what is missing, the limit of each
# user, and the catalog. The stream is a file in the kernel's format, which begins with the oldest
# event that is kept, as that of the kernel does for each reader.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
plan 35

# journald_begin: takes entries at "socket". journald_end: ends that; the entries are in "entries".
journald_begin() {
	python3 "$here/journal_socket.py" socket entries &
	journald=$!
	n=0
	until [ -S socket ] || [ $n -ge 100 ]; do
		n=$((n + 1))
		sleep 0.1
	done
}
journald_end() { rm socket; wait "$journald"; }
journal() { pax events --journal --once --kernel=k --state=state --socket=socket "$@"; }
# fields NAME...: prints these fields of the entries, one entry a line.
fields() {
	python3 -c 'import json, sys
for line in open("entries"): print(*[json.loads(line).get(n, "-") for n in sys.argv[1:]], sep="|")' "$@"
}
# event SEQ TIME [UID]: one more event of the stream.
event() {
	echo "seq=$1 time=$2.000000001 event=mmap_denied action=deny prot=rwx area=heap pid=9 uid=${3:-0} comm=\"c\" exe=\"/bin/x\""
}

mkdir k
cat >k/events <<'END'
seq=1 time=1763895004.127406351 event=mprotect_denied action=deny flags=PeMRs addr=0x7f1c2a1d5000 len=4096 prot=r-x had=rw- area=anonymous_mapping pid=812 tgid=812 ppid=790 uid=1000 comm="luajit" exe="/usr/bin/luajit"
lost=7
seq=9 time=1763895005.000000001 event=mark_invalid file=2F746D702F610A62 attr=user.pax.flags mark=5800 pid=9 uid=0 comm=1B5B33316D exe="/bin/sh"
seq=10 time=1763895006.000000001 event=exec_fault action=allow file="/opt/x" pid=9 uid=0 comm="x" exe="/opt/x"
seq=11 time=1763895007.000000001 event=armed_changed armed=no cause=probe
seq=12 time=1763895008.000000001 event=new_kind some=thing empty= pid=9
END
journald_begin
journal
status_is 0 'entries are written'
is "$out$err" '' 'and nothing is said'
journald_end
is "$(fields PAX_SEQ PAX_EVENT PAX_EXE PAX_LOST PRIORITY)" '1|mprotect_denied|/usr/bin/luajit|-|4
-|-|-|7|4
9|mark_invalid|/bin/sh|-|4
10|exec_fault|/opt/x|-|3
11|armed_changed|-|-|2
12|new_kind|-|-|5' 'each event once, what was lost where it was lost, priorities'
is "$(fields MESSAGE | sed -n 1p)" \
	'PAX: denied mprotect rw- to r-x of anonymous_mapping by /usr/bin/luajit[luajit:812] uid 1000' 'a message'
is "$(fields MESSAGE | sed -n 4p)" \
	'PAX: would have killed for execution of /opt/x by /opt/x[x:9] uid 0' 'one of permissive mode'
has "$(cat entries)" '"PAX_FILE": "/tmp/a\\nb"' 'a path with a newline is whole'
has "$(fields MESSAGE | sed -n 3p)" 'mark of /tmp/a.x0Ab: .5800. by ' 'and harmless in the message'
is "$(fields SYSLOG_IDENTIFIER MESSAGE_ID | sed -n 1p)" 'pax|6f66b1dd108241cc96034c915c9baaf4' 'identifiers'

journald_begin
journal
event 13 1763895009 >>k/events
journal
journal
journald_end
is "$(fields PAX_SEQ PAX_MAYBE_REPEATED)" '13|-' 'after a restart only what is new'

# What was dropped meanwhile is told, and counted in all.
event 20 1763895010 >k/events
journald_begin
journal
journald_end
is "$(fields PAX_SEQ PAX_LOST)" '-|6
20|-' 'what was dropped between two runs'
has "$(cat state)" ' seq=20 .* lost=13 ' 'all that was lost'

# The module was loaded again: the numbers begin anew, with later times.
{ event 1 1763895020; event 2 1763895021; } >k/events
journald_begin
journal
journal
journald_end
is "$(fields PAX_SEQ PAX_LOST)" '1|-
2|-' 'the module was loaded again'

# Another boot.
sed -i 's/^boot=[^ ]*/boot=other/; s/seq=2 /seq=9 /; s/time=17/time=99/' state
journald_begin
journal
journald_end
is "$(fields PAX_SEQ)" '1
2' 'another boot'

# After a crash one event may be repeated, and says so.
sed -i 's/clean=1/clean=0/' state
{ event 3 1763895022; event 4 1763895023; } >>k/events
journald_begin
journal
journald_end
is "$(fields PAX_SEQ PAX_MAYBE_REPEATED)" '3|yes
4|-' 'after a crash the first event is marked'
echo garbage >state
journald_begin
journal
journald_end
is "$(fields PAX_SEQ | wc -l | tr -d ' ')" 4 'a damaged position: all events'

# A user has a limit of his own.
rm state
{ for i in 1 2 3 4 5; do event $i 1763895030 1000; done; event 6 1763895031 1001
	echo 'seq=7 time=1763895032.0 event=config_changed setting=mode old="enforce" new="permissive" pid=1 uid=1000'; } >k/events
journald_begin
journal --user-limit=2
journald_end
is "$(fields PAX_SEQ PAX_UID PAX_OMITTED)" '1|1000|-
2|1000|-
6|1001|-
7|1000|-
-|1000|3' '--user-limit: other users and changes of settings are not concerned'
has "$(cat state)" ' seq=7 .* omitted=3 clean=1' 'what was left out is counted'

# Once, although it is ended again and again.
many=3000
[ -z "${PAX_REPORTS:-}" ] || many=300
rm state
n=0
while [ $n -lt $many ]; do
	n=$((n + 1))
	event $n 1763895040 $n
done >k/events
journald_begin
for ms in 005 010 015 020 030 040 050 060; do
	timeout -s TERM 0.$ms "$PAXCTL" events --journal --kernel=k --state=state --socket=socket
done
terminated=$(sed -n 's/.* seq=\([0-9]*\) .*/\1/p' state)
journal
journald_end
note "the signals came up to event ${terminated:-0}"
fields PAX_SEQ >seen
is "$(sort -n seen | uniq | wc -l | tr -d ' ') $(wc -l <seen | tr -d ' ') $(fields PAX_LOST | sort -u)" "$many $many -" \
	'each event once over many restarts'
rm state
journald_begin
for ms in 010 020 030 040; do
	timeout -s KILL 0.$ms "$PAXCTL" events --journal --kernel=k --state=state --socket=socket
	# timeout kills itself, too, and does not wait for the command.
	[ ! -e state ] || flock state true
done 2>/dev/null
journal
journald_end
fields PAX_SEQ PAX_MAYBE_REPEATED >seen
is "$(cut -d '|' -f 1 seen | sort -n | uniq | wc -l | tr -d ' ')" "$many" 'killed: none is missing'
is "$(cut -d '|' -f 1 seen | sort | uniq -d | while read -r seq; do grep -cx "$seq|yes" seen; done | sort -u)" \
	"$(cut -d '|' -f 1 seen | sort | uniq -d | sed 's/.*/1/' | sort -u)" 'killed: what comes twice says so'

# A stream that goes on; one that is used.
rm k/events state
mkfifo k/events
journald_begin
("$PAXCTL" events --journal --kernel=k --state=state --socket=socket & echo $! >pid; wait $!; echo $? >ended) 2>/dev/null &
exec 9>k/events
event 1 1763895050 >&9
n=0
until grep -q 'seq=1 ' state 2>/dev/null || [ $n -ge 100 ]; do
	n=$((n + 1))
	sleep 0.1
done
mkdir k2
event 1 1763895050 >k2/events
pax events --journal --once --kernel=k2 --state=state --socket=socket
is "$status $(printf '%s' "$err" | grep -c 'state: another "paxctl-ng events --journal" uses it')" '1 1' 'two at once'
kill -TERM "$(cat pid)"
n=0
until [ -s ended ] || [ $n -ge 100 ]; do
	n=$((n + 1))
	sleep 0.1
done
exec 9>&-
is "$(cat ended)" 143 'a signal ends it'
journald_end
is "$(fields PAX_SEQ)" 1 'an event comes through at once'
has "$(cat state)" 'seq=1 .* clean=1' 'in good order'

# Errors.
pax events --journal --once --kernel=k2 --state=state --socket=nobody
is "$status $(printf '%s' "$err" | grep -c 'nobody: cannot connect to journald')" '1 1' 'no journald'
pax events --journal --once --kernel=k2 --state=nowhere/state --socket=nobody
is "$status $(printf '%s' "$err" | grep -c 'nowhere/state: cannot open it: No such file or directory; see that its directory exists')" \
	'1 1' 'no directory for the position'
pax events --journal --json --kernel=k2
status_is 64 '--journal has no filter and no JSON'
pax events --state=state --kernel=k2
status_is 64 '--state needs --journal'
pax events --journal --user-limit=x --kernel=k2
status_is 64 '--user-limit is a number'
pax events --journal --kernel=nothing --state=state --socket=nobody
status_is 2 'no module is status 2'

# The catalog explains each message identifier, in words with fields that there are.
top=$here/../..
catalog=$top/userspace/systemd/pax.catalog
if [ -e "$catalog" ]; then
	sed -n 's/^-- //p' "$catalog" | sort >explained
	grep -oh '"[0-9a-f]\{32\}"' "$top"/userspace/paxctl-ng/evidence/journal_entry.c | tr -d '"' | sort >used
	is "$(diff used explained)" '' 'the catalog has each identifier'
	is "$(sort used | uniq -d)" '' 'which are different ones'
	if command -v journalctl >/dev/null; then
		mkdir -p root/usr/lib/systemd/catalog
		cp "$catalog" root/usr/lib/systemd/catalog
		run journalctl --root="$dir/root" --update-catalog
		run journalctl --root="$dir/root" --dump-catalog
		is "$(printf '%s' "$out" | grep -c '^-- [0-9a-f]')" "$(wc -l <used | tr -d ' ')" 'journalctl takes it'
	else
		skip 1 'journalctl is not installed'
	fi
else
	skip 3 'the sources are not here'
fi

# journald itself, with a /run of its own.
cat >real <<'END'
set -eu
mount -t tmpfs tmpfs /var/log
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/journal /run/log/journal
"$1" >journald.log 2>&1 &
n=0
until [ -S /run/systemd/journal/socket ] || [ $n -ge 100 ]; do
	n=$((n + 1))
	sleep 0.1
done
"$PAXCTL" events --journal --once --kernel=k2 --state=state2
n=0
until journalctl -D "$(echo /run/log/journal/*)" -q -t pax -o json >journal.json && [ -s journal.json ]; do
	n=$((n + 1))
	[ $n -lt 100 ] || break
	sleep 0.1
done
kill $!
END
journald=/lib/systemd/systemd-journald
if is_root && [ -x $journald ] && [ -s /etc/machine-id ] && unshare --mount true 2>/dev/null; then
	echo "seq=2 time=1763895060.1 event=mark_invalid file=2F746D702F610A62 attr=user.pax.flags mark=58 pid=9 uid=0 exe=\"/bin/sh\"" >>k2/events
	PAXCTL=$PAXCTL run unshare --mount sh real $journald
	is "$status $(python3 -c 'import json
for line in open("journal.json"):
    entry = json.loads(line)
    print(entry["PAX_SEQ"], entry["PAX_EVENT"], repr(entry.get("PAX_FILE")), entry["_TRANSPORT"])' 2>&1)" \
		"0 1 mmap_denied None journal
2 mark_invalid '/tmp/a\\nb' journal" 'journald takes the entries'
	has "$(cat journal.json)" '"MESSAGE_ID":"8cdc33b9c6d04c298129d4e45c6d3f8e"' 'with their identifiers'
else
	skip 2 'no root, no journald or no mount namespaces'
fi
