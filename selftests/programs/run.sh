#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs in a guest, as root: starts the programs of the table, with and without their
# marks, and says in TAP whether they do what the table says.
#
#   run.sh check [NAME]...   unmarked: as the table says; with its mark: works
#   run.sh search [NAME]...  tries all marks, weakest first, until one suffices, and
#                            compares it with the table's
#   run.sh learn [NAME]...   runs each unmarked in permissive mode, and compares what
#                            paxctl-ng learn proposes with what the table says

cd "$(dirname "$0")" || exit 1
lab=$PWD
# scripts/programs puts it beside this file.
# shellcheck source=selftests/pax/tap.sh
. ./tap.sh
table=$lab/table
pax=/sys/kernel/security/pax
counters=$pax/counters

# All marks that differ in effect, ordered by how little each lifts: an emulated
# trampoline less than the layout's randomisation, that less than MPROTECT, that less than
# PAGEEXEC. A mark thus comes after every mark whose exemptions are a part of its own.
# Where E is on P is named too, as soft mode refuses to start a file that is marked E alone.
marks="- PE er PEr em PEm emr PEmr pem pemr"

mode=${1:-check}
[ $# -eq 0 ] || shift
only=("$@")
declare -A F

# result 0|1 TEXT: one line of TAP.
result() { if [ "$1" -eq 0 ]; then tap_pass "$2"; else tap_fail "$2"; fi; }

# set_mark MARK: give it ("-": none) to each file of the stanza.
set_mark()
{
	local file
	for file in ${F[File]}; do
		"$lab/paxctl-ng" -d "$file"
		[ "$1" = - ] || "$lab/paxctl-ng" "-$1" "$file"
		[ "$(getfattr --absolute-names --only-values -n user.pax.flags "$file" 2> /dev/null)" = "${1#-}" ] || {
			echo "Bail out! $file does not take the mark $1"
			exit 1
		}
	done
}

# start COMMAND: run it in a directory of its own. Sets TEXT, which ends in a line that
# says what was denied meanwhile, HOW it ended (a status or a signal's name) and OUTCOME:
# "works", "no JIT" (it works, but nothing shows compiled code) or "fails".
start()
{
	local status=0 began=$SECONDS denied
	rm -rf /tmp/work
	cp -r "$lab/work" /tmp/work
	cat "$counters" > /tmp/before
	# The outer redirection is for what bash itself says about a signal.
	{ (cd /tmp/work && exec timeout -s ALRM -k 5 "${F[Bound]:-120}" bash -o pipefail -c "$1") \
		< /dev/null > /tmp/text 2>&1; } 2> /dev/null || status=$?
	denied=$(awk 'NR == FNR { before[$1] = $2; next }
		$2 > before[$1] && !/^mark_/ { printf " %s=%d", $1, $2 - before[$1] }' /tmp/before "$counters")
	TEXT=$(tr -d '\0' < /tmp/text | tail -c 20000)$'\n'"denied:${denied:- nothing}"
	HOW=$status
	if [ "$status" -eq 124 ]; then
		HOW=timeout
	elif [ "$status" -gt 128 ] && [ "$status" -le 192 ]; then
		HOW=SIG$(kill -l $((status - 128)))
	fi
	OUTCOME=fails
	if [ "$status" -eq 0 ] && [[ $TEXT =~ ${F[Result]} ]]; then
		OUTCOME=works
		[ -z "${F[JIT]}" ] || [[ $TEXT =~ ${F[JIT]} ]] || OUTCOME="no JIT"
	fi
	SAID="$OUTCOME ($HOW, denied:${denied:- nothing}, $((SECONDS - began)) s)"
}

# show: what the last command said, as TAP comments.
show() { printf '%s\n' "$TEXT" | cut -c 1-200 | tail -n "${1:-25}" | sed 's/^/#   /'; }

# as_unmarked: succeeds if the last start was as the stanza's Unmarked says.
as_unmarked()
{
	local said=${F[Unmarked]}
	case $said in
	works|"no JIT")
		[ "$OUTCOME" = "$said" ] ;;
	*)
		[ "$OUTCOME" = fails ] && [[ $HOW =~ ^(${said%% *})$ ]] && [[ $TEXT =~ ${said#* } ]] ;;
	esac
}

check_one()
{
	local name=${F[Program]} command
	set_mark -
	start "${F[Run]}"
	as_unmarked
	result $? "$name unmarked: ${F[Unmarked]}"
	echo "#   $SAID"
	as_unmarked || show
	if [ "${F[Mark]}" != - ]; then
		set_mark "${F[Mark]}"
		start "${F[Run]}"
		[ "$OUTCOME" = works ]
		result $? "$name marked ${F[Mark]}: works"
		echo "#   $SAID"
		[ "$OUTCOME" = works ] || show
		set_mark -
	fi
	while IFS= read -r command; do
		[ -n "$command" ] || continue
		start "$command"
		[ "$OUTCOME" != fails ]
		result $? "$name unmarked, instead: $command"
		echo "#   $SAID"
		[ "$OUTCOME" != fails ] || show
	done <<< "${F[Instead]}"
}

search_one()
{
	local mark found=none
	for mark in $marks; do
		set_mark "$mark"
		start "${F[Run]}"
		echo "# ${F[Program]} $mark: $SAID"
		if [ "$OUTCOME" = works ]; then
			found=$mark
			break
		fi
		show 6
	done
	set_mark -
	[ "$found" = "${F[Mark]}" ]
	result $? "${F[Program]}: the weakest mark that suffices is $found"
}

# learn_one: nothing is denied, so it works; what would have been denied makes a policy,
# which has the table's mark for each of its files, and no line more.
learn_one()
{
	local name=${F[Program]} mark=${F[Learn]:-${F[Mark]}} offset file
	mark=${mark%% *}
	set_mark -
	sleep 1		# for what the one before has left behind
	offset=$(stat -c %s /tmp/events)
	start "${F[Run]}"
	sleep 1		# for the reader
	[ "$OUTCOME" != fails ]
	result $? "$name in permissive mode: works"
	echo "#   $SAID"
	[ "$OUTCOME" != fails ] || show
	case $mark in
	-)	;;
	*=*)	printf '%s\t%s\n' "${mark%%=*}" "${mark#*=}" ;;
	*)	for file in ${F[File]}; do printf '%s\t%s\n' "$mark" "$(realpath "$file")"; done ;;
	esac | sort > /tmp/wanted
	tail -c "+$((offset + 1))" /tmp/events | "$lab/paxctl-ng" learn --users --mount-namespaces --traced - > /tmp/learned 2>&1
	grep -v -e '^#' -e '^$' /tmp/learned | sort | cmp -s /tmp/wanted
	result $? "$name: what is learned is $mark"
	cut -c 1-200 /tmp/learned | tail -n 25 | sed 's/^/#   /'
}

