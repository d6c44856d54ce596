#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs the suite in a guest, as root, in a directory on a file system with user
# attributes: run.sh [TEST]... (default: all; -TEST: all but that). Each test's TAP stands between
# a line "#@ begin NAME" and a line "#@ end NAME STATUS".

cd "$(dirname "$0")" || exit 1

# run NAME EXPECT COMMAND...: EXPECT are the flags that the test is to find on itself.
run()
{
	local name=$1
	if [ ${#only[@]} -gt 0 ] && ! [[ " ${only[*]} " == *" $name "* ]] ||
		[[ $without == *" $name "* ]]; then
		return
	fi
	export PAX_EXPECT=$2
	shift 2
	ran+=" $name "
	echo "#@ begin $name"
	if [ ${#only[@]} -eq 0 ] && [ "$PAX_NX" = none ] && [[ $same_without_nx == *" $name "* ]]; then
		echo "1..0 # SKIP without NX it is the same, and shown with it (TESTS=$name runs it)"
		echo "#@ end $name 0"
		return
	fi
	local begin=$SECONDS status=0
	"$@" || status=$?
	echo "# $((SECONDS - begin)) s"
	echo "#@ end $name $status"
}

# What takes long and has nothing to do with what may be executed.
same_without_nx=" randmmap randmmap-exempt heap sanitizers churn settings-load armed trust privileged waiting policy learn own stream ima "

# exempt PROGRAM [MARK]: make a copy that runs under a mark, by default without MPROTECT.
exempt()
{
	cp "$1" "$1-exempt"
	setfattr -n user.pax.flags -v "${2:-em}" "$1-exempt"
}

# variant PROGRAM NAME MARK: make a copy of this name that runs under a mark.
variant()
{
	cp "$1" "$1-$2"
	setfattr -n user.pax.flags -v "$3" "$1-$2"
}

only=() without=' ' ran=
for name; do
	case $name in
	-*)	without+="${name#-} " ;;
	*)	only+=("$name") ;;
	esac
done
# Loaded already, or built in.
[ -e /sys/kernel/security/pax/status ] || insmod ./pax.ko || exit 1
# What the processor can do: a test that needs more than this skips, and says so.
PAX_NX=$(sed -n 's/^nx: //p' /sys/kernel/security/pax/status)
export PAX_NX
# How many times as long as on a usual kernel things may take.
PAX_SLOW=$(cat slow 2> /dev/null || echo 1)
export PAX_SLOW
exempt mprotect_test
exempt mmap_test
exempt fault_test pem
variant emutramp_test on ''
variant emutramp_test none pemrs
variant emutramp_stack_test on ''
variant kill_test on ''
exempt randmmap_test r
exempt strict_test
exempt relro_test
exempt object_test
exempt kinds_test
exempt corners_test
exempt model_fuzz
variant model_fuzz none pemrs

run mprotect PeMRs ./mprotect_test
run mprotect-exempt PemRs ./mprotect_test-exempt
run mmap PeMRs ./mmap_test
run mmap-exempt PemRs ./mmap_test-exempt
run mark PeMRs ./mark_test
run exec PeMRs ./exec_test
run randmmap PeMRs ./randmmap_test
run randmmap-exempt PEMrs ./randmmap_test-exempt -t hints
run heap PeMRs ./heap_test
run sanitizers PeMRs ./sanitizer_test
run strict PeMRs ./strict_test
run strict-exempt PemRs ./strict_test-exempt
run relro PeMRs ./relro_test
run relro-exempt PemRs ./relro_test-exempt
run relro-now PeMRs ./relro_now
run relro-static PeMRs ./relro_static
run object PeMRs ./object_test
run object-exempt PemRs ./object_test-exempt
run kinds PeMRs ./kinds_test
run kinds-exempt PemRs ./kinds_test-exempt
run corners PeMRs ./corners_test
run corners-exempt PemRs ./corners_test-exempt
run model PeMRs ./model_fuzz --steps "${MODEL_STEPS:-20000}" --seed "${MODEL_SEED:-1}"
run fault PeMRs ./fault_test
run fault-log PeMRs ./fault_log_test
run fault-exempt pemRs ./fault_test-exempt
run emutramp PEMRs ./emutramp_test-on
run emutramp-off PeMRs ./emutramp_test
run emutramp-none pemrs ./emutramp_test-none
run emutramp-stack PEMRs ./emutramp_stack_test-on
run emutramp-stack-off PeMRs ./emutramp_stack_test
run kill PeMRs ./kill_test
run kill-emutramp PEMRs ./kill_test-on
# Programs for another word size or another calling convention, if they were built.
for other in 32 armel; do
	[ -d $other ] || continue
	exempt $other/mprotect_test
	exempt $other/mmap_test
	exempt $other/fault_test pem
	variant $other/emutramp_test on ''
	variant $other/emutramp_test none pemrs
	variant $other/emutramp_stack_test on ''
	variant $other/kill_test on ''
	exempt $other/model_fuzz
	variant $other/model_fuzz none pemrs
	run mprotect$other PeMRs $other/mprotect_test
	run mprotect$other-exempt PemRs $other/mprotect_test-exempt
	run mmap$other PeMRs $other/mmap_test
	run mmap$other-exempt PemRs $other/mmap_test-exempt
	run object$other PeMRs $other/object_test
	run kinds$other PeMRs $other/kinds_test
	run relro-static$other PeMRs $other/relro_static
	run model$other PeMRs env -C $other ./model_fuzz --steps "${MODEL_STEPS:-5000}" --seed "${MODEL_SEED:-1}"
	# The layout goes by the word size.
	[ $other = armel ] || run randmmap$other PeMRs env -C $other ./randmmap_test
	[ $other = armel ] || run heap$other PeMRs env -C $other ./heap_test
	run fault$other PeMRs $other/fault_test
	run fault-log$other PeMRs $other/fault_log_test
	run fault$other-exempt pemRs $other/fault_test-exempt
	run emutramp$other PEMRs $other/emutramp_test-on
	run emutramp$other-off PeMRs $other/emutramp_test
	run emutramp$other-none pemrs $other/emutramp_test-none
	run emutramp-stack$other PEMRs $other/emutramp_stack_test-on
	run kill$other PeMRs $other/kill_test
	run kill-emutramp$other PEMRs $other/kill_test-on
	run exec$other PeMRs env -C $other ./exec_test
	[ ! -e $other/paxctl-ng ] || run tool$other PeMRs ./other_tool.sh $other/paxctl-ng
done
run paxtest PeMRs ./paxtest.sh
run module PeMRs ./module.sh
run tool PeMRs ./tool.sh
run churn PeMRs ./churn.sh
run settings PeMRs ./settings_test
run settings-load PeMRs ./settings.sh
run events PeMRs ./events_test
run audit PeMRs ./audit_test
run stream PeMRs ./stream_test
run told PeMRs ./told_test
run limits PeMRs ./limits_test
run identity PeMRs ./identity_test
run rare-calls PeMRs ./rare_calls_test
run armed PeMRs ./armed.sh
# Only where PaX is the kernel's own: amd64-6.12-builtin.
grep -qw pax /sys/kernel/security/lsm && run builtin PeMRs ./builtin.sh
run trust PeMRs ./trust_test
run privileged PeMRs ./privileged_test
run waiting PeMRs ./waiting.sh
run policy PeMRs ./policy.sh
run learn PeMRs ./learn.sh
run own PeMRs ./own.sh
run lsm PeMRs ./stacking_test
run bpf PeMRs ./bpf_test
run ima PeMRs ./ima.sh
# Only where there is something to stand beside: LAB_ROOT=security.
command -v auditctl > /dev/null && run stacking PeMRs ./stacking.sh
# Only where SELinux runs: security=selinux on the kernel's command line, too.
[ -e /sys/fs/selinux/enforce ] && run selinux PeMRs ./selinux.sh
run faults PeMRs ./faults.sh
run storm PeMRs ./storm.sh
# Only where the kernel looks for leaks: amd64-debug.
[ -e /sys/kernel/debug/kmemleak ] && run debug PeMRs ./debug.sh
# Last, as there is no way back.
run lock PeMRs ./lock.sh
if [ -e /sys/kernel/debug/kmemleak ]; then
	run debug-end PeMRs ./debug.sh end
	# What is no test goes to a file of its name.
	run gcov.tar.gz.b64 PeMRs ./gcov.sh
fi

# A name that is mistyped, or that this guest has no test of, is no success.
for name in "${only[@]}"; do
	[[ $ran == *" $name "* ]] ||
		printf '%s\n' "#@ begin $name" "Bail out! there is no test '$name' here" "#@ end $name 1"
done
