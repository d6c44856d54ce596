#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# revdep: which programs link a library, and which of their marks differ.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
command -v "${CC:-cc}" >/dev/null || skip_all 'a compiler is needed to make libraries'
plan 42

lib=root/usr/lib bin=root/usr/bin
mkdir -p $lib $bin root/opt/x
# build OUT SOURCE FLAG...: links with all given libraries, without checking their symbols.
build() {
	to=$1
	printf '%s\n' "$2" >source.c
	shift 2
	"${CC:-cc}" -o "$to" source.c "$@" 2>log || bail_out "cannot build $to: $(cat log)"
}
shared='-shared -fPIC -nostdlib'
# shellcheck disable=SC2086
{
	build $lib/libbase.so.1 'int base(void) { return 1; }' $shared -Wl,-soname,libbase.so.1
	build $lib/libmid.so.2 'int base(void); int mid(void) { return base(); }' $shared \
		-Wl,-soname,libmid.so.2 $lib/libbase.so.1
	build $lib/libnameless.so 'int nameless(void) { return 1; }' $shared
	build $lib/libloop-a.so 'int a(void) { return 1; }' $shared -Wl,-soname,libloop-a.so
	build $lib/libloop-b.so 'int a(void); int b(void) { return a(); }' $shared \
		-Wl,-soname,libloop-b.so $lib/libloop-a.so
	build $lib/libloop-a.so 'int b(void); int a(void) { return b(); }' $shared \
		-Wl,-soname,libloop-a.so $lib/libloop-b.so
}
program='int base(void); int mid(void); int nameless(void); int a(void); int main(void) { return'
build $bin/direct "$program base(); }" $lib/libbase.so.1
build $bin/indirect "$program mid(); }" $lib/libmid.so.2 -Wl,-rpath-link,$lib
build $bin/none "$program 0; }"
build root/opt/x/other "$program base(); }" $lib/libbase.so.1
build $bin/loop "$program a(); }" $lib/libloop-a.so -Wl,-rpath-link,$lib
cp $bin/direct $bin/broken
truncate -s 300 $bin/broken
script $bin/script
ln -s usr/lib root/lib
ln -s usr/bin root/bin

# users LIBRARY OPTION...: prints the shown users as "FILE VIA,...".
users() {
	pax revdep -q --root root "$@"
	users=$(printf '%s' "$out" | cut -f 2,3 | tr '\t\n' ' ,')
}

users libbase.so.1
is "$status $users" '0 /opt/x/other -,/usr/bin/direct -,/usr/bin/indirect libmid.so.2,' \
	'users, direct and indirect'
users /usr/lib/libbase.so.1
is "$users" '/opt/x/other -,/usr/bin/direct -,/usr/bin/indirect libmid.so.2,' 'by path'
users /lib/libbase.so.1
is "$users" '/opt/x/other -,/usr/bin/direct -,/usr/bin/indirect libmid.so.2,' 'by way of a link'
users --libraries libbase.so.1
has "$users" '/usr/lib/libmid.so.2 -,' '--libraries shows libraries too'
users --tree /opt libbase.so.1
is "$users" '/opt/x/other -,' '--tree says where to look'
users libmid.so.2
is "$users" '/usr/bin/indirect -,' 'another library'
users libloop-a.so
is "$users" '/usr/bin/loop -,' 'libraries that link each other'
users libloop-b.so
is "$users" '/usr/bin/loop libloop-a.so,' 'either way'
users libunknown.so
is "$status $users" '0 ' 'a library that nobody links'
users libbase.so.1 libmid.so.2
is "$(printf '%s' "$out" | cut -f 1 | sort | uniq -c | tr -s ' \n' ' ')" ' 3 libbase.so.1 1 libmid.so.2 ' \
	'several libraries'
cp $bin/direct direct-32
"$file_helper" poke direct-32 machine 3 2>/dev/null || printf '\003' | dd of=direct-32 bs=1 seek=18 conv=notrunc status=none
mv direct-32 $bin/foreign
users /usr/lib/libbase.so.1
lacks "$users" foreign 'programs of another machine load another file of that name'
users libbase.so.1
has "$users" foreign 'but by its name alone it may be theirs'
rm $bin/foreign

