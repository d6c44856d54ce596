# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Completion for paxctl-ng. Subcommands and their options come from the tool itself.

# Prints the lines "SUBCOMMAND<tab>OPTION<tab>ARGUMENT<tab>HELP" that begin with $1.
_paxctl_ng_list() {
	"${COMP_WORDS[0]}" help --list 2>/dev/null | awk -F '\t' -v name="$1" '$1 == name'
}

_paxctl_ng_files() {
	mapfile -t COMPREPLY < <(compgen "${1:--f}" -- "$cur")
	compopt -o filenames 2>/dev/null
}

# Completes an argument with the name $1: words with | between them, a profile, or a file.
_paxctl_ng_argument() {
	case $1 in
	DIR*) _paxctl_ng_files -d ;;
	EVENT) mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" events --names 2>/dev/null)" -- "$cur") ;;
	FORMAT) mapfile -t COMPREPLY < <(compgen -W 'policy paxd paxctld paxrat pax-mark secadm sara' -- "$cur") ;;
	COMMAND*) mapfile -t COMPREPLY < <(compgen -c -- "$cur"; compgen -f -- "$cur") ;;
	*PROFILE*) mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" profile 2>/dev/null | cut -f 1)" -- "$cur") ;;
	*FILE* | KEY) _paxctl_ng_files ;;
	*'|'*) mapfile -t COMPREPLY < <(compgen -W "${1//|/ }" -- "$cur") ;;
	esac
}

_paxctl_ng_subcommand() {
	local name=${COMP_WORDS[1]} option argument

	option=$prev
	# readline splits "--option=value" into three words: "--option" "=" "value".
	if [[ $cur == = ]]; then
		cur='' option=$prev
	elif [[ $prev == = ]]; then
		option=${COMP_WORDS[COMP_CWORD-2]}
	fi
	argument=$(_paxctl_ng_list "$name" | awk -F '\t' -v o="$option" '$2 == o && o != "" { print $3 }')
	if [[ -z $ended && -n $argument ]]; then
		_paxctl_ng_argument "$argument"
	elif [[ -z $ended && $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_paxctl_ng_list "$name" | cut -f 2)" -- "$cur")
	elif [[ $name == help ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" help --list | cut -f 1 | sort -u)" -- "$cur")
	else
		_paxctl_ng_argument "$(_paxctl_ng_list "$name" | awk -F '\t' '$2 == "" { print $3 }')"
	fi
}

_paxctl_ng() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word ended=''

	COMPREPLY=()
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $word == -- ]] && ended=1
	done
	if ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[1]} != -* ]]; then
		_paxctl_ng_subcommand
		return
	fi
	if [[ -z $ended && $cur == --* ]]; then
		mapfile -t COMPREPLY < <(compgen -W '--force --help --security --version' -- "$cur")
		return
	fi
	if [[ -z $ended && $cur == -* ]]; then
		# Offer whole words first. One word can also contain several letters.
		mapfile -t COMPREPLY < <(compgen -W '-P -p -E -e -M -m -R -r -S -s -Z -z -C -c -d -F -f
			-L -l -v -h --force --help --security --version' -- "$cur")
		return
	fi
	# The first argument must be an option or a subcommand, not a file.
	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W "-v -m -pem -Z -z -d --help
			$("${COMP_WORDS[0]}" help --list 2>/dev/null | cut -f 1 | sort -u)" -- "$cur")
		return
	fi
	_paxctl_ng_files
}

complete -F _paxctl_ng paxctl-ng
