# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# For tests of "paxctl-ng watch", behind tap.sh.

# shellcheck disable=SC2154	# tap.sh sets it.
system_helper=$(dirname "$file_helper")/cli-system-helper
[ -x "$system_helper" ] || bail_out "$system_helper is not executable; build it: make -C userspace tests"

watcher=
end_watch() { [ -z "$watcher" ] || kill -KILL "$watcher" 2>/dev/null; }
trap 'end_watch; tap_done' EXIT

# until_true COMMAND...: waits until it succeeds, at most 20 s.
until_true() {
	tap_tries=0
	until "$@"; do
		tap_tries=$((tap_tries + 1))
		[ "$tap_tries" -lt 1000 ] || return 1
		"$system_helper" sleep-ms 20
	done
}

# said PATTERN: whether the watch has said so.
said() { grep -q -e "$1" messages; }

# watch OPTION...: starts the watch over root/, and waits until it is ready.
watch() {
	: >rows
	: >messages
	"$PAXCTL" watch --root root "$@" >rows 2>messages </dev/null &
	watcher=$!
	until_true said 'lines of the policy' || bail_out "watch does not start: $(cat messages)"
}
