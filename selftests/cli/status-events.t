#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# status and events, on files in the format of the kernel.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 47

mkdir k empty
cat >good <<'END'
version: 0.1.0
mode: enforce
armed: yes
softmode: 0
strict: 
hook mmap_region: attached, missed 0
END
cp good k/status
printf 'mmap_denied 3\nmark_invalid 0\n' >k/counters

pax status --kernel=k --root=empty
status_is 0 'enforcing and armed is status 0'
is "$out" "state	enforced
version	0.1.0
mode	enforce
armed	yes
softmode	0
strict	
hook mmap_region	attached, missed 0
counter mmap_denied	3
counter mark_invalid	0
config	none
" 'every line of the status, and the counters'
is "$err" '' 'nothing on stderr'
pax status --kernel=k --root=empty --json
has "$out" '^{"state":"enforced","version":"0.1.0","mode":"enforce",.*"counter mmap_denied":3,' 'JSON'
rm k/counters
pax status --kernel=k --root=empty
status_is 0 'without the right to read counters'
sed 's/enforce/permissive/' good >k/status
pax status --kernel=k --root=empty
status_is 1 'permissive is status 1'
has "$err" 'not enforcing' 'and says so'
sed 's/armed: yes/armed: no/' good >k/status
pax status --kernel=k --root=empty
status_is 1 'not armed is status 1'
has "$err" 'not armed: nothing is enforced' 'and says so'
pax status -q --kernel=k --root=empty
is "$status $err" '1 ' 'and nothing with --quiet'
: >k/status
pax status --kernel=k --root=empty
status_is 1 'an empty status'
pax status --kernel=k --root=empty --json
has "$out" '^{"state":"unreadable","version":null,.*"armed":null,' 'has all keys, too'
pax status --kernel=nothing --root=empty
status_is 2 'no module is status 2'
has "$err" 'the module is not loaded' 'and says so'
pax status --kernel=nothing --root=empty --json
has "$out" '^{"state":"not-loaded","version":null,"mode":null,"armed":"no (the module is not loaded)","kernel":null,"softmode":null,"defaults":null,"trust":null,"strict":null,"security.pax.flags":null,"signatures":null,"locked":null,"nx":null,"pageexec":null,"mprotect":null,"emutramp":null,"randmmap":null,"config":"none"}$' \
	'and prints a whole object'
# The keys of the page, without those that come and go: of hooks and of waiting execs.
# shellcheck disable=SC2016 # backquotes of the page
is "$(printf '%s' "$out" | grep -o '"[a-z.]*":' | tr -d '":' | grep -v -e '^state$' -e '^config$' -e '^rows$' \
	-e '^command$' -e '^version$' | sort | xargs)" \
	"$(sed -n '/^Keys of/,$s/^``\([a-z.]*\)``  .*/\1/p' "$here/../../Documentation/ABI/securityfs-pax.rst" |
		grep -v -e '^waiting$' -e '^version$' | sort | xargs)" 'with all keys that the kernel documents'

# The state in a word, and pax.conf.
kernel s
mkdir -p conf/etc/pax conf/usr/lib/pax conf/proc
state() { printf '%s' "$out" | sed -n 's/^state	//p'; }
config() { printf '%s' "$out" | sed -n 's/^config	//p'; }
pax_status() { pax status --kernel=s --root=conf; }
for row in 's/enforce/permissive/ permissive' 's/softmode:.0/softmode:\ 1/ soft-mode' \
		's/armed:.yes/armed:\ no/ not-armed' 's/x/x/ enforced'; do
	kernel s "${row% *}"
	pax_status
	is "$(state)" "${row##* }" "state: ${row##* }"
done
printf 'mode = enforce\ntrust = any\nlock = 0\n' >conf/etc/pax/pax.conf
printf 'locked: no\n' >>s/status
pax_status
is "$status $(config)" '0 in force (/etc/pax/pax.conf)' 'pax.conf is in force'
sed -i 's/^trust: any/trust: root/' s/status
pax_status
is "$status $(config)" '1 differs (trust is "root", and "any" in /etc/pax/pax.conf)' 'it is not: status 1'
has "$err" 'pax.conf: not in force: differs (trust .*; see "paxctl-ng load-config"' 'and says so'
sed -i 's/^trust: root/trust: any/' s/status
echo 'lock = 1' >conf/etc/pax/pax.conf
pax_status
is "$status $(config)" '1 differs (lock is "0", and "1" in /etc/pax/pax.conf)' 'the lock'
echo 'quiet pax.mode=permissive' >conf/proc/cmdline
kernel s 's/enforce/permissive/'
pax_status
is "$status $(config)" '1 in force (/etc/pax/pax.conf; the command line has pax.mode=permissive)' 'a rescue'
pax status --kernel=nothing --root=conf
is "$(config)" 'not in force (/etc/pax/pax.conf)' 'without the module'
echo 'quiet pax.off=1' >conf/proc/cmdline
pax status --kernel=nothing --root=conf
has "$status $out" '^armed	no (pax.off=1 on the kernel.s command line)$' 'pax.off=1'
has "$err" 'not loaded, as the kernel.s command line has pax.off=1' 'which stderr says, too'
rm conf/proc/cmdline
kernel s
printf 'mode = enforce\nnonsense\n' >conf/etc/pax/pax.conf
pax_status
is "$status $(config)" '1 error (/etc/pax/pax.conf:2: "nonsense" has no "="; write KEY = VALUE)' \
	'an error in pax.conf: status 1'
