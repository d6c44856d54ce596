#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What holds only where PaX is built into the kernel.

. ./pax_test.sh

dir=/sys/kernel/security/pax
logged() { dmesg | grep -q "$1"; }

built_in || skip_all "PaX is a loadable module here"
ok "it stands among the kernel's security modules" grep -Eq '(^|,)pax(,|$)' /sys/kernel/security/lsm
# lsm_list_modules(2) is younger than the Python here, and a number on all architectures but alpha.
ids() { python3 -c '
import ctypes
size = ctypes.c_uint32(8 * 64)
ids = (ctypes.c_uint64 * 64)()
n = ctypes.CDLL(None).syscall(461, ids, ctypes.byref(size), 0)
print(*[hex(ids[i]) for i in range(max(n, 0))], sep="\n")'; }
case $(uname -r) in
6.1.*)	skip "with an identity of its own" "lsm_list_modules() came with 6.8" ;;
*)	ok "with an identity of its own" is 1 bash -c "$(declare -f ids); ids | grep -cx 0x504158" ;;
esac
ok "it was there from the beginning" logged 'PAX: version .*, built in'
ok "its hooks are calls" grep -qx 'hook mmap_region: built in' $dir/status
not_probed() { ! grep -q . /sys/kernel/debug/kprobes/list 2> /dev/null; }
ok "and no probes" not_probed

# A module of that name, whatever it does.
if [ -e pax.ko ]; then
	ok "the module is refused" not insmod ./pax.ko
	ok "and the log says why" logged 'pax: module is already loaded'
else
	skip "the module is refused" "there is none in this directory"
fi

# What the kernel's own unit tests said as it booted.
kunit=/sys/kernel/debug/kunit
for suite in mark policy tramp; do
	if [ -e $kunit/pax_$suite/results ]; then
		ok "KUnit: pax_$suite" bash -c "cat $kunit/pax_$suite/results; tail -n 1 $kunit/pax_$suite/results | grep -q '^ok '"
	else
		skip "KUnit: pax_$suite" "this kernel has not run it"
	fi
done
finish
