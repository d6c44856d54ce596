#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# apply, check and diff below a fake root: every state of a file, and how apply corrects it.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
system_helper=$(dirname "$file_helper")/cli-system-helper
[ -x "$system_helper" ] || bail_out "$system_helper is not executable; build it: make -C userspace tests"
plan 83

bin=root/usr/bin
mkdir -p $bin
for name in right missing different odd unnamed; do
	script $bin/$name
done
set_attr $bin/right me
set_attr $bin/different emr
set_attr $bin/odd xx
set_attr $bin/unnamed m
printf 'text\n' >$bin/text
mkdir $bin/dir
cat >list <<'END'
em /usr/bin/right
em /usr/bin/missing
em /usr/bin/different
em /usr/bin/odd
em /usr/bin/text
em /usr/bin/dir
em /usr/bin/absent
required em /usr/bin/gone
required em /usr/lib/jvm/*/bin/java
END

# The differences that check reports.
pax check --root root list
status_is 1 'drift is status 1'
is "$(printf '%s' "$out" | cut -f 1,2)" 'different	/usr/bin/different
unfit	/usr/bin/dir
gone	/usr/bin/gone
missing	/usr/bin/missing
different	/usr/bin/odd
unfit	/usr/bin/text
gone	/usr/lib/jvm/*/bin/java' 'every kind of it is found, in the order of paths'
has "$out" 'dir	it is a directory; name the programs in it' 'with the reason'
has "$out" 'text	it is neither ELF nor a script' 'of each'
has "$err" '^paxctl-ng: check: 1 as the policy says, 1 not there, 7 drifted$' 'and counted'
pax check -q --root root list
is "$err" '' '-q is silent'
pax check --json --root root list
has "$out" '{"state":"gone","path":"/usr/bin/gone","reason":"it is required;' 'JSON has the rows'
has "$out" '"totals":{"ok":1,"absent":1,"missing":1,"different":2,' 'and the figures'
pax diff --root root list
status_is 1 'diff: status 1 too'
has "$out" '^/usr/bin/different	emr	em	different	list:3$' 'both sides and the line'
has "$out" '^/usr/bin/missing	-	em	missing	list:2$' 'no mark on one side'
has "$out" '^/usr/bin/odd	xx	em	different	' 'an invalid one'
script $bin/empty
set_attr $bin/empty ''
echo 'em /usr/bin/empty' >one
pax diff --root root one
has "$out" '^/usr/bin/empty	(empty)	em	different	' 'the empty one, which people see in words'
pax diff --json --root root one
has "$out" '"on_disk":"","in_policy":"em"' 'and programs as it is'
rm $bin/empty
pax check --strict --root root list
has "$out" '^extra	/usr/bin/unnamed	' '--strict finds marks that no line names'
lacks "$out" 'extra	/usr/bin/right' 'and no others'
pax diff --strict --root root list
has "$out" '^/usr/bin/unnamed	m	-	extra	-$' 'diff shows them'
pax check --strict --tree /opt --root root list
lacks "$out" extra '--tree says where to look'
pax check --tree /opt --root root list
status_is 64 'and needs --strict'

script $bin/taken
set_attr $bin/taken em
printf 'text' >$bin/notes
set_attr $bin/notes m
printf '%s\n' 'em /usr/bin/[nt]*' '- /usr/bin/taken' >taken
pax check --strict --root root taken
is "$(printf '%s' "$out" | grep -c -e '^extra	/usr/bin/taken	' -e '^extra	/usr/bin/notes	')" 2 \
	'a mark is extra if its line was taken back, or on what a pattern only happens to match'
lacks "$out" 'missing\|unfit' 'and nothing else is'
rm $bin/taken $bin/notes

# Dry run.
pax apply -n --root root list
status_is 1 'a dry run fails where the run would'
is "$(printf '%s' "$out" | cut -f 1,2,3,4 | sort)" 'failed	/usr/bin/dir	-	em
failed	/usr/bin/gone	-	em
failed	/usr/bin/text	-	em
failed	/usr/lib/jvm/*/bin/java	-	em
would-set	/usr/bin/different	emr	em
would-set	/usr/bin/missing	-	em
would-set	/usr/bin/odd	xx	em' 'it says what it would do'
is "$(attr $bin/missing) $(attr $bin/odd)" 'none [xx]2' 'and does nothing'

# The run.
pax apply --root root list
status_is 1 'apply goes on after what fails'
has "$err" '^paxctl-ng: /usr/bin/dir: it is a directory' 'and tells of the first'
has "$err" '^paxctl-ng: /usr/lib/jvm/\*/bin/java: it is required' 'and of the last'
has "$err" '^paxctl-ng: apply: 3 set, 1 right already, 1 not there, 4 failed$' 'and counts'
stored $bin/missing em 'a mark is set'
stored $bin/different em 'another is replaced'
stored $bin/odd em 'and an invalid one'
stored $bin/right me 'what the kernel reads alike is not written'
stored $bin/unnamed m 'what is not named stays'
is "$(attr $bin/text)" none 'no program, no mark'
run "$system_helper" ctimes $bin/missing $bin/different
before=$out
pax apply --root root list
run "$system_helper" ctimes $bin/missing $bin/different
is "$out" "$before" 'a second run writes nothing'
pax apply --force --root root list
stored $bin/text em '--force marks what is no program'

