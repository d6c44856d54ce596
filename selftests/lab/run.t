#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A run of a guest fails for every reason for which it must. A script stands in for the emulator, so
# that each reason can be produced.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/../cli/tap.sh"
command -v bash >/dev/null || skip_all 'bash is not installed'
plan 36

# lab SCRIPT [OPTION]...: runs a guest, with the script as the emulator.
lab() {
	printf '%s\n' "$1" >emulator
	shift
	run bash "$here/stub.sh" "$dir/emulator" "$@" -- command
}
# A script for the emulator.
# shellcheck disable=SC2016
off='echo "[    9.1] reboot: Power down" >> "$console"'

lab "say_out hello; say_out world; say_status 0; $off"
is "$status $out$err" '0 hello
world
' 'a command that succeeds: its output, and nothing else'
lab "say_out hello; say_status 7; $off"
is "$status $out" '7 hello
' 'its status is that of the run'

# fails REASON NAME: checks that the last run itself failed, not the command in it, and that the
# output shows the console.
fails() {
	status_is 125 "$2 is status 125"
	has "$err" "^lab: stub: $1" "$2: the message gives the reason"
	has "$err" 'the last words' "$2: the end of the console is shown"
}

# shellcheck disable=SC2016 # likewise
lab 'echo the last words >> "$console"; exec sleep 60' -t 1
fails 'hung for 1 s' 'a guest that hangs'
lab "echo the last words >> \"\$console\"; say_status 0; $off; exit 3"
fails 'the emulator ended with status 3' 'an emulator that fails'
lab "echo the last words >> \"\$console\"; say_out 'ok 1'; $off"
fails 'the guest did not finish' 'a command without a status'
# shellcheck disable=SC2016 # likewise
lab 'echo the last words >> "$console"; say_status 0'
fails 'the guest did not power off' 'a guest that just stops'
for report in 'BUG: sleeping function called' 'WARNING: CPU: 0 PID: 1' 'Oops: int3' 'BUG: KASAN: use-after-free' \
	'WARNING: possible recursive locking detected' 'WARNING: suspicious RCU usage' \
	'INFO: task a:1 blocked for more than 120 seconds' 'rcu: INFO: rcu_sched self-detected stall' 'UBSAN: shift'; do
	lab "echo '[ 1.0] $report' >> \"\$console\"; echo the last words >> \"\$console\"; say_status 0; $off"
	status_is 125 "the kernel says $report"
	has "$err" "^lab: stub: the kernel reported: .*$report" 'and the message says so'
done
lab "say_status 0; $off" -k "$dir/log"
has "$(cat log)" 'Power down' 'the console can be kept'
lab "say_status 0; $off" --no-such
is "$status" 1 'an unknown option'
has "$err" "no option '--no-such'" 'is named'
run bash "$here/stub.sh" "$dir/emulator"
has "$err" 'a command is missing' 'so is a command that is not there'
