# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The checks of "deb --check". Each prints lines of TAP. Sourced by scripts/deb, whose variables and
# functions it takes.

# try NAME COMMAND...: run the command with its output in the log, and print its line.
try()
{
	local name=$1 status log
	shift
	log=build/log/deb-$release-$(tr -cs 'A-Za-z0-9\n' - <<< "$name")
	# Not in a condition, where a command that fails would not end the function.
	set +e
	(set -e; "$@") > "$log" 2>&1
	status=$?
	set -e
	if [ $status -eq 0 ]; then
		tap_pass "$release: $name"
	else
		tap_fail "$release: $name"
		note "$(tail -n 30 "$log")"
	fi
}

check_lintian() { in_builder sh -c 'lintian --version; lintian -I --fail-on error,warning /debs/*.changes'; }

in_builder() { enter "$root" -b "$out" /debs -b "$work" /scratch "$@"; }

# A second build, of the source package, at another path and later, with another umask, time zone and
# number of jobs, makes the same packages. The umask is set after dpkg-source has unpacked: that
# applies the umask to debian/, and older versions store the modes of debian/ in the source package.
check_reproducible()
{
	mkdir "$work/again"
	cp "$out"/*.dsc "$out"/*.tar.xz "$work/again"
	# shellcheck disable=SC2016 # the shell in the system expands it
	enter "$root" -b "$work/again" /another/place sh -euc '
		cd /another/place
		dpkg-source -x *.dsc "$1"
		umask 077
		cd "$1"
		TZ=XXX-14 DEB_BUILD_OPTIONS="nocheck parallel=1" nice dpkg-buildpackage -us -uc' \
		sh "paxctl-ng-$version"
	local deb
	for deb in "$out"/*.deb "$out"/*.dsc "$out"/*.tar.xz; do
		cmp "$deb" "$work/again/${deb##*/}" || return 1
	done
}

# abi_of FILE: describe the ABI of the library that was built, in FILE of the work directory.
abi_of()
{
	# shellcheck disable=SC2016 # the shell in the system expands it
	in_builder sh -euc '
		rm -rf /scratch/abi
		for deb in /debs/libpaxflags*.deb; do dpkg-deb -x "$deb" /scratch/abi; done
		abidw --no-corpus-path --no-comp-dir-path --no-show-locs --headers-dir /scratch/abi/usr/include \
			--debug-info-dir /scratch/abi/usr/lib/debug --out-file "/scratch/$1" \
			/scratch/abi/usr/lib/*/libpaxflags.so.0' sh "$1"
}

# The ABI has what that of the last release had. Additions are shown.
check_abi()
{
	local status=0
	abi_of new.abi
	cp scripts/debian/libpaxflags0.abi "$work/old.abi"
	in_builder abidiff /scratch/old.abi /scratch/new.abi || status=$?
	# 4: something has changed; 8: what was built against the old one no longer works.
	[ $((status & ~4)) -eq 0 ]
}

in_fresh()
{
	mkdir -p "$DEB_CACHE/archives-$release"
	enter "$fresh" -b "$out" /debs -b "$DEB_CACHE/archives-$release" /var/cache/apt/archives "$@"
}

install_dependencies()
{
	# shellcheck disable=SC2016 # the shell in the system expands it
	in_fresh sh -euc '
		apt-get update -q=2
		apt-get install -s --no-install-recommends "$@" > /tmp/plan
		apt-get install -y -q --no-install-recommends \
			$(awk '\''/^Inst/ && $2 !~ /pax/ { print $2 }'\'' /tmp/plan)
		rm /tmp/plan' sh "${packages[@]}"
}

# files_of SYSTEM: all of its files, without what apt and dpkg keep for themselves.
files_of()
{
	(cd "$1" && find . -path ./proc -prune -o -path ./dev -prune -o -path ./debs -prune -o \
		-path ./var/lib/apt -prune -o -path ./var/cache/apt -prune -o -path ./var/log -prune -o \
		-path ./var/lib/dpkg -prune -o -path ./var/cache/ldconfig -prune -o -print | sort)
}

install_ours()
{
	in_fresh apt-get install -y -q --no-install-recommends "${packages[@]}"
	in_fresh dpkg --verify
}

# The mark that the policy gives to Python, which comes with the packages.
python_mark()
{
	in_fresh python3 -c 'import os, sys
print(os.getxattr(os.path.realpath(sys.executable), "user.pax.flags").decode())'
}

purge_ours()
{
	local names=("${packages[@]##*/}")
	in_fresh apt-get purge -y -q "${names[@]%%_*}"
}