grep -v -e required -e dir -e text list >good
pax apply --root root good
is "$status $out" '0 ' 'all in order: status 0 and nothing to say'
has "$err" '0 set, 4 right already, 1 not there, 0 failed' 'but figures'
pax check --root root good
status_is 0 'check agrees'
pax diff --root root good
is "$status $out" '0 ' 'diff too'
printf 'em /usr/bin/right\nxx /usr/bin/missing\n' | run "$PAXCTL" apply --root root -
status_is 0 'an empty standard input is an empty list'
printf 'm /usr/bin/right\nxx /usr/bin/missing\n' >bad
pax apply --root root bad
is "$status $(attr $bin/right)" '65 [me]2' 'a fault anywhere: nothing is done'
has "$err" 'nothing was done, since the policy has errors' 'and that is said'

# Several names of one file, and links.
ln -s usr/bin root/bin
ln -s right $bin/link
ln -s /usr/bin/right root/absolute
ln -s ../../../../../usr/bin/right $bin/up
for name in /bin/right /usr/bin/link /absolute /usr/bin/up; do
	rm $bin/right
	script $bin/right
	printf 'em %s\n' "$name" >list
	pax apply --root root list
	is "$status $(attr $bin/right)" '0 [em]2' "a link is followed in the root: $name"
done
printf 'm /usr/bin/right\nemr /bin/right\n' >list
pax apply --root root list
has "$err" 'warning: list:1 gives it another mark than list:2, which names the same file' \
	'two names of one file, two marks: a warning'
stored $bin/right emr 'the later line counts'
pax apply --root root list
has "$err" 'apply: 0 set, 1 right' 'for good'
ln $bin/right $bin/second
printf 'm /usr/bin/[rs]*\n' >list
pax diff --root root list
is "$(printf '%s' "$out" | cut -f 1)" '/usr/bin/right' 'hard links are one file'
script outside
ln -s "$dir/outside" root/usr/bin/out
ln -s ../../../outside root/usr/bin/out2
printf 'em /usr/bin/out\nem /usr/bin/out2\n' >list
pax apply --root root list
is "$(attr outside)" none 'nothing leads out of the root'
ln -s loop $bin/loop
printf 'em /usr/bin/loop\n' >list
pax check --root root list
has "$out" '^unreadable	/usr/bin/loop	too many symbolic links' 'a loop of links'
mkfifo $bin/fifo
printf 'em /usr/bin/fifo\nem /usr/bin/f*\n' >list
run "$file_helper" quick 10 "$PAXCTL" check --root root list
has "$out" '^unfit	/usr/bin/fifo	it is not a regular file' 'a FIFO does not block'
long=$(printf '%0250d' 0)
mkdir -p "root/$long/$long"
script "root/$long/$long/a"
printf 'em /%s/%s/a\n' "$long" "$long" >list
pax apply --root root list
is "$status $(attr "root/$long/$long/a")" '0 [em]2' 'long names'
printf 'em /%s%s/a\nem /*/%s%s/a\n' "$long" "$long" "$long" "$long" >list
pax check --root root list
has "$out" '^unreadable	/0*/a	File *name too long' 'names too long'
(
	cd root || exit
	pattern=
	for _ in $(seq 17); do
		mkdir "$long" && cd "$long" || exit
		pattern="$pattern/0*"
	done
	script file
	echo "em $pattern/fil?" >"$dir/list"
)
pax check --root root list
is "$status $(printf '%s' "$out" | cut -f 1,3 | sed 's,Filename,File name,')" '1 unreadable	File name too long' 'a pattern that leads too deep'
pax apply --root missing-root list
status_is 1 'no root'
has "$err" '^paxctl-ng: missing-root: cannot open the root: No such file' 'is told'

# Without openat2(2), step by step.
rm -f $bin/right
script $bin/right
printf 'em /bin/right\nem /usr/bin/missing\n' >list
run "$system_helper" without-openat2 "$PAXCTL" apply --root root list
is "$status $(attr $bin/right)" '0 [em]2' 'on a kernel without openat2'

if is_root; then
	# The attribute that the kernel looks at first.
	set_attr $bin/right p $security
	printf 'em /usr/bin/right\n' >list
	pax check --root root list
	has "$out" '^shadowed	/usr/bin/right	security.pax.flags differs' \
		'an attribute that comes first is drift'
	pax diff --root root list
	has "$out" '^/usr/bin/right	p	em	shadowed' 'and is shown'
	pax apply --root root list
	status_is 1 'apply cannot mend it'
	pax apply --security --root root list
	is "$status $(attr $bin/right $security)" '0 [em]2' 'but with --security it does'
	pax check --root root list
	status_is 0 'and then all is well'

	set_attr $bin/unnamed m $security
	pax check --strict --root root good
	is "$(printf '%s' "$out" | grep unnamed)" 'extra	/usr/bin/unnamed	user.pax.flags
