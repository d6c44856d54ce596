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

_paxctl_ng() {
	local -a names specs

	if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
		names=(${(f)"$($words[1] help --list 2>/dev/null | awk -F '\t' '$2 == "" { print $1 ":" $4 }')"})
		_describe subcommand names
		return
	fi
	if [[ $words[2] == -* ]]; then
		_paxctl_ng_classic
		return
	fi
	# One line, four columns; awk turns it into what _arguments wants.
	specs=(${(f)"$($words[1] help --list 2>/dev/null | awk -F '\t' -v name=$words[2] '
		function action(argument) {
			if (argument ~ /\|/) { gsub(/\|/, " ", argument); return "(" argument ")" }
			if (argument ~ /DIR/) return "_files -/"
			if (argument ~ /FILE/) return "_files"
			return " "
		}
		$1 != name { next }
		$2 == "" { print "*:" $3 ":" action($3); next }
		{ gsub(/[][:]/, "", $4) }
		$3 == "" { print $2 "[" $4 "]"; next }
		{ print ($2 ~ /^--/ ? $2 "=" : $2) "[" $4 "]:" $3 ":" action($3) }')"})
	shift words
	(( CURRENT-- ))
	_arguments -s -S $specs
}

_paxctl_ng "$@"
