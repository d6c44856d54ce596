#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# coverage.sh KSFT DIR: builds the unit tests in DIR with coverage counts, runs them, and reports
# in TAP whether they take every branch of the pure files both ways.

set -eu
status=0
cd "$(dirname "$0")/../.."

rm -rf "$2"
echo 1..1
# Use absolute names of sources, because gcovr runs in another directory.
make -s -C selftests/unit KSFT="$1" O="$2" KERNEL="$PWD/kernel" COVERAGE=1 >&2
for test in "$2"/*_test; do
	"$test" > "$test.tap" 2>&1 || { sed 's/^/# /' "$test.tap"; exit 1; }
done
# Exclude the lines of the tests themselves.
rm -f "$2"/*_test-*_test.gc?? "$2"/*_test-coverage.gc?? "$2"/*.first.gc?? "$2"/*.second.gc??
objects=$2
report() { gcovr --root . --filter kernel/ --object-directory "$objects" "$@" "$objects"; }
report --txt "$objects/lines"
if report --branches --txt "$objects/branches" --fail-under-branch 100; then
	echo "ok 1 - every branch of the pure files is taken both ways"
else
	echo "not ok 1 - every branch of the pure files is taken both ways"
	status=1
fi
sed 's/^/# /' "$objects/lines" "$objects/branches"
exit $status
