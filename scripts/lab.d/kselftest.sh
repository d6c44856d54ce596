# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Builds the kernel's own tests for a guest, from Debian's source of its kernel's series. Sourced by
# scripts/lab.

# The collections that touch what PaX touches; that of the architecture comes with them.
LAB_KSELFTEST_TARGETS="exec futex memfd mm proc ptrace seccomp sigaltstack signal vDSO"

# Libraries that they are built with, beside libc, and what a guest has to load of them.
LAB_KSELFTEST_PACKAGES="libcap-dev libcap2 libnuma-dev libnuma1 liburing-dev liburing2"

# kselftest_collections TREE: those that this kernel has.
kselftest_collections()
{
	local name
	for name in $LAB_KSELFTEST_TARGETS "${G_KARCH/x86_64/x86}"; do
		[ ! -e "$1/tools/testing/selftests/$name/Makefile" ] || printf '%s ' "$name"
	done
}

# build_kselftest TREE DIR: build the tests of a source tree into DIR. What does not build is left
# out, as the kernel's own makefile does it.
build_kselftest()
{
	local tree=$1 dir=$2 tests=$1/tools/testing/selftests cc=gcc-12 sys=$2/sys file
	local -a cross=()
	guest_native || cc=$G_TRIPLET-gcc-12 cross=(CROSS_COMPILE="$G_TRIPLET-")
	# Some makefiles of tests pass no flags on.
	export C_INCLUDE_PATH=$sys/usr/include:$sys/usr/include/$G_LIBDIR
	make -s -C "$tree" ARCH="$G_KARCH" HOSTCC=gcc-12 headers &&
	make -s -C "$tests" ARCH="$G_KARCH" CC="$cc" "${cross[@]}" \
		TARGETS="$(kselftest_collections "$tree")" FORCE_TARGETS= \
		USERLDFLAGS="-L$sys/usr/lib/$G_LIBDIR -L$sys/lib/$G_LIBDIR" \
		INSTALL_PATH="$dir/kselftest" --ignore-errors install || return
	# Static, as the root file system has no libraries of that architecture.
	if [ "$G_KARCH" = x86_64 ]; then
		mkdir "$dir/32"
		make -s -C "$tests/x86" CC="$G_TRIPLET2-gcc" CAN_BUILD_I386=1 CAN_BUILD_X86_64=0 \
			CAN_BUILD_WITH_NOPIE=1 EXTRA_CFLAGS=-static \
			KHDR_INCLUDES="-isystem $tree/usr/include" OUTPUT="$dir/32" --ignore-errors all
		for file in "$dir"/32/*_32; do
			cp "$file" "$dir/kselftest/x86/"
			echo "x86:${file##*/}" >> "$dir/kselftest/kselftest-list.txt"
		done
	fi
	[ -s "$dir/kselftest/kselftest-list.txt" ]
}

# kselftest_unpack DIR: what headers and tests are built from, a third of the files of the source.
kselftest_unpack()
{
	local source=$LAB_CACHE/source-$G_SOURCE name=linux-source-$G_SOURCE part
	local -a without=()
	once "$source" fetch_or_keep fetch_source_into
	for part in Documentation block crypto drivers fs net sound; do
		without+=("--exclude=$name/$part")
	done
	mkdir "$1"
	tar -C "$1" --strip-components=1 --anchored "${without[@]}" -xf "$source/usr/src/$name.tar.xz"
}

fetch_kselftest_into()
{
	local dir=$1
	apt_root "$G_ARCH" > /dev/null
	# shellcheck disable=SC2086
	apt_fetch "$G_ARCH" "$dir/sys" $LAB_KSELFTEST_PACKAGES
	G_SOURCE=$(guest_krel | cut -d . -f 1,2) kselftest_unpack "$dir/linux"
	step "building the tests of $G_NAME's kernel (3 to 6 minutes)" \
		"$LAB_CACHE/log/kselftest-$G_NAME" build_kselftest "$dir/linux" "$dir" ||
		die "the kernel's tests do not build for $G_NAME"
	rm -rf "$dir/linux" "$dir/32"
}

# kselftest_build: prints the directory of the tests, "kselftest", and of their libraries, "sys".
kselftest_build()
{
	local dir key
	fetch_kernel
	key=$(declare -f fetch_kselftest_into kselftest_unpack build_kselftest kselftest_collections
		declare -p LAB_KSELFTEST_TARGETS LAB_KSELFTEST_PACKAGES; guest_krel)
	dir=$LAB_CACHE/kselftest-$G_KERNEL-$(cksum <<< "$key" | cut -d ' ' -f 1)
	once "$dir" fetch_kselftest_into
	echo "$dir"
}
