#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs the suite in a guest, as root, in a directory on a file system with user
# attributes: run.sh [TEST]... (default: all). Each test's TAP stands between a
# line "#@ begin NAME" and a line "#@ end NAME STATUS".

cd "$(dirname "$0")" || exit 1

# run NAME EXPECT COMMAND...: EXPECT are the flags that the test is to find on itself.
run()
{
	local name=$1
	if [ ${#only[@]} -gt 0 ] && ! [[ " ${only[*]} " == *" $name "* ]]; then
		return
	fi
	export PAX_EXPECT=$2
	shift 2
	echo "#@ begin $name"
	local begin=$SECONDS status=0
	"$@" || status=$?
	echo "# $((SECONDS - begin)) s"
	echo "#@ end $name $status"
}

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

only=("$@")
lsmod | grep -q '^pax ' || insmod ./pax.ko || exit 1
# What the processor can do: a test that needs more than this skips, and says so.
PAX_NX=$(sed -n 's/^nx: //p' /sys/kernel/security/pax/status)
export PAX_NX
exempt mprotect_test
exempt mmap_test
exempt fault_test pem
variant emutramp_test on ''
variant emutramp_test none pemrs

run mprotect PeMRs ./mprotect_test
run mprotect-exempt PemRs ./mprotect_test-exempt
run mmap PeMRs ./mmap_test
run mmap-exempt PemRs ./mmap_test-exempt
run mark PeMRs ./mark_test
run exec PeMRs ./exec_test
run fault PeMRs ./fault_test
run fault-exempt pemRs ./fault_test-exempt
run emutramp PEMRs ./emutramp_test-on
run emutramp-off PeMRs ./emutramp_test
run emutramp-none pemrs ./emutramp_test-none
# Programs of the kernel's other word size, if they were built.
if [ -d 32 ]; then
	exempt 32/mprotect_test
	exempt 32/mmap_test
	exempt 32/fault_test pem
	variant 32/emutramp_test on ''
	variant 32/emutramp_test none pemrs
	run mprotect32 PeMRs 32/mprotect_test
	run mprotect32-exempt PemRs 32/mprotect_test-exempt
	run mmap32 PeMRs 32/mmap_test
	run mmap32-exempt PemRs 32/mmap_test-exempt
	run fault32 PeMRs 32/fault_test
	run fault32-exempt pemRs 32/fault_test-exempt
	run emutramp32 PEMRs 32/emutramp_test-on
	run emutramp32-off PeMRs 32/emutramp_test
	run emutramp32-none pemrs 32/emutramp_test-none
	run exec32 PeMRs env -C 32 ./exec_test
fi
run paxtest PeMRs ./paxtest.sh
run module PeMRs ./module.sh
run tool PeMRs ./tool.sh
run churn PeMRs ./churn.sh
run settings PeMRs ./settings_test
run settings-load PeMRs ./settings.sh
run events PeMRs ./events_test
run stream PeMRs ./stream_test
run armed PeMRs ./armed.sh
run trust PeMRs ./trust_test
# Last, as there is no way back.
run lock PeMRs ./lock.sh
