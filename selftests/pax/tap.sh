# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# The little that the shell tests of this directory share: TAP on standard output.
# shellcheck disable=SC2034

count=0
failed=0
# What the processor can do; see run.sh.
: "${PAX_NX:=$(sed -n 's/^nx: //p' /sys/kernel/security/pax/status 2> /dev/null)}"

# ok NAME COMMAND...: passes if the command succeeds; its output is shown if not.
ok()
{
	name=$1
	shift
	count=$((count + 1))
	if output=$("$@" 2>&1); then
		echo "ok $count - $name"
	else
		failed=$((failed + 1))
		echo "not ok $count - $name"
		printf '%s\n' "$*" "$output" | sed 's/^/# /'
	fi
}

# not COMMAND...: succeeds if the command fails.
not() { ! "$@"; }

# is EXPECTED COMMAND...: succeeds if the command's output is as expected.
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
skip()
{
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# Tells whether PaX is the kernel's own, and no module: nothing to load, nor to take away.
built_in() { grep -qw pax /sys/kernel/security/lsm; }
BUILT_IN="PaX is built into this kernel"

# The tool is not the kernel's: where that alone is tested, there is none.
need_tool() { [ -x ./paxctl-ng ] || { echo "1..0 # SKIP no paxctl-ng in this directory"; exit 0; }; }

finish()
{
	echo "1..$count"
	exit $((failed != 0))
}

# mark_log, log: what the kernel says after the first; its buffer forgets old lines, so they are
# not counted.
mark_log() { echo "tap.sh: $$ from here" > /dev/kmsg; }
log()
{
	dmesg | awk -v mark="tap.sh: $$ from here" '
		index($0, mark) { text = ""; next }
		{ text = text $0 "\n" }
		END { printf "%s", text }'
}
# Whether there is nothing in it that a kernel says when something is wrong.
no_complaint() { ! log | grep -E 'BUG|WARNING|Oops|Call Trace|refcount|leak'; }
