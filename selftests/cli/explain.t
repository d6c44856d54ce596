#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests explain, and the common parts of all subcommands: help, options, forms of output.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 42

kernel hard '$ a a new key: with a value'
kernel soft 's/softmode: 0/softmode: 1/'
kernel weak 's/PeMRs/Pemrs/'
kernel odd 's/PeMRs/nonsense/'

# explains DIR MARK FLAGS RUNS STATUS: checks the columns in a pipe.
explains() {
	pax explain --kernel="$1" -- "$2"
	is "$(printf '%s' "$out" | cut -f 3,4) $status" "$3	$4 $5" "$1: '$2' is $3, runs: $4"
}
explains hard em PemRs yes 0
explains hard m PEmRs yes 0
explains hard '' PEMRs yes 0
explains hard p pEMRs no 1
explains hard Pp PeMRs yes 1
explains soft em pemrs yes 0
explains soft M peMrs no 1
explains soft PM PeMrs yes 0
explains weak Pp Pemrs yes 1
explains weak '' PEMRs yes 0

pax explain --kernel=hard --softmode=1 em
has "$out" '	pemrs	' '--softmode supposes soft mode'
pax explain --kernel=hard --defaults=pemrS Pp
has "$out" '	pemrs	' '--defaults supposes defaults; S is never on'
pax explain --kernel=hard --mode=permissive p
is "$(printf '%s' "$out" | cut -f 4) $status" 'yes 0' '--mode=permissive: nothing is refused'
pax explain --kernel=hard -- Pp
has "$out" 'a letter in both cases' 'why it is invalid'
pax explain --kernel=hard --json p ''
has "$out" '^{"version":1,"command":"explain","rows":\[$' 'JSON: the head'
has "$out" '^{"mark":"p","valid":true,"flags":"pEMRs","runs":false,"why":\[".*"\],"means":\[\]},$' 'JSON: a row'
has "$out" '^{"mark":"","valid":true,' 'JSON: the empty mark is an empty string'
if command -v python3 >/dev/null; then
	cp .out json
	run python3 -c 'import json; d = json.load(open("json")); assert len(d["rows"]) == 2'
	status_is 0 'JSON: a parser agrees'
else
	skip 1 'python3 is not installed'
fi
pax explain --kernel=hard --json "$(printf '\377a\001')"
has "$out" '"mark":"�a\\u0001","mark_hex":"ff6101"' 'JSON: bytes that are no UTF-8 are not lost'
# shellcheck disable=SC1003 # a backslash is meant
pax explain --kernel=hard "$(printf 'a\tb\033[2J\\')"
has "$out" '^a\\x09b\\x1B\[2J\\\\	' 'a pipe: bytes that are no text are quoted'

pax explain --kernel=nowhere em
has "$err" 'nowhere: the module is not loaded' 'without the module it says so'
is "$(printf '%s' "$out" | cut -f 3) $status" 'PemRs 0' 'and goes by the built-in settings'
pax explain -q --kernel=nowhere em
is "$err" '' 'but not with --quiet'
pax explain --kernel=odd em
has "$err" 'odd: cannot read the module.s status' 'a status that makes no sense is reported'

pax explain
status_is 64 'no mark is a usage error'
has "$err" '^usage: paxctl-ng explain' 'and shows the usage'
pax explain --softmode=2 m
status_is 64 'a value that makes no sense'
pax explain --nonsense m
status_is 64 'an unknown option'
has "$err" 'unknown option.*--nonsense' 'is named'
pax explain -y m
has "$err" 'unknown option -y' 'a letter too'
pax explain --softmode
has "$err" 'needs an argument' 'a missing argument'
pax explain --help
is "$status" 0 'help for a subcommand'
has "$out" '--softmode=0|1' 'names its options'
first=$out
pax help explain
is "$out" "$first" 'and "help SUBCOMMAND" is the same'
pax help
has "$out" '^  explain ' 'help lists the subcommands'
pax help nonsense
status_is 64 'help for what is not there'
pax explain --version
is "$out" "$("$PAXCTL" --version)
" 'the version'
pax nonsense
status_is 64 'an unknown subcommand'
has "$err" 'no such subcommand' 'is reported'

# On a terminal: script(1) gives one.
if command -v script >/dev/null; then
	run env TERM=xterm script -qec "$PAXCTL explain --kernel=hard p" /dev/null
	has "$out" "$(printf 'runs *\033\\[1;31mno\033\\[0m')" 'a terminal gets colour'
	run env TERM=xterm NO_COLOR=1 script -qec "$PAXCTL explain --kernel=hard p" /dev/null
	lacks "$out" "$(printf '\033')" 'but not with NO_COLOR'
	has "$out" '^  flags  *pEMRs' 'and a block a row'
else
	skip 3 'script(1) is not installed'
fi
