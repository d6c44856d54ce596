#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# profile: lists the profiles, remembers one, and leaves the choice as it was after an error.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 44

lib=root/usr/lib/pax
choice=root/etc/pax/policy.d/00-profile.conf
mkdir -p $lib/profiles $lib/policy.d root/etc root/usr/bin
printf '# What all have. More of it.\n# And more.\n\nem /usr/bin/a\n' >$lib/profiles/base.conf
printf '# Services of\n# the network.\ninherit base\nem /usr/bin/b\nem /usr/bin/c\n' >$lib/profiles/server.conf
printf 'inherit base\n' >$lib/profiles/bare.conf
printf '# The one of the package.\ninherit base\n' >$lib/policy.d/00-profile.conf
for file in a b c; do
	script root/usr/bin/$file
done

profile() { pax profile --root root "$@"; }

profile
status_is 0 'a list'
is "$out" "bare	no	base	0	-	/usr/lib/pax/profiles/bare.conf
base	yes	-	1	What all have.	/usr/lib/pax/profiles/base.conf
server	no	base	2	Services of the network.	/usr/lib/pax/profiles/server.conf
" 'has each profile, the chosen one, and the first sentence about it'
is "$err" '' 'and nothing else'

profile -n server
is "$status $([ -e $choice ] || echo none)" '0 none' '--dry-run chooses nothing'
has "$err" 'would be remembered' 'and says so'
profile server
status_is 0 'a choice'
has "$err" '/etc/pax/policy.d/00-profile.conf: the profile server is remembered .*: paxctl-ng apply' \
	'says where, and what to do next'
is "$(grep -v '^#' $choice) $(stat -c %a $choice)" 'inherit server 644' 'is a drop-in'
is "$(ls -A root/etc/pax/policy.d)" 00-profile.conf 'and nothing is left beside it'
profile
is "$(printf '%s' "$out" | awk -F '\t' '$2 == "yes" { print $1 }')" server 'the list says so'
pax apply -q --root root
is "$(attr root/usr/bin/a) $(attr root/usr/bin/b)" '[em]2 [em]2' 'apply takes it from there'
profile -q bare
is "$status $err $(grep -v '^#' $choice)" '0  inherit bare' 'another choice replaces it, --quiet'

# What else the drop-in has stays.
cat >$choice <<'END'
# mine
inherit base
  inherit server
# more

em	/usr/bin/own
END
profile -q bare
is "$(cat $choice)" '# mine
inherit bare
# more

em	/usr/bin/own' 'other lines stay'
printf '# mine\nem /usr/bin/own' >$choice
profile -q server
is "$(cat $choice)" '# mine
inherit server
em /usr/bin/own' 'a drop-in without a profile gets it above its lines'
pax check -q --root root
is "$(printf '%s' "$out")" '' 'and the policy is a whole one'
: >$choice
profile
is "$status $(printf '%s' "$out" | grep -c '	yes	')" '0 0' 'an empty drop-in chooses none'
has "$err" 'none is chosen; "paxctl-ng profile PROFILE" chooses one' 'and says so'
profile -q base
is "$(grep -v '^#' $choice)" 'inherit base' 'and a choice'

# Profiles of the administrator.
mkdir -p root/etc/pax/profiles
printf '# Ours.\ninherit server\n' >root/etc/pax/profiles/ours.conf
printf '# Base, but ours.\nem /usr/bin/a\nem /usr/bin/z\n' >root/etc/pax/profiles/base.conf
profile
is "$(printf '%s' "$out" | sed -n 2p)" 'base	yes	-	2	Base, but ours.	/etc/pax/profiles/base.conf' \
	'one in /etc replaces that of the same name'
profile -q ours
is "$status $(grep -v '^#' $choice)" '0 inherit ours' 'and can be chosen'
profile --json
if command -v python3 >/dev/null; then
	printf '%s' "$out" >answer
	is "$(python3 -c 'import json
print([row["name"] for row in json.load(open("answer"))["rows"] if row["chosen"]])')" "['ours']" 'JSON'
else
	skip 1 'python3 is not installed'
fi

# Errors leave the choice.
same() { is "$status $(grep -v '^#' $choice)" "$1 inherit ours" "$2"; }
profile nothing
same 1 'a profile that does not exist'
has "$err" 'there is no profile nothing: neither /etc/pax/profiles/nothing.conf' 'and says where it was looked for'
printf 'nonsense\n' >root/etc/pax/profiles/broken.conf
profile broken
same 1 'one with an error'
has "$err" '/etc/pax/profiles/broken.conf:1: ' 'and says where'
profile
has "$status $err" '/etc/pax/profiles/broken.conf:1: ' 'which the list says, too'
rm root/etc/pax/profiles/broken.conf
printf 'inherit loop\n' >root/etc/pax/profiles/loop.conf
profile loop
same 1 'one that inherits itself'
rm root/etc/pax/profiles/loop.conf
profile ../x
same 64 'a name that is a path'
profile base server
same 64 'two names'
mkdir $choice.dir
mv $choice saved
mv $choice.dir $choice
profile base
is "$status $([ -d $choice ] && echo dir)" '1 dir' 'a directory in its place'
has "$err" '00-profile.conf: it is not a regular file\|00-profile.conf: cannot read it: it is not' 'and says so'
rmdir $choice
mv saved $choice
if is_root && can_be_user; then
	run as_user "$PAXCTL" profile --root root base
	same 1 'a user may not choose'
	has "$err" 'so the choice stays as it was: only root may' 'and says so'
	mkdir full
	if mount -t tmpfs -o size=256k tmpfs full 2>/dev/null; then
		mkdir -p full/etc/pax/policy.d full/usr/lib
		cp -r $lib full/usr/lib/
		cp $choice full/etc/pax/policy.d/
		dd if=/dev/zero of=full/fill bs=4k 2>/dev/null
		run "$PAXCTL" profile --root full base
		is "$status $(grep -v '^#' full/etc/pax/policy.d/00-profile.conf) $(ls -A full/etc/pax/policy.d)" \
			'1 inherit ours 00-profile.conf' 'a full disk'
		has "$err" 'stays as it was: No space left' 'and says so'
		umount full
	else
		skip 2 'no tmpfs can be mounted'
	fi
else
	skip 4 'not root, or no other user can be'
fi
mkdir nothing
pax profile --root nothing
status_is 1 'no profiles at all'
has "$err" 'no profile is installed, neither in /usr/lib/pax/profiles nor' 'and says so'

# apply --profile is for one run.
pax apply --root root --profile server
has "$err" '^paxctl-ng: --profile: server is not remembered: boot .* apply ours; "paxctl-ng profile server"' \
	'apply --profile says that it is not remembered'
same 0 'and it is not'
pax apply --root root --profile ours
lacks "$err" 'not remembered' 'but not of the one that is'
pax apply -q --root root --profile server
is "$err" '' 'nor with --quiet'
pax check -q --root root --profile server
lacks "$err" 'not remembered' 'check applies nothing'
rm -r root/etc/pax/policy.d $lib/policy.d
pax apply --root root --profile server
has "$err" 'apply none' 'if none is chosen'
profile -q server
is "$status $(grep -v '^#' $choice)" '0 inherit server' 'the directory is made'
