#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# status --prometheus: the metrics, their two formats, the alert rules and the dashboard that are made
# of them, and the file for node_exporter. promtool and node_exporter are Debian's.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 39

monitoring=$here/../../userspace/monitoring
kernel k
cat >>k/status <<'END'
strict: shared textrel=pass
kernel: proven by its types (BTF)
locked: yes
waiting: 2
hook mmap_region: attached, missed 0
hook do_mprotect: attached, missed 3
END
cat >k/counters <<'END'
mmap_denied 7
exec_fault 2
config_changed 1
unlogged 9
unrecorded 0
unlogged:1000 9
unaudited:1000 3
unaudited:others 1
END
mkdir -p root/usr/bin root/etc/pax/policy.d root/var/lib/pax root/lib/modules/6.1.0-9/kernel
: >root/lib/modules/6.1.0-9/modules.dep
for name in a b c; do
	script root/usr/bin/$name
done
printf 'em /usr/bin/a\nm /usr/bin/b\nem /usr/bin/none\n' >root/etc/pax/policy.d/50.conf
set_attr root/usr/bin/b em
set_attr root/usr/bin/c m

# process PID NAME FLAGS EXE
process() {
	mkdir -p "proc/$1"
	printf 'Name:\t%s\nPid:\t%s\nUid:\t0\t1000\t0\t0\nVmSize:\t  100 kB\n' "$2" "$1" >"proc/$1/status"
	[ -z "$3" ] || printf 'PaX:\t%s\n' "$3" >>"proc/$1/status"
	ln -s "$dir/$4" "proc/$1/exe"
	: >"proc/$1/maps"
}
process 10 plain PeMRs root/usr/bin/c
process 11 jit PemRs root/usr/bin/b
process 12 jit PemRs root/usr/bin/b

metrics() { pax status --prometheus --kernel=k --root=root --proc=proc "$@"; }
# value NAME: the value of a metric in the last output.
value() { printf '%s' "$out" | awk -v name="$1" '{ v = $NF; sub(/ [^ ]*$/, ""); if ($0 == name) print v }'; }
metrics
status_is 0 'metrics'
is "$err" '' 'nothing on stderr'
is "$(value pax_loaded) $(value pax_armed) $(value pax_enforcing) $(value pax_locked)" '1 1 1 1' 'the state'
is "$(value 'pax_state{state="enforced"}') $(value 'pax_state{state="permissive"}')" '1 0' 'by its word'
has "$out" '^pax_info{version="9.9.9",tool_version="[0-9.]*",kernel_release=".*",kernel_fit="proven by its types (BTF)"} 1$' \
	'the versions'
is "$(value 'pax_setting_info{setting="strict",value="shared textrel=pass"}')" 1 'a setting'
is "$(value 'pax_events_total{event="mmap_denied"}') $(value 'pax_events_total{event="exec_fault"}')" '7 2' \
	'counters by event'
is "$(value 'pax_reports_omitted_total{target="log"}') $(value 'pax_reports_omitted_total{target="audit"}') $(value 'pax_reports_omitted_total{target="stream"}')" \
	'9 4 0' 'what was left out, without users'
lacks "$out" 1000 'no label has a user'
lacks "$out" pax_journal 'the journal was never written'
is "$(value pax_hook_missed_total) $(value pax_waiting_execs)" '3 2' 'hooks and waiting execs'
is "$(value 'pax_policy_files{state="missing"}') $(value 'pax_policy_files{state="different"}') $(value 'pax_policy_files{state="absent"}') $(value pax_policy_valid)" \
	'1 1 1 1' 'the drift'
lacks "$out" 'state="extra"' 'without --strict no marks that the policy does not list'
is "$(value 'pax_processes{flags="PeMRs"}') $(value 'pax_processes{flags="PemRs"}') $(value 'pax_processes{flags="none"}')" \
	'1 2 0' 'processes by flags'
is "$(value pax_processes_to_restart)" 1 'one that a restart would change'
is "$(value 'pax_installed_kernel_has_module{release="6.1.0-9"}')" 0 'a kernel without the module'
lacks "$out" '^pax_last_apply' 'the policy was never applied'
metrics --strict
is "$(value 'pax_policy_files{state="extra"}')" 1 '--strict'

# The last time the policy was applied.
pax apply -q -n --root root
[ ! -e root/var/lib/pax/apply ] && ok 'a dry run is not noted' || not_ok 'a dry run is not noted'
pax apply -q --root root
metrics
is "$(value 'pax_policy_files{state="ok"}') $(value pax_last_apply_failed_files)" '2 0' 'applied'
last=$(value pax_last_apply_timestamp_seconds)
[ $(($(date +%s) - ${last:-0})) -lt 100 ] && ok 'now' || not_ok "now: $last"
is "$(find root/var/lib/pax -type f)" root/var/lib/pax/apply 'nothing else is left'
echo 'boot=b seq=9 time=1.5 lost=13 omitted=4 clean=1' >root/var/lib/pax/journal
metrics
is "$(value pax_journal_lost_total) $(value pax_journal_omitted_total)" '13 4' 'what the journal has not'
echo 'nonsense' >root/etc/pax/policy.d/60.conf
metrics
is "$status $(value pax_policy_valid) $(value 'pax_collector_success{part="policy"}') $(value 'pax_policy_files{state="ok"}')" \
	'0 0 0 ' 'a policy with errors'
rm root/etc/pax/policy.d/60.conf

