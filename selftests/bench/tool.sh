#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tool.sh [FILES]: the speed of paxctl-ng.
#
# scan, on a tree of FILES files (default 1000000) that it makes below TMPDIR (default
# /dev/shm), against getfattr -R and scanelf -qyR, warm cache; apply and check, with a
# policy of 10 000 lines; ps, with 3000 processes more than there were. The best of three
# runs that take turns. Fails if scan is not twice as fast as the faster of the others or
# uses 64 MiB or more, if apply takes 2 s, or ps one.

set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
: "${PAXCTL:?set PAXCTL to the paxctl-ng to measure}"
file_helper=$(dirname "$PAXCTL")/cli-system-helper
files=${1:-1000000} lines=10000 processes=3000
# GNU time, not the shell's.
time=$(type -P time) || { echo 'tool.sh: GNU time is missing: apt-get install time' >&2; exit 1; }
base=${TMPDIR:-/dev/shm}
dir=$(mktemp -d "$base/pax-bench.XXXXXX")
sleepers=()
clean_up()
{
	[ "${#sleepers[@]}" -eq 0 ] || kill "${sleepers[@]}" 2> /dev/null || :
	rm -rf "$dir"
}
trap clean_up EXIT

# measure NAME COMMAND...: leaves "seconds processor-seconds MiB" of the fastest run in
# $dir/NAME, what it printed in $dir/NAME.out.
measure()
{
	local name=$1 seconds user system kilobytes
	shift
	"$time" -f '%e %U %S %M' -o "$dir/time" "$@" > "$dir/$name.out" 2> /dev/null || :
	read -r seconds user system kilobytes < <(tail -n 1 "$dir/time")
	if [ ! -e "$dir/$name" ] || awk -v a="$seconds" '{ exit !(a < $1) }' "$dir/$name"; then
		awk -v s="$seconds" -v p="$user $system" -v k="$kilobytes" 'BEGIN {
			split(p, f); printf "%.2f %.2f %.1f\n", s, f[1] + f[2], k / 1024 }' > "$dir/$name"
	fi
}

row() { awk -v what="$2" '{ printf "%-34s %8.2f %9.2f %7.1f\n", what, $1, $2, $3 }' "$dir/$1"; }

mkdir "$dir/tree"
echo 'void _start(void){for(;;);}' |
	gcc -nostdlib -static -s -Wl,--build-id=none -Wl,-z,noseparate-code -x c -o "$dir/program" -
gcc -O2 -o "$dir/make_tree" "$here/make_tree.c"
echo "making $files files in $dir" >&2
"$dir/make_tree" "$dir/tree" "$files" "$dir/program" || {
	echo "tool.sh: no tree with user attributes can be made in $base; name another place in TMPDIR" >&2
	exit 1
}
printf '%d processors, load average %s\n\n' "$(nproc)" "$(cut -d ' ' -f 1 /proc/loadavg)"
printf '%-34s %8s %9s %7s\n' '' seconds processor MiB
for _ in 1 2 3; do
	measure getfattr getfattr -R -n user.pax.flags "$dir/tree"
	measure scanelf scanelf -qyR "$dir/tree"
	measure scan "$PAXCTL" scan -q "$dir/tree"
	measure marked "$PAXCTL" scan -q --marked "$dir/tree"
done
want=$((files / 1000)) got=$(wc -l < "$dir/scan.out")
[ "$got" -eq "$want" ] || { echo "tool.sh: scan found $got marks of $want" >&2; exit 1; }
row getfattr "getfattr -R, $files files"
row scanelf 'scanelf -qyR'
row scan 'paxctl-ng scan'
row marked 'paxctl-ng scan --marked'
rm -rf "$dir/tree"

seq -f 'em /bin/f%.0f' 0 $((lines - 1)) > "$dir/policy"
for _ in 1 2 3; do
	rm -rf "$dir/root"
	mkdir -p "$dir/root/bin"
	"$file_helper" many "$dir/root/bin" "$lines"
	measure apply "$PAXCTL" apply -q --root "$dir/root" "$dir/policy"
	measure again "$PAXCTL" apply -q --root "$dir/root" "$dir/policy"
	measure check "$PAXCTL" check -q --root "$dir/root" "$dir/policy"
done
got=$(wc -l < "$dir/apply.out")
if [ "$got" -ne "$lines" ] || [ -s "$dir/check.out" ]; then
	echo "tool.sh: apply set $got marks of $lines" >&2
	exit 1
fi
row apply "paxctl-ng apply, $lines files"
row again 'the same, all right already'
row check 'paxctl-ng check'

for ((i = 0; i < processes; i++)); do
	sleep 600 &
	sleepers+=($!)
done
for _ in 1 2 3; do
	measure ps "$PAXCTL" ps -q
	measure rwx "$PAXCTL" ps -q --rwx
done
got=$(wc -l < "$dir/ps.out")
[ "$got" -ge "$processes" ] || { echo "tool.sh: ps found $got of $processes" >&2; exit 1; }
row ps "paxctl-ng ps, $got processes"
row rwx 'paxctl-ng ps --rwx'

cat "$dir"/{getfattr,scanelf,scan,apply,again,ps,rwx} | awk '
	{ s[NR] = $1 ? $1 : 0.01; p[NR] = $2 ? $2 : 0.01; m[NR] = $3 }
	END {
		fast = s[1] < s[2] ? 1 : 2
		ratio = s[fast] / s[3]
		printf "\nscan is %.2f times as fast as the faster of the others, ", ratio
		printf "and takes 1/%.2f of its processor time\n", p[fast] / p[3]
		ok = ratio >= 2 && m[3] < 64 && s[4] < 2 && s[5] < 2 && s[6] < 1 && s[7] < 1
		print ok ? "as fast and as small as it should be" : \
			"NOT as fast or as small as it should be"
		exit !ok
	}'
