#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# try: the search for the weakest mark, with programs that read the mark of their own copy in place
# of a kernel that enforces it, and what is left afterwards.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 56

kernel kernel
kernel permissive 's/enforce/permissive/'
kernel unarmed 's/armed: yes/armed: no/'
kernel root 's/any/root/'
cp "$(readlink -f "$(command -v sh)")" prog

# What does not depend on namespaces.
pax try --kernel=missing ./prog
is "$status $out" '1 ' 'without the module'
has "$err" 'not loaded.*modprobe pax' 'that is said'
pax try --kernel=permissive ./prog
has "$status $err" '^1.*permissive mode nothing is denied' 'permissive mode'
pax try --kernel=unarmed ./prog
has "$status $err" '^1.*not armed' 'a module that is not armed'
pax try --kernel=kernel
status_is 64 'no command'
for option in --timeout=0 --timeout=x --runs=0 --status=256 '--output=('; do
	pax try --kernel=kernel "$option" ./prog
	status_is 64 "$option"
done
pax try --kernel=kernel no-such-program
has "$status $err" '^2.*no such program in PATH' 'a missing command'
pax try --kernel=kernel ./no-such-program
has "$status $err" '^2.*no such program' 'a missing file'
: >text
pax try --kernel=kernel --file=text ./prog -c true
has "$status $err" '^2.*no program that can take a mark' 'a file that is no program'

pax try --kernel=kernel ./prog -c true
if [ "$status" -ne 0 ]; then
	note "$err"
	skip 43 'no namespaces, or no attributes on tmpfs, for this user'
	exit
fi
is "$(printf '%s' "$out" | sed 's/[0-9.]* s)/N s)/')" "# no mark: passes (status 0, N s)
# needs no mark: $dir/prog" 'what works unmarked'
is "$err" '' 'without a message'

# needs FILE PATTERN...: succeeds if the copy over FILE has a mark that matches a pattern.
cat >needs <<END
file=\$1
shift
mark=\$("$file_helper" get "\$file" $user 2>/dev/null || "$file_helper" get "\$file" $security)
for pattern; do
	case \$mark in \$pattern) echo "good \$mark"; exit 0 ;; esac
done
echo "bad \$mark"
exit 5
END

# finds WANTED RUNS PATTERN...: tries a program that passes with marks that match.
finds() {
	wanted=$1
	runs=$2
	shift 2
	pax try --kernel=kernel ./prog needs ./prog "$@"
	is "$status $(printf '%s' "$out" | grep -v '^#') $(printf '%s' "$out" | grep -c 's)')" \
		"0 $wanted	$dir/prog $runs" "what needs $wanted"
}

finds em 4 '*m*'
finds emr 6 '*mr'
finds er 5 '*r'
finds PE 4 'PE*'
finds PEr 5 'PE?r'
finds PEm 5 'PEm*'
finds PEmr 6 'PEmr'
finds pem 4 'p*'
finds pemr 4 'p??r'
pax try --kernel=kernel ./prog needs ./prog '*m*'
has "$out" '^# no mark: fails (status 5, [0-9.]* s): bad PeMR$' 'a run that fails'
has "$out" '^# em: passes (status 0, [0-9.]* s)$' 'a run that passes'
has "$out" '^# not tried, since a mark that lifts more fails: PE, er$' 'what was not tried'
pax try --kernel=kernel --all ./prog needs ./prog '*m*'
is "$status $(printf '%s' "$out" | grep -c ' s)') $(printf '%s' "$out" | tail -n 1)" "0 10 em	$dir/prog" 'every mark'
pax try --kernel=kernel ./prog -c 'exit 3'
is "$status $(printf '%s' "$out" | grep -v '^#')" '1 ' 'no mark helps'
has "$err" 'fails even with the strongest marks' 'which is said'
is "$(attr prog)" none 'the program itself has no mark'