# Without the module.
pax status --prometheus --kernel=nothing --root=root --proc=proc
is "$status $(value pax_loaded) $(value 'pax_state{state="not-loaded"}') $(value pax_armed)" '0 0 1 ' 'without the module'
pax status --prometheus --kernel=nothing --root=root --json
status_is 64 'not with --json'
pax status --output=f --kernel=k --root=root
status_is 64 '--output without metrics'

# The file for node_exporter is replaced, as a whole.
mkdir textfile
ln -s "$dir/victim" textfile/pax.prom
metrics --output=textfile/pax.prom
is "$status $out$(stat -c '%F %a' textfile/pax.prom) $(ls textfile)" '0 regular file 644 pax.prom' '--output'
[ ! -e victim ] && ok 'a link is replaced, not followed' || not_ok 'a link is replaced, not followed'
metrics --output=nowhere/pax.prom
is "$status $(printf '%s' "$err" | grep -c 'nowhere/pax.prom: cannot replace it: No such file')" '1 1' 'no such directory'
cat >replace <<'END'
while [ ! -e stop ]; do
	"$PAXCTL" status --prometheus --kernel=k --root=root --proc=proc --output=textfile/pax.prom
done
END
PAXCTL=$PAXCTL sh replace &
parts=0 n=0
while [ $n -lt 300 ]; do
	n=$((n + 1))
	tail -n 1 textfile/pax.prom | grep -q '^pax_collector_success{part="processes"} 1$' || parts=$((parts + 1))
done
: >stop
wait
is "$parts" 0 'a reader never sees a part of it'

# Rules and dashboard name only metrics that there are.
metrics
printf '%s' "$out" >prom
sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' prom | sort >there
if [ -e "$monitoring/pax.rules.yml" ]; then
	sed '/^ *\(summary\|description\|#\)/d' "$monitoring/pax.rules.yml" | grep -oh 'pax_[a-z_]*' | sort -u >named
	grep -oh 'pax_[a-z_]*' "$monitoring/pax-dashboard.json" | sort -u >>named
	is "$(sort -u named | comm -23 - there)" '' 'the rules and the dashboard name metrics that there are'
	run python3 -c 'import json, sys
ids = [p["id"] for p in json.load(open(sys.argv[1]))["panels"]]
assert len(ids) == len(set(ids)) > 10' "$monitoring/pax-dashboard.json"
	status_is 0 'the dashboard is JSON'
else
	skip 2 'the sources are not here'
fi

need=$here/../../scripts/need
# unpacked PACKAGE: where its files are, or nothing and the reason in $why.
unpacked() {
	why="$1 of Debian cannot be had here: see scripts/need --unpack $1"
	[ -x "$need" ] && "$need" --unpack "$1" 2>/dev/null
}
promtool=$(unpacked prometheus)/usr/bin/promtool
if [ -x "$promtool" ]; then
	run sh -c '"$1" check metrics <prom' sh "$promtool"
	is "$status $out$err" '0 ' 'promtool has nothing to say of the metrics'
	cp "$monitoring/pax.rules.yml" "$here"/pax.rules.*test.yml .
	run "$promtool" test rules pax.rules.test.yml pax.rules.days.test.yml
	status_is 0 'each alert fires when it should, and resolves'
	note "$out"
	# Each alert has its test.
	sed -n 's/.*- alert: //p' pax.rules.yml | sort >alerts
	grep -o 'alertname: [A-Za-z]*' -h pax.rules.*test.yml | sed 's/.*: //' | sort -u >tested
	is "$(comm -23 alerts tested)" '' 'there is a test for each'
else
	unpacked prometheus >/dev/null
	skip 3 "$why"
fi

# node_exporter takes the file, with the types.
exporter=$(unpacked prometheus-node-exporter)/usr/bin/prometheus-node-exporter
if [ -x "$exporter" ] && command -v python3 >/dev/null; then
	metrics --output=textfile/pax.prom
	"$exporter" --collector.disable-defaults --collector.textfile --collector.textfile.directory=textfile \
		--web.listen-address=127.0.0.1:0 2>exporter.log &
	exporter_pid=$!
	run python3 -c 'import re, time, urllib.request
for _ in range(100):
    found = re.search(r"address=(127[.0-9:]+)", open("exporter.log").read())
    if found: break
    time.sleep(0.1)
print(urllib.request.urlopen(f"http://{found[1]}/metrics").read().decode())'
	kill "$exporter_pid"
	has "$out" '^pax_events_total{event="mmap_denied"} 7$' 'node_exporter hands on the metrics'
	has "$out" '^# TYPE pax_events_total counter$' 'with their types'
else
	unpacked prometheus-node-exporter >/dev/null
	skip 2 "$why"
fi

# OpenMetrics, read by the parser of Prometheus's own library.
client=$(unpacked python3-prometheus-client)/usr/lib/python3/dist-packages
if [ -d "$client" ] && command -v python3 >/dev/null; then
	metrics --openmetrics
	printf '%s' "$out" >openmetrics
	run env PYTHONPATH="$client" python3 -B -c 'import sys
from prometheus_client.openmetrics import parser
families = list(parser.text_string_to_metric_families(open("openmetrics").read()))
print(sorted(f.name for f in families if f.type == "counter"))'
	is "$out$err" "['pax_events', 'pax_hook_missed', 'pax_journal_lost', 'pax_journal_omitted', 'pax_reports_omitted']
" 'OpenMetrics'
else
	unpacked python3-prometheus-client >/dev/null
	skip 1 "$why"
fi
