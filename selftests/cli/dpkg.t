#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A package whose own script runs its own program, which the policy marks, is upgraded in a root of
# its own: with the watch, and without it with the hooks of the package pax-policy.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
# shellcheck source=selftests/cli/watching.sh
. "$here/watching.sh"
hook=$here/../../scripts/debian/dpkg/dpkg-marks
[ -x "$hook" ] || skip_all "$hook is not there"
hook=$(cd "$(dirname "$hook")" && pwd)/dpkg-marks
command -v dpkg-deb >/dev/null || skip_all 'dpkg is not installed'
is_root || skip_all 'only root installs packages'
plan 12

# package VERSION: makes it. Its script notes the mark that its program has while it runs.
package() {
	mkdir -p "package$1/DEBIAN" "package$1/usr/bin"
	cp "$file_helper" "package$1/usr/bin/pax-test"
	cat >"package$1/DEBIAN/control" <<-END
		Package: pax-test
		Version: $1
		Architecture: all
		Maintainer: nobody <nobody@example.org>
		Description: test
	END
	cat >"package$1/DEBIAN/postinst" <<-END
		#!/bin/sh
		program=\$DPKG_ROOT/usr/bin/pax-test
		mark=\$(\$program get \$program $user 2>/dev/null)
		echo "\$1 \${mark:-none}" >>"$dir/seen"
	END
	chmod 755 "package$1/DEBIAN/postinst"
	dpkg-deb -b "package$1" "$1.deb" >/dev/null 2>&1 || bail_out 'dpkg-deb fails'
}

# install_with OPTION...: runs dpkg, whose scripts run without chroot, since the root has no shell.
install_with() {
	run env PATH="$dir/bin:$PATH:/usr/sbin:/sbin" dpkg --root="$dir/root" --force-script-chrootless \
		--log=/dev/null "$@"
	[ "$status" -eq 0 ] || note "$err"
}

mkdir -p root/etc/pax/policy.d root/usr/lib/pax/policy.d root/usr/bin bin \
	root/var/lib/dpkg/info root/var/lib/dpkg/updates root/var/lib/dpkg/triggers
: >root/var/lib/dpkg/status
: >root/var/lib/dpkg/available
echo '# no profile' >root/usr/lib/pax/policy.d/00-profile.conf
ln -s "$PAXCTL" bin/paxctl-ng
for version in 1 2 3 4 5 6 7; do
	package $version
done
: >seen
echo 'em /usr/bin/pax-test' >root/etc/pax/policy.d/50-test.conf
install_with -i 1.deb
status_is 0 'the package is installed'
is "$(cat seen) $(attr root/usr/bin/pax-test)" 'configure none none' 'with nothing, it has no mark'

# The hooks, as the file for dpkg.cfg.d gives them.
post="$hook ended" logger="exec $hook unpacked"
is "$(grep -c -e "dpkg-marks ended\"\$" -e 'exec /usr/lib/pax/dpkg-marks unpacked; exec cat' \
	"$(dirname "$hook")/pax-policy")" 2 'the file for dpkg names both hooks'
: >seen
install_with --post-invoke="$post" --status-logger="$logger" --unpack 2.deb
stored root/usr/bin/pax-test em 'unpacked in one run, as by apt: it has its mark'
install_with --post-invoke="$post" --status-logger="$logger" --configure pax-test
is "$(cat seen)" 'configure em' 'configured in the next: the script sees the mark'
install_with --post-invoke="$post" --status-logger="$logger" -i 3.deb
stored root/usr/bin/pax-test em 'dpkg -i: it has its mark at the end'
note "its script saw: $(tail -n 1 seen)"
# Here the hook has the time that dpkg does not give it for sure.
mkdir -p slow/DEBIAN
cp -r package4/usr slow
sed 's/^#!.*/&\nsleep 1/' package4/DEBIAN/postinst >slow/DEBIAN/postinst
cp package4/DEBIAN/control slow/DEBIAN
chmod 755 slow/DEBIAN/postinst
dpkg-deb -b slow 4.deb >/dev/null 2>&1
install_with --status-logger="$logger" -i 4.deb
is "$(tail -n 1 seen)" 'configure em' 'and before, if the hook is fast enough'
echo nonsense >root/etc/pax/policy.d/60-broken.conf
install_with --post-invoke="$post" --status-logger="$logger" -i 5.deb
status_is 0 'a broken policy keeps nothing from being installed'
is "$(printf '%s' "$err" | grep -c '60-broken.conf:1: ')" 1 'and is said once'
rm root/etc/pax/policy.d/60-broken.conf

# The watch, without hooks.
echo 'held em /usr/bin/pax-test' >root/etc/pax/policy.d/50-test.conf
# shellcheck disable=SC2119	# It needs no option.
watch
: >seen
for version in 6 7 1 2 3; do
	install_with -i $version.deb
done
is "$(sort seen | uniq -c | sed 's/^ *//')" '5 configure em' 'with the watch the script sees the mark, each time'
has "$(cat rows)" '^set	/usr/bin/pax-test.dpkg-new	-	em	-$' 'which was there before the file had its name'
kill "$watcher"
status=0
wait "$watcher" || status=$?
watcher=
is "$status $(grep -vc 'lines of the policy' messages)" '0 0' 'and nothing failed'
