#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The policy of a fleet: which sections hold on which machine, and what is refused because it is not
# validly signed.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
[ -x /usr/bin/gpgv ] || skip_all 'there is no gpgv, which apt of Debian 12 needs'
command -v gpg >/dev/null || skip_all 'there is no gpg to sign with'
plan 60

GNUPGHOME=$dir/gnupg
export GNUPGHOME
mkdir -m 700 "$GNUPGHOME"
# key NAME LIFETIME [OPTION]...: makes a key.
key() {
	name=$1 life=$2
	shift 2
	gpg --batch --quiet --passphrase '' "$@" --quick-generate-key "$name" ed25519 sign "$life" 2>>gpg.log ||
		bail_out "cannot make a key: $(cat gpg.log)"
}
# sign KEY [OPTION]...: signs the policy, and nobody else does.
sign() {
	rm -f $etc/fleet.conf.sig
	signer=$1
	shift
	gpg --batch --quiet "$@" -u "$signer" --output $etc/fleet.conf.sig --detach-sign $etc/fleet.conf \
		2>>gpg.log || bail_out "cannot sign: $(cat gpg.log)"
}
trust() {
	rm -f $etc/trust.d/*
	for name; do
		gpg --batch --export "$name" >"$etc/trust.d/$name.gpg"
	done
}

bin=root/usr/bin etc=root/etc/pax
mkdir -p $bin $etc/policy.d $etc/profiles $etc/trust.d root/usr/lib/pax
for name in all web db arm local profile; do
	script $bin/$name
done
key fleet 1d
key other 1d
trust fleet
echo web1.example.org >root/etc/hostname
printf 'NAME="X"\nID=debian\nVERSION_ID="12"\n' >root/etc/os-release
echo 'em /usr/bin/local' >$etc/policy.d/50-local.conf
echo 'm /usr/bin/profile' >$etc/profiles/server.conf
cat >$etc/fleet.conf <<'END'
# Before the first heading: all machines.
em	/usr/bin/all

[web host=web*,www1]	# a comment
inherit server
em	/usr/bin/web

[db host=db* os=debian-1[23]]
em	/usr/bin/db
m	/usr/bin/all

[arm arch=aarch64]
em	/usr/bin/arm
END
sign fleet
fleet() { verb=$1; shift; pax "$verb" --root root --fact arch=x86_64 "$@"; }
# marks: the programs and their marks.
marks() { for name in all arm db local profile web; do printf '%s=%s ' $name "$(attr $bin/$name)"; done; }
clean() { for name in all arm db local profile web; do script $bin/$name; done; }
none='all=none arm=none db=none local=none profile=none web=none '

# Which sections hold.
fleet check
status_is 1 'check compares with the policy of the fleet'
has "$out" '^missing	/usr/bin/web' 'the section of this host'
lacks "$out" '/usr/bin/db' 'not that of others'
has "$err" '^paxctl-ng: /etc/pax/fleet.conf: signed by [0-9A-F]\{40\}; these sections are about this machine: web$' \
	'says who signed it and what holds'
fleet diff
has "$out" '^/usr/bin/web	-	em	missing	/etc/pax/fleet.conf:6$' 'diff names the line of the file'
fleet apply -n
is "$status $(marks)" "0 $none" 'a dry run'
fleet apply
is "$status $(marks)" '0 all=[em]2 arm=none db=none local=[em]2 profile=[m]1 web=[em]2 ' \
	'apply: the section, its profile, and the policy of the machine'
fleet apply
has "$err" 'apply: 0 set, 4 right already' 'a second time'
fleet check
status_is 0 'and check agrees'
fleet check -q
is "$err" '' 'nothing is said with -q'
clean
fleet apply --fact host=db7
is "$(marks)" 'all=[m]1 arm=none db=[em]2 local=[em]2 profile=none web=none ' \
	'another host; the later section counts'
clean
fleet apply --fact host=db7 --fact os=debian-11
is "$(marks)" 'all=[em]2 arm=none db=none local=[em]2 profile=none web=none ' 'all conditions must hold'
clean
pax apply --root root --fact arch=aarch64 --fact host=none
is "$(marks)" 'all=[em]2 arm=[em]2 db=none local=[em]2 profile=none web=none ' 'an architecture'
clean
pax apply --root root
is "$status $(marks)" "65 $none" 'what is not known of an image is an error'
has "$err" '^paxctl-ng: /etc/pax/fleet.conf:12: the arch of this root is not known; name it: --fact arch=VALUE$' \
	'and says what to do'
pax apply --fleet $etc/fleet.conf --fact host=web9 -n list-that-is-absent
status_is 65 'operands and --fleet'
: >empty
pax check --root root empty
is "$status $err" '0 paxctl-ng: check: 0 as the policy says, 0 not there, 0 drifted' \
	'operands stand for all that is installed'

# Groups that the machine is put into.
sed 's/^\[web .*/[web group=front]/' $etc/fleet.conf >new && mv new $etc/fleet.conf
sign fleet
fleet check
lacks "$out" '/usr/bin/web' 'a group that the machine is not in'
echo '# roles
front other' >$etc/groups
fleet check
has "$out" '/usr/bin/web' '/etc/pax/groups'
fleet check --fact group=a --fact group=front
has "$out" '/usr/bin/web' '--fact, several times'
fleet check --fact group=a
lacks "$out" '/usr/bin/web' 'which replace what is found'
for fact in group colour=red; do
	fleet check --fact $fact
	status_is 64 "--fact $fact"
done

# refused NAME PATTERN: the policy is refused with this message, and no file is touched.
refused() {
	clean
	fleet apply
	is "$status $(marks)" "65 $none" "$1: refused, nothing is done"
	has "$err" "^paxctl-ng: /etc/pax/[^ ]*: .*$2" "$1: the message"
}
cp $etc/fleet.conf good.conf
cp $etc/fleet.conf.sig good.sig
restore() { rm -f $etc/fleet.conf.sig; cp good.conf $etc/fleet.conf; cp good.sig $etc/fleet.conf.sig; trust fleet; }

echo 'pem /usr/bin/sudo' >>$etc/fleet.conf
refused 'a line more' 'its signature does not fit'
has "$err" 'nothing was done, since the policy has errors' 'and says so'
head -c 60 good.conf >$etc/fleet.conf
refused 'a partial file' 'its signature does not fit'
: >$etc/fleet.conf
refused 'an empty file' 'its signature does not fit'
restore
head -c 40 good.sig >$etc/fleet.conf.sig
refused 'a partial signature' 'no signature that can be read'
: >$etc/fleet.conf.sig
refused 'an empty signature' 'no signature that can be read'
rm $etc/fleet.conf.sig
refused 'no signature' 'its signature cannot be read'
mkfifo $etc/fleet.conf.sig
refused 'a FIFO' 'it is not a regular file'
restore
sign other
refused 'another key' 'the key [0-9A-F]* that signed it is not in /etc/pax/trust.d'
trust fleet other
fleet apply
status_is 0 'unless it is trusted'
restore
trust
refused 'no key' 'there is no key /etc/pax/trust.d/\*.gpg'
echo nothing >$etc/trust.d/fleet.gpg
refused 'a broken key' '.'
gpg --batch --armor --export fleet >$etc/trust.d/fleet.gpg
refused 'an armored key' 'the key is armored'
restore
chmod 666 $etc/trust.d/fleet.gpg
refused 'a key that others may write' 'others may write it'
restore

# Time.
key old 1d --faked-system-time 20200101T000000
sign old --faked-system-time 20200101T000100
trust old
refused 'an expired key' 'the key [0-9A-F]* that signed it has expired'
key past never --faked-system-time 20200101T000000
sign past --faked-system-time 20200101T000100 --default-sig-expire 1d
trust past
refused 'an expired signature' 'its signature by the key [0-9A-F]* has expired'

# Two signatures, as when a key is replaced; and one of them that is wrong.
restore
sign other
cat good.sig >>$etc/fleet.conf.sig
fleet apply
status_is 0 'one of two signatures is enough'
echo >>$etc/fleet.conf
sign other
cat good.sig >>$etc/fleet.conf.sig
trust fleet other
fleet apply -n
status_is 65 'but no signature may be wrong'
restore

# Digests that can be forged.
rm $etc/fleet.conf.sig
gpg --batch --quiet --passphrase '' --quick-generate-key weak rsa2048 sign 1d 2>>gpg.log
sign weak --digest-algo SHA1 --weak-digest MD5
trust weak
clean
fleet apply
status_is 65 'a signature with SHA-1'
restore

# What is validly signed, and wrong.
printf '[x colour=red]\nem /usr/bin/all\n[]\n[y\nem /usr/bin/x\nxx /usr/bin/z\n' >$etc/fleet.conf
sign fleet
fleet check
has "$err" 'fleet.conf:1: "colour=red" is no condition' 'a condition'
has "$err" 'fleet.conf:3: the section has no name' 'a name'
has "$err" 'fleet.conf:4: the heading' 'a heading'
has "$err" 'fleet.conf:6: "xx" is no mark' 'a line'
gpgconf --kill all 2>/dev/null || :
