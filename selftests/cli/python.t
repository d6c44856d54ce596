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
python3 "$here/python_test.py" "$library" "$module" "$dir"
python_status=$?
rm -rf "$dir"
trap - EXIT
exit "$python_status"
