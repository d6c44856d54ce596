# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Fetches kernels, headers, the kernel's test headers and root file systems into
# the cache, each once. Sourced by scripts/lab.

# Packages in the guests' root file system, beside their dependencies: programs for the demo, and
# tools that the suite calls.
LAB_PACKAGES="attr bash coreutils dash diffutils findutils gdb gawk grep kmod libattr1 libelf1
	libfuse3-3 libgcc-s1 libjson-c5 luajit mount nodejs passwd paxtest procps psmisc python3 sed strace
	util-linux zlib1g"

# once DIR FUNCTION...: unless DIR exists, run FUNCTION with a new directory and rename that to DIR
# if it succeeds. One process at a time.
once()
{
	local once_dir=$1
	shift
	[ ! -e "$once_dir" ] || return 0
	mkdir -p "$LAB_CACHE"
	(
		flock 9
		[ ! -e "$once_dir" ] || exit 0
		rm -rf "$once_dir.new"
		mkdir -p "$once_dir.new"
		trap 'rm -rf "$once_dir.new"' EXIT
		"$@" "$once_dir.new"
		mv "$once_dir.new" "$once_dir"
	) 9> "$once_dir.lock"
}

fetch_forget()
{
	rm -rf "$LAB_CACHE"/apt-* "$LAB_CACHE"/kernel-* "$LAB_CACHE"/root-* "$LAB_CACHE"/musl-* "$LAB_CACHE"/source-*
	say "the next fetch takes the newest versions"
}

fetch_kernel_into()
{
	local dir=$1 image headers common kbuild krel
	apt_root "$G_ARCH" > /dev/null
	apt_root "$(dpkg --print-architecture)" > /dev/null
	image=$(apt_depends "$G_ARCH" "$G_IMAGE" '^linux-image-[0-9]') ||
		die "the archive has no '$G_IMAGE' for $G_ARCH; run '$LAB update' and try again"
	headers=$(apt_depends "$G_ARCH" "$G_HEADERS" '^linux-headers-[0-9]') ||
		die "the archive has no '$G_HEADERS' for $G_ARCH; run '$LAB update' and try again"
	common=$(apt_depends "$G_ARCH" "$headers" '^linux-headers-.*-common')
	kbuild=$(apt_depends "$G_ARCH" "$headers" '^linux-kbuild-')
	krel=${image#linux-image-}
	[ "$krel" = "${headers#linux-headers-}" ] ||
		die "$G_NAME: the archive is mid-sync: its newest image is $image, its newest headers" \
		    "are $headers; run '$LAB update' in a few minutes"
	say "fetching $image and its headers (about 20 s)"
	apt_fetch "$G_ARCH" "$dir" "$image" "$headers" "$common"
	apt_fetch "$(dpkg --print-architecture)" "$dir" "$kbuild"
	echo "$krel" > "$dir/release"
	# Debian's headers refer to each other by absolute paths: adjust them to the cache.
	local final=${dir%.new} f
	find "$dir/usr/src" -type l -lname '/usr/*' | while read -r f; do
		ln -sfn "$final$(readlink "$f")" "$f"
	done
	sed -i "s,/usr/src/,$final/usr/src/,g" "$dir/usr/src/$headers/Makefile"
	depmod -b "$dir" "$krel"
}

guest_tree()
{
	case $G_KERNEL in
	*-builtin)	echo "$LAB_BUILD/$G_NAME/kernel" ;;
	*)		echo "$LAB_CACHE/kernel-$G_KERNEL" ;;
	esac
}
guest_krel() { cat "$(guest_tree)/release"; }
guest_kdir() { echo "$(guest_tree)/usr/src/linux-headers-$(guest_krel)"; }

