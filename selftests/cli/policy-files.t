#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Policy files: their grammar, and how several make one policy. "diff" shows what the
# policy gives a file that has no mark.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 102

mkdir -p root/usr/bin root/usr/lib/pax/policy.d root/usr/lib/pax/profiles \
	root/etc/pax/policy.d root/etc/pax/profiles
for name in a b c d '[' 'with space' .hidden 'y #x'; do
	script "root/usr/bin/$name"
done
lib=root/usr/lib/pax etc=root/etc/pax

# gives TEXT WANTED NAME: checks the marks that a list on standard input gives: "FILE MARK,...".
gives() {
	printf '%b' "$1" >list
	pax diff --root root list
	is "$status $(printf '%s' "$out" | cut -f 1,3 | tr '\t\n' ' ,')" "$2" "$3"
	[ -z "$err" ] || note "$err"
}

# wrong TEXT PATTERN NAME: checks that the tool rejects the whole list, and names the place.
wrong() {
	printf '%b' "$1" >list
	pax apply --root root list
	is "$status $(attr root/usr/bin/a)" '65 none' "$3: nothing is done"
	has "$err" "^paxctl-ng: list:$2" "$3: the line is named"
}

# The classic list.
gives '' '0 ' 'an empty list'
gives '# a comment\n\n   # another\n \t \n' '0 ' 'comments and blank lines'
gives 'em /usr/bin/a\n' '1 /usr/bin/a em,' 'flags and a path'
gives 'em /usr/bin/a' '1 /usr/bin/a em,' 'without a newline at the end'
gives '  me\t \t/usr/bin/a  \r\n' '1 /usr/bin/a em,' 'blanks wherever they are, any order of letters'
gives 'pemrs /usr/bin/with space\n' '1 /usr/bin/with space pemrs,' 'a path with a space'
gives 'PEmRS /usr//bin///a\n' '1 /usr/bin/a PEmRS,' 'needless slashes'
gives 'em /usr/bin/a#b\nem /usr/bin/b' '1 /usr/bin/b em,' 'a "#" within a word is part of it'
gives 'em /usr/bin/a # why\nm /usr/bin/b\t#' '1 /usr/bin/a em,/usr/bin/b m,' 'a comment after a line'
gives 'em /usr/bin/a\nem /usr/bin//a\nem /usr/bin/a # again' '1 /usr/bin/a em,' 'a line twice'
gives 'em /usr/bin/y [#]x\n' '1 /usr/bin/y #x em,' 'a path with a "#" after a blank'
gives 'em /usr/bin/missing\nem /missing/a\nem /usr/bin/a/below\n' '0 ' \
	'a file that is not there is passed over'
gives 'em /usr/bin/[\n' '1 /usr/bin/[ em,' 'a name that looks like half a pattern'

# Patterns.
gives 'em /usr/bin/[a-c]\n' '1 /usr/bin/a em,/usr/bin/b em,/usr/bin/c em,' 'a pattern'
gives 'em /*/bin/?\n' '1 /usr/bin/[ em,/usr/bin/a em,/usr/bin/b em,/usr/bin/c em,/usr/bin/d em,' \
	'in any component'
gives 'em /usr/bin/.h*\n' '1 /usr/bin/.hidden em,' 'hidden files if the dot is there'
gives 'em /usr/*\nem /nothing/*\nem /usr/bin/x*\n' '0 ' 'a pattern passes over what is no program'
gives 'em /usr/bin/[a-c]\nm /usr/bin/b\n' '1 /usr/bin/a em,/usr/bin/b m,/usr/bin/c em,' \
	'a later line counts'
gives 'm /usr/bin/b\nem /usr/bin/[a-c]\n' '1 /usr/bin/a em,/usr/bin/b em,/usr/bin/c em,' \
	'also if it is a pattern'
gives 'em /usr/bin/[a-c]\n- /usr/bin/b\n' '1 /usr/bin/a em,/usr/bin/c em,' 'a line taken from a pattern'

# Faults.
wrong 'em /usr/bin/a\nxy /usr/bin/b\n' '2: "xy" is no mark; .*PEMRS' 'no letters'
wrong 'em /usr/bin/a\n/usr/bin/b\n' '2: ".usr.bin.b" is no mark' 'no flags'
wrong 'em /usr/bin/a\nmM /usr/bin/b\n' '2: "mM" is no mark; .*each once' 'contradictory letters'
wrong 'em /usr/bin/a\nem\n' '2: there is no path' 'no path'
wrong 'em /usr/bin/a\nem usr/bin/b\n' '2: .*no absolute path' 'a relative path'
wrong 'em /usr/bin/a\nem /usr/bin/../b\n' '2: .*"\.\."; leave it out' 'a path that goes up'
wrong 'em /usr/bin/a\nem /usr/bin/\n' '2: .*names a directory.*/dir/\*' 'a directory'
wrong 'em /usr/bin/a\nrequired em /usr/bin//a\n' '2: repeats /usr/bin/a, which line 1 names' \
	'a line twice, with another condition'
wrong 'em /usr/bin/a\nunprivileged em /usr/bin/a\n' '2: repeats /usr/bin/a, which line 1 names' \
	'two conditions'
wrong 'em /usr/bin/a\n\nm /usr/bin/a\n' '3: contradicts .*/usr/bin/a, which line 1 names' 'two marks'
wrong 'em /usr/bin/a\n- /usr/bin/a\n' '2: contradicts' 'a mark and none'
wrong 'p /usr/bin/a\n' '1: the kernel refuses .*"p".*"pem".*--force' 'a mark that the kernel refuses'
for id in '' x 8:1 8:1:2 8:1:2@ 8:1:2@3 8:1:2@3.x 8:1:2@3.4x 4294967296:1:2@3.4; do
	wrong "recorded $id em /usr/bin/a\\n" '1: .*names no file' "recorded $id"
