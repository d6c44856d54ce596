#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# scan.sh [FILES]: paxctl-ng scan against getfattr -R and scanelf -qyR, on a tree of FILES
# files (default 1000000) that it makes below TMPDIR (default /dev/shm), warm cache, the
# best of three runs that take turns. Prints seconds, ratios and the memory used; fails if
# scan is not twice as fast as the faster of the others, or uses 64 MiB or more.

set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
: "${PAXCTL:?set PAXCTL to the paxctl-ng to measure}"
files=${1:-1000000}
# GNU time, not the shell's.
time=$(type -P time) || { echo 'scan.sh: GNU time is missing: apt-get install time' >&2; exit 1; }
base=${TMPDIR:-/dev/shm}
dir=$(mktemp -d "$base/pax-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/tree"
echo 'void _start(void){for(;;);}' |
	gcc -nostdlib -static -s -Wl,--build-id=none -Wl,-z,noseparate-code -x c -o "$dir/program" -
gcc -O2 -o "$dir/make_tree" "$here/make_tree.c"
echo "making $files files in $dir" >&2
"$dir/make_tree" "$dir/tree" "$files" "$dir/program" || {
	echo "scan.sh: no tree with user attributes can be made in $base; name another place in TMPDIR" >&2
	exit 1
}

# measure NAME COMMAND...: leaves "seconds kilobytes user system" of the fastest run in $dir/NAME.
measure()
{
	local name=$1 seconds kilobytes user system
	shift
	"$time" -f '%e %M %U %S' -o "$dir/time" "$@" > "$dir/out.$name" 2> /dev/null || :
	read -r seconds kilobytes user system < <(tail -n 1 "$dir/time")
	if [ ! -e "$dir/$name" ] || awk -v a="$seconds" '{ exit !(a < $1) }' "$dir/$name"; then
		echo "$seconds $kilobytes $user $system" > "$dir/$name"
	fi
}

for _ in 1 2 3; do
	measure getfattr getfattr -R -n user.pax.flags "$dir/tree"
	measure scanelf scanelf -qyR "$dir/tree"
	measure scan "$PAXCTL" scan -q "$dir/tree"
	measure scan-marked "$PAXCTL" scan -q --marked "$dir/tree"
done
want=$((files / 1000)) got=$(wc -l < "$dir/out.scan")
[ "$got" -eq "$want" ] || { echo "scan.sh: scan found $got marks of $want" >&2; exit 1; }

awk -v dir="$dir" -v files="$files" -v cpus="$(nproc)" 'BEGIN {
	n = split("getfattr scanelf scan scan-marked", names)
	for (i = 1; i <= n; i++)
		{ getline line < (dir "/" names[i]); split(line, f); t[i] = f[1]; m[i] = f[2]; c[i] = f[3] + f[4] }
	printf "%d files, %d processors\n%-14s %9s %9s %9s %9s\n", files, cpus, "",
		"seconds", "to scan", "processor", "MiB"
	for (i = 1; i <= n; i++)
		printf "%-14s %9.2f %9.2f %9.2f %9.1f\n", names[i], t[i], t[i] / (t[3] ? t[3] : 0.01),
			c[i], m[i] / 1024
	fast = t[1] < t[2] ? t[1] : t[2]
	ok = fast >= 2 * t[3] && m[3] < 65536
	print ok ? "at least twice as fast as the faster one, under 64 MiB" : "NOT as fast or as small as it should be"
	exit !ok
}'
