#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Root runs apply while the owner of a directory swaps files and links in it. apply must never mark
# a file of another user. A naive tool that loses the race proves that the race happens.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
system_helper=$(dirname "$file_helper")/cli-system-helper
[ -x "$system_helper" ] || bail_out "$system_helper is not executable; build it: make -C userspace tests"
is_root || skip_all 'only root can be lured into marking the files of others'
can_be_user || skip_all 'no second user can run here'
plan 8

# The two sides of each swap: a file or directory of the owner, and a link to root's.
mkdir -p root/safe root/theirs/real
"$system_helper" many root/safe 40
"$system_helper" many root/theirs/real 40
ln -s ../safe root/theirs/lure
cp root/theirs/real/f0 root/theirs/file
ln -s ../safe/f0 root/theirs/file-lure
chown -R -h 65534:65534 root/theirs
victim=$dir/root/safe/f0

# The number of runs of apply. One is enough if a sanitizer or valgrind checks memory.
times=10
is_slow && times=1

# race A B PATH VICTIM RUNS COMMAND...: see the helper.
race() {
	run "$system_helper" race "$@"
	note "$err"
}

race root/theirs/real root/theirs/lure root/theirs/real/f0 "$victim" 2000000 naive
is "$out" 'marked
' 'a tool that looks first and acts then loses the race for a directory'
setfattr -x $user "$victim"
race root/theirs/file root/theirs/file-lure root/theirs/file "$victim" 2000000 naive
is "$out" 'marked
' 'and for a file'
setfattr -x $user "$victim"

for i in $(seq 0 39); do
	echo "em /theirs/real/f$i"
done >list
echo 'em /theirs/real/*' >globs
printf 'em /theirs/file\nem /theirs/fil[e]\n' >files
race root/theirs/real root/theirs/lure root/theirs/real/f0 "$victim" $((6 * times)) \
	"$PAXCTL" apply --root root list
is "$status $out" '0 unmarked
' 'apply does not, for a directory'
is "$(getfattr -R -n $user root/safe 2>/dev/null)" '' 'nor for any file in it'
race root/theirs/real root/theirs/lure root/theirs/real/f0 "$victim" $((3 * times)) \
	"$PAXCTL" apply --root root globs
is "$status $out" '0 unmarked
' 'nor with patterns'
race root/theirs/real root/theirs/lure root/theirs/real/f0 "$victim" $((3 * times)) \
	"$system_helper" without-openat2 "$PAXCTL" apply --root root list
is "$status $out" '0 unmarked
' 'nor without openat2'
race root/theirs/file root/theirs/file-lure root/theirs/file "$victim" $((10 * times)) \
	"$PAXCTL" apply --root root files
is "$status $out" '0 unmarked
' 'nor for a file'
is "$(getfattr -R -n $user root/safe 2>/dev/null)" '' 'nothing of root has a mark'