# The checks.
pax try --kernel=kernel --status=3 ./prog -c 'exit 3'
status_is 0 'another status'
pax try --kernel=kernel --output='good.*mr' ./prog needs ./prog '*'
is "$(printf '%s' "$out" | grep -v '^#')" "emr	$dir/prog" 'the output'
has "$out" '^# no mark: fails (status 0, but its output does not match' 'which is said'
pax try --kernel=kernel --output='one.two.*last' ./prog -c 'printf "one\0two"; seq 300000; echo last'
status_is 0 'the beginning and the end of much output'
pax try --kernel=kernel --timeout=1 ./prog -c "./prog needs ./prog '*m*' || exec sleep 100"
is "$(printf '%s' "$out" | grep -v '^#')" "em	$dir/prog" 'the time'
has "$out" '^# no mark: fails (longer than 1 s' 'which is said'
# shellcheck disable=SC2016 # the program expands it
pax try --kernel=kernel ./prog -c './prog needs ./prog "*r" || kill -ABRT $$'
has "$out" '^# no mark: fails (signal 6, Aborted' 'a signal'
# shellcheck disable=SC2016 # the program expands it
pax try --kernel=kernel --runs=3 ./prog -c 'echo >> count; ./prog needs ./prog "*m*" || [ "$(wc -l <count)" -lt 2 ]'
has "$out" '^# no mark: run 2 fails' 'several runs'
has "$out" '^# em: 3 times, passes' 'all of which pass'
pax try --kernel=kernel sh -c 'exit 0' --runs
status_is 0 'options of the command'

# Several programs.
cp prog helper
pax try --kernel=kernel --file=helper ./prog -c './helper needs ./helper "*m*"'
is "$(printf '%s' "$out" | sort | tail -n 1) $(printf '%s' "$out" | grep -c "needs no mark: $dir/prog")" \
	"em	$dir/helper 1" 'a helper'
printf '#!%s/prog\n%s/prog needs %s/prog "*r"\n' "$dir" "$dir" "$dir" >script
chmod 755 script
pax try --kernel=kernel ./script
is "$(printf '%s' "$out" | grep -v '^#')" "er	$dir/prog" 'the interpreter of a script'
ln -s prog link
pax try --kernel=kernel ./link needs ./prog '*r'
is "$(printf '%s' "$out" | grep -v '^#')" "er	$dir/prog" 'the target of a link'
cp prog 'with space'
pax try --kernel=kernel './with space' needs './with space' '*r'
printf '%s' "$out" >line
run "$PAXCTL" apply --root / -n line
has "$out" 'would-set.*with space' 'a line that is one of a policy'
pax try --kernel=kernel --json ./prog needs ./prog '*m*'
has "$out" '"mark":"em","tried":\["no mark: fails' 'JSON'
pax try --kernel=kernel --quiet ./prog needs ./prog '*m*'
is "$out" "em	$dir/prog
" 'only the line'
ln prog other
pax try --kernel=kernel ./prog -c true
has "$err" 'other names (hard links)' 'hard links'
rm other

# A mark that would not count.
chmod 777 prog
pax try --kernel=root ./prog needs ./prog '*m*'
has "$status $err" '^1.*would ignore a mark that weakens' 'a mark in vain'
chmod 755 prog

# Nothing is left.
mounts=$(cat /proc/self/mountinfo)
sleeps() { pgrep -f '^sleep 4712' >/dev/null; }
pax try --kernel=kernel ./prog -c 'sleep 4712 & setsid sleep 4712 & exit 0'
is "$status $(sleeps && echo left)" '0 ' 'what it has started ends with it'
for signal in 15 9; do
	"$PAXCTL" try --kernel=kernel ./prog -c 'setsid sleep 4712 & sleep 4712' >/dev/null 2>&1 &
	tries=0
	until sleeps || [ $((tries += 1)) -gt 100 ]; do
		sleep 0.1
	done
	sleeps && began=1 || began=0
	kill -"$signal" $!
	wait $! 2>/dev/null
	ended=$?
	tries=0
	while sleeps && [ $((tries += 1)) -le 100 ]; do
		sleep 0.1
	done
	is "$began $ended $(sleeps && echo left)" "1 $((128 + signal)) " "a tool that gets signal $signal"
done
is "$(cat /proc/self/mountinfo)" "$mounts" 'no mount'
is "$(attr prog)" none 'no mark'

# Other users, where they may.
if can_be_user && as_user unshare -U true 2>/dev/null; then
	run as_user "$PAXCTL" try --kernel=kernel ./prog needs ./prog '*m*'
	if [ "$status" -eq 0 ]; then
		is "$(printf '%s' "$out" | grep -v '^#')" "em	$dir/prog" 'another user'
	else
		has "$err" 'be root\|needs root' 'a user who may not'
	fi
	run as_user "$PAXCTL" try --kernel=kernel --no-denials ./prog -c true
	has "$status $err" '^1.*needs the kernel.s events.*be root' 'records that only root sees'
else
	skip 2 'no user namespaces for this user'
fi
