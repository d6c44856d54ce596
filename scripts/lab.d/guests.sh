# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The table of guests: the kernel, machine and packages of each. Sourced by scripts/lab.

LAB_GUESTS="amd64-6.1 amd64-6.12 amd64-6.12-trixie amd64-7.3 amd64-newest
	arm64-6.1 arm64-6.12 arm64-6.12-trixie arm64-7.3 armhf-6.1 armhf-6.12 armhf-7.2
	amd64-6.12-nonx i386-6.1-nonx"
# Guests whose kernel is built here.
LAB_GUESTS_BUILT="amd64-debug amd64-6.1-builtin amd64-6.12-builtin amd64-7.3-builtin"

# guest_load GUEST: set the G_* variables of one guest.
#   G_ARCH     Debian architecture of kernel and user space
#   G_KARCH    ARCH= of the kernel's build
#   G_TRIPLET  GNU triplet of user space
#   G_LIBDIR   directory of its libraries below lib and usr/lib, as Debian names it
#   G_CC       compiler of the kernel's modules, if Debian 12 has it
#   G_RELEASE  release of Debian that its kernel packages are taken from
#   G_SUITE    suite of it, with a slash before it; empty for the newest version
#   G_COMPILER release of Debian whose compiler builds its modules, if it is another
#   G_VERSION  how the release of its kernel begins
#   G_SOURCE   version of Linux whose source its kernel is built from, if PaX is built in
#   G_OTHER    the second kind of programs that its kernel runs: 32 (bits), armel, or empty
#   G_TRIPLET2 GNU triplet of the second kind
#   G_PIE2     how they are linked: without libraries, and position independent if libc can
#   G_KERNEL   guest whose kernel it boots, mostly its own
#   G_FLAVOUR  last part of the names of its kernel packages
#   G_IMAGE    Debian meta-package that depends on the newest kernel image
#   G_HEADERS  Debian meta-package that depends on the newest headers
#   G_QEMU     emulator and machine
#   G_ACCEL    accelerator; LAB_ACCEL overrides it
#   G_BUS      how its virtio devices are attached: pci or device (MMIO)
#   G_CONSOLE  kernel console
#   G_APPEND   more words for the kernel's command line
#   G_BOUND    seconds after which a run counts as hung
#   G_MODULE   more arguments to make for pax.ko
#   G_SLOW     factor for time limits of tests, 1 for a usual kernel
#   G_MEMORY   megabytes of memory
#   G_CPUS     processors
#   G_NEED     Debian packages that the host needs for it
#
# All processors of a 64-bit guest share one host thread. With one thread each, QEMU 7.2 executes
# stale translations of code that another processor has just patched. An amd64 kernel whose probes
# or tracers come and go then dies ("Oops: int3"), with or without our module. An arm64 kernel
# survives, but needs a third more of the host's time. An armhf guest with two processors hangs at
# boot with one thread, and with two threads spends half of its time in messages between processors,
# which each exec sends. So it has one processor; LAB_CPUS=2 gives it two.
# shellcheck disable=SC2034
guest_load()
{
	G_NAME=$1 G_KERNEL=${1%-nonx} G_BOUND=900 G_ACCEL=tcg,thread=single G_OTHER='' G_LIBDIR=''
	G_MODULE='' G_SLOW=1 G_MEMORY=1024 G_CPUS=2 G_RELEASE=bookworm G_SUITE='' G_COMPILER='' G_VERSION=''
	G_SOURCE='' G_APPEND=''
	[[ " $(xargs <<< "$LAB_GUESTS $LAB_GUESTS_BUILT") " == *" $1 "* ]] ||
		die "no guest '$1'; there are: $(xargs <<< "$LAB_GUESTS $LAB_GUESTS_BUILT")"
	case $G_KERNEL in
	amd64-*)
		G_ARCH=amd64 G_KARCH=x86_64 G_TRIPLET=x86_64-linux-gnu G_FLAVOUR=amd64
		# Off, as they are slow in emulation: a fifth level of page tables, and instructions
		# that copy or clear byte by byte (to clear a page counts 4096 times with --icount).
		G_QEMU="qemu-system-x86_64 -cpu max,la57=off,erms=off,fsrm=off -machine q35" G_BUS=pci G_CONSOLE=ttyS0
		G_OTHER=32 G_TRIPLET2=i686-linux-gnu G_PIE2=-static-pie
		G_NEED="qemu-system-x86 gcc-12 gcc-i686-linux-gnu libc6-dev-i386-cross"
		;;
	arm64-*)
		G_ARCH=arm64 G_KARCH=arm64 G_TRIPLET=aarch64-linux-gnu G_FLAVOUR=arm64
		# The architecture's own pointer authentication is slow to emulate.
		G_QEMU="qemu-system-aarch64 -machine virt -cpu max,pauth-impdef=on" G_BUS=pci
		G_CONSOLE=ttyAMA0
		G_OTHER=32 G_TRIPLET2=arm-linux-gnueabihf G_PIE2=-static
		G_NEED="qemu-system-arm gcc-12-aarch64-linux-gnu gcc-aarch64-linux-gnu libc6-dev-arm64-cross
			gcc-arm-linux-gnueabihf libc6-dev-armhf-cross"
		;;
	armhf-*)
		G_ARCH=armhf G_KARCH=arm G_TRIPLET=arm-linux-gnueabihf G_FLAVOUR=armmp
		G_QEMU="qemu-system-arm -machine virt,highmem=off -cpu cortex-a15" G_BUS=device G_CONSOLE=ttyAMA0
		G_ACCEL=tcg,thread=multi G_CPUS=1
		# An exec with megabytes of arguments measures the strings for seconds in emulation,
		# which on a busy host is more than the 20 that a lockup takes by default.
		G_APPEND=watchdog_thresh=30
		G_OTHER=armel G_TRIPLET2=arm-linux-gnueabi G_PIE2=-static
		G_NEED="qemu-system-arm gcc-12-arm-linux-gnueabihf gcc-arm-linux-gnueabihf libc6-dev-armhf-cross
			gcc-arm-linux-gnueabi libc6-dev-armel-cross"
		;;
	i386-*)
		# Without PAE, so page tables have no bit for NX. Under the kernel with PAE QEMU 7.2
		# does not enforce NX, although that kernel has it on.
		G_ARCH=i386 G_KARCH=i386 G_TRIPLET=i686-linux-gnu G_LIBDIR=i386-linux-gnu G_FLAVOUR=686
		G_QEMU="qemu-system-i386 -cpu max,vendor=GenuineIntel -machine q35" G_BUS=pci G_CONSOLE=ttyS0
		G_NEED="qemu-system-x86 gcc-12-i686-linux-gnu gcc-i686-linux-gnu libc6-dev-i386-cross"
		;;
	esac
	: "${G_LIBDIR:=$G_TRIPLET}"
	[ -z "${LAB_FLAVOUR:-}" ] || [[ " $LAB_GUESTS_BUILT " == *" $1 "* ]] || G_NAME=$G_NAME-$LAB_FLAVOUR G_KERNEL=$G_KERNEL-$LAB_FLAVOUR G_FLAVOUR=$LAB_FLAVOUR
	case $1 in
	*-nonx)	G_QEMU=${G_QEMU/-cpu max/-cpu max,-nx,-smep} ;;
	esac
	case $1 in
	amd64-debug)
		G_KERNEL=amd64-debug-$(debug_key) G_MODULE=GCOV_PROFILE=y G_SLOW=6 G_MEMORY=2048 G_BOUND=1800
		G_NEED+=" bc bison flex libelf-dev"
		;;
	*-builtin)
		G_SOURCE=${1#*-} G_SOURCE=${G_SOURCE%-builtin}
		G_NEED+=" bc bison flex libelf-dev patch"
		;;
	esac
	guest_packages "$1"
	G_CC=gcc-12
	guest_native || G_CC=$G_TRIPLET-gcc-12
}