check_purge()
{
	purge_ours
	files_of "$fresh" > "$work/files-after"
	diff "$work/files-before" "$work/files-after"
}

# piuparts installs and purges them in a way of its own, in a copy of the system.
check_piuparts()
{
	local debs=("${packages[@]/#\/debs/$out}")
	rm -rf "$work/pristine"
	unpack_system "$(system "$release" ca-certificates)" "$work/pristine"
	unshare --mount piuparts -e "$work/pristine" -d "$release" --no-eatmydata \
		--mirror "$(deb_sources "$release" | awk 'NR == 1 { print $3, $5 }')" "${debs[@]}"
	rm -rf "$work/pristine"
}

# The tests of the packages, as autopkgtest would run them.
check_autopkgtest()
{
	in_fresh apt-get install -y -q --no-install-recommends gcc libc6-dev pkgconf kmod make \
		"linux-headers-$(dpkg --print-architecture)"
	in_fresh -b "$top/scripts/debian/tests" /tests sh -euc 'cd /tests && ./tools && ./hook && ./dkms'
}

# Headers of a kernel that is not supported: apt works, and nobody takes that kernel for protected.
check_excluded()
{
	in_fresh apt-get install -y -q --no-install-recommends "linux-headers-rt-$(dpkg --print-architecture)"
	[ -z "$(in_fresh dpkg --audit)" ]
	# As the image of the kernel would; it is not needed for more.
	mkdir "$(echo "$fresh"/lib/modules/*-rt-*)/kernel"
	in_fresh sh -c 'paxctl-ng status; paxctl-ng status -q | grep "^kernel .*-rt-.*none (excluded: PREEMPT_RT"'
}

# with_key COMMAND...: run it with a key of gpg that is made for it.
with_key()
{
	export GNUPGHOME=$work/gnupg KEY='packages of a test'
	if [ ! -d "$GNUPGHOME" ]; then
		mkdir -m 700 "$GNUPGHOME"
		gpg --batch --quiet --passphrase '' --quick-generate-key "$KEY"
	fi
	"$@"
	gpgconf --kill all
}

# apt takes the packages from the repository with its key, and refuses it without.
check_repository()
{
	with_key env URL=file:///repo scripts/repo
	cp "build/repo/paxctl-ng-$release.sources" "$fresh/etc/apt/sources.list.d/paxctl-ng.sources"
	in_fresh -b "$top/build/repo" /repo sh -c '! apt-get update -o APT::Update::Error-Mode=any'
	cp build/repo/paxctl-ng.gpg "$fresh/usr/share/keyrings/"
	# shellcheck disable=SC2016 # the shell in the system expands it
	in_fresh -b "$top/build/repo" /repo sh -euc 'apt-get update -o APT::Update::Error-Mode=any
		apt-get install -y -q paxctl-ng pax-dkms "$1"
		apt-cache policy paxctl-ng | grep -A 1 "^ \*\*\*" | grep "file:/repo"
		paxctl-ng status || :
		find /lib/modules -name "pax.ko*" | grep .' sh \
		"linux-headers-$(dpkg --print-architecture)"
}

check_packages()
{
	local fresh=$work/fresh packages
	# shellcheck source=selftests/pax/tap.sh
	. selftests/pax/tap.sh
	# Those that were built, without those of debug symbols.
	mapfile -t packages < <(cd "$out" && printf '/debs/%s\n' *.deb | grep -v -e -dbgsym_)
	try lintian check_lintian
	try 'a second build makes the same packages' check_reproducible
	rm -rf "$work/again"
	try 'the library has the ABI of the last release' check_abi
	try piuparts check_piuparts
	unpack_system "$(system "$release" ca-certificates)" "$fresh"
	try 'what the packages need can be had' install_dependencies
	files_of "$fresh" > "$work/files-before"
	try 'the packages are installed' install_ours
	try 'pax.service is enabled' test -L "$fresh/etc/systemd/system/sysinit.target.wants/pax.service"
	try 'the policy has marked Python' sh -c "[ \"$(python_mark)\" = PE ]"
	try 'purge leaves no file' check_purge
	try 'and the marks' sh -c "[ \"$(python_mark)\" = PE ]"
	try 'apt installs them from the repository, and DKMS builds' check_repository
	try 'they are installed again' install_ours
	try 'the tests of the packages' check_autopkgtest
	try 'PREEMPT_RT is left out' check_excluded
	try 'purge of a module that DKMS has built' purge_ours
	echo "1..$tap_count"
	return $((tap_failed != 0))
}
