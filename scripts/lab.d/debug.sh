# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The kernel of the guest amd64-debug: Debian's linux-source with debug.config, built once for each
# configuration and version of the source. It reports memory errors and wrong locking, can make
# allocations fail, and counts the executed lines of the module. Sourced by scripts/lab.

debug_key() { { cat "$LAB_DIR/debug.config"; declare -f debug_make build_debug; } | cksum | cut -d ' ' -f 1; }

# fetch_debug_into DIR: link the kernel of the newest source into the cache.
fetch_debug_into()
{
	local dir=$1 version build
	apt_root amd64 > /dev/null
	version=$(apt_do amd64 cache show --no-all-versions linux-source-6.12 2> /dev/null | sed -n 's/^Version: //p')
	[ -n "$version" ] || die "the archive has no 'linux-source-6.12'; run '$LAB update' and try again"
	# "lab update" does not remove this directory.
	build=$LAB_CACHE/debug-$version-$(debug_key)
	once "$build" build_debug_into "$version"
	ln -s "$build"/* "$dir/"
}

debug_make() { make -s -j"$(nproc)" ARCH=x86_64 CC=gcc-12 HOSTCC=gcc-12 LOCALVERSION=-debug "$@"; }

# build_debug DIR: build in the current directory and install kernel and headers into DIR, as
# Debian's packages do.
build_debug()
{
	local krel
	ARCH=x86_64 scripts/kconfig/merge_config.sh -n "$LAB_DIR/debug.config" &&
	# Every requested option is set.
	! grep -vxFf .config <(grep '^CONFIG_' "$LAB_DIR/debug.config") &&
	debug_make bzImage modules &&
	krel=$(debug_make kernelrelease) &&
	debug_make modules_install INSTALL_MOD_PATH="$1" DEPMOD=true &&
	rm -f "$1/lib/modules/$krel"/{build,source} &&
	mkdir -p "$1/boot" &&
	cp arch/x86/boot/bzImage "$1/boot/vmlinuz-$krel" &&
	cp .config "$1/boot/config-$krel" &&
	debug_make run-command \
		KBUILD_RUN_COMMAND='$(srctree)/scripts/package/install-extmod-build '"$1/usr/src/linux-headers-$krel" &&
	cp .config "$1/usr/src/linux-headers-$krel/" &&
	echo "$krel" > "$1/release"
}

build_debug_into()
{
	local version=$1 dir=$2 begin=$SECONDS
	say "building a kernel with debug options from linux-source-6.12 $version (once, some minutes)"
	apt_fetch amd64 "$dir/deb" "linux-source-6.12=$version"
	mkdir "$dir/src"
	tar -C "$dir/src" --strip-components=1 -xf "$dir/deb/usr/src/linux-source-6.12.tar.xz"
	(cd "$dir/src" && build_debug "$dir") > "$dir/build.log" 2>&1 || {
		grep -E 'rror|^CONFIG_' "$dir/build.log" >&2
		die "the debug kernel does not build, or lacks an option that is named above"
	}
	depmod -b "$dir" "$(< "$dir/release")"
	rm -rf "$dir/src" "$dir/deb"
	say "built $(< "$dir/release") in $((SECONDS - begin)) s"
}