extra	/usr/bin/unnamed	security.pax.flags' 'an attribute of either kind that no line gives is extra'
	pax check --strict --security --root root one
	has "$out" '^extra	/usr/bin/unnamed	user.pax.flags$' 'whichever of them is asked about'
	setfattr -x $security $bin/unnamed

	# Directories and links of other users.
	mkdir root/home root/theirs
	script root/home/a
	ln -s ../home/a root/theirs/link
	ln -s ../home root/theirs/dir
	ln root/home/a root/theirs/hard
	chown -R -h 65534 root/theirs
	chown 0 root/theirs/hard
	printf 'em /theirs/link\nem /theirs/dir/a\nem /theirs/hard\nem /theirs/h*\n' >list
	pax apply --root root list
	is "$status $(attr root/home/a)" '1 none' "nobody else's link is followed"
	has "$err" '^paxctl-ng: /theirs/link: .*belongs to another user' 'not the last one'
	has "$err" '^paxctl-ng: /theirs/dir/a: .*belongs to another user' 'nor one on the way'
	has "$err" '^paxctl-ng: /theirs/hard: .*more than one hard link' 'nor is a hard link taken'
	run "$system_helper" without-openat2 "$PAXCTL" apply --root root list
	is "$status $(attr root/home/a)" '1 none' 'nor without openat2'
	script root/theirs/own
	chown 65534 root/theirs/own
	printf 'em /theirs/own\n' >list
	pax apply --root root list
	is "$status $(attr root/theirs/own)" '0 [em]2' 'what is really theirs is marked'
else
	skip 13 'only root may change owners and security attributes'
fi
if can_be_user && is_root; then
	script $bin/closed
	chmod 700 $bin/closed
	printf 'em /usr/bin/closed\n' >list
	run as_user "$PAXCTL" check --root root list
	has "$out" '^unreadable	/usr/bin/closed	Permission denied' 'a file that may not be read'
	chmod 755 $bin/closed
	run as_user "$PAXCTL" apply --root root list
	has "$err" '^paxctl-ng: /usr/bin/closed: cannot write .*may not be written' 'or not be written'
	chmod 700 $bin
	run as_user "$PAXCTL" check --root root list
	has "$out" '^unreadable	/usr/bin/closed	.*searched' 'or not be reached'
	chmod 755 $bin
else
	skip 3 'needs files of two users'
fi

# Kill apply at any moment, and run it again.
rm -rf root
mkdir -p $bin
"$system_helper" many $bin 600
for i in $(seq 0 599); do
	echo "em /usr/bin/f$i"
done >list
killed=0
for mark in 1 2 3 8 100 400; do
	"$system_helper" kill-at-mark 9 $mark "$PAXCTL" apply -q --root root list >/dev/null 2>&1
	[ $? -ne 137 ] || killed=$((killed + 1))
	pax diff --root root list
	bad=$(printf '%s' "$out" | grep -v -c '	-	em	missing	' || :)
	[ "$bad" -eq 0 ] || break
done
is "$bad" 0 'a run that is killed leaves each file with its mark or as it was'
note "killed $killed of 6 runs"
pax apply -q --root root list
pax check -q --root root list
is "$status $(attr $bin/f0) $(attr $bin/f599)" '0 [em]2 [em]2' 'another run completes it'

# Ten thousand lines: first no file has its mark, then all files have it.
limit=2000
is_slow && limit=20000
rm -rf root
mkdir -p $bin
"$system_helper" many $bin 10000
seq -f 'em /usr/bin/f%.0f' 0 9999 >list
run "$system_helper" cpu-ms $limit "$PAXCTL" apply -q --root root list
is "$status $(attr $bin/f9999)" '0 [em]2' '10 000 files are marked in 2 s of processor time'
note "$err"
run "$system_helper" cpu-ms $limit "$PAXCTL" apply -q --root root list
is "$status $out" '0 ' 'or found to be right'
note "$err"
seq -f '- /usr/bin/f%.0f' 0 9998 >removals
run "$system_helper" cpu-ms $limit "$PAXCTL" check -q --root root list removals
is "$status $out" '0 ' 'or taken back, line by line'
note "$err"

# Interrupt apply with SIGTERM: it still reports the finished work.
rm -rf root
mkdir -p $bin
"$system_helper" many $bin 10000
"$system_helper" kill-at-mark 15 100 "$PAXCTL" apply -q --json --root root list >answer 2>messages
interrupted=$?
pax check -q --json --root root list
is_done=$(printf '%s' "$out" | sed -n 's/.*"totals":{"ok":\([0-9]*\).*}}$/\1/p')
told=$(sed -n 's/.*"totals":{"set":\([0-9]*\).*}}$/\1/p' answer)
is "$interrupted $((is_done < 10000)) $told" "143 1 $is_done" 'a run that is interrupted tells all that it has done, and dies of the signal'
has "$(cat messages)" '^paxctl-ng: policy: interrupted' 'and says so'
