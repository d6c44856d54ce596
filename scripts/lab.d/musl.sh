# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Builds the tools with musl, statically. Debian has musl's compiler wrapper but no
# libraries for it, and those it has are built for glibc: so the few that are needed are
# built from Debian's sources, once. Sourced by scripts/lab.

# Source packages, in the order in which they need each other, and what builds each in its
# directory for the prefix $1. Without Debian's patches: nothing but tests runs with them.
LAB_MUSL_SOURCES="zlib elfutils json-c"

musl_zlib()
{
	./configure --static --prefix="$1" &&
	make -s install
}

# libelf alone; what musl lacks is for the rest of elfutils.
musl_elfutils()
{
	ac_cv_search_argp_parse='none required' ac_cv_search_fts_close='none required' \
		ac_cv_search__obstack_free='none required' \
		./configure --prefix="$1" CPPFLAGS="-idirafter $1/include" LDFLAGS="-L$1/lib" \
		--disable-libdebuginfod --disable-debuginfod --disable-nls \
		--without-bzlib --without-lzma --without-zstd &&
	make -s -C libelf libelf.a &&
	cp libelf/libelf.a "$1/lib/" &&
	cp libelf/libelf.h libelf/gelf.h "$1/include/" &&
	cp config/libelf.pc "$1/lib/pkgconfig/"
}

musl_json-c()
{
	cmake -B build -DCMAKE_INSTALL_PREFIX="$1" -DCMAKE_INSTALL_LIBDIR=lib \
		-DBUILD_SHARED_LIBS=OFF -DBUILD_APPS=OFF -DBUILD_TESTING=OFF . &&
	make -s -C build install
}

fetch_musl_into()
{
	local dir=$1 package kind
	mkdir -p "$dir/include" "$dir/lib/pkgconfig" "$dir/src"
	# What programs need of the kernel's own headers.
	ln -s /usr/include/{linux,asm-generic} "/usr/include/$(gcc -print-multiarch)/asm" "$dir/include/"
	for package in $LAB_MUSL_SOURCES; do
		say "building $package with musl (once)"
		apt_source "$dir/src/$package" "$package"
		(cd "$dir/src/$package" && export CC=musl-gcc CFLAGS=-O2 && "musl_$package" "$dir") \
			> "$dir/$package.log" 2>&1 ||
			{ tail -n 20 "$dir/$package.log" >&2; die "$package does not build with musl"; }
	done
	# The directory moves when it is complete.
	# shellcheck disable=SC2016
	sed -i 's,^prefix=.*,prefix=${pcfiledir}/../..,; s,'"$dir"',${prefix},g' "$dir"/lib/pkgconfig/*.pc
	rm -rf "$dir/src"
}

# musl_build: paxctl-ng, its library and their tests; prints the directory.
musl_build()
{
	local dir=$LAB_BUILD/musl sys
	sys=$LAB_CACHE/musl-$(cksum "$LAB_DIR/musl.sh" | cut -d ' ' -f 1)
	once "$sys" fetch_musl_into
	mkdir -p "$dir"
	PKG_CONFIG_LIBDIR=$sys/lib/pkgconfig make -s -C "$top/userspace" O="$dir" CC=musl-gcc \
		CPPFLAGS="-idirafter $sys/include" STATIC=-static lib tool tests > "$dir/tools.log" 2>&1 ||
		{ cat "$dir/tools.log" >&2; die "the tools do not build with musl"; }
	echo "$dir"
}
