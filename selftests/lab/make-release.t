#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Makes releases as a maintainer does, with packages that are built in no time: what the tag has to
# say, the tarball, the two suites of the repository, and how long a version stays in testing. apt
# reads the repository as a machine of an admin would.

here=$(cd "$(dirname "$0")" && pwd)/../cli
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
top=$here/../..
[ -e "$top/.git" ] || skip_all 'the sources are not in git'
for need in git gpg xz apt-ftparchive apt-get dpkg-deb; do
	command -v $need >/dev/null || skip_all "$need is not installed"
done
plan 51

export GNUPGHOME="$dir/gnupg" KEY='test of releases' REPO="$dir/public"
export GIT_CONFIG_GLOBAL="$dir/gitconfig" GIT_CONFIG_NOSYSTEM=1
mkdir -m 700 gnupg
gpg --batch --quiet --passphrase '' --quick-generate-key "$KEY" 2>/dev/null
gpg --batch --quiet --passphrase '' --quick-generate-key 'another key' 2>/dev/null
git config --global user.name t
git config --global user.email t@example.org
git config --global gpg.program gpg
git init -q tree
(cd "$top" && git ls-files -z scripts CHANGELOG.rst kernel/include/uapi .gitignore |
	xargs -0 cp --parents -t "$dir/tree")
# As they are, not as they were committed.
cp -r "$top/scripts/release" "$top/scripts/repo" tree/scripts/

