#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# For which program, and at whose request, paxctl-ng learn proposes a line: it trusts a record only
# as far as it can verify it, and no user gets a line for a program that did not ask for anything.

. ./pax_test.sh

need_tool

dir=/sys/kernel/security/pax
here=$PWD
jail=/tmp/learn-jail

mode() { echo "$1" > $dir/mode; }

# as UID COMMAND...: with nothing else of root's.
as() { local uid=$1; shift; setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@"; }

# logged_in COMMAND...: as after a login of user 1000.
logged_in() { (echo 1000 > /proc/self/loginuid && exec "$@"); }

# proposed OPTION...: the files that learn gives a line, of those of this test.
proposed()
{
	./paxctl-ng learn -q "$@" | sed -n "s,^[a-zA-Z]*	\($here/need_exec-\|/usr/bin/\)\(.*\)$,\2,p" | xargs
}

# reason FILE TEXT: the comments on FILE, of those lines that are not proposed, hold TEXT.
reason()
{
	./paxctl-ng learn -q | awk -v RS= -v file="$1" -v text="$2" '
		index($0, "# not proposed: ") && index($0 "\n", "\t" file "\n") && index($0, text) { found = 1 }
		END { exit !found }'
}

grep -q . /proc/self/loginuid 2> /dev/null && has_login=1
for name in root system sudo service user mounted traced suid replaced; do
	rm -f "need_exec-$name"
	cp need_exec "need_exec-$name"
done
rm -rf $jail
mkdir -p $jail/usr/bin
for name in passwd env; do
	cp forge_denial "$jail/usr/bin/$name"
done
cp forge_denial forge_denial.so $jail
chmod -R a+rX $jail
# Other users must be able to reach them.
at=$here
while [ -n "$at" ]; do
	chmod a+x "$at"
	at=${at%/*}
done
chmod 4755 need_exec-suid
mode permissive

ok "a program that root runs" ./need_exec-root rwx
ok "one that a system user runs" as 1 ./need_exec-system rwx
ok "one that a user runs" as 1000 ./need_exec-user rwx
ok "root runs it in another mount namespace" unshare --mount ./need_exec-mounted rwx
ok "root runs it with a tracer" ./forge_denial trace ./need_exec-traced rwx
ok "root runs it, set-user-ID" ./need_exec-suid rwx
ok "one that is replaced afterwards" ./need_exec-replaced rwx
cp need_exec need_exec-new
mv need_exec-new need_exec-replaced
expected='root system'
if [ -n "${has_login:-}" ]; then
	ok "a user who became root runs it" logged_in ./need_exec-sudo rwx
	ok "a user who became a system user runs it" logged_in setpriv --reuid 1 --clear-groups ./need_exec-service rwx
	expected='root sudo system'
fi
poisoned=
for way in "chroot $jail /usr/bin/passwd" "chroot $jail /usr/bin/env" "bind $jail/forge_denial /usr/bin/true"; do
	# shellcheck disable=SC2086
	as 1000 $jail/forge_denial $way
	case $? in
	0)	poisoned+=" ${way##* }" ;;
	77)	skip "a user's: $way" "users make no namespaces here" ;;
	*)	ok "a user's: $way" false ;;
	esac
done
ok "a user's library in another program" as 1000 env LD_PRELOAD=$jail/forge_denial.so /usr/bin/id
mode enforce

ok "only what root and system users ran is proposed" is "$expected" proposed
for name in $poisoned; do
	ok "$name: the file was replaced" reason "$name" "another one than was recorded"
done
ok "preloaded: a user ran it" reason /usr/bin/id "neither root nor a system user"
ok "a user's program: likewise" reason "$here/need_exec-user" "neither root nor a system user"
ok "another mount namespace" reason "$here/need_exec-mounted" "mount namespace"
ok "traced" reason "$here/need_exec-traced" "traced"
ok "set-user-ID" reason "$here/need_exec-suid" "set-user-ID"
ok "replaced" reason "$here/need_exec-replaced" "another one than was recorded"
if [ -n "${has_login:-}" ]; then
	ok "a user who became a system user" reason "$here/need_exec-service" "neither root nor a system user"
else
	skip "a user who became a system user" "this kernel has no login UIDs"
fi
ok "with a mount namespace allowed" is "$(echo "$expected" mounted | xargs -n 1 | sort | xargs)" \
	proposed --mount-namespaces
ok "with a tracer allowed" is "$(echo "$expected" traced | xargs -n 1 | sort | xargs)" \
	proposed --traced
all="mounted root $([ -z "${has_login:-}" ] || echo service sudo) system traced user id"
ok "with all options: still no replaced file and no privileged one" \
	is "$all" proposed --users --mount-namespaces --traced

# The flow of the manual.
(umask 077; ./paxctl-ng learn -q > learned.conf)
ok "the proposal is applied" ./paxctl-ng apply -q learned.conf
for file in /usr/bin/passwd /usr/bin/env /usr/bin/true /usr/bin/id need_exec-suid need_exec-replaced need_exec-user; do
	ok "$file has no mark" not getfattr -n user.pax.flags "$file"
done
for name in $expected; do
	ok "need_exec-$name has its mark" is em getfattr --only-values -n user.pax.flags "need_exec-$name"
done
# On another machine, and applied here.
rm -f need_exec-root
cp need_exec need_exec-root
./paxctl-ng learn -q --elsewhere > elsewhere.conf
setfattr -x user.pax.flags need_exec-system
ok "elsewhere: a file that was replaced is refused" not ./paxctl-ng apply -q elsewhere.conf
ok "elsewhere: it has no mark" not getfattr -n user.pax.flags need_exec-root
ok "elsewhere: one that is the same has it" is em getfattr --only-values -n user.pax.flags need_exec-system
rm -rf need_exec-* $jail

finish
