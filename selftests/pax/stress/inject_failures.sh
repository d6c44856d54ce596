# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# For tests in which allocations fail; sourced by them after pax_test.sh. Skips the test on a kernel
# without fault injection; else sets that up to fail only allocations with code of a module on the
# stack, which may be any number of calls up.

debugfs=/sys/kernel/debug
dir=/sys/kernel/security/pax

[ -d $debugfs/failslab ] && [ -d $debugfs/fail_page_alloc ] && [ -e /proc/self/fail-nth ] ||
	skip_all "this kernel cannot make allocations fail (CONFIG_FAILSLAB, CONFIG_FAIL_PAGE_ALLOC)"
if lsmod | grep -v -e '^Module' -e '^pax ' | grep -q .; then
	skip_all "other modules are loaded, whose allocations would fail as well"
fi
mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing

for fault in failslab fail_page_alloc; do
	echo 0 > $debugfs/$fault/probability
	echo 1 > $debugfs/$fault/interval
	echo -1 > $debugfs/$fault/times
	echo 0 > $debugfs/$fault/verbose
	echo N > $debugfs/$fault/ignore-gfp-wait
	# Where amd64 has modules, if the kernel itself is not moved.
	echo 0xffffffffa0000000 > $debugfs/$fault/require-start
	echo 0xffffffffff000000 > $debugfs/$fault/require-end
done
echo N > $debugfs/fail_page_alloc/ignore-gfp-highmem
echo 0 > $debugfs/fail_page_alloc/min-order

# at_random PERCENT: so many allocations fail, of any task.
at_random()
{
	echo "$1" > $debugfs/failslab/probability
	echo "$1" > $debugfs/fail_page_alloc/probability
}

# complaints: prints the faults that the kernel has reported since its log had $lines lines.
# shellcheck disable=SC2154
complaints()
{
	dmesg | tail -n +$((lines + 1)) | grep -E 'BUG|WARNING|Oops|KASAN|UBSAN|refcount|possible .* locking|suspicious RCU'
}

armed() { grep -qx 'armed: yes' $dir/status; }
loaded() { grep -q '^pax ' /proc/modules; }
counter() { sed -n "s/^$1 //p" $dir/counters; }

# traces: prints what the module leaves in the kernel, beside memory; the same before a load and
# after an unload.
traces()
{
	sed 's/^[0-9a-f]* *//' $debugfs/kprobes/list
	sed 's/(.*//' /sys/kernel/tracing/enabled_functions
	ls /sys/kernel/security /proc/fs /proc/sys/kernel
	grep PaX: /proc/self/status
	grep '^pax ' /proc/modules
}
