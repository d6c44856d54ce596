#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What makes releases and packages: the signed tarball, and what each script says when it is asked
# for what it cannot do.

here=$(cd "$(dirname "$0")" && pwd)/../cli
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
top=$here/../..
[ -e "$top/.git" ] || skip_all 'the sources are not in git'
for need in git gpg xz sha256sum; do
	command -v $need >/dev/null || skip_all "$need is not installed"
done
plan 20

export GNUPGHOME="$dir/gnupg" KEY='test of releases'
mkdir -m 700 gnupg
gpg --batch --quiet --passphrase '' --quick-generate-key "$KEY" 2>/dev/null
git clone -q --depth 1 "file://$top" tree
# As it is, not as it was committed.
for file in dist version repo deb lib.sh deb.d need; do
	cp -r "$top/scripts/$file" tree/scripts/
done
cp "$top/CHANGELOG.rst" tree/
git -C tree add -A
git -C tree -c user.name=t -c user.email=t@example.org commit -q --allow-empty -m test
version=$(tree/scripts/version)
tarball=tree/build/dist/paxctl-ng-$version.tar.xz

run env -u KEY tree/scripts/dist
status_is 1 'a release without a key is refused'
has "$err" 'make dist KEY=NAME' 'which says how to name one'
run env KEY=nobody tree/scripts/dist
has "$err" "no secret key 'nobody'" 'a key that gpg does not have'
run tree/scripts/dist
status_is 0 'a release'
run gpg --batch --verify "$tarball.asc" "$tarball"
status_is 0 'its signature is good'
is "$(cd tree/build/dist && sha256sum -c "${tarball##*/}.sha256")" "${tarball##*/}: OK" 'and its checksum'
sum=$(sha256sum <"$tarball")
is "$(tar -tf "$tarball" | sed 's,/.*,,' | sort -u)" "paxctl-ng-$version" 'all is in one directory'
is "$(tar -tf "$tarball" | sed "s,^paxctl-ng-$version/,," | LC_ALL=C sort)" \
	"$(git -C tree ls-files | LC_ALL=C sort)" 'all that is in git'
chmod -R go-rwx tree
(umask 077 && TZ=XXX-14 tree/scripts/dist >/dev/null 2>&1)
is "$(sha256sum <"$tarball")" "$sum" 'another umask and time zone make the same tarball'
tar -xf "$tarball"
mkdir plain
run "paxctl-ng-$version/scripts/dist" --plain "$dir/plain"
is "$status $(sha256sum <"plain/paxctl-ng_$version.orig.tar.xz")" "0 $sum" \
	'what packages are built from is the same, without git too'
: >tree/new
run tree/scripts/dist
status_is 1 'what is not committed is not released'
has "$err" 'commit or remove' 'and named'
rm tree/new
gpgconf --kill all 2>/dev/null

run env -u KEY tree/scripts/repo
has "$err" 'make repo KEY=NAME' 'a repository without a key is refused'
run env KEY=nobody tree/scripts/repo
has "$err" "no secret key 'nobody'" 'so is one with a key that gpg does not have'
run tree/scripts/repo
has "$err" 'make deb first' 'and one without packages'
run tree/scripts/deb --release sid
has "$err" "no release 'sid'; there are: bookworm trixie" 'a release that is not known'
run tree/scripts/deb --nonsense
status_is 64 'an option that is not known'
for script in dist repo deb; do
	run tree/scripts/$script --help
	has "$out" "^$script" "$script --help"
done