# guest_packages GUEST: set the names of its kernel packages.
guest_packages()
{
	G_IMAGE=linux-image-$G_FLAVOUR G_HEADERS=linux-headers-$G_FLAVOUR
	case $1 in
	*-6.12-trixie)	G_RELEASE=trixie G_VERSION=6.12. ;;
	*-7.3)		G_RELEASE=trixie G_VERSION=7.3. G_SUITE=/trixie-backports ;;
	armhf-7.2)	G_RELEASE=forky G_VERSION=7.2. G_COMPILER=trixie ;;
	armhf-6.12)	G_VERSION=6.12. G_SUITE=/bookworm-backports ;;
	*-6.12*)	G_IMAGE=linux-image-6.12-$G_FLAVOUR G_HEADERS=linux-headers-6.12-$G_FLAVOUR ;;
	*-7.3-builtin)	G_RELEASE=trixie ;;
	*-newest)	G_NEED+=" bubblewrap" ;;
	esac
	[ "$G_RELEASE" = bookworm ] || guest_builtin || G_NEED+=" bubblewrap"
}

# guest_builtin: succeed if its kernel has PaX built in.
guest_builtin() { [[ $G_KERNEL == *-builtin ]]; }

# guest_native: succeed if the host can run the guest's programs.
guest_native() { [ "$G_ARCH" = "$(dpkg --print-architecture)" ]; }
