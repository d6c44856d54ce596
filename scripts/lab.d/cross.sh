# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Builds the tools and the tests for the architecture of a guest. Sourced by scripts/lab.

# Libraries that the tools and the tests are built with, beside libc, which comes with
# the cross compiler.
LAB_SYSROOT_PACKAGES="libelf1 libelf-dev libfuse3-3 libfuse3-dev libjson-c5
	libjson-c-dev zlib1g zlib1g-dev"

fetch_sysroot_into()
{
	local dir=$1 link
	apt_root "$G_ARCH" > /dev/null
	say "fetching libraries for $G_ARCH"
	# shellcheck disable=SC2086
	apt_fetch "$G_ARCH" "$dir" $LAB_SYSROOT_PACKAGES
	# Absolute links are relative to the root of the guest.
	find "$dir" -type l -lname '/*' | while read -r link; do
		ln -sfn "${dir%.new}$(readlink "$link")" "$link"
	done
}

# cross_make ARGUMENT...: run make with the compiler and libraries of the guest's user space.
cross_make()
{
	if guest_native; then
		make "$@"
		return
	fi
	local sys
	# If the list of packages changes, a new one is made.
	sys=$LAB_CACHE/sysroot-$G_ARCH-$(echo "$LAB_SYSROOT_PACKAGES" | cksum | cut -d ' ' -f 1)
	once "$sys" fetch_sysroot_into
	PKG_CONFIG_LIBDIR=$sys/usr/lib/$G_LIBDIR/pkgconfig PKG_CONFIG_SYSROOT_DIR=$sys \
		make CC="$G_TRIPLET-gcc" CROSS_COMPILE="$G_TRIPLET-" \
		CPPFLAGS="-I$sys/usr/include -I$sys/usr/include/fuse3" \
		LDFLAGS="-L$sys/usr/lib/$G_LIBDIR -L$sys/lib/$G_LIBDIR \
			-Wl,-rpath-link,$sys/usr/lib/$G_LIBDIR:$sys/lib/$G_LIBDIR" "$@"
}

# user_dir: print where the guest's tools are built: with the host's if the host can run them.
user_dir()
{
	if guest_native; then echo "$LAB_BUILD/host"; else echo "$LAB_BUILD/user-$G_ARCH"; fi
}

# tools_build [ARGUMENT]...: build paxctl-ng for the guest; print its path.
tools_build()
{
	local dir
	dir=$(user_dir)
	mkdir -p "$dir"
	exec 8> "$dir/lock"
	flock 8
	cross_make -s -C "$top/userspace" O="$dir" lib tool "$@" > "$dir/tools.log" 2>&1 ||
		{ cat "$dir/tools.log" >&2; die "the tools do not build for $G_ARCH"; }
	exec 8>&-
	echo "$dir/paxctl-ng"
}

# ko_build DIR: build the modules of the tests, which conflict with pax.ko, into DIR.
ko_build()
{
	local build=$LAB_BUILD/$G_NAME/ko
	fetch_kernel
	mkdir -p "$build"
	cp -u "$top"/selftests/pax/ko/* "$build/"
	kernel_make M="$build" modules > "$build.log" 2>&1 ||
		{ cat "$build.log" >&2; die "the modules of the tests do not build for $G_NAME"; }
	cp "$build"/*.ko "$1/"
}

# suite_programs: the tests' programs, which all guests of an architecture share (but for how slow
# they are); prints their directory.
suite_programs()
{
	local dir=$LAB_BUILD/tests-$G_ARCH-$G_SLOW ksft
	local log=$dir.log
	ksft=$(ksft_dir)/tools/testing/selftests
	mkdir -p "$dir"
	exec 6> "$dir.lock"
	flock 6
	cross_make -s -C "$top/selftests/pax" KSFT="$ksft" SLOW="$G_SLOW" OUTPUT="$dir" > "$log" 2>&1 ||
		{ cat "$log" >&2; die "the suite does not build for $G_ARCH"; }
	# Static, as the root file system has no libraries of that architecture.
	if [ -n "$G_OTHER" ]; then
		mkdir -p "$dir/$G_OTHER"
		make -s -C "$top/selftests/pax" KSFT="$ksft" SLOW="$G_SLOW" OUTPUT="$dir/$G_OTHER" \
			CROSS_COMPILE="$G_TRIPLET2-" PIE="$G_PIE2" \
			second-abi >> "$log" 2>&1 ||
			{ cat "$log" >&2; die "the $G_OTHER tests do not build for $G_ARCH"; }
	fi
	echo "$dir"
}

# suite_build: the guest's suite with all that it needs; prints its directory.
# other_modules DIR: modules that were built here for other kernels of the guest's architecture, as
# other-RELEASE.ko: none of them may load.
other_modules()
{
	local module guest release
	rm -f "$1"/other-*.ko
	for module in "$LAB_BUILD/$G_ARCH"-[0-9]*/module/pax.ko; do
		guest=${module%/module/*}
		guest=${guest##*/}
		[ -e "$module" ] && [ "$guest" != "$G_NAME" ] || continue
		release=$("$top/scripts/lab" krel "$guest" 2> /dev/null) || continue
		[ "$release" = "$(guest_krel)" ] || flock "${module%/pax.ko}.lock" cp "$module" "$1/other-$release.ko"
	done
}

suite_build()
{
	local dir=$LAB_BUILD/$G_NAME/pax programs tool
	fetch_ksft
	programs=$(suite_programs)
	mkdir -p "$dir"
	cp -au "$programs"/. "$dir/"
	if [ "$G_OTHER" = armel ]; then
		cp "$(G_ARCH=armel G_TRIPLET=$G_TRIPLET2 G_LIBDIR=$G_TRIPLET2 tools_build STATIC=-static)" \
			"$dir/armel/"
	fi
	tool=$(tools_build)
	# For all architectures here, as the test of it runs on the host alone.
	OBJDUMP=$G_TRIPLET-objdump "$top/selftests/cli/hardened" "$tool" "${tool%/*}"/libpaxflags.{so,a} >&2 ||
		die "what is built for $G_ARCH is not hardened"
	echo "$G_SLOW" > "$dir/slow"
	cp "$top"/selftests/pax/{,beside/,stress/}*.sh "$tool" "$dir/"
	# What puts the module into an initramfs and loads it there.
	cp -r "$top/userspace/boot" "$dir/"
	if ! guest_builtin; then
		cp "$(module_build)" "$dir/"
		other_modules "$dir"
	fi
	ko_build "$dir"
	echo "$dir"
}
