#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests the shipped policy. Each profile must be valid and agree with the table of real programs: a
# program that fails without a mark must have that mark or be named as left out, and no other
# program may have one.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
policy=$here/../../userspace/policy
table=${PAX_TABLE:-$here/../programs/table}
[ -d "$policy" ] || skip_all "$policy is not there"
plan 14

mkdir -p root/usr/lib
cp -r "$policy" root/usr/lib/pax
chmod -R go-w root
for profile in base server desktop developer; do
	pax apply --root root --profile $profile
	is "$status $out" '0 ' "profile $profile is valid"
	lacks "$err" warning 'and nothing about it is doubtful'
done
pax apply --root root
status_is 0 'so is the one that is chosen'

# The candidates, made by scripts/candidates.
grep -v '^#' "$policy/candidates.tsv" >candidates
is "$(awk -F '\t' 'NF != 6 || $3 !~ /^(contains|depends|recommends)$/ || $4 !~ /^(bookworm|trixie|bookworm,trixie)$/' candidates)" \
	'' 'each candidate has its fields'
"$PAXCTL" scan --engines | cut -f 1,2 | sort >engines
is "$(cut -f 2,5 candidates | sort -u | comm -23 - engines)" '' 'each engine is one of the table, with its mark'
is "$(for package in neovim rspamd nodejs obs-studio; do grep -c "^$package	.*	em	" candidates; done | tr '\n' ' ')" '1 1 1 1 ' \
	'known cases are among them'

if [ ! -r "$table" ]; then
	skip 2 "$table is not there"
	exit
fi

# The files of the table, each with the union of the marks that it needs to work; "-" for no mark.
awk '
	function join(a, b,  e, p, m, r) {
		if (a == "") return b
		if (b == "-") return a
		if (a == "-") return b
		p = (a b) ~ /p/; e = (a b) ~ /E/; m = (a b) ~ /m/; r = (a b) ~ /r/
		if (p) return "pem" (r ? "r" : "")
		return (e ? "PE" : "e") (m ? "m" : "") (r ? "r" : "")
	}
	function flush(  n, i, f) {
		n = split(files, f, " ")
		for (i = 1; i <= n; i++)
			if (f[i] ~ /^\/usr\//)
				marks[f[i]] = join(marks[f[i]], unmarked ~ /^(works|no JIT)/ ? "-" : mark)
		files = ""
	}
	/^File: /     { files = substr($0, 7) }
	/^Mark: /     { mark = $2 }
	/^Unmarked: / { unmarked = substr($0, 11) }
	/^$/          { flush() }
	END           { flush(); for (file in marks) print file, marks[file] }' "$table" | sort >wanted
sed -n 's/^# not by default: \([a-zA-Z]*\) \(\/[^ ]*\) (.*/\2 \1/p' "$policy"/profiles/*.conf | sort >left
while read -r file mark; do
	mkdir -p "root${file%/*}"
	script "root$file"
	# A program that is named as left out must have no mark.
	grep -qxF "$file $mark" left && mark=-
	printf '%s %s\n' "$file" "$mark"
done <wanted >expected
pax apply -q --root root --profile developer
while read -r file mark; do
	case $(attr "root$file") in
	none) printf '%s -\n' "$file" ;;
	*) printf '%s %s\n' "$file" "$(attr "root$file" | sed 's/^\[\(.*\)\].*/\1/')" ;;
	esac
done <wanted >given
is "$(diff expected given)" '' 'each program of the table has the mark that the table says'
is "$(grep -vxFf wanted left)" '' 'what is left out is in the table'
