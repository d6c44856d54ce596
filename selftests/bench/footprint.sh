#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# footprint.sh: what the loaded module holds, as lines "WHAT<tab>BYTES".

# held PATTERN: what was allocated by functions so named.
held() { awk -v pattern="$1" '$0 ~ pattern { sum += $2 } END { print sum + 0 }' /proc/vmallocinfo; }

printf '%s\t%s\n' \
	"module: text and data" "$(cat /sys/module/pax/coresize)" \
	"module: ring of events" "$(held '\\[pax\\]')" \
	"module: ways to its hooks, by ftrace" "$(held 'trampoline')"
