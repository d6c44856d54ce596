#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The module, the tool, the library, the Python module and the packages have one version.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
top=$here/../..
built=$(dirname "$PAXCTL")
[ -x "$top/scripts/version" ] || skip_all 'the sources are not here'
is_slow && skip_all 'the version does not depend on how the tool was built'
plan 12

version=$("$top/scripts/version")
has "$version" '^[0-9]*\.[0-9]*\.[0-9]*$' 'there is a version'
is "$("$PAXCTL" --version)" "paxctl-ng $version" 'the tool'
is "$("$PAXCTL" status --version)" "paxctl-ng $version" 'its subcommands'
if [ -e "$built/libpaxflags.so" ] && command -v python3 >/dev/null; then
	is "$(readlink -f "$built/libpaxflags.so")" "$(readlink -f "$built")/libpaxflags.so.$version" \
		'the file of the library'
	is "$(python3 -B -c 'import sys; sys.path.insert(0, sys.argv[1]); import paxflags
paxflags.load(sys.argv[2]); print(paxflags.__version__)' "$top/userspace/python" "$built/libpaxflags.so")" \
		"$version" 'the library itself, and the Python module'
else
	skip 2 'the shared library or Python is not here'
fi
is "$(sed -n 's/^Version: //p' "$built/paxflags.pc")" "$version" 'pkg-config'

# There is no other definition that could differ.
is "$(cd "$top" && grep -rlE 'define [A-Z]*_?VERSION "[0-9]' kernel userspace)" \
	kernel/include/uapi/linux/pax.h 'one definition'
is "$(cd "$top" && grep -rh MODULE_VERSION kernel)" 'MODULE_VERSION(PAX_VERSION);' 'which the module takes'
is "$(cd "$top" && sed -n 's/^PACKAGE_VERSION=//p' scripts/debian/dkms.conf.in)" '"#MODULE_VERSION#"' \
	'and DKMS, from the version of its package'
has "$(sed -n '/^    version: /p' "$top/README.md")" "version: $version\$" 'README.md shows it'

# A changelog without the version is found.
mkdir -p tree/kernel/include/uapi/linux tree/scripts
cp "$top"/scripts/version "$top"/scripts/lib.sh tree/scripts
cp "$top"/CHANGELOG.rst tree
sed 's/PAX_VERSION "/&9/' "$top"/kernel/include/uapi/linux/pax.h >tree/kernel/include/uapi/linux/pax.h
run tree/scripts/version
status_is 1 'a version without an entry in the changelog is an error'
has "$err" "begins with version '$version', but PAX_VERSION is 9" 'which is explained'
