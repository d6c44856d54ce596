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

# The archive drops kernels when it has newer ones, so a kernel, or its source, is kept until another
# one is there.
fetch_forget()
{
	local dir
	for dir in "$LAB_CACHE"/{kernel,source}-*; do
		[ -e "$dir/release" ] && [[ $dir != *.kept ]] || continue
		rm -rf "$dir.kept"
		mv "$dir" "$dir.kept"
	done
	rm -rf "$LAB_CACHE"/apt-* "$LAB_CACHE"/root-* "$LAB_CACHE"/musl-* "$LAB_CACHE"/build-* \
		"$LAB_CACHE"/source-*[0-9] "$LAB_CACHE"/emulator-* "$LAB_CACHE"/kselftest-*
	say "the next fetch takes the newest versions"
}

# newest_kernel: set the packages of the newest kernel that has headers in any suite of the archive.
newest_kernel()
{
	local root=$G_ARCH@trixie suite version best=0
	for suite in trixie-backports sid experimental; do
		[ "$suite" = trixie-backports ] || root=$G_ARCH@sid
		apt_root "$root" > /dev/null
		version=$(apt_do "$root" cache show --no-all-versions "linux-headers-$G_FLAVOUR/$suite" \
			2> /dev/null | sed -n 's/^Version: //p')
		if [ -n "$version" ] && dpkg --compare-versions "$version" gt "$best"; then
			best=$version
			G_RELEASE=${root#*@} G_SUITE=/$suite
		fi
	done
	G_IMAGE=linux-image-$G_FLAVOUR G_HEADERS=linux-headers-$G_FLAVOUR
}

# fetch_kernel_into DIR: kernel, headers, and in the files "release" and "compiler" the kernel's
# release and the release of Debian that it is built with.
#
# Since 6.19 an image is an empty package that depends on linux-binary-, linux-modules- and
# linux-base- of the same release, and all of it lies below /usr/lib/modules.
fetch_kernel_into()
{
	local dir=$1 image headers common kbuild krel root host more
	[ "$G_KERNEL" != amd64-newest ] || newest_kernel
	root=$G_ARCH host=$(dpkg --print-architecture)
	[ "$G_RELEASE" = "$LAB_RELEASE" ] || root=$G_ARCH@$G_RELEASE host=$host@$G_RELEASE
	apt_root "$root" > /dev/null
	apt_root "$host" > /dev/null
	image=$(apt_depends "$root" "$G_IMAGE$G_SUITE" '^linux-image-[0-9]') ||
		die "the archive has no '$G_IMAGE' for $G_ARCH; run '$LAB update' and try again"
	headers=$(apt_depends "$root" "$G_HEADERS$G_SUITE" '^linux-headers-[0-9]') ||
		die "the archive has no '$G_HEADERS' for $G_ARCH; run '$LAB update' and try again"
	common=$(apt_depends "$root" "$headers" '^linux-headers-.*-common')
	kbuild=$(apt_depends "$root" "$headers" '^linux-kbuild-')
	krel=${image#linux-image-}
	[ "$krel" = "${headers#linux-headers-}" ] ||
		die "$G_NAME: the archive is mid-sync: its newest image is $image, its newest headers" \
		    "are $headers; run '$LAB update' in a few minutes"
	[[ $krel == $G_VERSION* ]] ||
		die "$G_NAME: the archive has replaced $G_VERSION by $krel in Debian's $G_RELEASE;" \
		    "name the new one in scripts/lab.d/guests.sh"
	more=$(apt_depends "$root" "$image" '^linux-(binary|modules|base)-[0-9]' || :)
	say "fetching $image and its headers (about 20 s)"
	# shellcheck disable=SC2086
	apt_fetch "$root" "$dir" "$image" $more "$headers" "$common"
	apt_fetch "$host" "$dir" "$kbuild"
	echo "$krel" > "$dir/release"
	echo "${G_COMPILER:-$G_RELEASE}" > "$dir/compiler"
	unify_layout "$dir" "$krel"
	# Debian's headers refer to each other by absolute paths: adjust them to the cache.
	local final=${dir%.new} f
	find "$dir/usr/src" -type l -lname '/usr/*' | while read -r f; do
		ln -sfn "$final$(readlink "$f")" "$f"
	done
	sed -i "s,/usr/src/,$final/usr/src/,g" "$dir/usr/src/$headers/Makefile"
	depmod -b "$dir" "$krel"
}

# unify_layout DIR RELEASE: what newer packages have below /usr also has its name of before.
unify_layout()
{
	[ -d "$1/usr/lib/modules" ] || return 0
	mkdir -p "$1/lib" "$1/boot"
	cp -a "$1/lib/." "$1/usr/lib/"
	rm -rf "$1/lib"
	ln -s usr/lib "$1/lib"
	[ -e "$1/boot/vmlinuz-$2" ] || ln -s "../usr/lib/modules/$2/vmlinuz" "$1/boot/vmlinuz-$2"
	[ -e "$1/boot/config-$2" ] || ln -s "../usr/lib/modules/$2/config" "$1/boot/config-$2"
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
	*)		once "$(guest_tree)" fetch_or_keep fetch_kernel_into ;;
	esac
}

# fetch_or_keep FUNCTION DIR: fetch a kernel or its source by FUNCTION; if that fails, go on with the
# one of before "lab update".
fetch_or_keep()
{
	local fetch=$1 kept=${2%.new}.kept
	shift
	if ($fetch "$1"); then
		rm -rf "$kept"
	elif [ -e "$kept/release" ]; then
		say "$G_NAME: going on with $(< "$kept/release"), which was fetched before"
		rmdir "$1" 2> /dev/null || rm -rf "$1"
		mv "$kept" "$1"
	else
		return 1
	fi
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
	fetch_emulator
}
