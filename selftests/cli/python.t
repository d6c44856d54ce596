#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The Python module; the checks are in python_test.py.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
library=$(dirname "$PAXCTL")/libpaxflags.so
module=$here/../../userspace/python
command -v python3 >/dev/null || skip_all 'python3 is not installed'
[ -r "$library" ] || skip_all "$library is not there; it is built by: make -C userspace"
[ -r "$module" ] || skip_all "$module is not there"
# A library with a sanitizer needs a preloaded sanitizer, and Python itself leaks memory.
preload=$(ldd "$library" 2>/dev/null | awk '/lib(a|ub)san/ { print $3 }' | tr '\n' ' ')
env LD_PRELOAD="$preload" ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" \
	python3 "$here/python_test.py" "$library" "$module" "$dir"
python_status=$?
rm -rf "$dir"
trap - EXIT
exit "$python_status"
