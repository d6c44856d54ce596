#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Which command lines are accepted; a usage error is status 64 and changes nothing.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 108

# bad NAME ARGUMENT...: checks that the tool rejects the command line, prints help on stderr, and
# does not change the file.
bad() {
	name=$1
	shift
	script f
	pax "$@"
	status_is 64 "$name is a usage error"
	is "$out" '' "$name prints nothing on stdout"
	has "$err" . "$name is explained on stderr"
	is "$(attr f)" none "$name changes nothing"
}

bad 'no argument'
bad 'an unknown option' -x f
bad 'an unknown letter among others' -mx f
bad 'an unknown long option' --frobnicate f
bad 'an argument to a long option' --force=yes -m f
bad 'no operation' --force f
bad 'letters without a file' -m
bad '-v without a file' -v
bad '-C without a file' -C
bad '-- and no file' -m --
bad '-L with only a file' -L f
bad '-l with only a file' -l f
bad '-L with -v and a file' -Lv f
bad '-L with -l' -L -l
bad '-L with -l and letters' -Llm f
bad 'letters with -Z' -mZ f
bad 'letters with -z' -zm f
bad '-Z with -z' -Zz f
bad '-C with letters' -Cm f
bad '-d with -c' -dc f
bad '-F with -f' -Ff f
bad '-C with -l' -Cl f
bad '-d given twice' -dd f
bad 'an unknown subcommand' frobnicate f

pax frobnicate f
has "$err" 'frobnicate: no such subcommand' 'an unknown subcommand is named'

for option in -h --help; do
	pax "$option"
	status_is 0 "$option succeeds"
	has "$out" '^usage: paxctl-ng' "$option prints the usage on stdout"
done
pax --version
status_is 0 '--version succeeds'
has "$out" '^paxctl-ng [0-9][0-9.]*$' '--version prints the version'

for option in -L -l; do
	pax "$option"
	status_is 0 "$option alone says that it is supported"
done
is "$out" '' '-l alone prints nothing'

script f
pax f -m
status_is 64 'a file first is taken for a subcommand'
has "$err" 'put the letters first' 'and the way out is said'
