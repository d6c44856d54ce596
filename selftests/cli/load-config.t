#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# load-config: pax.conf, the kernel's command line, the order in which settings are put in force,
# and what happens after an error. The kernel's files are plain files here.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 106

conf=root/etc/pax/pax.conf
mkdir -p root/etc/pax/policy.d root/usr/lib/pax root/usr/bin root/proc empty/etc

# fresh: makes the kernel's files with the module's defaults.
fresh() {
	rm -rf k
	mkdir k
	for setting in mode=enforce softmode=0 defaults=PeMRs trust=any strict= lock=0; do
		printf '%s\n' "${setting#*=}" >"k/${setting%%=*}"
	done
}

# now: prints what the settings are.
now() { for setting in mode softmode defaults trust strict lock; do printf '%s ' "$(head -n 1 k/$setting)"; done; }
unchanged='enforce 0 PeMRs any  0 '

load() { pax load-config --root root --kernel k "$@"; }

# Values and the form of a line.
cat >$conf <<'END'
# comment
mode=permissive
	softmode =  1
defaults = pemrs  

trust	=	root
strict = textrel=pass,shared
lock = 1
END
fresh
load
status_is 0 'every setting'
is "$(now)" 'permissive 1 pemrs root shared textrel=pass 1 ' 'is put in force'
has "$err" '/etc/pax/pax.conf: in force: .*mode permissive, lock 1' 'which is said'
fresh
load -q
is "$status $err" '0 ' 'but not with --quiet'
echo 'trust = root' >$conf
fresh
load
is "$status $(now)" '0 enforce 0 PeMRs root  0 ' 'a setting that is not given stays'
echo 'defaults = RSpem' >$conf
fresh
load
is "$status $(now)" '0 enforce 0 pemRs any  0 ' 'letters in any order'
echo 'strict =' >$conf
echo shared >k/strict
load
is "$status $(head -n 1 k/strict)" '0 ' 'an empty list'
: >$conf
fresh
load
is "$status $(now)" "0 $unchanged" 'an empty file sets nothing'
printf 'mode = permissive' >$conf
load
is "$status $(now)" '0 permissive 0 PeMRs any  0 ' 'a last line without newline'

# Errors: each names file and line, and no setting changes.
# wrong TEXT PATTERN NAME
wrong() {
	printf '%b' "$1" >$conf
	fresh
	load
	is "$status $(now)" "1 $unchanged" "$3: nothing is set"
	has "$err" "/etc/pax/pax.conf:$2" "$3: file and line"
}
wrong 'mode = permissive\nmodes = enforce\n' '2: there is no setting "modes"; there are mode, ' 'a key that is none'
wrong 'mode = permissiv\nlock = 1\n' '1: "permissiv" is no value of mode; it is enforce or permissive$' 'a value that is none'
wrong 'mode = permissive # for now\n' '1: "permissive # for now" is no value' 'a comment behind a value'
wrong '\n\nmode permissive\n' '3: "mode permissive" has no "="; write KEY = VALUE' 'no equals sign'
wrong 'mode =\n' '1: "" is no value of mode' 'no value'
wrong '= 1\n' '1: there is no setting ""' 'no key'
wrong 'lock = yes\n' '1: "yes" is no value of lock; it is 0 or 1' 'the lock'
wrong 'trust = root\nmode = enforce\ntrust = any\n' '3: line 1 has set trust already' 'a key twice'
wrong 'strict = shared nothing\n' '1: "shared nothing" is no value of strict; it is empty, or' 'a list'
wrong 'defaults = PeM\n' '1: "PeM" is no value of defaults; it is five letters' 'too few letters'
wrong 'defaults = peMRs\n' '1: "peMRs" is no value of defaults' 'letters that contradict each other'
wrong 'trust = root\nmode = \000enforce\n' '2: there is a NUL byte' 'a NUL byte'
wrong '\033[31m = 1\n' '1: there is no setting "\\x1B\[31m"' 'a control character is quoted'
wrong 'Mode = enforce\nlock=2\n' '2: "2" is no value of lock' 'all errors are named'
printf 'mode = permissive\nlock = 1\nnonsense\n' >$conf
fresh
load
has "$err" 'pax.conf: it has errors, so no setting was changed' 'which is said'
is "$(cat k/lock)" 0 'and nothing is locked'

