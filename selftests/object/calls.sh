#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# calls.sh PAX.KO: checks that the compiler has not optimised away what hooks need, in a module for
# any architecture. Some calls must remain calls, as a hook at the entry of the called function
# changes what they return. Some functions must remain functions: the kernel looks them up by name,
# or hooks redirect to them. Prints TAP.

# ok calls the functions.
# shellcheck disable=SC2317

set -u
export LC_ALL=C
ko=$1
# shellcheck source=selftests/pax/tap.sh
. "$(dirname "$0")/../pax/tap.sh"
tables=$(readelf -SW "$ko"; readelf -sW "$ko"; readelf -rW "$ko") || exit 1

# ok NAME COMMAND...: passes if the command succeeds.
ok() { if "${@:2}"; then tap_pass "$1"; else tap_fail "$1"; fi; }

# has FUNCTION: the function exists, without copies for single callers; a .cold part is allowed.
has()
{
	awk -v name="$1" '
		$4 == "FUNC" && $8 == name && $3 > 0 && $7 != "UND" { found = 1 }
		$4 == "FUNC" && index($8, name ".") == 1 && $8 != name ".cold" { copies = 1 }
		END { exit !found || copies }' <<< "$tables"
}

# address FUNCTION: the names of the functions that have its code, as those of equal functions that
# the compiler has merged have.
address()
{
	awk -v name="$1" '
		$4 == "FUNC" && $7 != "UND" { at[$8] = $7 " " $2; names[$7 " " $2] = names[$7 " " $2] " " $8 }
		END { print substr(names[at[name]], 2) }' <<< "$tables"
}

# calls CALLER CALLEE: the caller contains a relocation of a call to the callee.
calls()
{
	awk -v caller="$1" -v callee="$2" '
		function number(hex,   n, i) {
			for (i = 1; i <= length(hex); i++)
				n = n * 16 + index("123456789abcdef", substr(hex, i, 1))
			return n
		}
		match($0, /^ *\[ *[0-9]+\] [^ ]+/) {
			split(substr($0, RSTART, RLENGTH), part, /[][ ]+/)
			section[part[2]] = part[3]
		}
		$4 == "FUNC" && $8 == caller {
			begin = number($2)
			begin -= begin % 2
			end = begin + $3
			name = section[$7]
		}
		/^Relocation section / {
			gsub(/\x27/, "", $3)
			within = name != "" && ($3 == ".rela" name || $3 == ".rel" name)
		}
		within && $3 ~ /PLT32|PC32|CALL|JUMP|PC24|JMP/ && $5 == callee &&
			number($1) >= begin && number($1) < end { found = 1 }
		END { exit !found }' <<< "$tables"
}

# compares CALLER CALLEE: the caller compares the result of the call with 1 before the next call.
compares()
{
	local triplet
	case $(readelf -h "$ko") in
	*X86-64*)	triplet=x86_64-linux-gnu ;;
	*80386*)	triplet=i686-linux-gnu ;;
	*AArch64*)	triplet=aarch64-linux-gnu ;;
	*)		triplet=arm-linux-gnueabihf ;;
	esac
	"$triplet"-objdump -dr --no-show-raw-insn "$ko" | awk -v caller="<$1>:" -v callee="$2" '
		$2 ~ /^<.*>:$/ { within = $2 == caller; called = 0 }
		!within { next }
		/R_[A-Z0-9_]+/ { called = index($0, callee) > 0 }
		called && /\tcmp.*[$#](0x)?1([^0-9a-fx]|$)/ { found = 1 }
		END { exit !found }'
}

ok "the self-test calls its function" calls pax_hooks_cause pax_selftest_target
ok "the self-test checks what it returns" compares pax_hooks_cause pax_selftest_target
ok "the stack hook calls the kernel's function" calls replace_setup_arg_pages setup_arg_pages
ok "and the hook at the end of exec" calls replace_finalize_exec finalize_exec
for function in pax_selftest_target selftest_replacement return_success return_eperm return_eacces \
	return_einval replace_setup_arg_pages replace_arch_mmap_rnd replace_finalize_exec \
	refuse_forced_unload replace_exec_fault; do
	ok "$function is a function" has $function
	case $(address $function) in
	*" "*)	tap_fail "$function has no other function's code"; note "$(address $function)" ;;
	*)	tap_pass "$function has no other function's code" ;;
	esac
done
echo "1..$tap_count"
exit $((tap_failed != 0))