# Marks.
pax revdep -q --agree --root root libbase.so.1
status_is 0 'no marks agree'
set_attr $bin/direct em
pax revdep --root root libbase.so.1
is "$(printf '%s' "$out" | cut -f 2,4,5)" '/opt/x/other	-	m
/usr/bin/direct	em	-
/usr/bin/indirect	-	m' 'what each lacks that another has'
status_is 0 'which is no failure'
has "$err" 'libbase.so.1: warning: its users differ' 'but is told'
pax revdep -q --agree --root root libbase.so.1
status_is 1 'unless --agree is given'
is "$err" '' '-q is silent'
set_attr $bin/indirect PEr
pax revdep -q --root root libbase.so.1
is "$(printf '%s' "$out" | cut -f 4,5)" '-	Emr
em	Er
PEr	m' 'several letters'
for file in $bin/direct $bin/indirect root/opt/x/other; do
	set_attr "$file" me
done
pax revdep --agree --root root libbase.so.1
is "$status $err" '0 ' 'marks that agree'
set_attr $bin/none p
pax revdep -q --agree --root root libbase.so.1
status_is 0 'others do not matter'
set_attr $bin/direct nonsense
pax revdep -q --agree --root root libbase.so.1
has "$out" '/usr/bin/direct	-	(invalid)	m' 'a mark that the kernel ignores'
pax revdep -q --json --root root libbase.so.1
has "$out" '{"library":"libbase.so.1","path":"/usr/bin/indirect","via":"libmid.so.2","mark":"em","lacks":null}' 'JSON'
has "$out" '"malformed":1' 'with what made no sense'

# Operands that are not a library.
pax revdep --root root /usr/lib/missing.so
is "$status" 2 'a library that is not there'
has "$err" 'missing.so: there is no such file' 'is told'
pax revdep --root root /usr/bin/script
has "$err" 'script: it is no library' 'a script'
pax revdep --root root /usr/bin/broken
has "$err" 'broken: its ELF headers are malformed' 'a file cut short'
pax revdep --root root
status_is 64 'nothing named'
users /usr/lib/libnameless.so
is "$status $users" '0 ' 'a library without a soname goes by its file name'
pax revdep --root root ''
is "$status" 2 'an empty name'
mkfifo $lib/fifo.so
run "$file_helper" quick 10 "$PAXCTL" revdep --root root /usr/lib/fifo.so
has "$err" 'fifo.so: it is no library' 'a FIFO does not block'
rm $lib/fifo.so
# revdep checks the name before it reads the tree.
run "$file_helper" quick 10 "$PAXCTL" revdep /usr/lib/missing.so
is "$status" 2 'what is missing is told before everything is read'
(cd $lib && "$PAXCTL" revdep -q --tree "$dir/root" ./libbase.so.1) >out 2>err
is "$(cut -f 1,2 out | head -n 1)" "libbase.so.1	$dir/root/opt/x/other" 'without --root a path begins where one is'
is "$(cat err)" '' 'without a word'

if can_be_user && is_root; then
	chmod 700 $bin/direct
	run as_user "$PAXCTL" revdep --root "$dir/root" libbase.so.1
	status_is 1 'a file that may not be read is status 1'
	has "$err" '^paxctl-ng: /usr/bin/direct: cannot be read: ' 'it is named'
	run as_user "$PAXCTL" revdep -q --root "$dir/root" libbase.so.1
	is "$err" 'paxctl-ng: revdep: 1 place or file cannot be read, so users may be missing; run as root' \
		'with -q only their number is told'
else
	skip 3 'needs files of two users'
fi

# Nothing found is told.
pax revdep --root root libunknown.so.9
is "$status $out" '0 ' 'a soname that no library has'
has "$err" 'libunknown.so.9: no program links it, and no library there has that soname' 'is told'
pax revdep --root root libnameless.so
status_is 0 'a library that no program links'
has "$err" 'libnameless.so: no program links it; .*dlopen' 'is told, too'
