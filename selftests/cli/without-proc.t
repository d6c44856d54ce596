#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests the tool without /proc, as in trees where images are built. The tool must report the reason
# and must not leave a file half changed.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
is_root || skip_all 'only root may change the root directory'
is_slow && skip_all 'what watches memory needs files outside'

mkdir -p root/bin root/usr/bin root/etc/pax/policy.d
cp "$PAXCTL" root/bin/paxctl-ng
ldd "$PAXCTL" 2>/dev/null | sed -n 's,.*[[:space:]]\(/[^ ]*\) (.*,\1,p' | while read -r library; do
	mkdir -p "root$(dirname "$library")"
	cp "$library" "root$library"
done
chroot root /bin/paxctl-ng --version >/dev/null 2>&1 || skip_all 'the tool does not run in another root'
plan 17

script root/usr/bin/a
cp "$file_helper" root/usr/bin/b
set_attr root/usr/bin/b em
echo 'em /usr/bin/a' >root/etc/pax/policy.d/10-a.conf

# told ARGUMENT...: checks that the tool fails and reports that it needs /proc.
told() {
	run chroot root /bin/paxctl-ng "$@"
	case $1 in
	apply|check) status_is 65 "$1 fails" ;;
	*) status_is 1 "$1 fails" ;;
	esac
	has "$err$out" '/proc.* mount' "$1: and says why"
}

told -m /usr/bin/a
told -v /usr/bin/a
told show -q /usr/bin/a
told apply
told check
told scan -q --marked /usr
told migrate -q /usr/bin
told ps -q
is "$(attr root/usr/bin/a) $(attr root/usr/bin/b)" 'none [em]2' 'nothing is changed'
