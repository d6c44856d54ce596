#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hosts.sh [HOSTS] [RECORDS]: the speed of "paxctl-ng learn --hosts" with logs of HOSTS hosts (default
# 1000) with RECORDS records each (default 10000), of 100 programs, warm cache. The logs are 40
# different ones below TMPDIR (default /dev/shm); further hosts have links to them, which are read and
# parsed all the same. Fails if it takes more than 10 s on two idle processors (20 s of processor
# time), or 64 MiB.

set -eu -o pipefail
: "${PAXCTL:?set PAXCTL to the paxctl-ng to measure}"
hosts=${1:-1000} records=${2:-10000} different=40
# GNU time, not the shell's.
time=$(type -P time) || { echo 'hosts.sh: GNU time is missing: apt-get install time' >&2; exit 1; }
dir=$(mktemp -d "${TMPDIR:-/dev/shm}/pax-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT

mkdir "$dir/fleet"
[ "$hosts" -ge "$different" ] || different=$hosts
awk -v dir="$dir/fleet" -v hosts="$different" -v records="$records" 'BEGIN {
	for (h = 0; h < hosts; h++) {
		file = sprintf("%s/host%04d.log", dir, h)
		for (i = 1; i <= records; i++) {
			p = (i * 7 + h) % 100
			printf "seq=%d time=17638%05d.127406351 event=%s action=allow flags=PeMRs addr=0x7f1c2a1d5000 len=4096 prot=%s had=rw- %s pid=%d tgid=%d ppid=790 uid=%d euid=0 gid=0 egid=0 auid=unset traced=no userns=init mntns=init root=init comm=\"program%d\" exe_dev=8:1 exe_ino=%d exe=\"/usr/lib/example/bin/program%d\"\n", \
				i, i % 100000, i % 3 ? "mprotect_denied" : "mmap_denied", i % 3 ? "r-x" : "rwx", \
				i % 5 ? "area=anonymous_mapping" : "file_dev=8:1 file_ino=77 file=\"/usr/lib/example/lib.so\"", \
				i, i, p % 20 * 7, p, 1000 + p, p > file
		}
		close(file)
	}
}'
for ((h = different; h < hosts; h++)); do
	ln "$dir/fleet/$(printf 'host%04d.log' $((h % different)))" "$dir/fleet/$(printf 'host%04d.log' $h)"
done
bytes=$(($(du -blcD "$dir/fleet" | tail -n 1 | cut -f 1)))
"$time" -f '%e %U %S %M' -o "$dir/time" "$PAXCTL" learn --hosts -q "$dir/fleet" > "$dir/policy"
read -r seconds user system kib < <(tail -n 1 "$dir/time")
lines=$(grep -c '^unprivileged em' "$dir/policy") || :
printf '%d processors, load average %s\n' "$(nproc)" "$(cut -d ' ' -f 1 /proc/loadavg)"
awk -v hosts="$hosts" -v records="$records" -v bytes="$bytes" -v s="$seconds" -v u="$user" \
	-v y="$system" -v k="$kib" -v lines="$lines" 'BEGIN {
	printf "%d hosts, %d records each, %.1f GB: %.1f s, processor %.1f s, %.1f MiB, %d lines\n", \
		hosts, records, bytes / 1e9, s, u + y, k / 1024, lines
	exit !(u + y < 20 && k < 65536 && lines == 100)
}'