# If the content of the root file system changes, a new one is made.
guest_root_dir()
{
	local key
	key=$(declare -f fetch_root_into; declare -p LAB_PACKAGES)
	echo "$LAB_CACHE/root-$G_ARCH-$(cksum <<< "$key" | cut -d ' ' -f 1)"
}
guest_root()
{
	case ${LAB_ROOT:-} in
	'')		echo "$(guest_root_dir)/root.img" ;;
	security)	echo "$(security_root_dir)/root.img" ;;
	*)		die "no root file system '$LAB_ROOT'; LAB_ROOT is empty or security" ;;
	esac
}


fetch_kernel()
{
	case $G_KERNEL in
	amd64-debug-*)	once "$(guest_tree)" fetch_debug_into ;;
	*-builtin)	fetch_builtin ;;
	*)		once "$(guest_tree)" fetch_kernel_into ;;
	esac
}

# The kernel's test harness and checkpatch, from Debian's source package.
fetch_ksft_into()
{
	local dir=$1 arch pkg=linux-source-6.12
	arch=$(dpkg --print-architecture)
	apt_root "$arch" > /dev/null
	say "fetching $pkg for the kernel's test headers and checkpatch (about 30 s)"
	apt_fetch "$arch" "$dir/deb" "$pkg"
	tar -C "$dir" --strip-components=1 -xf "$dir/deb/usr/src/$pkg.tar.xz" \
		"$pkg"/tools/testing/selftests/{lib.mk,kselftest.h,kselftest_harness.h,kselftest} \
		"$pkg/tools/include/nolibc" \
		"$pkg"/scripts/{checkpatch.pl,spelling.txt,const_structs.checkpatch,coccinelle} "$pkg/.clang-format"
	rm -rf "$dir/deb"
}

# If the content changes, a new one is made.
ksft_dir() { echo "$LAB_CACHE/kernel-tests-$(declare -f fetch_ksft_into | cksum | cut -d ' ' -f 1)"; }
fetch_ksft() { once "$(ksft_dir)" fetch_ksft_into; }

# The root file system: packages unpacked, not configured, as no service runs in it.
# Only from the release itself, whose package lists do not change while the archive is updated.
fetch_root_into()
{
	local dir=$1 apt packages
	apt=$(apt_root "$G_ARCH")
	packages=$(echo $LAB_PACKAGES | tr ' ' ,)
	# One fakeroot for all steps, as it remembers the owners of the files.
	# shellcheck disable=SC2016
	grep ' bookworm main$' "$apt/etc/apt/sources.list" |
		step "making the root file system for $G_ARCH (about a minute)" "$LAB_CACHE/log/root-$G_ARCH" \
		fakeroot sh -eu -c '
		mmdebstrap --quiet --mode=chrootless --variant=extract --format=directory \
			--architectures="$2" --include="$3" \
			--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
			--aptopt="APT::Sandbox::User \"root\"" --aptopt="Acquire::Languages \"none\"" \
			bookworm "$1/root" - >&2
		# Removed afterwards, as a filter in mmdebstrap takes many times as long.
		cd "$1/root"
		rm -rf usr/share/doc usr/share/man usr/share/locale usr/share/icu var/cache/apt var/lib/apt
		printf "%s\n" root:x:0:0:root:/root:/bin/bash test:x:1000:1000::/tmp:/bin/sh > etc/passwd
		printf "%s\n" root:x:0: test:x:1000: > etc/group
		mkdir -p lab proc sys dev run tmp root mnt
		[ -e bin/sh ] || ln -s dash bin/sh
		[ -e usr/bin/awk ] || ln -s gawk usr/bin/awk
		chmod 1777 tmp
		# A sparse file: free space costs nothing.
		truncate -s 8G "$1/root.img"
		mke2fs -q -t ext4 -O ^has_journal -d "$1/root" "$1/root.img"
	' sh "$dir" "$G_ARCH" "$packages"
	rm -rf "$dir/root"
}

fetch_root()
{
	if [ "${LAB_ROOT:-}" = security ]; then
		fetch_security_root
	else
		once "$(guest_root_dir)" fetch_root_into
	fi
}

fetch_guest()
{
	fetch_kernel
	fetch_root
}
