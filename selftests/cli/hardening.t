#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What is shipped has the protections that compilers and linkers offer, and what
# "make install" leaves asks for no privileges.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
built=$(dirname "$PAXCTL")
source=$here/../../userspace
[ -r "$source/Makefile" ] || skip_all 'the sources are not here'
is_slow && skip_all 'what is installed is not built so'
[ -e "$built/libpaxflags.so" ] || skip_all 'the library was built static only'
for need in make gcc readelf objdump scdoc; do
	command -v $need >/dev/null || skip_all "$need is not installed"
done
plan 24

make -s --no-print-directory -C "$source" O="$built" DESTDIR="$dir/root" PREFIX=/usr install >&2 || bail_out 'make install fails'
for file in sbin/paxctl-ng lib/libpaxflags.so lib/libpaxflags.a; do
	run "$here/hardened" "root/usr/$file"
	is "$status$out" 0 "$file lacks nothing"
done
is "$(find root -perm /7000)" '' 'nothing is set-user-ID, set-group-ID or sticky'
is "$(find root ! -type l -perm /022)" '' 'nothing can be written by group or others'
is "$(find root -type f -perm /111 ! -path '*/initramfs-tools/*' ! -path '*/dracut/*')" \
	"$(printf '%s\n' root/usr/sbin/paxctl-ng "$(find root -name 'libpaxflags.so.*.*')" | sort -r)" \
	'only the tool, the library and what makes an initramfs can be executed'
if command -v getcap >/dev/null; then
	is "$(getcap -r root)" '' 'nothing has capabilities'
else
	skip 1 'getcap is not installed'
fi

# Build a small program without each option in turn: the check must notice it.
cat >small.c <<'END'
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	char copy[64];

	strcpy(copy, argv[argc - 1]);
	return puts(copy) < 0;
}
END
sed 's/main/paxflags_parse/' small.c >lib.c
echo '__asm__(".pushsection .rwx, \"awx\", %progbits; .long 0; .popsection");' >rwx.h
options=$(make -s --no-print-directory -C "$source" O="$built" hardening) || bail_out 'make hardening fails'
# said FILE OPTION...: builds the file with these options, and prints the findings.
said()
{
	what=$1
	shift
	pie=
	[ "$what" = lib ] || pie='-fPIE -pie'
	# shellcheck disable=SC2086
	gcc -g -O2 $options $pie "$@" || bail_out "gcc fails with $*"
	"$here/hardened" "$what"
}
is "$(said small -o small small.c)" '' 'a small program lacks nothing'
# dropped OPTION WHAT: checks that OPTION, which disables a protection, leads to the finding WHAT.
dropped()
{
	is "$(said small -o small small.c "$1")" "small: $2" "noticed: $1"
}
dropped -no-pie 'no position independent program'
dropped -Wl,-z,norelro 'no RELRO'
dropped -Wl,-z,lazy 'no binding at start, so RELRO is partial'
dropped -Wl,-z,execstack 'an executable stack'
dropped -fno-stack-protector 'no stack protector'
dropped -U_FORTIFY_SOURCE 'no fortified calls'
dropped -fno-stack-clash-protection 'a file without protection from stack clashes'
dropped -Wl,-rpath,/tmp 'a search path of its own for libraries'
dropped --include=rwx.h 'a segment that is writable and executable'
case $(gcc -dumpmachine) in
x86_64*)	drop=-fcf-protection=none landing=endbr64 note='IBT, SHSTK' ;;
aarch64*)	drop=-mbranch-protection=none landing='paciasp|bti' note='BTI, PAC' ;;
*)		drop= ;;
esac
if [ -n "$drop" ]; then
	dropped "$drop" "no control flow protection (main begins without $landing)"
	is "$(said small.o -c -o small.o small.c "$drop")" "small.o: no control flow protection ($note)" \
		"noticed in an object: $drop"
	is "$(said lib -fPIC -shared -o lib lib.c "$drop")" \
		"lib: no control flow protection (paxflags_parse begins without $landing)" \
		"noticed in a library: $drop"
else
	skip 3 'no control flow protection on this architecture'
fi
is "$(said lib -fPIC -shared -o lib lib.c)" '' 'a small library lacks nothing'
is "$(said lib -fPIC -shared -o lib lib.c -Wl,-z,lazy)" \
	'lib: no binding at start, so RELRO is partial' 'noticed in a library: -Wl,-z,lazy'
run "$here/hardened" small.c
status_is 2 'what is no ELF file is an error'
run "$here/hardened" root/usr/none
status_is 2 'so is what is not there'
