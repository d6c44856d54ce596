#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# proof.sh GUEST: checks that the build compares what the module assumes with the types in the
# headers of the guest's kernel, and fails if an assumption does not hold. The module must have been
# built for the guest. Prints TAP.

set -u -o pipefail
export LC_ALL=C
guest=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=selftests/pax/tap.sh
. "$top/selftests/pax/tap.sh"
dir=$top/build/$guest/module
table=$dir/kernel/module/assumptions.o
release=$("$top/scripts/lab" krel "$guest") || exit 1
vmlinux=$("$top/scripts/lab" kdir "$guest")/vmlinux || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# prove OBJECT VMLINUX: do what the build does; sets $status, and $said to what it prints.
prove()
{
	said=$("$dir/kernel/proof/prove_host" "$1" "$2" "$release" 2>&1)
	status=$?
}

# fails NAME PATTERN: the last comparison failed, with a line that matches.
fails()
{
	if [ "$status" -eq 1 ] && grep -q "^pax: cannot build: $2" <<< "$said"; then tap_pass "$1"
	else tap_fail "$1"; note "status $status: $said"; fi
}

prove "$table" "$vmlinux"
if [ "$said" = "pax: not checked when building: the headers of $release have no types (BTF)" ]; then
	if [ "$status" -eq 0 ]; then tap_pass "without types the build goes on, and says so"
	else tap_fail "without types the build goes on, and says so"; fi
	echo "1..$tap_count"
	exit $((tap_failed != 0))
fi
if [ "$status" -eq 0 ] && [ -z "$said" ]; then tap_pass "all assumptions hold"
else tap_fail "all assumptions hold"; note "$said"; fi

sed 's/int (struct linux_binprm \*, unsigned long, int)/int (struct linux_binprm *, unsigned int, long)/' \
	"$table" > "$work/prototype.o"
prove "$work/prototype.o" "$vmlinux"
fails "a wrong prototype fails" \
	'setup_arg_pages() of this kernel is int (struct linux_binprm \*, unsigned long, int), expected int (struct linux_binprm \*, unsigned int, long)$'
sed 's/\<do_shmat\>/do_shqqq/' "$table" > "$work/function.o"
prove "$work/function.o" "$vmlinux"
fails "a function that the kernel has not fails" \
	'this kernel has no function do_shqqq, or has it inlined$'
sed 's/mm_struct\.brk/mm_struct.qqq/' "$table" > "$work/member.o"
prove "$work/member.o" "$vmlinux"
fails "a member that the kernel has not fails" 'this kernel has no mm_struct\.qqq, expected [48] bytes'
# Two members of the same size: the name changes, the place stays.
sed 's/vm_area_struct\.vm_start/vm_area_struct.vm_flags/' "$table" > "$work/place.o"
prove "$work/place.o" "$vmlinux"
fails "a member elsewhere fails" \
	'vm_area_struct\.vm_flags of this kernel is [48] bytes at offset [0-9]*, expected [48] at [0-9]*$'
prove "$dir/kernel/proof/btf.o" "$vmlinux"
fails "an object file without the table fails" "no table of assumptions in .*btf.o: it has none$"
echo "no object" > "$work/none.o"
prove "$work/none.o" "$vmlinux"
fails "what is no object file fails" "no table of assumptions in .*none.o: it has none$"
# As of another version of the module. The machine is this one's, which does not matter.
as -o "$work/short.o" <<< '
	.section .init.rodata.pax_assumptions, "a"
	.ascii "no table"'
prove "$work/short.o" "$vmlinux"
fails "a table of another version fails" \
	"no table of assumptions in .*short.o: its size is not that of a table of this version$"
echo "no types" > "$work/types"
prove "$table" "$work/types"
fails "types that cannot be read fail" \
	'the types in .*/types cannot be read: this is no BTF of this byte order, or it is damaged$'
head -c 100000 "$vmlinux" > "$work/vmlinux"
prove "$table" "$work/vmlinux"
fails "a vmlinux that is cut fails" 'the types in .*/vmlinux cannot be read: '
prove "$table" "$work/nothing"
if [ "$status" -eq 0 ] && grep -q "^pax: not checked when building: the headers of $release" <<< "$said"; then
	tap_pass "without a vmlinux the build goes on, and says so"
else
	tap_fail "without a vmlinux the build goes on, and says so"
fi

# Of these two releases each refuses what is built for the other one.
case $guest in
amd64-6.12)	other=amd64-7.3 ;;
amd64-7.3)	other=amd64-6.12 ;;
*)		other='' ;;
esac
if [ -n "$other" ]; then
	"$top/scripts/lab" module "$other" > /dev/null || exit 1
	prove "$top/build/$other/module/kernel/module/assumptions.o" "$vmlinux"
	fails "what is built for $other does not fit" \
		'\(vm_brk_flags() of this kernel is int\|task_struct.mm of this kernel is 8 bytes at\)'
	if grep -q "failed assumptions about the kernel $release (types in $vmlinux): [0-9]* of [0-9]*" \
		<<< "$said"; then tap_pass "and the last line counts"
	else tap_fail "and the last line counts"; note "$said"; fi
fi

# The build itself, of a copy of the tree with a wrong prototype.
cp -r "$top/Kbuild" "$top/kernel" "$top/scripts" "$work/"
sed -i 's/"finalize_exec", void (/"finalize_exec", int (/' "$work/kernel/proof/table.h"
said=$("$work/scripts/lab" module "$guest" 2>&1)
status=$?
fails "the module does not build with a wrong prototype" \
	'finalize_exec() of this kernel is void (struct linux_binprm \*), expected int (struct linux_binprm \*)$'
echo "1..$tap_count"
exit $((tap_failed != 0))