# one: a whole stanza has been read.
one()
{
	[ -n "${F[Program]}" ] || return
	if [ ${#only[@]} -eq 0 ] || [[ " ${only[*]} " == *" ${F[Program]} "* ]]; then
		[ -z "${F[Setup]}" ] || bash -c "cd '$lab/work' && ${F[Setup]}" > /tmp/text 2>&1 < /dev/null || {
			result 1 "${F[Program]}: its setup"
			TEXT=$(cat /tmp/text)
			show
		}
		"${mode}_one"
	fi
	F=()
}

case $mode in check|search|learn) ;; *) echo "Bail out! no mode '$mode'"; exit 64 ;; esac
lsmod | grep -q '^pax ' || insmod ./pax.ko || exit 1
grep -q 'PaX:.PeMRs' /proc/self/status || {
	echo "Bail out! this process is not protected"
	exit 1
}
export HOME=/root LC_ALL=C.UTF-8 TERM=dumb
ldconfig
ulimit -c 0
chmod -R a+rX "$lab"

if [ "$mode" = learn ]; then
	echo permissive > $pax/mode
	cat $pax/events > /tmp/events &
	reader=$!
fi

while IFS= read -r line <&3; do
	case $line in
	'#'*)	;;
	'')	one ;;
	[A-Z]*:\ *)
		field=${line%%: *}
		F[$field]=${F[$field]:+${F[$field]}$'\n'}${line#*: }
		;;
	*)	echo "Bail out! the table has a line that is no field: $line"; exit 1 ;;
	esac
done 3< "$table"
one
[ "$mode" != learn ] || kill "$reader"
echo "1..$tap_count"
[ "$tap_failed" -eq 0 ]
