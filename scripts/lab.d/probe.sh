# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Checks whether a kernel has what the module needs, before the module is loaded there. Sourced by
# scripts/lab.

# probe_options true|false: print the options that the kernel's configuration must have, or must not
# have, by the table of "paxctl-ng doctor".
probe_options()
{
	sed -n "s/^\t{ \"\([A-Z_]*\)\", $1, .*/\1/p" "$top/userspace/paxctl-ng/judgement/kernel_fit.c"
}

# probe_symbols [MODULE]: print the functions that the module hooks; without a module, those with
# the same name on all architectures.
probe_symbols()
{
	sed -n 's/.*\.symbol = "\([a-z0-9_]*\)".*/\1/p' "$top/kernel/module/hook_table.c" | grep -v '^pax_'
	[ -z "${1:-}" ] ||
		sed -n 's/^#define PAX_SYM_[A-Z_]* "\([a-z0-9_]*\)".*/\1/p' "$top"/kernel/proof/arch/symbols.h "$top/kernel/base/compat.h" |
		grep -xFf <(tr '\0' '\n' < "$1" | grep -a '^[a-z0-9_]*$')
}

# lab_probe GUEST: print a table of options and functions; fail if one is missing.
lab_probe()
{
	guest_load "${1:?a guest is missing}"
	fetch_guest
	local config name symbol kallsyms module='' missing=0 log
	config=$(guest_tree)/boot/config-$(guest_krel)
	say "$(guest_krel): its configuration, its functions (from a boot of it), and a build"
	for name in $(probe_options true); do
		if grep -q "^CONFIG_$name=y" "$config"; then echo "config    $name  y"
		else echo "config    $name  MISSING"; missing=1; fi
	done
	for name in $(probe_options false); do
		if grep -q "^CONFIG_$name=y" "$config"; then echo "config    $name  y  NOT SUPPORTED"; missing=1
		else echo "config    $name  off"; fi
	done
	log=$(mktemp)
	if module=$( (module_build) 2> "$log"); then
		echo "build     pax.ko"
	else
		echo "build     FAILED: $(grep -m 1 -E 'error|ERROR' "$log")"
		missing=1
	fi
	rm -f "$log"
	# The first word is the type of the symbol; static functions are listed, too.
	kallsyms=$("$top/scripts/lab" run "$@" -- sed 's/^[0-9a-f]* //' /proc/kallsyms) ||
		die "$G_NAME does not boot"
	for symbol in $(probe_symbols "$module"); do
		if grep -qx "[tTwW] $symbol" <<< "$kallsyms"; then
			echo "function  $symbol"
		else
			echo "function  $symbol  MISSING, or inlined:" \
				"$(grep -o " $symbol\.[a-z0-9.]*" <<< "$kallsyms" | xargs)"
			missing=1
		fi
	done
	return $missing
}
