#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run.sh PASS
#
# Runs the kernel's own tests, which lie in the directory kselftest beside it, in this guest, each
# in its own session and control group, and bounded in time. The passes "mark-LETTERS", "only" and
# "only-pax" run only the programs that the file "marked" names for LETTERS or "only", the first
# with these letters in user.pax.flags meanwhile. If the file "only" names programs, the other passes
# run only these. The file "done" names the programs of each pass that ran before.
#
# Prints "#begin PASS NUMBER ALL PROGRAM", a line for each case, and "#end PASS SECONDS PROGRAM".
# The line of a case has tabs between PASS, PROGRAM, CASE and RESULT. PROGRAM is collection/name
# and perhaps arguments. CASE is
#
#   the text of a TAP line   without numbers that differ from one run to the next
#   lines                    how many lines begin with [OK] and [FAIL], in tests older than TAP
#   exit                     the exit status
#   kernel: TEXT             a report of the kernel meanwhile

set -u
pass=$1
here=$(cd "$(dirname "$0")" && pwd)
tests=$here/kselftest
bound=${REGRESS_BOUND:-300}
reports='BUG:|WARNING:|Oops|INFO: |unable to handle|Call [Tt]race:'

# named FILE: its lines without comments.
named() { sed 's/[ \t]*#.*//; /^$/d' "$here/$1"; }

# chosen: of the lines on standard input those that the file "only" names, or all.
chosen() { if [ -s "$here/only" ]; then grep -xFf "$here/only"; else cat; fi; }

# programs: what is run: what each collection names; of "mm", whose script calls them in its own
# order, each program; with arguments where the file "arguments" has some.
programs()
{
	local file
	{
		sed -n 's,^\([^:]*\):\(.*\)$,\1/\2,p' "$tests/kselftest-list.txt" | grep -v '^mm/'
		for file in "$tests"/mm/*; do
			[ ! -x "$file" ] || [ -d "$file" ] || [[ $file == *.[ps][yh] ]] ||
				echo "mm/${file##*/}"
		done
	} | grep -vxFf <(named left-out) | chosen | awk '
		NR == FNR { all[$1] = all[$1] $0 "\n"; next }
		{ printf "%s", $0 in all ? all[$0] : $0 "\n" }' <(named arguments) -
}

# cases PROGRAM: turn its output into lines.
cases()
{
	awk -v pass="$pass" -v program="$1" '
		function put(what, result) {
			printf "%s\t%s\t%s\t%s\n", pass, program, what, result
		}
		# once TEXT: the text without what differs, and with a number if it came before.
		function once(name) {
			gsub(/0x[0-9a-f]+/, "X", name)
			gsub(/[0-9][0-9][0-9]+/, "N", name)
			gsub(/[ \t]+/, " ", name)
			name = name ~ /^ ?$/ ? "unnamed" : substr(name, 1, 100)
			return seen[name]++ ? name " (" seen[name] ")" : name
		}
		/^[# \t]*(not )?ok [0-9]+/ {
			result = /not ok/ ? "not ok" : "ok"
			# "ok 1 # SKIP why": one skipped case is as good as the other.
			if (/# *([Ss][Kk][Ii][Pp]|XFAIL)/)
				result = "skip"
			sub(/^[# \t]*(not )?ok [0-9]+[ :.-]*/, "")
			sub(/ *# *([Ss][Kk][Ii][Pp]|XFAIL).*/, "")
			put(once($0), result)
		}
		/^\[OK\]/ { right++ }
		/^\[FAIL\]/ { wrong++ }
		/^#exit / { status = $2 }
		/^#kernel / {
			sub(/^#kernel (\[[^]]*\] )?/, "")
			put("kernel: " once($0), "reported")
		}
		END {
			if (right + wrong)
				put("lines", right + 0 " OK, " wrong + 0 " FAIL")
			put("exit", status)
		}'
}

# one PROGRAM: run it.
one()
{
	local status=0 begin=$SECONDS group=/sys/fs/cgroup/regress
	local -a words
	read -ra words <<< "$1"
	cd "$tests/${words[0]%/*}" || return
	# Some tests leave fewer.
	echo 64 > /proc/sys/vm/nr_hugepages
	dmesg -c > /dev/null
	# shellcheck disable=SC2016
	bash -c 'echo $$ > "$1" && exec timeout -s KILL "$2" setsid "${@:3}"' bash \
		"$group/cgroup.procs" "$bound" "./${words[0]##*/}" "${words[@]:1}" \
		< /dev/null > "$here/output" 2>&1 || status=$?
	# What it has left behind.
	echo 1 > "$group/cgroup.kill"
	case $status in
	0)	status=passed ;;
	4)	status=skipped ;;
	137)	status=signal-9
		[ $((SECONDS - begin)) -lt "$bound" ] || status=bound ;;
	129|1[345]?|16?) status=signal-$((status - 128)) ;;
	*)	status=failed-$status ;;
	esac
	{
		tr -d '\000\r' < "$here/output"
		printf '\n#exit %s\n' $status
		dmesg | grep -E "$reports" | sed 's/^/#kernel /'
	} | cases "$1"
	# What the module refused is evidence, not a case.
	dmesg | sed -n 's/.*\(PAX: [a-z]* .*\) by .*/\1/p' | sort | uniq -c |
		awk -v pass="$pass" -v program="$1" '{
			n = $1
			$1 = ""
			printf "#log\t%s\t%s\t%d *%s\n", pass, program, n, $0
		}'
}

ulimit -c 0
# The kernel's lines about faults of programs look like its reports about itself.
[ ! -e /proc/sys/debug/exception-trace ] || echo 0 > /proc/sys/debug/exception-trace
mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit
mkdir -p /sys/fs/cgroup/regress || exit
mark=
case $pass in
mark-*)	mark=${pass#mark-} ;;
esac
case $pass in
mark-*|only*)
	list=$(awk -F '\t' -v which="${mark:-only}" '$1 == which { print $2 }' "$here/marked") ;;
*)	list=$(programs) ;;
esac
all=$(wc -l <<< "$list")
n=0
while read -r program; do
	n=$((n + 1))
	! grep -qxF "$pass	$program" "$here/done" || continue
	echo "#begin $pass $n $all $program"
	echo "regress: $pass $program" > /dev/kmsg
	SECONDS=0
	file=$tests/${program%% *}
	[ -z "$mark" ] || setfattr -n user.pax.flags -v "$mark" "$file" || exit
	one "$program"
	[ -z "$mark" ] || setfattr -x user.pax.flags "$file"
	echo "#end $pass $SECONDS $program"
done <<< "$list"
