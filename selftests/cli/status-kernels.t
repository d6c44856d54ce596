#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What status says about each installed kernel: whether it has the module, and why not.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 24

kernel k
mkdir -p root/boot root/usr/src/pax-0.3.0 root/usr/src/pax-0.2.9 root/var/lib/dkms/pax/0.3.0/build

# installed RELEASE [NAME]: makes a kernel with headers, and with the module NAME if it is given.
installed() {
	mkdir -p "root/lib/modules/$1/kernel" "root/usr/src/linux-headers-$1"
	: >"root/usr/src/linux-headers-$1/Makefile"
	ln -sfn "/usr/src/linux-headers-$1" "root/lib/modules/$1/build"
	echo 'kernel/fs/ext4/ext4.ko.xz: kernel/lib/crc16.ko.xz' >"root/lib/modules/$1/modules.dep"
	[ -n "${2:-}" ] || return 0
	mkdir -p "root/lib/modules/$1/$(dirname "$2")"
	: >"root/lib/modules/$1/$2"
	printf '%s:\n' "$2" >>"root/lib/modules/$1/modules.dep"
}

# state_is RELEASE STATE NAME
state_is() {
	is "$(printf '%s\n' "$out" | sed -n "s/^kernel $1	//p")" "$2" "$3"
}

pax status --kernel=k --root=root
lacks "$out" '^kernel ' 'no kernel, no line'

installed 6.1.0-9-amd64 updates/dkms/pax.ko
installed 6.1.0-10-amd64 updates/pax.ko.xz
installed 6.12.1-amd64
mkdir -p root/lib/modules/6.1.0-8-amd64 root/lib/modules/6.1.0-7-amd64/updates/dkms
: >root/lib/modules/6.1.0-7-amd64/updates/dkms/pax.ko
pax status --kernel=k --root=root
status_is 0 'a kernel without the module leaves the status of the one that runs'
state_is 6.1.0-9-amd64 'module updates/dkms/pax.ko' 'the module that DKMS has built'
state_is 6.1.0-10-amd64 'module updates/pax.ko.xz' 'one that make install has put there'
is "$(printf '%s\n' "$out" | sed -n 's/^kernel \([^	]*\).*/\1/p' | xargs)" \
	'6.1.0-9-amd64 6.1.0-10-amd64 6.12.1-amd64' 'by release, and what is left of others is none'
state_is 6.12.1-amd64 \
	'none (not built: install pax-dkms, or make install KDIR=/lib/modules/6.12.1-amd64/build)' \
	'no module, and nothing that would build one'
has "$err" '6.12.1-amd64: this kernel would run without the module: none (not built' \
	'which stderr says, too'
lacks "$err" '6.1.0-' 'and not of the others'
pax status -q --kernel=k --root=root
is "$err" '' 'but not with --quiet'

echo 'BUILD_EXCLUSIVE_KERNEL="^6[.]1([^0-9]|$)"' >root/usr/src/pax-0.2.9/dkms.conf
printf '%s\n' 'PACKAGE_NAME="pax"' 'BUILD_EXCLUSIVE_KERNEL="^(6[.]1|6[.]12)([^0-9]|$)"' \
	>root/usr/src/pax-0.3.0/dkms.conf
pax status --kernel=k --root=root
state_is 6.12.1-amd64 'none (not built: run dkms autoinstall -k 6.12.1-amd64)' 'DKMS has its source'
rm root/lib/modules/6.12.1-amd64/build
pax status --kernel=k --root=root
state_is 6.12.1-amd64 'none (no headers: apt-get install linux-headers-6.12.1-amd64)' 'no headers'
installed 6.12.1-amd64
log=root/var/lib/dkms/pax/0.3.0/build/make.log
echo 'DKMS make.log for pax-0.3.0 for kernel 6.12.1-amd64-other (x86_64)' >$log
pax status --kernel=k --root=root
state_is 6.12.1-amd64 'none (not built: run dkms autoinstall -k 6.12.1-amd64)' \
	'the log of another build says nothing'
printf '%s\n' 'DKMS make.log for pax-0.3.0 for kernel 6.12.1-amd64 (x86_64)' 'error' >$log
pax status --kernel=k --root=root
state_is 6.12.1-amd64 'none (the build failed: see /var/lib/dkms/pax/0.3.0/build/make.log)' \
	'the log of the build that failed'
refused=root/var/lib/dkms/pax/0.3.0/refused-6.12.1-amd64.log
printf 'pax: cannot build: this kernel has no function f, or has it inlined\n\nmake\n' >$refused
pax status --kernel=k --root=root
state_is 6.12.1-amd64 "none (the module does not fit this kernel: pax: cannot build: this kernel \
has no function f, or has it inlined; see /var/lib/dkms/pax/0.3.0/refused-6.12.1-amd64.log)" \
	'a kernel that the module does not fit'
rm $refused
installed 6.13.0-amd64
pax status --kernel=k --root=root
state_is 6.13.0-amd64 'none (excluded: pax-dkms 0.3.0 does not support this release)' \
	'a release that DKMS excludes'
has "$err" '6.13.0-amd64: this kernel would run without' 'is not silently taken for protected'
installed 6.12.1-rt-amd64
echo CONFIG_PREEMPT_RT=y >root/boot/config-6.12.1-rt-amd64
installed 6.12.2-rt-amd64
echo CONFIG_PREEMPT_RT=y >root/usr/src/linux-headers-6.12.2-rt-amd64/.config
pax status --kernel=k --root=root
for release in 6.12.1-rt-amd64 6.12.2-rt-amd64; do
	state_is $release 'none (excluded: PREEMPT_RT is not supported)' "PREEMPT_RT, $release"
done
installed 6.12.3-own
echo CONFIG_SECURITY_PAX=y >root/boot/config-6.12.3-own
pax status --kernel=k --root=root
state_is 6.12.3-own built-in 'a kernel with PaX built in'
lacks "$err" 6.12.3-own 'needs no module'
mkdir -p root/lib/modules/6.12.1-amd64/updates/dkms
: >root/lib/modules/6.12.1-amd64/updates/dkms/pax.ko.zst
pax status --kernel=k --root=root
state_is 6.12.1-amd64 \
	'none (depmod has not seen /lib/modules/6.12.1-amd64/updates/dkms/pax.ko.zst: run depmod 6.12.1-amd64)' \
	'a module that modprobe does not find'
rm root/lib/modules/6.1.0-9-amd64/updates/dkms/pax.ko
pax status --kernel=k --root=root
state_is 6.1.0-9-amd64 'none (not built: run dkms autoinstall -k 6.1.0-9-amd64)' \
	'a module that depmod still knows, but that is gone'

pax status --kernel=nothing --root=root
status_is 2 'the same without the module loaded'
has "$out" '^armed	no (the module is not loaded)$' 'which the first line says'
