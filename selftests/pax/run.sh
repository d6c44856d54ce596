#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run.sh [TEST]...: runs the suite, as root, in a directory on a file system with user attributes,
# on a kernel that may be spoilt by it. Runs all tests by default; -TEST leaves one out. Prints the
# TAP of each test between a line "#@ begin NAME" and a line "#@ end NAME STATUS".

cd "$(dirname "$0")" || exit 1

# run NAME EXPECT COMMAND...: runs a test, which checks that it runs with the flags EXPECT.
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
		echo "1..0 # SKIP a kernel with NX shows the same (TESTS=$name runs it)"
		echo "#@ end $name 0"
		return
	fi
	local begin=$SECONDS status=0
	"$@" || status=$?
	echo "# $((SECONDS - begin)) s"
	echo "#@ end $name $status"
}

# Long tests of rules that do not depend on NX: a full run on a processor without NX skips them.
same_without_nx=" randmmap randmmap-exempt randmmap-heap sanitizers churn load-parameters boot armed"
same_without_nx+=" trust signed signed-content privileged unresponsive-fs learn-and-apply learn-verifies"
same_without_nx+=" tool-under-pax try-marks"
same_without_nx+=" event-stream ima "

# script NAME: the path of a test's script, which lies in a folder unless the suite is installed.
script() { find . -maxdepth 2 -name "$1" | head -n 1; }

# exempt PROGRAM [MARK]: copies it to PROGRAM-exempt and marks that, by default as exempt from MPROTECT.
exempt()
{
	cp "$1" "$1-exempt"
	setfattr -n user.pax.flags -v "${2:-em}" "$1-exempt"
}

# variant PROGRAM NAME MARK: copies it to PROGRAM-NAME and marks that.
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
# Unless it is loaded already, or built in.
[ -e /sys/kernel/security/pax/status ] || insmod ./pax.ko || exit 1
# Whether the processor has NX: a test that needs it skips without it.
PAX_NX=$(sed -n 's/^nx: //p' /sys/kernel/security/pax/status)
export PAX_NX
# A factor for timeouts, on a slow kernel.
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
exempt elf_headers_test
exempt file_kinds_test
exempt limitations_test
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
run randmmap-heap PeMRs ./randmmap_heap_test
run sanitizers PeMRs ./sanitizer_test
run strict PeMRs ./strict_test
run strict-exempt PemRs ./strict_test-exempt
run relro PeMRs ./relro_test
run relro-exempt PemRs ./relro_test-exempt
run relro-now PeMRs ./relro_now
run relro-static PeMRs ./relro_static
run elf-headers PeMRs ./elf_headers_test
run elf-headers-exempt PemRs ./elf_headers_test-exempt
run file-kinds PeMRs ./file_kinds_test
run file-kinds-exempt PemRs ./file_kinds_test-exempt
run limitations PeMRs ./limitations_test
run limitations-exempt PemRs ./limitations_test-exempt
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
# Programs of a second ABI (another word size or calling convention), if they were built.
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
	run elf-headers$other PeMRs $other/elf_headers_test
	run file-kinds$other PeMRs $other/file_kinds_test
	run relro-static$other PeMRs $other/relro_static
	run model$other PeMRs env -C $other ./model_fuzz --steps "${MODEL_STEPS:-5000}" --seed "${MODEL_SEED:-1}"
	# The layout depends on the word size alone.
	[ $other = armel ] || run randmmap$other PeMRs env -C $other ./randmmap_test
	[ $other = armel ] || run randmmap-heap$other PeMRs env -C $other ./randmmap_heap_test
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
	[ ! -e $other/paxctl-ng ] || run tool-$other PeMRs ./tool_other_abi.sh $other/paxctl-ng
done
run paxtest PeMRs ./paxtest.sh
run module PeMRs ./module.sh
run tool-matches-kernel PeMRs ./tool_matches_kernel.sh
run churn PeMRs "$(script churn.sh)"
run settings PeMRs ./settings_test
run load-parameters PeMRs ./load_parameters.sh
run boot PeMRs ./boot.sh
run events PeMRs ./events_test
run audit PeMRs ./audit_test
run event-stream PeMRs ./event_stream_test
run report-complete PeMRs ./report_complete_test
run report-limits PeMRs ./report_limits_test
run report-identity PeMRs ./report_identity_test
run rare-calls PeMRs ./rare_calls_test
run armed PeMRs ./armed.sh
# Only where PaX is built into the kernel, as in amd64-6.12-builtin.
grep -qw pax /sys/kernel/security/lsm && run builtin PeMRs ./builtin.sh
run trust PeMRs ./trust_test
run signed PeMRs ./signed_test
run signed-content PeMRs ./signed_content_test
run privileged PeMRs ./privileged_test
run unresponsive-fs PeMRs ./unresponsive_fs.sh
run uprobes PeMRs ./uprobes.sh
run learn-and-apply PeMRs ./learn_and_apply.sh
run learn-verifies PeMRs ./learn_verifies.sh
run try-marks PeMRs ./try_marks.sh
run tool-under-pax PeMRs ./tool_under_pax.sh
run sandbox PeMRs ./sandbox_test
run bpf PeMRs ./bpf_test
run ima PeMRs "$(script ima.sh)"
# Only in the root file system with auditd and AppArmor: LAB_ROOT=security.
command -v auditctl > /dev/null && run audit-apparmor PeMRs "$(script audit_apparmor.sh)"
# Only where SELinux runs: with security=selinux on the kernel's command line, too.
[ -e /sys/fs/selinux/enforce ] && run selinux PeMRs "$(script selinux.sh)"
run alloc-failures PeMRs "$(script alloc_failures.sh)"
run random-failures PeMRs "$(script random_failures.sh)"
# Only where the kernel detects leaks: amd64-debug.
[ -e /sys/kernel/debug/kmemleak ] && run kmemleak-lockdep PeMRs ./kmemleak_lockdep.sh
# Last, because the lock holds until the next boot.
run settings-lock PeMRs ./settings_lock.sh
if [ -e /sys/kernel/debug/kmemleak ]; then
	run kmemleak-lockdep-end PeMRs ./kmemleak_lockdep.sh end
	# Not a test: its output becomes a file of this name.
	run gcov.tar.gz.b64 PeMRs ./gcov.sh
fi

# A name that no test here has is a failure.
for name in "${only[@]}"; do
	[[ $ran == *" $name "* ]] ||
		printf '%s\n' "#@ begin $name" "Bail out! there is no test '$name' here" "#@ end $name 1"
done
