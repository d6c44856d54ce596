#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# guest.sh RUNS SETUP...: counts the instructions of the benchmark's operations, in a guest, as
# root: in RUNS processes under each setup, and fork in FORKS more (15); with ONCE=1 whole programs
# in the first process only. Prints lines "SETUP<tab>OPERATION<tab>INSTRUCTIONS", with "refused"
# for an operation that the setup forbids. OPERATIONS="NAME|NAME..." selects operations; the
# default is all. With PROFILE=SECONDS it counts nothing, but repeats the first operation for that
# time and announces it on the console, for scripts/profile.
#
# Setups: none; mdwe, seccomp (bench has them); apparmor; on (the module), norand (a
# program without RANDMMAP), exempt (one with everything off), soft (soft mode); footprint
# and symbols print what the module holds, and where the kernel's functions are. What
# stands after a "+" is only part of the name.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=/sys/kernel/security/pax
runs=$1
shift

# Run on the guest's ext4. All setups use the same files, because the place on the disk has an
# effect, too.
rm -rf /bench
cp -a "$here" /bench
cd /bench
! command -v luajit > /dev/null || cp "$(command -v luajit)" luajit

# mark MARK: sets the mark of the counted programs. An empty MARK removes it, and LuaJIT then has
# its own mark.
mark()
{
	local program
	for program in bench nothing nothing_static; do
		setfattr -x user.pax.flags $program 2> /dev/null || :
		[ -z "$1" ] || setfattr -n user.pax.flags -v "$1" $program
	done
	[ ! -e luajit ] || setfattr -n user.pax.flags -v "${1:-emr}" luajit
}

confine()
{
	cat > /tmp/profile <<-PROFILE
	profile pax-bench {
		capability,
		file,
		network,
		signal,
		unix,
		/** mrwlkix,
	}
	PROFILE
	apparmor_parser -r /tmp/profile
}

# load: loads the module, unless it is loaded or built in.
load()
{
	[ ! -e $dir/status ] || return 0
	# Load it from a directory where SELinux labels the file as a module.
	mkdir -p "/lib/modules/$(uname -r)/updates"
	cp "$here/pax.ko" "/lib/modules/$(uname -r)/updates/"
	! command -v restorecon > /dev/null || restorecon -RF /lib/modules
	insmod "/lib/modules/$(uname -r)/updates/pax.ko"
	sleep 2
}

# profile SETUP COMMAND...: repeats the operation for scripts/profile, which traces each
# instruction. It starts the operation before it announces it.
profile()
{
	local setup=$1
	shift
	"$@" -o "$OPERATIONS" -f &
	sleep 0.5
	echo "bench: profile $setup" > /dev/kmsg
	sleep "$PROFILE"
	kill $!
	wait $! || :
}

# count SETUP MARK COMMAND...: counts. The command is bench, or a program that starts bench.
count()
{
	local setup=$1 n short=''
	mark "$2"
	shift 2
	if [ -n "${PROFILE:-}" ]; then
		profile "$setup" "$@"
		return
	fi
	for ((n = 0; n < runs; n++)); do
		"$@" ${OPERATIONS:+-o "$OPERATIONS"} $short | sed "s,^,$setup\t,"
		[ -z "${ONCE:-}" ] || short=-s
	done
	# The cost of fork depends mostly on the layout of the calling process.
	for ((n = 0; n < ${FORKS:-15}; n++)); do
		"$@" -o fork | sed "s,^,$setup\t,"
	done
}

! grep -q '^pax ' /proc/modules || rmmod pax
if grep -qw selinux /sys/kernel/security/lsm; then
	setenforce 1
	chcon -R -t bin_t /bench
fi
# Warm up the page cache. Then wait until the processes have ended and the processor is idle.
./bench ${OPERATIONS:+-o "$OPERATIONS"} > /dev/null
sleep 2
for setup; do
	case ${setup%%+*} in
	none)	count "$setup" '' ./bench ;;
	mdwe)	count "$setup" '' ./bench -g mdwe ;;
	seccomp) count "$setup" '' ./bench -g seccomp ;;
	apparmor) confine; count "$setup" '' aa-exec -p pax-bench -- ./bench ;;
	on)	load; count "$setup" '' ./bench ;;
	norand)	load; count "$setup" er ./bench ;;
	exempt)	load; count "$setup" pemrs ./bench ;;
	soft)	load; echo 1 > $dir/softmode; count "$setup" '' ./bench; echo 0 > $dir/softmode ;;
	footprint) load; "$here/footprint.sh" | sed "s,^,$setup\t," ;;
	symbols) load; sed "s,^,$setup\t," /proc/kallsyms ;;
	*)	echo "guest.sh: no setup '$setup'" >&2; exit 64 ;;
	esac
done
