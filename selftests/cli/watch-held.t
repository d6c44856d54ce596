#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# watch with lines that are "held": no execution of such a file begins before it has its mark, and
# none waits for long if the watch does not work.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
# shellcheck source=selftests/cli/watching.sh
. "$here/watching.sh"
is_root || skip_all 'only root can hold back the execution of files'
plan 26

watch_held() {
	# shellcheck disable=SC2119	# It needs no option.
	watch
	! said 'not held back' || skip_all "$(cat messages)"
}

policy() { cat >policy.new && mv policy.new root/etc/pax/policy.d/50-test.conf; }

# The process of the watch that answers the kernel. Now and then there is another child.
gate_of() {
	for child in /proc/[0-9]*; do
		if grep -q "^PPid:[[:space:]]*$1\$" "$child/status" 2>/dev/null &&
			find "$child/fd" -lname '*fanotify*' 2>/dev/null | grep -q .; then
			basename "$child"
		fi
	done
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# new FILE: a new program without a mark, which prints the mark of a file.
new() { cp "$file_helper" other/new && mv other/new "$1"; }

# executed FILE: replaces the program and executes it at once; prints the mark that it sees.
executed() {
	new "$1"
	mark=$("$1" get "$1" "$user" 2>/dev/null)
	echo "${mark:-none}"
}

# does_not_wait NAME COMMAND...: it takes less than the second that an execution is held back.
does_not_wait() {
	name=$1
	shift
	begin=$(now_ms)
	"$@" >/dev/null 2>&1
	passed=$(($(now_ms) - begin))
	if is_slow; then
		skip 1 'this is too slow to measure'
	else
		[ $passed -lt 900 ]
		is $? 0 "$name ($passed ms)"
	fi
}

mkdir -p root/etc/pax/policy.d root/usr/bin root/srv/bin root/opt/links other
policy <<'END'
held em /usr/bin/program
PEM /srv/bin/loose
required held m /opt/links/link
END
new root/usr/bin/program
new root/usr/bin/real
ln -s ../../usr/bin/real root/opt/links/link
pax check -q --root root
status_is 1 'check takes "held" lines'
watch_held
stored root/usr/bin/program em 'the watch, too'

# Many times, the program sees its mark as soon as it runs.
for i in $(seq 30); do
	executed root/usr/bin/program
done | sort | uniq -c >seen
is "$(awk '{ print $1, $2 }' seen)" '30 em' 'a program that is replaced and executed at once has its mark'
is "$(executed root/usr/bin/real)" m 'so has the target of a link'

# Another user keeps the watch busy, with a file of theirs in a directory of root's. Patterns for a
# large directory make each run long.
mkdir -p root/srv/many
"$system_helper" many root/srv/many 5000
{
	echo 'em /usr/bin/theirs'
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "em /srv/many/*.$i"
	done
} >>root/etc/pax/policy.d/50-test.conf
new root/usr/bin/theirs
chown 65534 root/usr/bin/theirs
if can_be_user; then
	as_user "$system_helper" rewrite root/usr/bin/theirs 8000 &
	flood=$!
	"$system_helper" sleep-ms 5000
	for i in 1 2 3; do
		executed root/usr/bin/program
	done | sort | uniq -c >seen
	wait $flood
	printf 'held em /usr/bin/program\nrequired held m /opt/links/link\n' | policy
	kill -HUP "$watcher"
	"$system_helper" sleep-ms 1000
	is "$(awk '{ print $1, $2 }' seen)" '3 em' 'a user who keeps the watch busy does not change that'
else
	skip 1 'no second user can run here'
fi

# With the watch stopped for a while it waits, and without it not for long.
kill -STOP "$watcher"
new root/usr/bin/program
root/usr/bin/program get root/usr/bin/program "$user" >answer 2>/dev/null &
waiting=$!
"$system_helper" sleep-ms 300
is "$(cat answer; kill -0 $waiting && echo waits)" waits 'the execution waits for the watch'
kill -CONT "$watcher"
wait $waiting
is "$(cat answer)" em 'which writes the mark first'
kill -STOP "$watcher"
begin=$(now_ms)
is "$(executed root/usr/bin/program)" none 'a watch that does not answer: the file is executed without'
passed=$(($(now_ms) - begin))
[ $passed -ge 900 ] && [ $passed -lt 10000 ]
is $? 0 "after a second ($passed ms)"
five_times() {
	for i in 1 2 3 4 5; do
		executed "$1"
	done
}
does_not_wait 'and then nothing waits any more' five_times root/usr/bin/program
begin=$(now_ms)
i=0
while [ $i -lt 300 ]; do
	i=$((i + 1))
	root/usr/bin/program get root/usr/bin/program "$user" >/dev/null 2>&1 &
	pids="${pids:-} $!"
done
failed=0
for pid in $pids; do
	wait "$pid"
	[ $? -le 1 ] || failed=$((failed + 1))
done
is $failed 0 'many at once: all are executed'
kill -CONT "$watcher"
until_true sh -c "[ \"\$('$file_helper' get root/usr/bin/program $user)\" = em ]"
is "$(executed root/usr/bin/program)" em 'a watch that works again: the mark is there first again'

# What is not held.
kill -STOP "$watcher"
does_not_wait 'a file in another directory does not wait' executed root/srv/bin/loose
kill -CONT "$watcher"
new root/usr/bin/unnamed
root/usr/bin/unnamed get root/usr/bin/unnamed "$user" >/dev/null 2>&1
: >rows
kill -STOP "$watcher"
does_not_wait 'a file that the policy does not name is asked about once' \
	root/usr/bin/unnamed get root/usr/bin/unnamed "$user"
kill -CONT "$watcher"

# The policy changes.
printf 'em /usr/bin/program\n' | policy
kill -HUP "$watcher"
"$system_helper" sleep-ms 1000
kill -STOP "$watcher"
does_not_wait 'a line that is not held any more' executed root/usr/bin/program
kill -CONT "$watcher"
printf 'held em /usr/bin/program\nheld m /opt/theirs/*\n' | policy
mkdir root/opt/theirs
chmod 777 root/opt/theirs
kill -HUP "$watcher"
until_true said 'warning: "held" has no effect where other users' || :
has "$(cat messages)" '50-test.conf:2: warning: "held" has no effect where other users' \
	'a directory that others can change: said'
is "$(executed root/usr/bin/program)" em 'and the other line is held'

# The ends.
gate=$(gate_of "$watcher" | head -n 1)
kill -KILL "$gate"
status=0
wait "$watcher" || status=$?
watcher=
status_is 1 'without the gate the watch ends'
has "$(cat messages)" 'the gate has ended' 'and says so'
watch_held
gate=$(gate_of "$watcher" | head -n 1)
kill -KILL "$watcher"
wait "$watcher" 2>/dev/null || :
watcher=
begin=$(now_ms)
executed root/usr/bin/program >/dev/null
passed=$(($(now_ms) - begin))
if is_slow; then
	skip 1 'this is too slow to measure'
else
	[ $passed -lt 900 ]
	is $? 0 "a watch that is killed: nothing waits ($passed ms)"
fi
until_true sh -c "! kill -0 $gate 2>/dev/null"
is $? 0 'and the gate ends with it'
watch_held
kill "$watcher"
status=0
wait "$watcher" || status=$?
watcher=
status_is 0 'SIGTERM'
run timeout 10 root/usr/bin/program get root/usr/bin/program "$user"
status_is 0 'after it the program is executed'
setpriv --reuid 65534 --regid 65534 --clear-groups -- "$PAXCTL" watch --root root >rows 2>messages &
watcher=$!
until_true said 'not held back' || :
has "$(cat messages)" 'not held back: only root can' 'a user cannot hold anything back'
kill "$watcher" 2>/dev/null
wait "$watcher" || :
watcher=

echo 'held - /usr/bin/program' | policy
pax check --root root
has "$err" '"held" and "-" contradict each other' 'a removal cannot be held'
status_is 65 'which is an error'
