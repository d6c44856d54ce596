#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The examples for the library do what they say.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
examples=$(dirname "$PAXCTL")/examples
[ -x "$examples/exempt" ] || skip_all "$examples is not there; it is built by: make -C userspace tests"
plan 11

script a
run "$examples/effective" a
is "$status $out" '0 PeMRs a
' 'effective: an unmarked file'
run "$examples/exempt" a
is "$status $(attr a)" '0 [em]2' 'exempt: an unmarked file'
run "$examples/effective" a
is "$out" 'PemRs a
' 'effective: its flags now'
set_attr a PEMr
run "$examples/exempt" a
stored a PEmr 'exempt: the other letters stay'
set_attr a nonsense
run "$examples/exempt" a
stored a em 'exempt: an invalid mark is replaced'
set_attr a p
run "$examples/effective" a
has "$out" 'would not run' 'effective: a contradiction'
run "$examples/effective" missing a
is "$status $err" '1 missing: No such file or directory' 'effective: a missing file'
run "$examples/exempt" missing
is "$status $err" '1 missing: No such file or directory' 'exempt: a missing file'
run "$examples/exempt"
status_is 64 'exempt: usage'

# They need no extension of the compiler.
source=$here/../../userspace/examples
for example in effective exempt; do
	if [ -r "$source/$example.c" ] && command -v "${CC:-cc}" >/dev/null; then
		run "${CC:-cc}" -std=c99 -pedantic -Wall -Wextra -Werror -fsyntax-only \
			-I"$source/../libpaxflags" -I"$source/../../kernel/include/uapi" "$source/$example.c"
		status_is 0 "$example: -std=c99"
	else
		skip 1 'no source, or no compiler'
	fi
done
