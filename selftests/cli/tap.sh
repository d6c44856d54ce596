# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Shared functions of the tests of the tool. Each test sets $here to its directory, sources this
# file, calls plan, and then the checks. Every check prints one line of TAP.
#
# PAXCTL names the tool; the helper cli-file-helper lies beside it, or PAX_CLI_HELPER names it.

set -u
unset POSIXLY_CORRECT
export LC_ALL=C

# shellcheck source=selftests/pax/tap.sh
. "$here/../pax/tap.sh"
tap_planned=0

bail_out() { printf 'Bail out! %s\n' "$*"; exit 99; }

[ -n "${PAXCTL:-}" ] || bail_out 'set PAXCTL to the paxctl-ng to test'
[ -x "$PAXCTL" ] || bail_out "$PAXCTL is not executable; build it: make -C userspace"
file_helper=${PAX_CLI_HELPER:-$(dirname "$PAXCTL")/cli-file-helper}
PAXCTL=$(cd "$(dirname "$PAXCTL")" && pwd)/$(basename "$PAXCTL")
file_helper=$(cd "$(dirname "$file_helper")" && pwd)/$(basename "$file_helper")
[ -x "$file_helper" ] || bail_out "$file_helper is not executable; build it: make -C userspace tests"

user=user.pax.flags
# shellcheck disable=SC2034 # for the tests
security=security.pax.flags

plan() { tap_planned=$1; printf 'TAP version 13\n1..%d\n' "$1"; }

ok() { tap_pass "$*"; }

not_ok() { tap_fail "$*"; }

# skip COUNT REASON: skips that many checks.
skip() {
	tap_left=$1
	shift
	while [ "$tap_left" -gt 0 ]; do
		tap_left=$((tap_left - 1))
		tap_skip '' "$*"
	done
}

# is GOT WANTED NAME
is() {
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		not_ok "$3"
		note "got:    $1"
		note "wanted: $2"
	fi
}

# has TEXT PATTERN NAME: checks that a line of the text matches the basic regular expression.
has() {
	if printf '%s\n' "$1" | grep -q -e "$2"; then
		ok "$3"
	else
		not_ok "$3"
		note "no line matches $2 in:"
		note "$1"
	fi
}

# lacks TEXT PATTERN NAME
lacks() {
	if printf '%s\n' "$1" | grep -q -e "$2"; then
		not_ok "$3"
		note "a line matches $2 in:"
		note "$1"
	else
		ok "$3"
	fi
}

# run COMMAND...: stores the status, the output and the messages in $status, $out and $err.
# A final "." keeps newlines that the shell would strip.
run() {
	status=0
	"$@" >"$dir/.out" 2>"$dir/.err" </dev/null || status=$?
	out=$(cat "$dir/.out" && printf .)
	out=${out%.}
	err=$(cat "$dir/.err")
}

pax() { run "$PAXCTL" "$@"; }

# status_is WANTED NAME: checks the status of the last run, and shows its messages on failure.
status_is() {
	if [ "$status" -eq "$1" ]; then
		ok "$2"
	else
		not_ok "$2"
		note "status $status, wanted $1"
		note "$err"
	fi
}

# attr FILE [NAME]: prints the attribute in square brackets and its length in bytes, in hex if a
# byte is not printable, and "none" without an attribute.
attr() {
	tap_attr=0
	"$file_helper" get "$1" "${2:-$user}" >"$dir/.attr" || tap_attr=$?
	if [ "$tap_attr" -eq 1 ]; then
		printf none
	elif [ "$tap_attr" -ne 0 ]; then
		printf 'error %d' "$tap_attr"
	elif [ -n "$(tr -d ' -~' <"$dir/.attr" | od -An -tx1)" ]; then
		od -An -tx1 "$dir/.attr" | tr -d ' \n'
	else
		printf '[%s]%s' "$(cat "$dir/.attr")" "$(wc -c <"$dir/.attr" | tr -d ' ')"
	fi
}

# stored FILE LETTERS NAME: checks that user.pax.flags contains exactly these bytes.
stored() { is "$(attr "$1")" "[$2]${#2}" "$3"; }

# set_attr FILE VALUE [NAME]
set_attr() {
	"$file_helper" set "$1" "${3:-$user}" "$2" || bail_out "cannot set an attribute of $1"
}

# script FILE: makes a new, unmarked script, which can be marked.
script() { rm -f "$1"; printf '#!/bin/sh\n' >"$1"; chmod 755 "$1"; }

# phdr FILE: prints p_flags of PT_PAX_FLAGS, or nothing.
phdr() { "$file_helper" phdr "$1"; }

# kernel DIR [SCRIPT]: makes a fake directory of the kernel with the initial settings, which a sed
# script can change.
kernel() {
	mkdir -p "$1"
	sed "${2:-}" >"$1/status" <<-'END'
		version: 9.9.9
		mode: enforce
		armed: yes
		softmode: 0
		defaults: PeMRs
		trust: any
		security.pax.flags: counts
	END
}

# Whether a sanitizer or valgrind makes the tool many times slower.
is_slow() { [ -n "${PAX_REPORTS:-}" ]; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# as_user COMMAND...: runs it as a user other than root.
as_user() {
	if is_root; then
		setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"
	else
		"$@"
	fi
}

can_be_user() { as_user "$PAXCTL" --version >/dev/null 2>&1 && as_user test -x "$dir"; }

tap_done() {
	tap_status=$?
	[ -z "${dir:-}" ] || rm -rf --one-file-system "$dir"
	[ "$tap_status" -eq 0 ] || exit "$tap_status"
	[ "$tap_count" -eq "$tap_planned" ] || note "planned $tap_planned, did $tap_count"
	[ "$tap_failed" -eq 0 ] && [ "$tap_count" -eq "$tap_planned" ] && exit 0
	exit 1
}

# A directory for files, on a file system that has user attributes.
for tap_base in "${TMPDIR:-/tmp}" /var/tmp "$(dirname "$PAXCTL")"; do
	dir=$(mktemp -d "$tap_base/pax-cli.XXXXXX" 2>/dev/null) || continue
	chmod 755 "$dir"
	: >"$dir/probe"
	if "$file_helper" set "$dir/probe" "$user" e 2>/dev/null; then
		rm "$dir/probe"
		break
	fi
	rm -rf "$dir"
	dir=
done
[ -n "${dir:-}" ] || skip_all 'no file system with user attributes; set TMPDIR to a directory on one'
trap tap_done EXIT
trap 'exit 130' INT TERM
cd "$dir" || bail_out "cannot enter $dir"
