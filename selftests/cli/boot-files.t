#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The files of the boot: the hook of initramfs-tools, the module of dracut, and the script that
# loads the module in the initramfs. What they call is a stand-in here; selftests/pax/boot.sh runs
# the hook and the script with a kernel.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
boot=$here/../../userspace/boot
[ -r "$boot/initramfs-load" ] || skip_all 'the sources are not here'
command -v bash >/dev/null || skip_all 'bash is not installed'
plan 33

mkdir bin
for file in initramfs-hook dracut-module-setup; do
	sed "s|@SBINDIR@|$dir/bin|" "$boot/$file.in" >$file
done
# stub NAME LINE...: a program in bin/.
stub() {
	name=$1
	shift
	{ echo '#!/bin/sh'; printf '%s\n' "$@"; } >"bin/$name"
	chmod 755 "bin/$name"
}
# The tool, which notes its arguments.
stub paxctl-ng "echo \"\$*\" >>$dir/tool-calls" 'echo "options pax mode=permissive"'

# The hook of initramfs-tools.
run sh initramfs-hook prereqs
is "$status $out" '0 ' 'the hook has no prerequisites'
# shellcheck disable=SC2016 # the hook expands it
echo 'manual_add_modules() { [ ! -e has ] || { mkdir -p "$DESTDIR/lib/modules/$version"; : >"$DESTDIR/lib/modules/$version/$1.ko.xz"; }; }' >functions
hook() {
	rm -rf dest
	mkdir dest
	run env PAX_HOOK_FUNCTIONS="$dir/functions" DESTDIR="$dir/dest" version=6.12.1-test sh -e initramfs-hook
}
: >has
hook
is "$status $(find dest -name 'pax.ko*')" '0 dest/lib/modules/6.12.1-test/pax.ko.xz' 'it adds the module'
is "$(cat dest/etc/modprobe.d/zz-pax.conf)" 'options pax mode=permissive' 'and the settings'
is "$err$(sort -u tool-calls)" 'load-config --options --quiet' 'which the tool prints'
# initramfs-tools of Debian 13 collects the names first, and copies on request.
mv functions functions-12
sed 's/^manual_add_modules/copy_module/' functions-12 >functions
# shellcheck disable=SC2016 # it is a line of a script
echo 'manual_add_modules() { collected=$1; }
apply_add_modules() { copy_module "$collected"; }' >>functions
hook
is "$status $(find dest -name 'pax.ko*') $(cat dest/etc/modprobe.d/zz-pax.conf) $err" \
	'0 dest/lib/modules/6.12.1-test/pax.ko.xz options pax mode=permissive ' 'so does that of Debian 13'
rm has
hook
has "$status $err" '^0 .*W: pax: Linux 6.12.1-test has no module pax' 'which says, too, that there is none'
: >has
mv functions-12 functions
stub paxctl-ng 'echo "options pax mode=enforce"' 'echo "paxctl-ng: /etc/pax/pax.conf:1: wrong" >&2' 'exit 1'
hook
is "$status $(cat dest/etc/modprobe.d/zz-pax.conf)" '0 options pax mode=enforce' \
	'a broken pax.conf: what is in force, and the initramfs is made'
has "$err" 'pax.conf is not used; correct it, then run: update-initramfs -u -k 6.12.1-test' 'which is said'
has "$err" '/etc/pax/pax.conf:1: wrong' 'with file and line'
rm bin/paxctl-ng
hook
is "$status" 0 'without the tool the initramfs is made, too'
rm has
hook
is "$status $(find dest -type f)" '0 ' 'a kernel without the module'
has "$err" 'W: pax: Linux 6.12.1-test has no module pax, so it would run unprotected' 'which is said'

# The script that loads it. It finds no program but modprobe, as in a small initramfs.
run sh "$boot/initramfs-load" prereqs
is "$status $out" '0 ' 'the script has no prerequisites'
echo 'root=/dev/vda quiet' >cmdline
load() {
	rm -f kmsg modprobe-calls
	# shellcheck disable=SC2016 # the shell that is run expands it
	run env PATH="$dir/bin" PAX_KMSG="$dir/kmsg" PAX_CMDLINE="$dir/cmdline" \
		"${1:-/bin/sh}" -c '. "$0"; echo goes on' "$boot/initramfs-load"
}
stub modprobe "echo \"\$*\" >$dir/modprobe-calls"
load
is "$status $(cat modprobe-calls) $out" '0 pax goes on
' 'it runs modprobe, and does not end the shell that reads it'
[ ! -e kmsg ]
is $? 0 'and says nothing'
load /bin/bash
is "$status $out" '0 goes on
' 'nor bash, which dracut may use'
printf 'Name:\tsh\nPaX:\tPeMRs\n' >has-pax
stub modprobe "echo \"\$*\" >$dir/modprobe-calls"
rm -f modprobe-calls
run env PATH="$dir/bin:$PATH" PAX_KMSG="$dir/kmsg" PAX_STATUS="$dir/has-pax" sh "$boot/initramfs-load"
is "$status $([ ! -e kmsg ] || cat kmsg)$([ ! -e modprobe-calls ] || echo run)" '0 ' 'a kernel that has PaX built in, or the module'
stub modprobe 'exit 1'
load
is "$status $out" '0 goes on
' 'if the module does not load, the system boots on'
has "$(cat kmsg)" '^<2>PAX: nothing is protected: the module does not load; the system boots on' \
	'and the console says so'
