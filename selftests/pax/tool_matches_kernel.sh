#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What paxctl-ng says that the kernel will do is what it does: for every mark, in both modes, with
# other defaults and other trust; and what it says about the running system.

. ./pax_test.sh

need_tool

dir=/sys/kernel/security/pax
set_to() { printf %s "$2" > "$dir/$1"; }

# compare NAME FILE...: what show says of the files is what happens when they run.
compare()
{
	local name=$1
	shift
	./every_mark run "$@" > kernel.out
	./paxctl-ng show "$@" 2> tool.err |
		awk -F '\t' '{ print $1 "\t" ($3 == "no" ? "refused" : $2) }' > tool.out
	if cmp -s kernel.out tool.out && [ "$(wc -l < tool.out)" -eq $# ] && [ ! -s tool.err ]; then
		tap_pass "$name: $# files"
	else
		tap_fail "$name"
		diff kernel.out tool.out | head -n 12 | sed 's/^/# /'
		sed 's/^/# /' tool.err
	fi
}

ok "files with every mark" ./every_mark make marks
compare "hard mode" marks/*
set_to softmode 1
compare "soft mode" marks/*
set_to softmode 0
set_to defaults PemRs
compare "other defaults" marks/24[0-9] marks/25?
set_to defaults PeMRs
set_to mode permissive
compare "permissive mode" marks/00? marks/25?
set_to mode enforce
set_to trust root
compare "trust=root, files of root" marks/00? marks/25?
chown 1000 marks/*
compare "trust=root, files of a user" marks/0?? marks/25?
set_to trust any
if grep -q '^security.pax.flags: counts$' $dir/status; then
	setfattr -n security.pax.flags -v em marks/001 marks/005 marks/255
	setfattr -n security.pax.flags -v Xx marks/007
else
	setfattr -n security.pax.flags -v em marks/001 marks/005 marks/255 || :
fi
compare "security.pax.flags" marks/00? marks/255
rm -r marks

printf '#!%s/script-interpreter\n' "$PWD" > script
cp flags_nolibc script-interpreter
chmod 755 script
setfattr -n user.pax.flags -v em script-interpreter
setfattr -n user.pax.flags -v PEMRS script
compare "a script" ./script

ok "status: enforcing and armed" ./paxctl-ng status
set_to mode permissive
ok "status: not enforcing" not ./paxctl-ng status -q
set_to mode enforce

sleep 1000 &
ok "ps: a process and its flags" is "$!	PeMRs	no" sh -c "./paxctl-ng ps -q $! | cut -f 1,4,7"
cp "$(command -v sleep)" ./sleep
./sleep 1000 &
stale=$!
until [ "$(readlink /proc/$stale/exe)" = "$PWD/sleep" ]; do :; done
setfattr -n user.pax.flags -v em ./sleep
ok "ps: one that was marked after it started" is "$stale	PeMRs	PemRs	yes" \
	sh -c "./paxctl-ng ps -q --restart $stale | cut -f 1,4,5,7"
kill %1 %2
ok "events: the last change of a setting" is enforce \
	sh -c "./paxctl-ng events --once --json -e config_changed | tail -n 1 | sed 's/.*\"new\":\"\([a-z]*\)\".*/\1/'"
finish
