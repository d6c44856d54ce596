# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What the shell tests of this directory share. Each sources this from the directory of the suite,
# runs its checks by ok and skip, and ends with finish.

# shellcheck source=selftests/pax/tap.sh
. ./tap.sh

# Whether the processor has NX; see run.sh.
: "${PAX_NX:=$(sed -n 's/^nx: //p' /sys/kernel/security/pax/status 2> /dev/null)}"

# ok NAME COMMAND...: passes if the command succeeds; shows its output if it fails.
ok()
{
	name=$1
	shift
	if output=$("$@" 2>&1); then
		tap_pass "$name"
	else
		tap_fail "$name"
		note "$*"
		note "$output"
	fi
}

# not COMMAND...: succeeds if the command fails.
not() { ! "$@"; }

# is EXPECTED COMMAND...: succeeds if the command prints what is expected.
is()
{
	expected=$1
	shift
	got=$("$@" 2>&1)
	[ "$got" = "$expected" ] || {
		printf 'expected: %s\ngot: %s\n' "$expected" "$got"
		return 1
	}
}

# skip NAME REASON
skip() { tap_skip "$@"; }

finish()
{
	echo "1..$tap_count"
	exit $((tap_failed != 0))
}

# built_in: succeeds if PaX is built into the kernel, so that no module can be loaded or unloaded.
built_in() { grep -qw pax /sys/kernel/security/lsm; }
# shellcheck disable=SC2034 # for the tests
BUILT_IN="PaX is built into this kernel"

# need_tool: skips the test where only the kernel's part is tested, without paxctl-ng.
need_tool() { [ -x ./paxctl-ng ] || skip_all "no paxctl-ng in this directory"; }

# before VERSION: succeeds if this kernel is older.
before() { [ "$(printf '%s\n' "$1" "$(uname -r)" | sort -V | head -n 1)" != "$1" ]; }

# no_marked_copies TOOL PROGRAM: succeeds if "try" cannot mark a copy here. The copies are on tmpfs,
# which has user attributes since Linux 6.6; before, security.pax.flags must count.
no_marked_copies()
{
	before 6.6 && "$1" try "$2" 2>&1 < /dev/null |
		grep -q "cannot mark a copy of it: Operation not supported"
}
# shellcheck disable=SC2034 # for the tests
NO_MARKED_COPIES="no mark counts on tmpfs here: it has user attributes since Linux 6.6"

# mark_log, log: log prints the kernel's log since mark_log. A line marks the place, because the
# kernel forgets old lines, so their number says nothing.
mark_log() { echo "pax_test.sh: $$ from here" > /dev/kmsg; }
log()
{
	dmesg | awk -v mark="pax_test.sh: $$ from here" '
		index($0, mark) { text = ""; next }
		{ text = text $0 "\n" }
		END { printf "%s", text }'
}
# no_complaint: succeeds if the kernel has reported no fault of its own since mark_log.
no_complaint() { ! log | grep -E 'BUG|WARNING|Oops|Call Trace|refcount|leak'; }
