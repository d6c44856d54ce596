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
plan 19

# completes WORD...: prints the completions of the last word, sorted, in one line.
completes() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	run env PATH="$(dirname "$PAXCTL"):$PATH" bash -c '. "$1"; shift
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

completes paxctl-ng expl
is "$out" 'explain ' 'a subcommand'
completes paxctl-ng explain --softm
is "$out" '--softmode ' 'an option of a subcommand'
completes paxctl-ng explain --softmode ''
is "$out" '0 1 ' 'the words an option takes'
completes paxctl-ng explain --softmode =
is "$out" '0 1 ' 'likewise after an equals sign'
# A tool whose profiles are those of a tree.
mkdir -p root/usr/lib/pax/profiles
: >root/usr/lib/pax/profiles/desktop.conf
: >root/usr/lib/pax/profiles/server.conf
# shellcheck disable=SC2016 # the tool expands it
printf '#!/bin/sh\n[ "$1" != profile ] || set -- profile --root %s/root\nexec %s "$@"\n' "$dir" "$PAXCTL" >tool
chmod 755 tool
completes ./tool profile ''
is "$out" 'desktop server ' 'a profile'
completes ./tool apply --profile s
is "$out" 'server ' 'and as the argument of an option'
completes paxctl-ng events --event mm
is "$out" 'mmap_denied ' 'an event'
completes paxctl-ng import --format paxr
is "$out" 'paxrat ' 'a format'
completes paxctl-ng migrate prog
is "$out" 'program ' 'an operand that is a file or a directory'
completes paxctl-ng help expl
is "$out" 'explain ' 'a subcommand after help'

# The man pages must contain every subcommand and option of the tool.
man=$here/../../userspace/man
missing=
"$PAXCTL" help --list >list
while IFS='	' read -r sub option rest; do
	page=$man/paxctl-ng-$sub.8.scd
	[ "$sub" != help ] || page=$man/paxctl-ng.8.scd
	case $option in
	--help|--version) page=$man/paxctl-ng.8.scd ;;
	esac
	[ -r "$page" ] || missing="$missing $page"
	# read joins empty columns, so $option contains the operands if the option is empty.
	case $option in
	-*) grep -q -e "\\*$option\\*" "$page" || missing="$missing $sub:$option" ;;
	*) grep -q -e "\\*paxctl-ng-$sub\\*(8)\\|\\*$sub\\*" "$man/paxctl-ng.8.scd" ||
		missing="$missing $sub" ;;
	esac
done <list
if [ -d "$man" ]; then
	is "$missing" '' 'the man pages know every subcommand and every option'
else
	skip 1 "$man is not there"
fi
cut -f 1 list | sort -u >subs
missing=
while read -r sub; do
	page=$("$PAXCTL" help "$sub" | sed -n 's/^More: man //p')
	[ -r "$man/$page.8.scd" ] || missing="$missing $page"
done <subs
if [ -d "$man" ]; then
	is "$missing" '' 'the help names man pages that there are'
else
	skip 1 "$man is not there"
fi
is "$(awk -F '\t' '$2 == "--json" || $2 == "-q" { print $1 }' list | sort | uniq -c |
	awk '$1 == 2 { print $2 }')" "$(grep -vx -e help -e load-config -e setup -e sign -e verify subs)" \
	'all that print rows take --json and -q'
missing=
while read -r sub; do
	completes paxctl-ng "$sub" -
	# shellcheck disable=SC2013 # options have no spaces
	for option in $(awk -F '\t' -v s="$sub" '$1 == s && $2 != "" { print $2 }' list); do
		case " $out" in
		*" $option "*) ;;
		*) missing="$missing $sub:$option" ;;
		esac
	done
done <subs
is "$missing" '' 'the completion knows every option'
