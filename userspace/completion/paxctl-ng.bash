# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Completion for paxctl-ng.

_paxctl_ng() {
	local cur=${COMP_WORDS[COMP_CWORD]} word ended='' fresh=''

	COMPREPLY=()
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $word == -- ]] && ended=1
	done
	if [[ -z $ended && $cur == --* ]]; then
		mapfile -t COMPREPLY < <(compgen -W '--force --help --security --version' -- "$cur")
		return
	fi
	if [[ -z $ended && $cur == -* ]]; then
		# Whole words first; letters may follow each other in one word.
		mapfile -t COMPREPLY < <(compgen -W '-P -p -E -e -M -m -R -r -S -s -Z -z -C -c -d -F -f
			-L -l -v -h --force --help --security --version' -- "$cur")
		return
	fi
	((COMP_CWORD == 1)) && fresh=1
	# Before any option a file makes no sense.
	if [[ -n $fresh ]]; then
		mapfile -t COMPREPLY < <(compgen -W '-v -m -pem -Z -z -d --help' -- "$cur")
		return
	fi
	mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	compopt -o filenames 2>/dev/null
}

complete -F _paxctl_ng paxctl-ng