echo 'quiet pax.off=1' >cmdline
load
has "$status $(cat kmsg)" '^0 <2>PAX: nothing is protected: the kernel.s command line has pax.off' 'pax.off=1'
run env PATH="$dir/bin:$PATH" PAX_KMSG="$dir/none/kmsg" sh "$boot/initramfs-load"
has "$status $err" 'pax: nothing is protected' 'without a log it says so on its standard error'

# The module of dracut.
cat >dracut.sh <<'END'
dwarn() { echo "dwarn $*" >&2; }
instmods() { echo "instmods $*"; }
inst_multiple() { echo "inst_multiple $*"; }
inst_hook() { echo "inst_hook $*"; }
END
# dracut FUNCTION: calls it as dracut does.
dracut() {
	rm -rf dest
	mkdir dest
	# shellcheck disable=SC2016
	run env PATH="$dir/bin:$PATH" kernel=6.12.1-test initdir="$dir/dest" moddir=/m \
		bash -c '. ./dracut.sh; . ./dracut-module-setup; "$0"' "$1"
}
stub modinfo "[ -e $dir/has ]"
: >has
dracut check
is "$status$err" 0 'dracut takes it for a kernel that has the module'
dracut depends
is "$status $out" '0 ' 'and nothing else with it'
dracut installkernel
is "$out" 'instmods pax
' 'the module'
stub paxctl-ng 'echo "options pax mode=permissive"'
dracut install
is "$status $out" '0 inst_multiple modprobe
inst_hook cmdline 01 /m/pax-load.sh
' 'and the script, as early as scripts run'
is "$(cat dest/etc/modprobe.d/zz-pax.conf)" 'options pax mode=permissive' 'and the settings'
stub paxctl-ng 'echo "options pax mode=enforce"' 'exit 1'
dracut install
has "$status $err" '^0 dwarn pax: pax.conf is not used; correct it, then run: dracut -f --kver 6.12.1-test' \
	'a broken pax.conf'
is "$(cat dest/etc/modprobe.d/zz-pax.conf)" 'options pax mode=enforce' 'has what is in force'
rm has
dracut check
is "$status" 1 'it leaves out a kernel without the module'
has "$err" 'dwarn pax: Linux 6.12.1-test has no module pax' 'and says so'

# What modprobe makes of it: the kernel's command line comes after the options, so it counts.
PATH=$PATH:/usr/sbin:/sbin
if is_root && command -v modprobe gcc depmod >/dev/null &&
	unshare --mount mount --bind cmdline /proc/cmdline 2>/dev/null; then
	mkdir -p tree/lib/modules/6.1-test/extra tree/conf
	echo 'int nothing;' | gcc -c -x c -o tree/lib/modules/6.1-test/extra/pax.ko -
	: >tree/lib/modules/6.1-test/modules.order
	: >tree/lib/modules/6.1-test/modules.builtin
	depmod -b tree 6.1-test 2>/dev/null
	echo 'options pax trust=root mode=enforce' >tree/conf/zz-pax.conf
	echo 'quiet pax.mode=permissive' >cmdline
	# shellcheck disable=SC2016 # the shell that is run expands it
	run unshare --mount sh -c 'mount --bind cmdline /proc/cmdline &&
		modprobe -C "$PWD/tree/conf" -d "$PWD/tree" -S 6.1-test --show-depends pax'
	is "$(printf '%s' "$out" | sed 's/.*pax.ko //; s/ *$//')" 'trust=root mode=enforce mode=permissive' \
		'modprobe adds what the command line has, last'
else
	skip 1 'not root, or no modprobe, depmod and gcc'
fi

# What DKMS runs once it has built the module.
script=$here/../../scripts/debian/renew-initramfs
if [ -r "$script" ]; then
	mkdir -p root
	stub update-initramfs "echo \"\$*\" >$dir/update-calls"
	: >initrd.img-6.1
	: >hook
	sed "s|/boot/|$dir/|; s|/usr/share/initramfs-tools/hooks/pax|$dir/hook|" "$script" >renew
	run env PATH="$dir/bin:$PATH" sh renew 6.2
	is "$status $([ ! -e update-calls ] || echo run)" '0 ' 'a kernel without an initramfs gets none'
	run env PATH="$dir/bin:$PATH" sh renew 6.1
	is "$status $(cat update-calls)" '0 -u -k 6.1' 'one with an initramfs gets a new one'
else
	skip 2 'the packaging is not here'
fi
