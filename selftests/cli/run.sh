#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs the tests beside it (or the named tests) and prints the totals. PAXCTL names the tool.
# Status 0 if every check passed or was skipped. PAX_REPORTS names a directory for the reports of
# sanitizers or valgrind. With it the script fails if there is any report.

set -u
# The variables of a make that runs this are not for those that the tests run.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS
here=$(cd "$(dirname "$0")" && pwd) || exit 1
: "${PAXCTL:?set PAXCTL to the paxctl-ng to test}"
PAXCTL=$(cd "$(dirname "$PAXCTL")" && pwd)/$(basename "$PAXCTL")
export PAXCTL
[ "$#" -gt 0 ] || set -- "$here"/*.t

reports=${PAX_REPORTS:-}
if [ -n "$reports" ]; then
	rm -rf "$reports"
	# The tests also run the tool as another user.
	{ mkdir -p "$reports" && chmod 1777 "$reports"; } || exit 1
	export PAX_REPORTS
	export ASAN_OPTIONS="log_path=$reports/asan:exitcode=99"
	export UBSAN_OPTIONS="log_path=$reports/ubsan:print_stacktrace=1:halt_on_error=1:exitcode=99"
fi

logs=$(mktemp -d) || exit 1
trap 'rm -rf "$logs"' EXIT
trap 'exit 130' INT TERM
# Run one test per processor in parallel.
# shellcheck disable=SC2016
printf '%s\n' "$@" | logs=$logs xargs -d '\n' -n 1 -P "$(nproc)" sh -c '
	log=$logs/$(basename "$1" .t)
	"$1" > "$log" 2>&1
	echo $? > "$log.status"' sh
passed=0 failed=0 skipped=0 broken=0
for test; do
	name=$(basename "$test" .t)
	log=$logs/$name
	status=$(cat "$log.status" || echo 127)
	good=$(grep '^ok ' "$log" | grep -vc '# SKIP')
	bad=$(grep -c '^not ok ' "$log")
	skips=$(grep -c '# SKIP' "$log")
	printf '%-18s %3d passed, %d failed, %d skipped\n' "$name" "$good" "$bad" "$skips"
	grep -A 9 -e '^not ok ' -e '^Bail out' "$log"
	grep '# SKIP' "$log" | sed 's/.*# SKIP/  skipped:/' | sort | uniq -c
	if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
		broken=$((broken + 1))
		printf '  ended with status %d; the last lines were:\n' "$status"
		tail -n 5 "$log"
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
	skipped=$((skipped + skips))
done
printf 'total              %3d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
# Lines "--PID--" are about valgrind itself: Debian 12's does not know openat2(2).
if [ -n "$reports" ] && grep -rqvE '^--[0-9]+-- |^$' "$reports"; then
	grep -rhvE '^--[0-9]+-- |^$' "$reports" | head -n 100
	echo "there are reports in $reports"
	exit 1
fi
[ "$failed" -eq 0 ] && [ "$broken" -eq 0 ]
