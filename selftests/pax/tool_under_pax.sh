#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The tool under the protections that it manages: it runs unmarked, fully protected, and none of its
# subcommands is denied anything, with the settings of a first load and with the strictest.

. ./pax_test.sh

need_tool

dir=/sys/kernel/security/pax
tool=$PWD/paxctl-ng
set_to() { echo "$2" > "$dir/$1"; }
# What was denied or reported until now, but for changes of settings.
counted() { grep -Ev '^(config_changed|armed_changed) ' "$dir/counters"; }

mkdir -p own/files
cp /bin/true own/files/program
cp paxctl-ng own/files/
printf 'em\t%s\n' "$PWD/own/files/program" > own/policy.conf
mkdir -p own/root/etc/pax/{policy.d,profiles}
printf 'em\t/program\n' | tee own/root/etc/pax/policy.d/own.conf > own/root/etc/pax/profiles/own.conf
cp /bin/true own/root/program
printf '%s\n' 'machine = own' 'virtualisation = none' 'first = security' 'compilers = none' \
	'users-exempt = no' 'enforce = yes' > own/answers
# Its status says whether the kernel has types of itself.
doctor=0
[ -e /sys/kernel/btf/vmlinux ] || doctor=2

# What each subcommand is given, with the status that it ends with.
runs=$(cat <<RUNS
0 help
0 explain pem
0 status
0 status --prometheus
0 ps
0 ps --rwx
0 show own/files/program
0 scan own/files
0 learn
$doctor doctor
0 load-config --check
0 profile --root=$PWD/own/root
0 profile --root=$PWD/own/root own
0 setup --root=$PWD/own/root --answers=own/answers
0 setup --root=$PWD/own/root --explain
1 why own/files/program
0 import own/policy.conf
0 migrate -n own/files
0 revdep --tree=$PWD/own/files libc.so.6
0 events --once
0 try own/files/program
1 check own/policy.conf
1 diff own/policy.conf
0 apply own/policy.conf
0 check own/policy.conf
0 sign -n --command=true own/files/program
1 verify own/files/program
0 -v own/files/program
0 -em own/files/program
0 -d own/files/program
0 -c own/files/program
0 -l -z own/files/program
0 -d own/files/program
RUNS
)

# ends STATUS ARGUMENT...: it ends so, and nothing more is counted than before.
ends()
{
	local status=0 before
	before=$(counted)
	"$tool" "${@:2}" || status=$?
	[ "$status" -eq "$1" ] || { echo "status $status"; return 1; }
	is "$before" counted
}
# watches: it marks a file that is replaced, until it is told to end.
watches()
{
	local pid mark before
	before=$(counted)
	rm -f own/watch
	"$tool" watch --root="$PWD/own/root" 2> own/watch &
	pid=$!
	until grep -qs 'lines of the policy' own/watch; do
		kill -0 "$pid" || return
		sleep 0.1
	done
	cp /bin/true own/root/new
	mv own/root/new own/root/program
	for ((n = 0; n < 100 * ${PAX_SLOW:-1}; n++)); do
		mark=$(getfattr --only-values -n user.pax.flags own/root/program 2> /dev/null) && break
		sleep 0.1
	done
	kill "$pid"
	wait "$pid" && [ "$mark" = em ] && is "$before" counted
}
all_run()
{
	local status arguments
	while read -r status arguments; do
		if [[ $arguments = try* ]] && no_marked_copies "$tool" own/files/program; then
			skip "$1: $arguments" "$NO_MARKED_COPIES"
			continue
		fi
		# shellcheck disable=SC2086
		ok "$1: $arguments" ends "$status" $arguments
	done <<< "$runs"
	ok "$1: watch" watches
}

ok "the tool is not marked" not getfattr -n user.pax.flags "$tool"
"$tool" events > own/events &
reader=$!
until [ "$(readlink /proc/$reader/exe)" = "$tool" ] && [ -s own/events ]; do
	kill -0 $reader || break
	"$tool" events --once > /dev/null
	set_to mode enforce
done
ok "it runs with all that an unmarked program gets" grep -q $'^PaX:\tPeMRs$' /proc/$reader/status
ok "its maps can be read" grep -q paxctl-ng /proc/$reader/maps
ok "nothing in it is writable and executable" not grep -E '^[^ ]+ .wx' /proc/$reader/maps
ok "its stack is not executable" grep -Eq ' rw-p .*\[stack\]' /proc/$reader/maps
kill $reader
missing()
{
	"$tool" help --list | cut -f 1 | sort -u | while read -r name; do
		[ "$name" = watch ] || grep -q "^[0-9]* $name\b" <<< "$runs" || echo "$name"
	done
}
ok "no subcommand is forgotten here" is '' missing

all_run "as loaded"
set_to strict shared
set_to trust root
set_to softmode 0
all_run "strictest"
ok "load-config" ends 0 load-config
set_to strict ''
set_to trust any
ok "the settings are as they were" is $'\nany' cat $dir/{strict,trust}
rm -r own
finish
