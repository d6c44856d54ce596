#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# soak.sh CYCLES SECONDS: unloads and loads the module again and again, until either bound is
# reached (0: no bound), while stress-ng's stressors, one after the other, start programs, map
# memory and change its protection, unmarked and exempt, and churn forks and execs. It takes minutes
# and needs stress-ng, so "make soak" runs it and run.sh does not.

cd "$(dirname "$0")" || exit 1
[ -e pax_test.sh ] || cd ..
# shellcheck source=selftests/pax/pax_test.sh
. ./pax_test.sh

cycles=$1 seconds=$2
work=$PWD/soak.d
stressors="exec fork vfork clone mmap mremap munmap mprotect vm vm-segv shm shm-sysv memfd userfaultfd
	sigsegv sigq sigfd sigpending kill ptrace personality brk stack"
exempt="mprotect exec mmap fork vm userfaultfd ptrace personality"
# Few at a time: the kernel waits, each time that a module goes, until every task has
# slept or left the kernel, and one that waits for a processor does neither.
each=$(((seconds ? seconds : 300) / 36 + 1))

# stress PROGRAM NUMBER NAME...: so many of each of these stressors, one kind after the other, over
# and over; as a user, as stress-ng starts no programs as root.
stress()
{
	local program=$1 number=$2
	shift 2
	# shellcheck disable=SC2016
	setsid bash -c 'ulimit -v 524288 && cd "$1" && while :; do
			for name in "${@:4}"; do
				nice setpriv --reuid 1000 --regid 1000 --clear-groups "./$2" "--$name" "$3" \
					--vm-bytes 4m --mmap-bytes 4m --shm-bytes 4m --memfd-bytes 4m \
					--mremap-bytes 4m --userfaultfd-bytes 4m --clone-max 16 --timeout "$SECONDS_EACH" --metrics-brief --no-rand-seed
			done
			echo pass
		done' bash "$work" "$program" "$number" "$@" > "$program.out" 2>&1 &
}

lsmod | grep -q '^pax ' || insmod ./pax.ko || exit 1
PAX_NX=$(sed -n 's/^nx: //p' /sys/kernel/security/pax/status)
export PAX_NX SECONDS_EACH=$each
mkdir -p "$work"
for name in stress stress-exempt; do
	cp "$(command -v stress-ng)" "$work/$name"
done
setfattr -n user.pax.flags -v em "$work/stress-exempt"
chown -R 1000:1000 "$work"
echo 1 > /proc/sys/vm/unprivileged_userfaultfd
mark_log
# shellcheck disable=SC2086
stress stress 2 $stressors
unmarked=$!
# shellcheck disable=SC2086
stress stress-exempt 1 $exempt
marked=$!
setsid ./churn 2000000000 1 2000000000 > churn.out 2>&1 &
churn=$!

nice -n -10 ./soak "$cycles" "$seconds" | tee soak.out | sed -u '/^cycles/s/^/# /'
status=${PIPESTATUS[0]}
ok "each unload and load succeeded, and everything was enforced after each load" test "$status" = 0 -a -n "$(grep ^cycles soak.out)"
ok "no fork or exec failed" test -d /proc/$churn -a ! -s churn.out
kill -- -$churn -$unmarked -$marked
wait
# worked PROGRAM NAME...: each of these did something.
worked()
{
	local program=$1 name lazy=
	shift
	for name; do
		awk -v name="$name" '/metrc:/ && $4 == name && $5 > 0 { found = 1 } END { exit !found }' \
			"$program.out" || lazy+=" $name"
	done
	[ -z "$lazy" ] || { echo "these did nothing:$lazy"; cat "$program.out"; return 1; }
}
# When all had their time.
for program in stress stress-exempt; do
	[ $program = stress ] && names=$stressors || names=$exempt
	if grep -qx pass $program.out; then
		# shellcheck disable=SC2086
		ok "$program: each stressor did something" worked $program $names
	else
		skip "$program: each stressor did something" "$SECONDS s are not enough for all"
	fi
done
ok "the kernel did not complain" no_complaint
ok "armed" grep -q '^armed: yes$' /sys/kernel/security/pax/status
finish
