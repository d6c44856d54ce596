#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Marks in images of containers, made with Debian's buildah as Documentation/fleet.rst has it: the
# policy applied in a build, what a layer and an archive of the image keep, a container on overlayfs,
# and an image that brings marks of its own.

here=$(cd "$(dirname "$0")" && pwd)/../cli
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
top=$here/../..
is_root || skip_all 'only root can mount images'
command -v apt-get >/dev/null || skip_all 'there is no apt-get to fetch buildah with'
buildah=$("$top/scripts/need" --unpack buildah)/usr/bin/buildah || bail_out 'there is no buildah'
libraries=$("$top/scripts/need" --unpack libgpgme11) || bail_out 'there is no libgpgme11'
libraries=$(dirname "$(find "$libraries" -name libgpgme.so.11)")
plan 16

echo '{"default": [{"type": "insecureAcceptAnything"}]}' >trust.json
# b COMMAND...: buildah, with a storage of its own. vfs needs no mounts, and has the same layers.
b() {
	verb=$1
	shift
	case $verb in from|commit) set -- --signature-policy "$dir/trust.json" "$@" ;; esac
	LD_LIBRARY_PATH=$libraries "$buildah" --root "$dir/storage" --runroot "$dir/run" \
		--storage-driver vfs "$verb" "$@" 2>>buildah.log
}
# from IMAGE: a container of the image; sets its name and the directory of its files.
from() {
	container=$(b from "$1") || bail_out "buildah: $(cat buildah.log)"
	files=$(b mount "$container") || bail_out "buildah: $(cat buildah.log)"
	[ -d "$files" ] || bail_out 'buildah has mounted nothing'
}

# The build.
from scratch
mkdir -p "$files/usr/bin" "$files/etc/pax/policy.d"
cp "$file_helper" "$files/usr/bin/jit"
cp "$file_helper" "$files/usr/bin/other"
echo 'required em /usr/bin/jit' >"$files/etc/pax/policy.d/50-image.conf"
pax apply -n --root "$files"
is "$status $(attr "$files/usr/bin/jit")" '0 none' 'a dry run in a build'
pax apply --root "$files"
status_is 0 'apply --root in a build'
pax check --strict --root "$files"
status_is 0 'check --root in a build'
b commit -q "$container" "oci-archive:$dir/image.tar" >commit.log || bail_out "$(cat buildah.log)"

# The archive.
mkdir archive layer
tar -C archive -xf image.tar
for blob in archive/blobs/sha256/*; do
	! tar -tf "$blob" >/dev/null 2>&1 || tar -C layer --xattrs --xattrs-include='*' -xf "$blob"
done
is "$(attr layer/usr/bin/jit)" '[em]2' 'the layer has the mark, for all that unpacks user.*'
is "$(attr layer/usr/bin/other)" none 'and no other'
from "oci-archive:$dir/image.tar"
is "$(attr "$files/usr/bin/jit")" '[em]2' 'a container of the archive has it'
pax check --strict --root "$files"
status_is 0 'and agrees with its policy'

# A second layer.
cp "$file_helper" "$files/usr/bin/new"
mv "$files/usr/bin/new" "$files/usr/bin/jit"
pax check --root "$files"
is "$status $(printf '%s' "$out" | cut -f 1,2)" '1 missing	/usr/bin/jit' 'an update in a layer loses it'
pax apply --root "$files"
b commit -q "$container" "oci-archive:$dir/second.tar" >commit.log || bail_out "$(cat buildah.log)"
from "oci-archive:$dir/second.tar"
is "$(attr "$files/usr/bin/jit")" '[em]2' 'until it is applied again'

# overlayfs, as a container runs.
mkdir upper work merged
if unshare -m sh -c "mount -t overlay overlay -o lowerdir=$files,upperdir=upper,workdir=work merged" 2>/dev/null; then
	over() { unshare -m sh -c "mount -t overlay overlay -o lowerdir=$files,upperdir=upper,workdir=work merged && $1"; }
	run over "'$PAXCTL' check --root merged"
	status_is 0 'overlayfs shows the marks of the layer'
	run over "chmod 700 merged/usr/bin/jit && '$PAXCTL' check --root merged"
	status_is 0 'a copy into the upper layer has it'
	run over "'$PAXCTL' -d merged/usr/bin/jit"
	is "$status $(attr "$files/usr/bin/jit")" '0 [em]2' 'a container cannot change that of the image'
else
	skip 3 'no overlayfs can be mounted here'
fi

# What an image brings.
set_attr "$files/usr/bin/other" pem
pax check --strict --root "$files"
is "$status $(printf '%s' "$out" | cut -f 1,2)" '1 extra	/usr/bin/other' \
	'check --strict names a mark that its policy does not'
echo 'em /usr/bin/jit' >host.conf
pax check --strict --root "$files" host.conf
is "$(printf '%s' "$out" | cut -f 1,2)" 'extra	/usr/bin/other' 'as it does with a policy of the host'
pax -d "$files/usr/bin/other"
pax check --strict --root "$files" host.conf
status_is 0 'until it is removed'
chown 1000 "$files/usr/bin/jit"
mkdir -p "$files/usr/lib/pax"
echo 'trust = root' >"$files/etc/pax/pax.conf"
pax check --root "$files"
has "$err" 'jit: warning: ' 'with trust=root a file of another owner cannot be exempt, which is said'
