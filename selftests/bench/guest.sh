#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# guest.sh RUNS SETUP...: counts the operations of the benchmark in a guest, as root, in so
# many processes under each setup, and fork in more. Prints lines "SETUP<tab>OPERATION<tab>INSTRUCTIONS"; a figure
# is "refused" where the setup does not let the operation be done. OPERATIONS="NAME|NAME..."
# are counted, by default all.
#
# Setups: none; mdwe, seccomp (bench has them); apparmor; on (the module), norand (a
# program without RANDMMAP), exempt (one with everything off), soft (soft mode). What
# stands after a "+" is only part of the name.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=/sys/kernel/security/pax
runs=$1
shift

mark() { setfattr -n user.pax.flags -v "$1" "${@:2}"; }

# A copy of all for each mark, on the guest's ext4. LuaJIT has its own mark where the
# others have none.
for mark in '' er pemrs; do
	rm -rf "/bench$mark"
	cp -a "$here" "/bench$mark"
	cd "/bench$mark"
	! command -v luajit > /dev/null || cp "$(command -v luajit)" luajit
	[ -z "$mark" ] || mark "$mark" bench nothing nothing_static
	[ ! -e luajit ] || mark "${mark:-emr}" luajit
done

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

# load MODULE: loaded, unless it is, or built in.
load()
{
	[ ! -e $dir/status ] || return 0
	# From where a label says that it is a module.
	mkdir -p "/lib/modules/$(uname -r)/updates"
	cp "$here/pax.ko" "/lib/modules/$(uname -r)/updates/"
	! command -v restorecon > /dev/null || restorecon -RF /lib/modules
	insmod "/lib/modules/$(uname -r)/updates/pax.ko"
	sleep 2
}

# count SETUP DIR COMMAND...: the command is bench, or what starts it.
count()
{
	local setup=$1 n
	cd "$2"
	shift 2
	for ((n = 0; n < runs; n++)); do
		"$@" ${OPERATIONS:+-o "$OPERATIONS"} | sed "s,^,$setup\t,"
	done
	# What fork costs goes by the layout of the process that does it, more than all else.
	for ((n = 0; n < 5 * runs; n++)); do
		"$@" -o fork | sed "s,^,$setup\t,"
	done
}

! grep -q '^pax ' /proc/modules || rmmod pax
if grep -qw selinux /sys/kernel/security/lsm; then
	setenforce 1
	chcon -R -t bin_t /bench*
fi
# What has been started ends, and the processor is idle for a while.
sleep 2
for setup; do
	case ${setup%%+*} in
	none)	count "$setup" /bench ./bench ;;
	mdwe)	count "$setup" /bench ./bench -g mdwe ;;
	seccomp) count "$setup" /bench ./bench -g seccomp ;;
	apparmor) confine; count "$setup" /bench aa-exec -p pax-bench -- ./bench ;;
	on)	load; count "$setup" /bench ./bench ;;
	norand)	load; count "$setup" /bencher ./bench ;;
	exempt)	load; count "$setup" /benchpemrs ./bench ;;
	soft)	load; echo 1 > $dir/softmode; count "$setup" /bench ./bench; echo 0 > $dir/softmode ;;
	footprint) load; "$here/footprint.sh" | sed "s,^,$setup\t," ;;
	*)	echo "guest.sh: no setup '$setup'" >&2; exit 64 ;;
	esac
done
