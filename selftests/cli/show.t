#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# show: the flags that the kernel will give, and why.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 37

kernel kernel

# shows FILE FLAGS RUNS WHY NAME [OPTION]...: checks the columns in a pipe.
shows() {
	show_file=$1 show_flags=$2 show_runs=$3 show_why=$4 show_name=$5
	shift 5
	pax show --kernel=kernel "$@" "$show_file"
	is "$(printf '%s' "$out" | cut -f 2,3)" "$show_flags	$show_runs" "$show_name"
	has "$(printf '%s' "$out" | cut -f 9)" "$show_why" "$show_name: why"
}

cp "$file_helper" f
shows f PeMRs yes 'without a valid mark.*defaults' 'no mark'
set_attr f em
shows f PemRs yes 'user.pax.flags does not turn off' 'a mark'
is "$(printf '%s' "$out" | cut -f 4)" em 'the mark is shown'
set_attr f Pp
shows f PeMRs yes 'invalid.*letter in both cases' 'an invalid mark'
set_attr f p
shows f pEMRs no 'kernel refuses to run it' 'a mark that contradicts itself'
shows f pEMRs yes 'but for permissive mode' 'the same in permissive mode' --mode=permissive
shows f pemrs yes 'soft mode' 'the same in soft mode' --softmode=1
set_attr f em
if is_root; then
	chmod 755 f
	shows f PemRs yes 'does not turn off' 'trust=root: a file of root' --trust=root
	chmod 775 f
	shows f PeMRs yes 'weakens' 'trust=root: a file that its group may write' --trust=root
	set_attr f m "$security"
	shows f PEmRs yes 'user.pax.flags is not looked at' 'security.pax.flags comes first'
	kernel kernel 's/: counts/: ignored, any user can set it/'
	shows f PemRs yes 'security.pax.flags is not looked at' 'unless the kernel ignores it'
	chmod 755 f
else
	skip 8 'only root has files of root and may set security.pax.flags'
fi

printf '#! %s/f argument\n' "$dir" >script
chmod 755 script
set_attr script PEMRS
set_attr f m
pax show --kernel=kernel script
is "$(printf '%s' "$out" | cut -f 2,4,8)" "PEmRs	PEMRS	$dir/f" 'a script: the flags of its interpreter'
printf '#!/nonexistent/interpreter\n' >orphan
chmod 755 orphan
pax show --kernel=kernel orphan
has "$err" 'orphan: its interpreter /nonexistent/interpreter cannot be found' 'an interpreter that is not there'

printf '#!%s/self\n' "$dir" >self
chmod 755 self
pax show --kernel=kernel self
is "$(printf '%s' "$out" | cut -f 2,3)" '-	no' 'a script that is its own interpreter is not run'
has "$out" 'than the kernel follows' 'and the reason is told'
last=f
for n in 1 2 3 4 5; do
	printf '#!%s/%s\n' "$dir" "$last" >"chain$n"
	chmod 755 "chain$n"
	last=chain$n
done
pax show --kernel=kernel chain5
is "$(printf '%s' "$out" | cut -f 2,3)" 'PEmRs	yes' 'but five in a row are'

printf '#!/none/\033[2J\n' >hostile
chmod 755 hostile
pax show --kernel=kernel hostile
has "$err" 'hostile: its interpreter /none/\\x1B\[2J cannot be found' 'a name in a script is quoted'

chmod 644 f
pax show --kernel=kernel f
has "$out" 'nobody may execute it' 'a file without x bits'
printf 'text' >text
pax show --kernel=kernel text
is "$(printf '%s' "$out" | cut -f 2,3)" '-	no' 'what the kernel does not load'
pax show --kernel=kernel "$dir"
has "$out" 'not a regular file' 'a directory'
pax show --kernel=kernel nothing f
is "$status $(printf '%s' "$out" | cut -f 1)" '2 f' 'a missing file is status 2, and the others are shown'
pax show --kernel=kernel --json f
has "$out" '^{"path":"f","flags":"PEmRs","runs":false,"user":"m","security":' 'JSON'

kernel off 's/armed: yes/armed: no (kprobes switched off)/'
pax show --kernel=off f
has "$err" '^paxctl-ng: off: the module is not armed, so nothing is enforced now' 'a module that is not armed'
pax show -q --kernel=off f
is "$err" '' 'is not spoken of with -q'
pax explain --kernel=off --softmode=0 --mode=enforce --defaults=PeMRs --trust=any em
is "$err" '' 'nor where all is supposed'

# In a root.
rm -rf root
mkdir -p root/usr/bin
cp "$file_helper" root/usr/bin/interpreter
set_attr root/usr/bin/interpreter em
printf '#!/bin/interpreter\n' >root/usr/bin/prog
chmod 755 root/usr/bin/prog
ln -s usr/bin root/bin
kernel kernel
pax show --kernel=kernel --root root /bin/prog
is "$status $(printf '%s' "$out" | cut -f 1,2,8)" '0 /bin/prog	PemRs	/bin/interpreter' '--root: the interpreter is there, too'
pax show --kernel=kernel --root root /bin/missing
status_is 2 'a file that is not there'