# The file itself.
fresh
rm $conf
mkdir $conf
load
is "$status $(now)" "1 $unchanged" 'a directory'
has "$err" '/etc/pax/pax.conf: it is not a regular file' 'and says so'
rmdir $conf
mkfifo $conf
load
is "$status $(now)" "1 $unchanged" 'a FIFO does not stop it'
rm $conf
ln -s nowhere $conf
load
is "$status $(now)" "0 $unchanged" 'a link to nowhere is no file'
rm $conf
echo 'mode = permissive' >$conf
chmod 666 $conf
load
is "$status $(now)" "1 $unchanged" 'a file that others may write'
has "$err" 'pax.conf: others may write it; chown root, chmod o-w' 'and says so'
chmod 644 $conf
if is_root && can_be_user; then
	chmod 600 $conf
	run as_user "$PAXCTL" load-config --check --root root
	is "$status" 1 'a file that the user may not read'
	has "$err" 'pax.conf: cannot read it: Permission denied' 'and says so'
	chown 65534 $conf
	load
	is "$status $(now)" "1 $unchanged" 'a file of another user'
	chown 0 $conf
	chmod 644 $conf
	run as_user "$PAXCTL" load-config --root root --kernel k
	is "$status $(now)" "1 $unchanged" 'a user may not set anything'
	has "$err" 'k/mode: cannot set it to "permissive": only root may' 'and says so'
else
	skip 5 'not root, or no other user can be'
fi
rm $conf
load
is "$status $(now)" "0 $unchanged" 'no file at all'
has "$err" 'load-config: in force: defaults PeMRs, trust any, softmode 0, mode enforce, lock 0' 'says what there is'
echo 'mode = permissive' >root/usr/lib/pax/pax.conf
load
is "$status $(cat k/mode)" '0 permissive' 'the file of the package'
echo 'trust = root' >$conf
fresh
load
is "$status $(now)" '0 enforce 0 PeMRs root  0 ' 'the file in /etc is read in its place'
echo nonsense >root/usr/lib/pax/pax.conf
load
is "$status" 0 'whatever that has'
rm root/usr/lib/pax/pax.conf

# The policy comes first, the lock last.
printf 'mode = permissive\nlock = 1\n' >$conf
script root/usr/bin/prog
echo 'em /usr/bin/prog' >root/etc/pax/policy.d/50-local.conf
fresh
load
is "$status $(attr root/usr/bin/prog) $(cat k/lock)" '0 [em]2 1' 'the policy is applied'
echo 'em' >root/etc/pax/policy.d/60-broken.conf
fresh
load
is "$status $(now)" '1 permissive 0 PeMRs any  0 ' 'after an error in the policy: all but the lock'
has "$err" '60-broken.conf:1: ' 'file and line'
has "$err" 'load-config: not locked, so that the errors above can be corrected' 'which is said'
rm root/etc/pax/policy.d/60-broken.conf
echo 'required em /usr/bin/gone' >root/etc/pax/policy.d/60-gone.conf
fresh
load
is "$status $(now)" '1 permissive 0 PeMRs any  0 ' 'a required program is missing: the same'
has "$err" '/usr/bin/gone: it is required' 'and says so'
rm root/etc/pax/policy.d/60-gone.conf
fresh
rm k/mode
load
is "$status $(cat k/lock)" '1 0' 'a setting that cannot be set: no lock'
has "$err" 'k/mode: cannot set it to "permissive": the module that is loaded has no such setting' 'and says so'
fresh
load
load
is "$status $(now)" '0 permissive 0 PeMRs any  1 ' 'a second time changes nothing'
rm -r root/etc/pax/policy.d
fresh
load
is "$status $(now)" '0 permissive 0 PeMRs any  1 ' 'without any policy'
mkdir root/etc/pax/policy.d

