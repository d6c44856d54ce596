#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scan: finds marked and suspect files in whole trees.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 41

mkdir -p t/a/b/c t/d t/hidden
script t/a/plain
script t/a/b/marked
set_attr t/a/b/marked em
printf 'text' >t/d/text
set_attr t/d/text m
"$file_helper" elf t/d/legacy >/dev/null 2>&1 || cp "$file_helper" t/d/legacy

pax scan -q t
status_is 0 'a tree'
is "$(printf '%s' "$out" | cut -f 1,2 | grep -v legacy | sort | tr '\n' ' ')" 't/a/b/marked	em t/d/text	m ' \
	'every marked file, whatever it is'
pax scan -q t/
is "$(printf '%s' "$out" | cut -f 1 | grep -c //)" 0 'no double slashes'
(cd t && "$PAXCTL" scan -q .) >out
is "$(cut -f 1 out | grep -c '^\./a/b/marked$')" 1 'from the working directory'
pax scan -q t/a/b/marked
is "$(printf '%s' "$out" | cut -f 1,2)" 't/a/b/marked	em' 'a file by name'
ln -s "$dir/t" link
ln -s ../.. t/d/up
pax scan -q link
is "$(printf '%s' "$out" | grep -c marked)" 1 'a link that is named is followed, one that is found is not'
ln -s t/a/b/marked filelink
pax scan -q filelink
is "$status $(printf '%s' "$out" | cut -f 1,2)" "0 $dir/t/a/b/marked	em" 'a link to a file, too: the file is shown'
pax scan -q -j 1 t
is "$(printf '%s' "$out" | grep -c marked)" 1 'one thread'
pax scan -q -x t
is "$(printf '%s' "$out" | grep -c marked)" 1 'one file system'

# Signs, on real programs if there is a compiler. The programs need no loader.
if command -v gcc >/dev/null && echo 'void _start(void){}' |
	gcc -nostdlib -static -z execstack -x c -o t/execstack - 2>/dev/null; then
	echo 'void _start(void){}' | gcc -nostdlib -static -Wl,-N -x c -o t/rwx - 2>/dev/null
	pax scan -q t
	has "$out" '^t/execstack	.*exec-stack' 'an executable stack'
	has "$out" '^t/rwx	.*rwx-segment' 'a segment that is writable and executable'
	chmod a-x t/execstack
	pax scan -q t
	lacks "$out" execstack 'but not in what nobody may execute'
	mv t/execstack t/lib.so.1
	pax scan -q t
	has "$out" '^t/lib.so.1	.*exec-stack' 'unless it is called like a library'
	pax scan -q --marked t
	lacks "$out" 'rwx\|lib.so' '--marked looks at no headers'
else
	skip 5 'there is no compiler for programs without a library'
fi

set_attr t/a/plain Pp
cp "$file_helper" t/program
set_attr t/program p
pax scan -q t
has "$out" '^t/program	p	.*refused' 'a mark with which the kernel refuses the file'
set_attr t/program Xm
pax scan -q --json t
has "$out" '"path":"t/program","user":"Xm",.*"signs":\[.*"invalid-mark"' 'an invalid mark, in JSON'
has "$out" '"totals":{"files":[0-9]*,"directories":[0-9]*,"found":[0-9]*,"unreadable":0}}$' 'totals'

name=$(printf 'new\nline\t\033[31mred')
script "t/$name"
set_attr "t/$name" m
pax scan -q t
has "$out" '^t/new\\x0Aline\\x09\\x1B\[31mred	m	' 'a hostile name is quoted'
is "$(printf '%s' "$out" | awk -F '\t' 'NF != 6' | wc -l | tr -d ' ')" 0 'and every row has its columns'
name=$(printf 'latin\351')
script "t/$name"
set_attr "t/$name" m
pax scan -q --json t
has "$out" '"path_hex":"742f6c6174696ee9"' 'JSON: a name that is no UTF-8'

chmod 0 t/hidden
if as_user "$PAXCTL" --version >/dev/null 2>&1; then
	run as_user "$PAXCTL" scan -q "$dir/t"
	status_is 1 'a directory that may not be read is status 1'
	has "$err" "^paxctl-ng: $dir/t/hidden: cannot be read: Permission denied" 'and named'
	is "$(printf '%s' "$out" | grep -c b/marked)" 1 'the rest is scanned'
else
	skip 3 'no other user can run the tool here'
fi
chmod 755 t/hidden
if can_be_user && is_root; then
	chmod 700 t/a/b/marked
	run as_user "$PAXCTL" scan -q "$dir/t/a/b"
	status_is 1 'a mark that may not be read is status 1'
	has "$out" "^$dir/t/a/b/marked	(unreadable)	" 'and shown as what it is'
	has "$err" "^paxctl-ng: $dir/t/a/b/marked: cannot be read: Permission denied" 'and named'
	chmod 755 t/a/b/marked
else
	skip 3 'needs files of two users'
fi
mkfifo t/fifo
run timeout 20 "$PAXCTL" scan -q t
status_is 0 'a FIFO stops nobody'
pax scan -q nothing t
status_is 2 'a missing tree is status 2'
is "$(printf '%s' "$out" | grep -c b/marked)" 1 'and the others are scanned'
pax scan
status_is 64 'no tree is a usage error'
pax scan -j x t
status_is 64 'a number that is none'

# More directories than the queue holds, and directories deeper than PATH_MAX.
mkdir wide
(cd wide && seq 1 9000 | xargs mkdir)
script wide/8888/f
set_attr wide/8888/f m
pax scan -q wide
is "$(printf '%s' "$out" | cut -f 1)" wide/8888/f 'nine thousand directories in one'
mkdir deep
(
	cd deep || exit
	i=0
	while [ $i -lt 120 ]; do
		mkdir aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa && cd aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa || exit
		i=$((i + 1))
	done
	script f
	"$file_helper" set f "$user" m
)
pax scan -q deep
is "$(printf '%s' "$out" | cut -f 2)" m 'a hundred and twenty levels'

# A container can deny threads their own working directory.
system_helper=$(dirname "$file_helper")/cli-system-helper
pax scan -q wide t
printf '%s' "$out" | sort >with
run "$system_helper" without-unshare "$PAXCTL" scan -q wide t
status_is 0 'without unshare(2)'
is "$(printf '%s' "$out" | sort | diff with -)" '' 'the same is found'
(cd t && "$system_helper" without-unshare "$PAXCTL" scan -q a/b/marked ../wide/8888 .) >out
is "$(grep -c -e '^a/b/marked	em' -e '^../wide/8888/f	m' -e '^./a/b/marked	em' out)" 3 'under the same names'
run sh -c 'ulimit -n 40; exec "$@"' sh "$PAXCTL" scan -q wide t
is "$status $(printf '%s' "$out" | grep -c marked)" '0 1' "no descriptor is left open"
run sh -c '"$0" scan -q --json t | head -c 10' "$PAXCTL"
is "$out" '{"version"' 'a reader that goes away'

# In a root: paths start there, and no link leads out.
rm -rf root
mkdir -p root/usr/bin outside
script root/usr/bin/a
script outside/b
set_attr root/usr/bin/a em
set_attr outside/b em
ln -s usr/bin root/bin
ln -s "$dir/outside" root/away
pax scan --root root /bin /usr
is "$status $(printf '%s' "$out" | cut -f 1,2 | sort -u)" '0 /usr/bin/a	em' '--root'
pax scan --root root /away
status_is 2 'a link does not lead out of it'
pax scan --root missing /
status_is 1 'a root that is not there'
