#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The completion for bash.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
completion=${PAX_COMPLETION:-$here/../../userspace/completion/paxctl-ng.bash}
[ -r "$completion" ] || skip_all "$completion is not there; PAX_COMPLETION can name it"
command -v bash >/dev/null || skip_all 'bash is not installed'
plan 5

# completes WORD...: what the last word can become, sorted, in one line.
completes() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	run bash -c '. "$1"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_paxctl_ng
		printf "%s\n" "${COMPREPLY[@]}"' bash "$completion" "$@"
	out=$(printf '%s\n' "$out" | sed '/^$/d' | sort | tr '\n' ' ')
}

script program
completes paxctl-ng --f
is "$out" '--force ' 'a long option'
completes paxctl-ng -m --
is "$out" '--force --help --security --version ' 'all long options'
completes paxctl-ng -m prog
is "$out" 'program ' 'a file after options'
completes paxctl-ng -m -- --f
is "$out" '' 'no options after --'
completes paxctl-ng -C
is "$out" '-C ' 'a letter'
