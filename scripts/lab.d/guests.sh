# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The table of guests: what each one boots and how. Sourced by scripts/lab.

LAB_GUESTS="amd64-6.1 amd64-6.12"

# guest_load GUEST: set the G_* variables of one guest.
#   G_ARCH     Debian architecture of kernel and user space
#   G_KARCH    ARCH= of the kernel's build
#   G_CROSS    CROSS_COMPILE= of the kernel's build; empty for the host's own
#   G_IMAGE    Debian meta-package that depends on the newest kernel image
#   G_HEADERS  Debian meta-package that depends on the newest headers
#   G_QEMU     emulator and machine
#   G_QEMU_PKG package that holds the emulator
#   G_CONSOLE  kernel console
#   G_BOUND    seconds after which a run counts as hung
# shellcheck disable=SC2034
guest_load()
{
	G_NAME=$1
	case $1 in
	amd64-*)
		G_ARCH=amd64 G_KARCH=x86_64 G_CROSS=
		G_QEMU="qemu-system-x86_64 -cpu max -machine q35"
		G_QEMU_PKG=qemu-system-x86 G_CONSOLE=ttyS0 G_BOUND=600
		;;
	*)
		die "no guest '$1'; there are: $LAB_GUESTS"
		;;
	esac
	case $1 in
	amd64-6.1)  G_IMAGE=linux-image-amd64 G_HEADERS=linux-headers-amd64 ;;
	amd64-6.12) G_IMAGE=linux-image-6.12-amd64 G_HEADERS=linux-headers-6.12-amd64 ;;
	*)          die "no guest '$1'; there are: $LAB_GUESTS" ;;
	esac
}
