# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Debian systems of any release below ~/.cache/pax-lab, made once with mmdebstrap, and commands in
# them. Sourced by the scripts that build and test packages, after lib.sh.

DEB_CACHE=${PAX_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pax-lab}
# Releases that packages are built for, and the number that their versions carry.
declare -A DEB_RELEASES=([bookworm]=12 [trixie]=13)

# deb_number RELEASE: its number, or the end.
deb_number()
{
	[ -n "${DEB_RELEASES[$1]:-}" ] ||
		die "no release '$1'; there are: $(printf '%s\n' "${!DEB_RELEASES[@]}" | sort | xargs)"
	echo "${DEB_RELEASES[$1]}"
}

# deb_host: the code name of this machine's release.
deb_host() { (. /etc/os-release && echo "${VERSION_CODENAME:-unknown}"); }

need_root()
{
	[ "$(id -u)" -eq 0 ] || die "only root can enter a chroot; run it with sudo"
}

# deb_sources RELEASE: lines for apt's sources, from the archive that this machine uses.
deb_sources()
{
	local key=/usr/share/keyrings/debian-archive-keyring.gpg host main security
	host=$(deb_host)
	# The format string is apt's, not the shell's.
	# shellcheck disable=SC2016
	list() { apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(CODENAME)' 'Created-By: Packages'; }
	main=$(list | awk -F '|' -v name="$host" '$1 == "Debian" && $3 == name { print $2; exit }')
	security=$(list | awk -F '|' -v name="$host-security" '$3 == name { print $2; exit }')
	[ -n "$main" ] || die "apt knows no archive of Debian's $host: run 'apt-get update', and see that" \
		"/etc/apt/sources.list(.d) names it"
	echo "deb [signed-by=$key] $main $1 main"
	echo "deb [signed-by=$key] $main $1-updates main"
	[ -z "$security" ] || echo "deb [signed-by=$key] $security $1-security main"
}

# make_system RELEASE FILE PACKAGES: pack a new system with these packages into FILE. What is mounted
# meanwhile is seen by nobody else, and is gone even after an interruption.
make_system()
{
	deb_sources "$1" > "$2.list"
	unshare --mount mmdebstrap --quiet --mode=root --variant=minbase --include="$3" --format=tar \
		--aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' "$1" "$2.part" \
		"$2.list" && mv "$2.part" "$2"
}

# system RELEASE PACKAGE...: make the system (once) and print the name of its archive.
system()
{
	local release=$1 packages file
	shift
	need_root
	packages=$(printf '%s\n' "$@" | sort | paste -sd ,)
	file=$DEB_CACHE/debian-$release-$(cksum <<< "$packages" | cut -d ' ' -f 1).tar
	mkdir -p "$DEB_CACHE"
	(
		flock 9
		[ -e "$file" ] || step "making a system of Debian's $release (about a minute)" \
			"$DEB_CACHE/log/${file##*/}" make_system "$release" "$file" "$packages"
	) 9> "$file.lock" || die "the system cannot be made; is the archive reachable?"
	echo "$file"
}

# enter DIR [-b FROM TO]... COMMAND...: run the command in the system DIR as root, with /proc, /dev
# and the directories FROM. All mounts are the command's own and end with it.
enter()
{
	local dir=$1 binds=()
	shift
	while [ "$1" = -b ]; do
		binds+=("$2" "$3")
		shift 3
	done
	# shellcheck disable=SC2016
	unshare --mount --pid --fork --kill-child --uts bash -eu -o pipefail -c '
		dir=$1
		shift
		hostname pax-build
		mount -t proc proc "$dir/proc"
		mount --rbind /dev "$dir/dev"
		mount -t tmpfs tmpfs "$dir/dev/shm"
		while [ "$1" != -- ]; do
			mkdir -p "$dir$2"
			mount --bind "$1" "$dir$2"
			shift 2
		done
		shift
		exec chroot "$dir" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
			DEBIAN_FRONTEND=noninteractive "$@"' \
		enter "$dir" "${binds[@]}" -- "$@"
}

# unpack_system FILE DIR: a fresh system in DIR, which must not exist. No service is started in it.
unpack_system()
{
	mkdir -p "$2"
	tar -C "$2" --xattrs --xattrs-include='*' -xf "$1" --exclude='./dev/*'
	printf '#!/bin/sh\nexit 101\n' > "$2/usr/sbin/policy-rc.d"
	chmod 755 "$2/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$2/etc/resolv.conf"
	cp /etc/hosts "$2/etc/hosts"
}
