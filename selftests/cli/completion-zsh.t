#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests the completion for zsh, in an interactive zsh.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
completion=${PAX_ZSH_COMPLETION:-$here/../../userspace/completion/paxctl-ng.zsh}
[ -r "$completion" ] || skip_all "$completion is not there; PAX_ZSH_COMPLETION can name it"
command -v zsh >/dev/null || skip_all 'zsh is not installed'
zsh -fc 'zmodload zsh/zpty' 2>/dev/null || skip_all 'this zsh has no zsh/zpty'
plan 17


# offered LINE...: prints the completions that Tab offers at the end of each line, one line each.
offered() {
	run env PATH="$(dirname "$PAXCTL"):$PATH" "$here/zsh-complete" "$completion" "$@"
	[ -z "$err" ] || note "$err"
}

script program
mkdir places
"$PAXCTL" help --list >list
cut -f 1 list | sort -u >subs
cat >wanted <<END
paxctl-ng --f|--force |a long option
paxctl-ng -m --|--force --help --security --version |all long options
paxctl-ng -m -|--force --help --security --version -C -E -F -L -P -R -S -Z -c -d -e -f -h -l -p -r -s -v -z |all letters but those that are decided
paxctl-ng -m prog|program |a file after options
paxctl-ng -m -- --f||no options after --
paxctl-ng |$(tr '\n' ' ' <subs)|every subcommand
paxctl-ng expl|explain |a subcommand
paxctl-ng explain --softm|--softmode |an option of a subcommand
paxctl-ng explain --softmode |0 1 |the words an option takes
paxctl-ng explain --softmode=|0 1 |likewise after an equals sign
paxctl-ng show prog|program |a file as the operand of a subcommand
paxctl-ng scan p|places |or a directory
paxctl-ng events --event mm|mmap_denied |an event
paxctl-ng import --format paxr|paxrat |a format
paxctl-ng migrate prog|program |an operand that is a file or a directory
paxctl-ng help expl|explain |a subcommand after help
END
set --
while IFS='|' read -r line _; do
	set -- "$@" "$line"
done <wanted
offered "$@"
printf '%s' "$out" >got
while IFS='|' read -r line want name <&3 && read -r matches <&4; do
	is "$matches" "${want% }" "$name"
done 3<wanted 4<got

set --
while read -r sub; do
	set -- "$@" "paxctl-ng $sub -"
done <subs
offered "$@"
printf '%s' "$out" | paste subs - >got
missing=$(awk -F '\t' 'NR == FNR { got[$1] = " " $2; next }
	$2 != "" && !index(got[$1], " " $2 " ") { print $1 ":" $2 }' got list)
is "$missing" '' 'every option of every subcommand'
