# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A second root file system, for tests beside other security modules. Its packages are configured,
# as that compiles their policies, so it exists only for the architecture of the host. Its files
# have labels for SELinux. LAB_ROOT=security selects it. Sourced by scripts/lab.

LAB_SECURITY_PACKAGES="apparmor apparmor-utils attr auditd coreutils grep kmod mount policycoreutils procps
	python3-minimal selinux-policy-default selinux-utils util-linux"

# If the content changes, a new one is made.
security_root_dir()
{
	local key
	key=$(declare -f fetch_security_root_into; declare -p LAB_SECURITY_PACKAGES)
	echo "$LAB_CACHE/root-security-$G_ARCH-$(cksum <<< "$key" | cut -d ' ' -f 1)"
}

fetch_security_root_into()
{
	local dir=$1 apt
	guest_native || die "the root file system for security modules is the host's architecture's only"
	apt=$(apt_root "$G_ARCH")
	# shellcheck disable=SC2046,SC2086
	step "making the root file system for tests beside other security modules (about 3 minutes)" \
		"$LAB_CACHE/log/root-security-$G_ARCH" mmdebstrap --quiet --variant=minbase --architectures="$G_ARCH" \
		--aptopt='APT::Sandbox::User "root"' --aptopt='Acquire::Languages "none"' \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--include="$(echo $LAB_SECURITY_PACKAGES | tr ' ' ,)" \
		bookworm "$dir/root.tar" - < <(grep ' bookworm main$' "$apt/etc/apt/sources.list")
	# shellcheck disable=SC2016
	logged "$LAB_CACHE/log/labels-$G_ARCH" fakeroot sh -eu -c '
		mkdir "$1/root"
		tar -C "$1/root" -xf "$1/root.tar"
		mkdir -p "$1/root/lab"
		echo test:x:1000:1000::/tmp:/bin/sh >> "$1/root/etc/passwd"
		# With the program of the image, as the host may not have it.
		lib=$1/root/lib/$2
		"$lib"/ld-linux*.so.? --library-path "$lib:$1/root/usr/lib/$2:$LD_LIBRARY_PATH" \
			"$1/root/sbin/setfiles" -F -r "$1/root" \
			"$1/root/etc/selinux/default/contexts/files/file_contexts" "$1/root"
		truncate -s 2G "$1/root.img"
		mke2fs -q -t ext4 -O ^has_journal -d "$1/root" "$1/root.img"
	' sh "$dir" "$G_LIBDIR"
	rm -rf "$dir/root" "$dir/root.tar"
}

fetch_security_root() { once "$(security_root_dir)" fetch_security_root_into; }
