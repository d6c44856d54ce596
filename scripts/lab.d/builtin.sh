# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The kernels of the guests amd64-VERSION-builtin: Debian's linux-source with PaX added by
# scripts/in-tree, with a small configuration. They are built in the work tree, as they contain the
# PaX of that tree. A change of PaX compiles only what depends on it. Sourced by scripts/lab.

# The source package, unmodified, which all work trees share.
fetch_source_into()
{
	local root=amd64 package=linux-source-$G_SOURCE version
	[ "$G_RELEASE" = "$LAB_RELEASE" ] || root=amd64@$G_RELEASE
	apt_root "$root" > /dev/null
	version=$(apt_do "$root" cache show --no-all-versions "$package" 2> /dev/null | sed -n 's/^Version: //p')
	[ -n "$version" ] || die "the archive has no '$package' in Debian's $G_RELEASE; run '$LAB update' and try again"
	say "fetching $package $version"
	apt_fetch "$root" "$1" "$package"
	echo "$package $version" > "$1/release"
}

# The requested options: those of debug.config before the debugging options, and builtin.config. If
# an option occurs twice, the last line counts; builtin.config says which releases lack one.
builtin_options()
{
	{ sed '/^# What this kernel is for/,$d' "$LAB_DIR/debug.config"; cat "$LAB_DIR/builtin.config"; } |
		awk -F = -v release="$G_SOURCE" '
			/^# Not in / {
				n_words = split($0, word, " ")
				for (i = 5; i <= n_words && word[4] == release ":"; i++)
					no["CONFIG_" word[i]]
			}
			/^CONFIG_/ { if (!($1 in line)) name[++n] = $1; line[$1] = $0 }
			END { for (i = 1; i <= n; i++) if (!(name[i] in no)) print line[name[i]] }'
}

# A checksum of everything that goes into the kernel beside the source: if it changes, the kernel is
# built again.
builtin_key()
{
	{
		cd "$top"
		scripts/in-tree --files "$1" | cut -d ' ' -f 1 | grep -v '^selftests/pax/' | xargs cat
		cat scripts/in-tree scripts/in-tree.d/"$G_SOURCE"/*.patch
		builtin_options
		declare -f builtin_make build_builtin
	} | cksum
}

builtin_make() { make -s -j"$(nproc)" ARCH=x86_64 CC=gcc-12 HOSTCC=gcc-12 LOCALVERSION=-pax "$@"; }

# build_builtin DIR: build in the current directory and install into DIR, as Debian's packages do.
build_builtin()
{
	local dir=$1 krel
	builtin_options > "$dir/options" &&
	ARCH=x86_64 scripts/kconfig/merge_config.sh -n "$dir/options" &&
	# Every requested option is set.
	! grep -vxFf .config <(grep -v '=n$' "$dir/options") &&
	builtin_make bzImage modules &&
	krel=$(builtin_make kernelrelease) &&
	builtin_make modules_install INSTALL_MOD_PATH="$dir" DEPMOD=true &&
	rm -f "$dir/lib/modules/$krel"/{build,source} &&
	mkdir -p "$dir/boot" "$dir/usr/src" &&
	cp arch/x86/boot/bzImage "$dir/boot/vmlinuz-$krel" &&
	cp .config "$dir/boot/config-$krel" &&
	ln -sfn "$PWD" "$dir/usr/src/linux-headers-$krel" &&
	depmod -b "$dir" "$krel" &&
	echo "$krel" > "$dir/release"
}

# builtin_unpack DIR: unpack an unmodified source tree.
builtin_unpack()
{
	local source=$LAB_CACHE/source-$G_SOURCE
	once "$source" fetch_or_keep fetch_source_into
	rm -rf "$1" "$1.new"
	mkdir "$1.new"
	tar -C "$1.new" --strip-components=1 -xf "$source/usr/src/linux-source-$G_SOURCE.tar.xz"
	mv "$1.new" "$1"
}

fetch_builtin()
{
	local dir tree begin=$SECONDS
	dir=$(guest_tree) tree=$(guest_tree)/linux
	mkdir -p "$dir"
	exec 7> "$dir/lock"
	flock 7
	[ -e "$tree/Makefile" ] || builtin_unpack "$tree"
	if [ "$(builtin_key "$tree")" != "$(cat "$dir/key" 2> /dev/null)" ]; then
		say "building a kernel that has PaX built in (some minutes, once; then what has changed)"
		rm -f "$dir/key"
		# If the tree has older calls to PaX, unpack it again.
		"$top/scripts/in-tree" "$tree" 2> /dev/null || {
			builtin_unpack "$tree"
			"$top/scripts/in-tree" "$tree"
		}
		(cd "$tree" && build_builtin "$dir") > "$dir/build.log" 2>&1 || {
			grep -E 'rror|^CONFIG_' "$dir/build.log" >&2
			die "the kernel with PaX built in does not build, or lacks an option that is named above; the log is $dir/build.log"
		}
		builtin_key "$tree" > "$dir/key"
		say "built $(< "$dir/release") in $((SECONDS - begin)) s"
	fi
	exec 7>&-
}
