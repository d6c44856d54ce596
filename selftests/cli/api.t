#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests the API of the library, through the shared library. The checks are in api.c.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
api=$(dirname "$file_helper")/cli-api
[ -x "$api" ] || skip_all "$api is not there; it is built by: make -C userspace tests"
"$api" "$dir"
api_status=$?
rm -rf "$dir"
trap - EXIT
exit "$api_status"
