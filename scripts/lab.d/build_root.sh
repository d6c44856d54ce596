# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Compilers of other releases of Debian. The build tools of their kernels need a newer C library
# than Debian 12 has, so modules for these kernels are built in a directory with that release's
# compilers, which bubblewrap makes the root directory. Sourced by scripts/lab.

# Modules for kernels of Debian 12 are built with its compiler, directly. For others guest_load()
# sets G_RELEASE. A kernel that is fetched names the release of its compiler in its directory.

# What a build of a module calls, beside the compilers.
LAB_BUILD_PACKAGES="bash coreutils dash diffutils findutils gawk grep gzip kmod libc6-dev libelf1t64
	libssl3t64 make mawk pahole perl-base sed tar xz-utils zlib1g"

# build_compilers RELEASE: the compilers of its kernels, for each architecture of the guests.
build_compilers()
{
	local version
	case $1 in
	trixie)	version=14 ;;
	sid)	version=16 ;;
	*)	die "no compiler is named for kernels of Debian's $1; see scripts/lab.d/build_root.sh" ;;
	esac
	echo "gcc-$version gcc-$version-aarch64-linux-gnu gcc-$version-arm-linux-gnueabihf"
}

# If the content changes, a new one is made.
build_root_dir()
{
	local key
	key=$(declare -f fetch_build_root_into build_compilers; declare -p LAB_BUILD_PACKAGES)
	echo "$LAB_CACHE/build-$1-$(cksum <<< "$key" | cut -d ' ' -f 1)"
}

# Packages unpacked, not configured, as for the guests' root file systems.
fetch_build_root_into()
{
	local release=$1 dir=$2 apt packages
	apt=$(apt_root "$(dpkg --print-architecture)@$release")
	packages=$(echo "$LAB_BUILD_PACKAGES" "$(build_compilers "$release")" | xargs | tr ' ' ,)
	# shellcheck disable=SC2016
	grep " $release main\$" "$apt/etc/apt/sources.list" |
		step "making a directory with the compilers of Debian's $release (about 2 minutes)" \
		"$LAB_CACHE/log/build-$release" fakeroot sh -eu -c '
		mmdebstrap --quiet --mode=chrootless --variant=extract --format=directory --include="$3" \
			--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
			--aptopt="APT::Sandbox::User \"root\"" --aptopt="Acquire::Languages \"none\"" \
			"$2" "$1/root" - >&2
		cd "$1/root"
		rm -rf usr/share/doc usr/share/man usr/share/locale var/cache/apt var/lib/apt
		[ -e usr/bin/sh ] || ln -s dash usr/bin/sh
		[ -e usr/bin/awk ] || ln -s gawk usr/bin/awk
	' sh "$dir" "$release" "$packages"
}

# in_build_root RELEASE COMMAND...: run a command where the release's compilers are. The work tree's
# build directory can be written; it and the cache have their usual names.
in_build_root()
{
	local release=$1 root
	shift
	if [ "$release" = bookworm ]; then
		"$@"
		return
	fi
	root=$(build_root_dir "$release")
	once "$root" fetch_build_root_into "$release"
	bwrap --die-with-parent --unshare-net --dev /dev --proc /proc --tmpfs /tmp \
		--ro-bind "$root/root/usr" /usr --ro-bind "$root/root/etc" /etc \
		--symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib \
		--symlink usr/lib64 /lib64 --symlink usr/lib32 /lib32 \
		--ro-bind "$LAB_CACHE" "$LAB_CACHE" --bind "$LAB_BUILD" "$LAB_BUILD" \
		--chdir "$LAB_BUILD" -- "$@"
}

# kernel_make ARGUMENT...: build a module for the guest's kernel, as its headers want it.
kernel_make()
{
	local release cc
	release=$(cat "$(guest_tree)/compiler" 2> /dev/null || echo bookworm)
	cc=$G_CC
	if [ "$release" != bookworm ]; then
		cc=$(build_compilers "$release" | cut -d ' ' -f 1)
		guest_native || cc=$G_TRIPLET-$cc
	fi
	in_build_root "$release" make -C "$(guest_kdir)" ARCH="$G_KARCH" CROSS_COMPILE="$G_TRIPLET-" \
		CC="$cc" "HOSTCC=${cc#"$G_TRIPLET-"}" "$@"
}