mv conf/etc/pax/pax.conf conf/usr/lib/pax/
echo 'mode = permissive' >conf/usr/lib/pax/pax.conf
pax_status
is "$status $(config)" '0 differs (mode is "enforce", and "permissive" in /usr/lib/pax/pax.conf)' \
	'the file of the package is no choice'
pax status k
status_is 64 'an operand is a usage error'

cat >k/events <<'END'
seq=41 time=1763895004.127406351 event=mprotect_denied action=deny flags=PeMRs addr=0x7f1c2a1d5000 len=4096 prot=r-x had=rw- area=anonymous_mapping pid=812 tgid=812 ppid=790 uid=1000 euid=1000 gid=1000 egid=1000 comm="luajit" exe="/usr/bin/luajit"
lost=7
seq=49 time=1763895005.000000001 event=mark_invalid file=2F746D702F610A62 attr=user.pax.flags mark=5800 pid=9 tgid=9 ppid=1 uid=0 euid=0 gid=0 egid=0 comm=1B5B33316D exe="/bin/sh"
seq=50 time=1763895006.000000001 event=new_kind some=thing empty= pid=9
END
pax events --kernel=k
status_is 0 'a stream that ends'
is "$(printf '%s' "$out" | sed -n 1p)" '1763895004.127406351	mprotect_denied	deny	812	/usr/bin/luajit	anonymous_mapping	flags=PeMRs addr=0x7f1c2a1d5000 len=4096 prot=r-x had=rw- uid=1000' \
	'an event'
is "$(printf '%s' "$out" | sed -n 2p)" '-	lost	-	-	-	-	lost=7' 'what was lost'
is "$(printf '%s' "$out" | sed -n 3p | cut -f 6,7)" '/tmp/a\x0Ab	attr=user.pax.flags mark=5800 uid=0' \
	'hexadecimal text is decoded and quoted; what holds a NUL stays as it came'
has "$out" '^1763895006.000000001	new_kind	-	9	-	-	some=thing empty=$' 'an event of a kind that is new'
pax events --kernel=k --json
has "$out" '^{"seq":41,"time":"1763895004.127406351","event":"mprotect_denied",.*"pid":812,.*"comm":"luajit"' \
	'JSON: the keys of the kernel, numbers as numbers'
has "$out" '"comm":"\\u001b\[31m"' 'JSON: text decoded'
has "$out" '^{"lost":7}$' 'JSON: what was lost'
mkdir big
echo 'event=x big=18446744073709551615 bigger=18446744073709551616' >big/events
pax events --kernel=big --json
is "$out" '{"event":"x","big":18446744073709551615,"bigger":"18446744073709551616"}
' 'JSON: no number is changed'
pax events --kernel=k --json
if command -v python3 >/dev/null; then
	cp .out json
	run python3 -c 'import json
for line in open("json"): json.loads(line)'
	status_is 0 'JSON: every line is an object'
else
	skip 1 'python3 is not installed'
fi
pax events --kernel=k -e mark_invalid
is "$(printf '%s' "$out" | cut -f 2 | tr '\n' ' ')" 'lost mark_invalid ' '-e filters, but what was lost is always told'
pax events --kernel=nothing
status_is 2 'no module is status 2'
pax events k
status_is 64 'an operand is a usage error'

# A continuing stream: events prints each event at once, and Ctrl-C ends it.
rm k/events
mkfifo k/events
("$PAXCTL" events --kernel=k --json >live & echo $! >pid; wait $!; echo $? >ended) &
exec 9>k/events
printf 'seq=1 time=1.0 event=config_changed setting=mode old="enforce" new="permissive" pid=1\n' >&9
n=0
until [ -s live ] || [ "$n" -ge 100 ]; do
	n=$((n + 1))
	sleep 0.1
done
has "$(cat live)" '"setting":"mode","old":"enforce","new":"permissive"' 'an event comes through at once'
kill -TERM "$(cat pid)"
n=0
until [ -s ended ] || [ "$n" -ge 100 ]; do
	n=$((n + 1))
	sleep 0.1
done
exec 9>&-
is "$(cat ended)" 143 'a signal ends it, as the shell sees'

# The names are those of the module.
kinds=$here/../../kernel/report/record.c
if [ -r "$kinds" ]; then
	is "$("$PAXCTL" events --names)" "$(sed -n 's/.*PAX_EV_[A-Z_]*. = { "\([a-z_]*\)".*/\1/p' "$kinds")" '--names'
else
	skip 1 "$kinds is not there"
fi
