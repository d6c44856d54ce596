#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests with PaX built in: which releases are known, with which options their kernels are built,
# and that the source of a release is kept when the archive has replaced it.

here=$(cd "$(dirname "$0")" && pwd)/../cli
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
top=$here/../..
command -v bash >/dev/null || skip_all 'bash is not installed'
plan 16

# tree VERSION PATCHLEVEL: makes the directory "tree" look like a source tree of that release.
tree() {
	mkdir -p tree/security
	: >tree/security/Kconfig
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = 0\nEXTRAVERSION =\n' "$1" "$2" >tree/Makefile
}

tree 5 10
run "$top/scripts/in-tree" tree
status_is 1 'a release without patches is refused'
has "$err" 'Linux 5.10.0, which is not known here; known are 6.1 6.12 7.3$' \
	'and those with patches are named'
tree 7 3
run "$top/scripts/in-tree" tree
has "$err" 'Linux 7.3.0, but not as it is known here: there is no [a-z/]*' \
	'a tree that lacks files is refused'
is "$(find tree -type f | sort | xargs)" 'tree/Makefile tree/security/Kconfig' 'and left as it is'
run "$top/scripts/series" no-such-tree
has "$err" 'no-such-tree is no source tree of Linux' 'no tree at all'
tree 5 10
run "$top/scripts/series" tree
has "$err" 'is Linux 5.10, which is not known here' 'nor a series for such a release'

# lab SCRIPT: runs it with the functions of the lab, as scripts/lab does.
# shellcheck disable=SC2016 # the inner shell expands these, here and below
lab() {
	run env PAX_LAB_CACHE="$dir/cache" bash -eu -o pipefail -c '
		shopt -s inherit_errexit
		. "$0/scripts/lib.sh"
		LAB=scripts/lab LAB_DIR=$0/scripts/lab.d LAB_CACHE=$PAX_LAB_CACHE LAB_BUILD=$LAB_CACHE/build
		for file in guests apt fetch builtin; do . "$LAB_DIR/$file.sh"; done
		eval "$1"' "$top" "$1"
}

lab 'guest_load amd64-7.3-builtin; builtin_options'
has "$out" '^CONFIG_SECURITY_PAX=y$' 'options of a kernel'
lacks "$out" PROC_SYSCTL 'without those that the release does not have'
lab 'guest_load amd64-6.12-builtin; builtin_options'
has "$out" '^CONFIG_PROC_SYSCTL=y$' 'which another has'

mkdir -p cache/kernel-one cache/source-7.3 cache/source-6.12
echo linux-source-7.3 7.3.4-1 >cache/source-7.3/release
echo 6.12.1 >cache/kernel-one/release
for n in first second; do
	run env PAX_LAB_CACHE="$dir/cache" "$top/scripts/lab" update
	is "$(find cache -name release | sort | xargs)" \
		'cache/kernel-one.kept/release cache/source-7.3.kept/release' \
		"kernels and sources are kept by the $n update"
done
is "$(ls -d cache/source-6.12 2>/dev/null)" '' 'a source of unknown version is forgotten'
# shellcheck disable=SC2016
source='guest_load amd64-7.3-builtin; once "$LAB_CACHE/source-7.3" fetch_or_keep fetch_source_into'
absent='apt_root() { :; }; apt_do() { :; }; '
lab "$absent$source"
has "$err" "the archive has no 'linux-source-7.3' in Debian's trixie" 'what is missing is named'
has "$err" 'going on with linux-source-7.3 7.3.4-1' 'and the kept one is used'
is "$(cat cache/source-7.3/release)" 'linux-source-7.3 7.3.4-1' 'under its name'
rm -rf cache
lab "$absent$source"
status_is 1 'without one, the fetch fails'
