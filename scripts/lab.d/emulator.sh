# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The emulator that guests run in. Sourced by scripts/lab, and by scripts/system for emulator_use.
#
# QEMU 7.2 of Debian 12 keeps translated code by its virtual address, so that each program whose
# addresses are random is translated again each time it is started: that is three quarters of its
# time (perf; 1000 starts of true: 40 s). QEMU 10 translates a page of a file once (11 s). So the
# one of bookworm-backports is fetched and used from the cache, with the libraries of the host's.

# emulator_slow: succeed if the host's QEMU is such a one.
emulator_slow()
{
	local version
	version=$(dpkg-query -W -f '${Version}' qemu-system-x86 2> /dev/null) || return 1
	[[ $version == 1:7.2* ]]
}

emulator_dir() { echo "$LAB_CACHE/emulator-$(declare -f fetch_emulator_into | cksum | cut -d ' ' -f 1)"; }

fetch_emulator_into()
{
	local arch package
	arch=$(dpkg --print-architecture)
	apt_root "$arch" > /dev/null
	say "fetching QEMU of bookworm-backports, which starts programs four times as fast (about 10 s)"
	for package in qemu-system-{x86,arm,data}; do
		apt_fetch "$arch" "$1" "$package/bookworm-backports"
	done
}

# fetch_emulator: without the archive's newer one, the host's does as well, but slowly.
fetch_emulator()
{
	emulator_slow || return 0
	(once "$(emulator_dir)" fetch_emulator_into) || say "going on with this machine's QEMU, which is slower"
}

# emulator_use: let the next guest run in it, where it was fetched, with the options EMULATOR.
emulator_use()
{
	EMULATOR=()
	if emulator_slow && [ -d "$(emulator_dir)" ]; then
		PATH=$(emulator_dir)/usr/bin:$PATH
		EMULATOR=(-L "$(emulator_dir)/usr/share/qemu" -L /usr/share/seabios)
	fi
}
