# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A second root file system, for tests beside other security modules: packages that are
# configured, as policies are compiled by that, so for the host's own architecture only.
# LAB_ROOT=security selects it. Sourced by scripts/lab.

LAB_SECURITY_PACKAGES="apparmor apparmor-utils attr auditd coreutils grep kmod mount policycoreutils procps
	python3-minimal selinux-policy-default selinux-utils util-linux"

security_root_dir()
{
	echo "$LAB_CACHE/root-security-$G_ARCH-$(cksum "$LAB_DIR/security.sh" | cut -d ' ' -f 1)"
}

fetch_security_root_into()
{
	local dir=$1 apt
	guest_native || die "the root file system for security modules is the host's architecture's only"
	apt=$(apt_root "$G_ARCH")
	say "making the root file system for tests beside other security modules (once, some minutes)"
	# shellcheck disable=SC2086
	mmdebstrap --quiet --variant=minbase --architectures="$G_ARCH" \
		--aptopt='APT::Sandbox::User "root"' --aptopt='Acquire::Languages "none"' \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--include="$(echo $LAB_SECURITY_PACKAGES | tr ' ' ,)" \
		bookworm "$dir/root.tar" - < <(grep ' bookworm main$' "$apt/etc/apt/sources.list") >&2
	fakeroot sh -eu -c '
		mkdir "$1/root"
		tar -C "$1/root" -xf "$1/root.tar"
		mkdir -p "$1/root/lab"
		echo test:x:1000:1000::/tmp:/bin/sh >> "$1/root/etc/passwd"
		truncate -s 2G "$1/root.img"
		mke2fs -q -t ext4 -O ^has_journal -d "$1/root" "$1/root.img"
	' sh "$dir"
	rm -rf "$dir/root" "$dir/root.tar"
}

fetch_security_root() { once "$(security_root_dir)" fetch_security_root_into; }