done
wrong 'recorded 8:1:2@3.4 - /usr/bin/a\n' '1: .*contradict each other' 'recorded and not'
wrong 'required - /usr/bin/a\n' '1: .*contradict each other' 'required and not'
wrong 'em /usr/bin/a\ninherit base\n' '2: .*to the top' 'inherit below a line'
wrong 'inherit ../base\n' '1: .*no name of a profile' 'inherit with a path'
wrong 'inherit base\nem /usr/bin/a\n' '1: there is no profile base: neither /etc/pax/profiles/base.conf' \
	'a profile that is not there'
wrong 'em /usr/bin/a\0b\n' '1: .*NUL' 'a NUL byte'
wrong 'em /usr/bin/a\n\033[2J /usr/bin/b\n' '2: ".x1B.2J" is no mark' 'escape sequences'
printf 'x /a\ny /b\n' >list
pax check --root root list
is "$(printf '%s\n' "$err" | grep -c '^paxctl-ng: list:')" 2 'all faults are told at once'
pax check --root root missing-list
has "$err" '^paxctl-ng: missing-list: cannot read the policy: No such file' 'a list that is not there'
gives 'E /usr/bin/a\n' '1 /usr/bin/a E,' 'a mark that only soft mode refuses'
has "$err" 'warning: in soft mode' 'gets a warning'
printf 'p /usr/bin/a\n' >list
pax diff --root root --force list
is "$status $(printf '%s' "$out" | cut -f 1,3)" '1 /usr/bin/a	p' '--force accepts what the kernel refuses'

# Drop-ins and profiles.
pax check --root root
is "$status" 65 'no policy at all is a fault'
has "$err" '/etc/pax/policy.d: .*name a policy file' 'and is told'
printf 'inherit base\n' >$lib/policy.d/00-profile.conf
printf 'em /usr/bin/a\nem /usr/bin/b\n' >$lib/profiles/base.conf
printf 'inherit base\nm /usr/bin/b\nem /usr/bin/c\n' >$lib/profiles/desktop.conf

# whole WANTED NAME [OPTION...]: checks the marks that the policy in the directories gives.
whole() {
	wanted=$1 name=$2
	shift 2
	pax diff --root root "$@"
	is "$(printf '%s' "$out" | cut -f 1,3 | sed 's,/usr/bin/,,' | tr '\t\n' ' ,')" "$wanted" "$name"
	[ -z "$err" ] || note "$err"
}

whole 'a em,b em,' 'the profile that is chosen'
whole 'a em,b m,c em,' '--profile takes another' --profile desktop
printf 'inherit desktop\n' >$etc/policy.d/00-profile.conf
whole 'a em,b m,c em,' 'a file in /etc replaces the one in /usr/lib'
whole 'a em,b em,' '--profile also replaces that' --profile base
printf '%s\n' '- /usr/bin/a' 'emr /usr/bin/c' >$etc/policy.d/50-local.conf
whole 'b m,c emr,' 'later drop-ins win and take lines back'
pax diff --root root
has "$out" '^/usr/bin/c	-	emr	missing	/etc/pax/policy.d/50-local.conf:2$' 'the line that counts is shown'
printf 'emrs /usr/bin/c\n' >$lib/policy.d/40-vendor.conf
whole 'b m,c emr,' 'by name, wherever they lie'
printf 'em /usr/bin/d\n' >$lib/policy.d/README
whole 'b m,c emr,' 'other files are not read'
: >$etc/policy.d/50-local.conf
printf 'em /usr/bin/d\n' >$lib/policy.d/50-local.conf
whole 'a em,b m,c emrs,' 'an empty file in /etc switches one off'
printf 'inherit base\nm /usr/bin/b\nem /usr/bin/d\n' >$etc/profiles/desktop.conf
whole 'a em,b m,c emrs,d em,' 'a profile in /etc replaces the one in /usr/lib'
printf 'inherit desktop\ninherit base\n' >$etc/policy.d/00-profile.conf
whole 'a em,b m,c emrs,d em,' 'a profile is read once, so it overrides nothing by coming twice'
printf 'inherit desktop\n' >$etc/profiles/base.conf
pax check --root root
has "$err" '^paxctl-ng: /etc/pax/profiles/base.conf:1: profile desktop inherits itself' 'a loop is a fault'
status_is 65 'and ends it'
printf 'inherit base\n' >$etc/profiles/base.conf
pax check --root root
has "$err" 'profile base inherits itself' 'so is the shortest loop'
rm $etc/profiles/base.conf
printf '%s\n' '- /usr/bin/zz' >$etc/policy.d/60-more.conf
pax check --root root
has "$err" '60-more.conf:1: warning: "- /usr/bin/zz" removes nothing' 'a removal without effect is told'
chmod 666 $etc/policy.d/60-more.conf
pax check --root root
has "$err" '60-more.conf: .*others may write it' 'a policy that everybody can write is refused'

# A list for a user, as paxd reads one, has paths that are relative to the home.
printf 'em usr/bin/a\nm ~/usr/bin/b\n' >list
: >$etc/policy.d/60-more.conf
chmod 644 $etc/policy.d/60-more.conf
pax diff --root root --home / list
is "$status $(printf '%s' "$out" | cut -f 1,3 | tr '\t\n' ' ,')" '1 /usr/bin/a em,/usr/bin/b m,' '--home'
pax diff --root root list
has "$err" 'list:1: "usr/bin/a" is no absolute path; .*--home' 'without it they are an error'
cp list $etc/policy.d/60-more.conf
pax diff --root root --home /
has "$err" '60-more.conf:1: .*no absolute path' 'as they are in a directory of the policy'
