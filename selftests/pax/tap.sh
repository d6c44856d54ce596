# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Prints and counts lines of TAP, for all shell tests: of this directory, which source it through
# pax_test.sh, of selftests/cli and selftests/lab, which source it through cli/tap.sh, and of others.
# It lies here because this directory must also work alone, in a kernel tree.

tap_count=0
tap_failed=0

# tap_pass NAME, tap_fail NAME: the result of one check.
tap_pass() { tap_count=$((tap_count + 1)); printf 'ok %d - %s\n' "$tap_count" "$1"; }
tap_fail()
{
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_count" "$1"
}

# tap_skip NAME REASON: one check that cannot be done here.
tap_skip() { tap_pass "${1:+$1 }# SKIP $2"; }

# skip_all REASON: ends a test that cannot be done here.
skip_all() { printf 'TAP version 13\n1..0 # SKIP %s\n' "$*"; exit 0; }

# note TEXT...: a comment.
note() { printf '%s\n' "$*" | sed 's/^/# /'; }