# Keys come before the settings that need them.
fresh
: >k/keys
mkdir root/etc/pax/keys
printf certificate >root/etc/pax/keys/mine.der
printf none >root/etc/pax/keys/mine.pem
printf 'trust = signed\n' >$conf
load
is "$status $(cat k/keys) $(cat k/trust)" '0 certificate signed' 'a key, and the setting that needs it'
printf 1 >k/lock
: >k/keys
load
is "$status $(cat k/keys)" '0 ' 'no key is added once the settings are locked'
fresh
: >k/keys
chmod 666 root/etc/pax/keys/mine.der
load
is "$status $(cat k/keys)" '1 ' 'a key that everybody can write'
has "$err" 'keys/mine.der: not taken as a key: it must be a file that only root can write' 'is refused'
chmod 644 root/etc/pax/keys/mine.der
rm -f k/keys
printf 'trust = signed\nlock = 1\n' >$conf
load
is "$status $(cat k/lock)" '1 0' 'a module without keys: not locked'
has "$err" 'keys/mine.der: the kernel does not take this key: the module that is loaded has no such' 'and says why'
rm -r root/etc/pax/keys
wrong 'trust = me\n' '1: "me" is no value of trust; it is any, root or signed' 'three values'
printf 'mode = enforce\nlock = 1\n' >$conf
fresh

# The kernel's command line takes precedence; a rescue is not locked.
printf 'mode = enforce\ntrust = root\nlock = 1\n' >$conf
# booted WORDS: the command line of this boot.
booted() { printf 'BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro %s quiet\n' "$1" >root/proc/cmdline; fresh; load; }
booted pax.mode=permissive
is "$status $(now)" '0 permissive 0 PeMRs root  0 ' 'pax.mode=permissive'
has "$err" 'pax.conf: not locked, as the kernel.s command line asks for permissive or soft mode' 'which is said'
booted pax.softmode=1
is "$status $(now)" '0 enforce 1 PeMRs root  0 ' 'pax.softmode=1'
booted pax.trust=any
is "$status $(now)" '0 enforce 0 PeMRs any  1 ' 'another setting is no rescue'
booted 'pax.mode=permissive pax.lock=1'
is "$status $(now)" '0 permissive 0 PeMRs root  1 ' 'a lock that is asked for there'
booted 'pax.mode=permissive pax.mode=enforce'
is "$status $(now)" '0 enforce 0 PeMRs root  1 ' 'the last word counts'
booted '"pax.strict=shared textrel=pass"'
is "$status $(now)" '0 enforce 0 PeMRs root shared textrel=pass 1 ' 'quotes keep a blank'
booted 'pax.mode=no xpax.mode=permissive mypax.softmode=1'
is "$status $(now)" '0 enforce 0 PeMRs root  1 ' 'what is no value, or no word for the module'
echo nonsense >$conf
booted pax.mode=permissive
is "$status $(now)" '1 permissive 0 PeMRs any  0 ' 'it counts beside a broken file'
printf 'mode = enforce\nlock = 1\n' >$conf

# Without the module.
printf 'quiet pax.off=1\n' >root/proc/cmdline
pax load-config --root root --kernel nothing
status_is 2 'no module'
has "$err" 'nothing: nothing is enforced: the module is not loaded, as .* pax.off=1' 'pax.off=1 is named'
rm root/proc/cmdline
pax load-config --root root --kernel nothing
is "$status" 2 'no module'
has "$err" 'nothing: nothing is enforced: the module is not loaded; see dmesg' 'without it'
is "$(attr root/usr/bin/prog)" '[em]2' 'the policy was applied'