# Packages that have nothing but their names.
cat >tree/scripts/deb <<'END'
#!/bin/bash
set -eu
cd "$(dirname "$0")/.."
release=$2
version=$(scripts/version)
full=$version-1~$release
out=build/deb/$release
rm -rf "$out" build/empty
mkdir -p "$out" build/empty/DEBIAN
scripts/dist --plain "$out"
for package in paxctl-ng/amd64 paxctl-ng-dbgsym/amd64 pax-dkms/all; do
	arch=${package#*/}
	printf '%s\n' "Package: ${package%/*}" "Version: $full" "Architecture: $arch" \
		'Maintainer: T <t@example.org>' 'Description: stand-in' > build/empty/DEBIAN/control
	dpkg-deb -b build/empty "$out/${package%/*}_${full}_$arch.deb" > /dev/null
done
: > "$out/paxctl-ng_${full}_amd64.changes"
END

# version V: the tree is of that version, and committed.
version() {
	sed -i "s/^#define PAX_VERSION .*/#define PAX_VERSION \"$1\"/" tree/kernel/include/uapi/linux/pax.h
	sed -i "0,/^[0-9.]* (/s/^[0-9.]* (/$1 (/" tree/CHANGELOG.rst
	git -C tree add -A
	git -C tree commit -q -m "$1"
}
lines=$(for check in .ci/run 'make check-all' 'make check-more' 'make check-debug'; do
	echo "$check: 10 passed, 0 failed, 3 skipped"
done)
# tag TEXT [KEY]: the tree is tagged with this text.
tag() { git -C tree tag -f -s -u "${2:-$KEY}" -m "$1" "v$(tree/scripts/version)" >/dev/null 2>&1; }
release() { run tree/scripts/release "$@"; }

# days VERSION N: as if testing had it for N days.
days() { sed -i "s/^[0-9-]* testing $1\$/$(date -u -d "$2 days ago" +%F) testing $1/" public/history; }

# apt COMMAND...: apt of a machine that knows this repository only.
apt() {
	mkdir -p apt/lists/partial apt/archives/partial apt/parts
	touch apt/dpkg-status
	run env DEBIAN_FRONTEND=noninteractive "$1" -o Dir::Etc::SourceList=/dev/null \
		-o Dir::Etc::SourceParts="$dir/apt/parts" -o Dir::State="$dir/apt" -o Dir::State::Lists="$dir/apt/lists" \
		-o Dir::Cache="$dir/apt" -o Dir::State::status="$dir/apt/dpkg-status" -o APT::Architecture=amd64 \
		-o APT::Architectures=amd64 -o APT::Update::Error-Mode=any -o APT::Sandbox::User= "$2" \
		${3+"$3"}
}
# use FILE: the machine uses what the repository has in this file.
use() {
	rm -rf apt
	mkdir -p apt/parts
	sed "s,/usr/share/keyrings,$dir/public," "public/$1" >apt/parts/paxctl-ng.sources
}
# candidate: the version that apt would install, or none.
candidate() {
	apt apt-get update
	[ "$status" -eq 0 ] && apt apt-cache policy paxctl-ng &&
		printf '%s\n' "$out" | awk '/Candidate/ { found = $2 } END { print found ? found : "none" }'
}

version 1.0.0
run env -u KEY tree/scripts/release
has "$err" 'make release KEY=NAME' 'a release without a key is refused'
release
has "$err" 'there is no tag v1.0.0' 'and one without a tag'
git -C tree tag v1.0.0
release
has "$err" "no good signature by '$KEY'" 'a tag without a signature'
tag "$lines" 'another key'
release
has "$err" "no good signature by '$KEY'" 'a tag that another key has signed'
tag "$(printf '%s\n' "$lines" | grep -v check-more)"
release
has "$err" "that 'make check-more' has passed" 'a tag that says nothing of one of the checks'
tag "$(printf '%s\n' "$lines" | sed 's/^make check-all: 10 passed, 0/make check-all: 9 passed, 1/')"
release
has "$err" "that 'make check-all' has passed" 'or that one has failed'
tag "$lines"
: >tree/new
release
status_is 1 'a tree that is not clean'
has "$err" 'commit or remove' 'which says what to do'
rm tree/new
git -C tree commit -q --allow-empty -m later
release
has "$err" "not at v1.0.0: 'git checkout v1.0.0'" 'a tree that is past its tag'
git -C tree reset -q --hard v1.0.0
is "$(ls -d public 2>/dev/null)" '' 'none of them has made a repository'

release
status_is 0 'a release'
done=tree/build/release/1.0.0
run gpg --batch --verify $done/paxctl-ng-1.0.0.tar.xz.asc $done/paxctl-ng-1.0.0.tar.xz
status_is 0 'its tarball is signed'
run cmp $done/paxctl-ng-1.0.0.tar.xz $done/trixie/paxctl-ng_1.0.0.orig.tar.xz
status_is 0 'and is what the packages are built from'
is "$(find public/pool -name '*.deb' -printf '%P\n' | sed 's/_.*//' | sort | xargs)" \
	"$(for name in paxctl-ng pax-dkms; do printf 'testing/%s/%s\n' bookworm $name trixie $name; done | sort | xargs)" \
	'testing has the packages of both releases, and none of debug symbols'
is "$(cat public/history)" "$(date -u +%F) testing 1.0.0" 'the day is noted'
for suite in stable testing; do
	run gpg --batch --verify public/dists/$suite/Release.gpg public/dists/$suite/Release
	status_is 0 "the suite $suite is signed"
done
use paxctl-ng-trixie.sources
is "$(candidate)" none 'apt takes stable, which has nothing yet'
use paxctl-ng-trixie-testing.sources
is "$(candidate)" '1.0.0-1~trixie' 'and in testing it finds the packages of its release'
sed -i 's/^Signed-By: .*/Signed-By: \/nowhere.gpg/' apt/parts/paxctl-ng.sources
rm -rf apt/lists
apt apt-get update
has "$err" 'NO_PUBKEY\|not signed\|no valid\|unreadable' 'not without the key'
release
has "$err" '1.0.0 is released already' 'a version is released once'

release --stable 1.0.0
has "$err" 'in testing since .* 0 days; stable gets it after 30' 'what changes behaviour stays in testing'
days 1.0.0 29
release --stable 1.0.0
has "$err" "29 days; stable gets it after 30, on $(date -u -d tomorrow +%F)" 'for 30 days'
release --stable 1.0
has "$err" "'1.0' is no version" 'what is no version'
release --stable 7.0.0
has "$err" 'no version 7.0.0 in testing; it has: 1.0.0' 'a version that testing has not'
days 1.0.0 30
release --stable 1.0.0
status_is 0 'then stable gets it'
use paxctl-ng-bookworm.sources
is "$(candidate)" '1.0.0-1~bookworm' 'and apt finds it there'
run cmp public/pool/testing/bookworm/pax-dkms_1.0.0-1~bookworm_all.deb \
	public/pool/stable/bookworm/pax-dkms_1.0.0-1~bookworm_all.deb
status_is 0 'the same bytes that testing had'
release --stable 1.0.0
has "$err" 'stable has 1.0.0 already' 'once'

version 1.0.1
tag "$lines"
release
status_is 0 'a fix'
is "$(candidate)" '1.0.0-1~bookworm' 'is not in stable yet'
days 1.0.1 13
release --stable 1.0.1
has "$err" '13 days; stable gets it after 14' 'but after 14 days'
days 1.0.1 14
release --stable 1.0.1
is "$status $(candidate)" '0 1.0.1-1~bookworm' 'then apt finds it'
run env printf '%s\n' public/pool/stable/bookworm/pax-dkms_*
has "$out" '_1.0.0-' 'and the version before, to go back to'

version 1.1.0
tag "$lines"
release
version 1.1.1
tag "$lines"
release
days 1.1.0 20
days 1.1.1 15
release --stable 1.1.1
has "$err" 'what 1.1 changes is in testing since .* 20 days; stable gets it after 30' \
	'a fix does not bring a change to stable sooner'
release --stable 1.1.1 --urgent 'a fault that attackers use'
is "$status $(candidate)" '0 1.1.1-1~bookworm' 'but where it is urgent'
has "$(cat public/history)" 'stable 1.1.1 urgent: a fault that attackers use' 'which is noted'
release --stable 1.1.0
has "$err" 'stable has 1.1.1, which is newer' 'stable does not go back'
release --urgent x
has "$err" '--urgent is about --stable' 'urgent is about stable'

git -C tree checkout -q v1.0.1
release
has "$err" 'testing has 1.1.1, which is newer than 1.0.1' 'nor does testing'
git -C tree checkout -q v1.1.1
tree/scripts/deb --release bookworm
# apt has noted the checksum of the package of this name.
printf x >>tree/build/deb/bookworm/pax-dkms_1.1.1-1~bookworm_all.deb
before=$(cat public/dists/stable/InRelease)
run tree/scripts/repo --dir public --suite testing
has "$err" 'with other contents: a change needs a new version' 'a package does not change'
is "$(cat public/dists/stable/InRelease)" "$before" 'and the repository stays as it was'
run env KEY='another key' tree/scripts/repo --dir public
has "$err" 'signed by another key' 'nor does the key'
run tree/scripts/repo --suite sid
has "$err" "no suite 'sid'; there are: stable testing" 'a suite that is not known'
run tree/scripts/repo --promote 1.0.0
has "$err" 'needs --dir' 'promotion without a repository'
run tree/scripts/repo --dir public --promote 9.9.9
has "$err" 'no version 9.9.9 in testing' 'and of what is not there'
sed -i 's,^URIs: .*,URIs: https://example.org/pax,' public/paxctl-ng-trixie.sources
rm -rf tree/build/deb/bookworm
tree/scripts/deb --release trixie
run tree/scripts/repo --dir public --suite testing
has "$(cat public/paxctl-ng-trixie.sources)" 'https://example.org/pax' 'a repository keeps its place'
is "$(grep -o '^   \* - [0-9][0-9]-[a-z]*$' "$top/Documentation/releases.rst" | cut -c 8-)" \
	"$(cd "$top/scripts/in-tree.d/series" && printf '%s\n' [0-9]*)" 'the page has each patch of the series'
# shellcheck disable=SC2016 # backquotes of the page
is "$(sed -n "s/^required=(\(.*\))/\1/p" "$top/scripts/release" | tr -d "'" | sed 's/ make /\nmake /g')" \
	"$(sed -n '/^What must/,/^How a/s/^[`]*\(\(make\|.ci\)[^`]*\)[`]*  .*/\1/p' "$top/Documentation/releases.rst")" \
	'and each check that must have passed'
run tree/scripts/release --nonsense
status_is 64 'an option that is not known'
run tree/scripts/release --help
has "$out" '^release' 'release --help'
gpgconf --kill all 2>/dev/null
