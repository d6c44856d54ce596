# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A private apt root per architecture, so that kernels, headers and root file
# systems of any architecture can be fetched while the host's own package state
# stays as it is. Sourced by scripts/lab.

# A root is named by an architecture, or by ARCHITECTURE@RELEASE for another release of Debian than
# the one of the guests' programs.
LAB_RELEASE=bookworm

# apt_sources RELEASE: print Debian's archives of a release, at the mirrors that the host uses.
apt_sources()
{
	local list main security release=$1 suite
	# The format string is apt's, not the shell's.
	# shellcheck disable=SC2016
	list=$(apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(CODENAME)' \
			'Created-By: Packages' |
		awk -F '|' '$1 == "Debian" { print $2, $3 }' | sort -u)
	main=$(awk '$2 !~ /-/ { print $1; exit }' <<< "$list")
	security=$(awk '$2 ~ /-security$/ { print $1; exit }' <<< "$list")
	[ -n "$main" ] || die "apt knows no Debian archive: run 'apt-get update' and see that" \
		"/etc/apt/sources.list(.d) names a release of Debian"
	case $release in
	sid)	set -- "$main sid" "$main experimental" ;;
	forky)	set -- "$main forky" ;;
	*)	set -- ${security:+"$security $release-security"} "$main $release" \
			"$main $release-updates" "$main $release-backports" ;;
	esac
	for suite; do
		echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $suite main"
	done
}

# apt_dirs DIR: make the directories of a private root, which has no sources and no lists yet.
apt_dirs()
{
	mkdir -p "$1"/etc/apt/{apt.conf.d,preferences.d,sources.list.d,trusted.gpg.d} \
		 "$1"/var/lib/{apt/lists/partial,dpkg} "$1"/var/cache/apt/archives/partial
	: > "$1/var/lib/dpkg/status"
	: > "$1/apt.conf"
}

# apt_root ROOT: make (once) the private root and print its directory. The root "source" has the
# release's source packages.
apt_root()
{
	local dir=$LAB_CACHE/apt-$1 release=$LAB_RELEASE
	[[ $1 != *@* ]] || release=${1#*@}
	if [ ! -e "$dir/updated" ]; then
		apt_dirs "$dir"
		apt_sources "$release" > "$dir/etc/apt/sources.list"
		[ "$1" != source ] ||
			sed -i "/ $release main\$/!d; s/^deb /deb-src /" "$dir/etc/apt/sources.list"
		local try
		for try in 1 2 3 4; do
			step "reading the archive's package lists for $1 (about 20 s)" "$LAB_CACHE/log/lists-$1" \
				apt_do "$1" update -q=2 -o APT::Update::Error-Mode=any && break
			say "the archive may be in the middle of an update (try $try of 4)"
			sleep $((try * 5))
		done
		# Go on with the lists that are there: what cannot be had is named later.
		: > "$dir/updated"
	fi
	echo "$dir"
}

# apt_do ROOT COMMAND...: run apt-get (or, with "cache" first, apt-cache).
apt_do()
{
	local dir=$LAB_CACHE/apt-$1 arch=${1%@*} tool=apt-get
	[ "$arch" != source ] || arch=$(dpkg --print-architecture)
	shift
	if [ "$1" = cache ]; then
		tool=apt-cache
		shift
	fi
	APT_CONFIG=$dir/apt.conf $tool -o "Dir=$dir" -o "Dir::State::status=$dir/var/lib/dpkg/status" \
		-o "APT::Architecture=$arch" -o "APT::Architectures::=$arch" \
		-o APT::Sandbox::User=root -o Acquire::Languages=none \
		-o Debug::NoLocking=1 "$@"
}

# apt_depends ARCH PACKAGE PATTERN: the newest version's dependencies that match.
apt_depends()
{
	apt_do "$1" cache show --no-all-versions "$2" 2> /dev/null |
		sed -n 's/^Depends: //p' | tr , '\n' | sed 's/^ *//; s/ .*//' | grep -E "$3"
}

# apt_fetch ARCH DIR PACKAGE[=VERSION|/SUITE]...: download packages and unpack them into DIR.
apt_fetch()
{
	local arch=$1 dir=$2 debs pkg deb
	shift 2
	debs=$LAB_CACHE/debs-$arch
	mkdir -p "$debs" "$dir"
	for pkg; do
		(cd "$debs" && logged "$LAB_CACHE/log/${pkg%%/*}-$arch" apt_do "$arch" download -q=2 "$pkg") ||
			die "package '$pkg' ($arch) cannot be had from the archive; run '$LAB update' and try again"
		deb=$(find "$debs" -name "${pkg%%[=/]*}_*.deb" | head -n 1)
		[ -n "$deb" ] || die "package '$pkg' ($arch): apt-get download left no file in $debs"
		dpkg-deb -x "$deb" "$dir" || die "$deb cannot be unpacked"
		rm -f "$deb"
	done
}

# apt_source DIR PACKAGE: unpack the upstream part of a source package into DIR.
apt_source()
{
	local dir=$1
	apt_root source > /dev/null
	mkdir -p "$dir.src" "$dir"
	(cd "$dir.src" && logged "$LAB_CACHE/log/$2-source" apt_do source source -q=2 --download-only "$2") ||
		die "the source of '$2' cannot be had from the archive; run '$LAB update' and try again"
	tar -C "$dir" --strip-components=1 -xf "$(find "$dir.src" -name '*.orig.tar.*' ! -name '*.asc')"
	rm -rf "$dir.src"
}