# --load runs modprobe, if the module is not there.
mkdir path
printf '#!/bin/sh\necho "$*" > modprobe.run\n' >path/modprobe
chmod 755 path/modprobe
printf 'mode = permissive\nstrict = shared textrel=pass\nlock = 1\n' >$conf
run env PATH="$dir/path:$PATH" "$PAXCTL" load-config --load --root root --kernel nothing
is "$status $(cat modprobe.run)" '2 pax strict=shared,textrel=pass mode=permissive' \
	'--load gives modprobe the settings, but for the lock'
rm modprobe.run
fresh
run env PATH="$dir/path:$PATH" "$PAXCTL" load-config --load --root root --kernel k
is "$status $([ ! -e modprobe.run ] || echo run)" '0 ' 'and runs it only without the module'
run env PATH="$dir/nowhere" "$PAXCTL" load-config --load --root root --kernel nothing
has "$err" 'modprobe: cannot run it: ' 'no modprobe'

# --options
pax load-config --options --root root --kernel k
is "$status $out" '0 options pax strict=shared,textrel=pass mode=permissive
' '--options prints them'
echo 'quiet pax.mode=enforce' >root/proc/cmdline
pax load-config --options --root root --kernel k
has "$out" 'mode=permissive' 'without what this boot was given'
rm root/proc/cmdline
echo nonsense >$conf
fresh
echo permissive >k/mode
pax load-config --options --root root --kernel k
is "$status $out" '1 options pax defaults=PeMRs trust=any softmode=0 mode=permissive
' 'of a broken file: what is in force now'
has "$err" 'it has errors, so the settings are taken that are in force now' 'which is said'
pax load-config --options --root root --kernel nothing
is "$status $out" '1 ' 'without the module: nothing'
pax load-config --options --root empty --kernel k
is "$status $out" '0 ' 'no file, no options'

# --check
echo 'mode = enforce' >$conf
fresh
script root/usr/bin/prog
pax load-config --check --root root --kernel k
is "$status $(now)$(attr root/usr/bin/prog)" "0 ${unchanged}none" '--check changes nothing'
has "$err" 'pax.conf: no errors, nor in the policy' 'and says so'
echo 'em' >root/etc/pax/policy.d/60-broken.conf
pax load-config --check --root root --kernel k
is "$status" 1 'an error in the policy'
rm root/etc/pax/policy.d/60-broken.conf
printf 'mode = enforce\nmode = no\n' >draft
pax load-config --check --root root draft
has "$status $err" '^1 paxctl-ng: draft:2: line 1 has set mode already' 'another file'
pax load-config --check --root root missing
has "$status $err" '^1 paxctl-ng: missing: cannot read it: No such file' 'which is not there'
pax load-config draft
status_is 64 'a file without --check is a usage error'
pax load-config --check --options
status_is 64 'two things at once'
pax load-config --load --check
status_is 64 'loading is none of them'
pax load-config --root nowhere
status_is 1 'a root that is not there'

# What the module accepts is what the tool accepts.
table=$here/../../kernel/settings/settings.c
if [ -r "$table" ]; then
	bad=
	sed -n 's/.*PAX_\(CHOICE\|LIST\), { \("[^}]*"\) }.*/&/p' "$table" >rows
	while read -r row; do
		name=$(expr "$row" : '.*] = { "\([a-z]*\)"')
		[ -n "$name" ] || continue
		for word in $(printf '%s' "$row" | sed 's/.*PAX_[A-Z]*, { //; s/ }.*//; s/[",]/ /g'); do
			echo "$name = $word" >$conf
			"$PAXCTL" load-config -q --check --root root || bad="$bad $name=$word"
		done
	done <rows
	is "$bad $(grep -c . rows)" ' 5' 'every word of the module'
else
	skip 1 'the sources are not here'
fi
