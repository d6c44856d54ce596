#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# footprint.sh: prints the memory that the loaded module holds, as lines "WHAT<tab>BYTES".

# held PATTERN: prints the number of bytes that functions with matching names have allocated.
held() { awk -v pattern="$1" '$0 ~ pattern { sum += $2 } END { print sum + 0 }' /proc/vmallocinfo; }

printf '%s\t%s\n' \
	"module: text and data" "$(cat /sys/module/pax/coresize)" \
	"module: ring of events" "$(held '\\[pax\\]')" \
	"module: trampolines to its hooks, by ftrace" "$(held 'trampoline')"
