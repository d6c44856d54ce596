#compdef paxctl-ng
# SPDX-License-Identifier: GPL-2.0-only
#
# Completion for paxctl-ng. Subcommands and their options come from the tool itself.

_paxctl_ng_classic() {
	_arguments -s -S \
		'(-P -p)'{-P,-p}'[PAGEEXEC on or off]' '(-E -e)'{-E,-e}'[EMUTRAMP on or off]' \
		'(-M -m)'{-M,-m}'[MPROTECT on or off]' '(-R -r)'{-R,-r}'[RANDMMAP on or off]' \
		'(-S -s)'{-S,-s}'[SEGMEXEC, without effect]' \
		'-Z[all of PeMRS]' '-z[all letters unset]' '-C[create PeMRS]' '-c[create an empty mark]' \
		'-d[remove the mark]' '-F[copy PT_PAX_FLAGS to the attribute]' \
		'-f[copy the attribute to PT_PAX_FLAGS]' '-L[only PT_PAX_FLAGS]' '-l[only the attribute]' \
		'-v[show the marks]' '--security[use security.pax.flags]' '--force[mark anything]' \
		'(-h --help)'{-h,--help}'[help]' '--version[version]' '*:file:_files'
}

# Sets REPLY to the completion action for an argument with the name $1.
_paxctl_ng_action() {
	case $1 in
	EVENT) REPLY="(${(f)"$($command events --names 2>/dev/null)"})" ;;
	FORMAT) REPLY='(policy paxd paxctld paxrat pax-mark secadm sara)' ;;
	*SUBCOMMAND*) REPLY="(${${(@)subcommands%%:*}})" ;;
	COMMAND*) REPLY='_files' ;;
	DIR*) REPLY='_files -/' ;;
	*PROFILE*) REPLY="(${(f)"$($command profile 2>/dev/null | cut -f 1)"})" ;;
	*FILE* | KEY) REPLY=_files ;;
	*DIR*) REPLY='_files -/' ;;
	*'|'*) REPLY="(${1//|/ })" ;;
	*) REPLY=' ' ;;
	esac
}

_paxctl_ng() {
	local -a lines subcommands specs column
	local line option REPLY command=$words[1]

	if [[ $words[2] == -* ]]; then
		_paxctl_ng_classic
		return
	fi
	# Lines of four columns: subcommand, option, name of the argument, help. The first line of
	# each subcommand has no option and describes the operands.
	lines=(${(f)"$($words[1] help --list 2>/dev/null)"})
	for line in $lines; do
		column=("${(@ps:\t:)line}")
		[[ -n $column[2] ]] || subcommands+=("$column[1]:$column[4]")
	done
	if (( CURRENT == 2 )); then
		_describe subcommand subcommands
		return
	fi
	for line in $lines; do
		column=("${(@ps:\t:)line}")
		[[ $column[1] == $words[2] && -n $column[2]$column[3] ]] || continue
		_paxctl_ng_action $column[3]
		option=$column[2]
		if [[ -n $option ]]; then
			# A long option also accepts its argument after "=".
			[[ $option != --* || -z $column[3] ]] || option+='='
			option+="[${column[4]//[\]\[:]/}]"
		fi
		specs+=("${option:-*}${column[3]:+:$column[3]:$REPLY}")
	done
	shift words
	(( CURRENT-- ))
	_arguments -s -S $specs
}

_paxctl_ng "$@"
