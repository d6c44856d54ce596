#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What doctor says about kernels: from types that the test writes, from files that are no such
# thing, and about the kernel that runs.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
plan 51

# types FILE [CHANGE]...: types in which all is there, but for the changes.
types() { python3 "$here/make_btf.py" answer "$@" || bail_out "no types"; }

# row NAME: what the last run printed about it, with a "|" between the columns.
row() { printf '%s\n' "$out" | awk -F '\t' -v name="$1" '$3 == name' | tr '\t' '|'; }

# A header, and no type.
python3 -c 'import struct, sys
sys.stdout.buffer.write(struct.pack("=HBBIIIII", 0xeb9f, 1, 0, 24, 0, 0, 0, 1) + b"\0")' >empty
pax doctor --btf=empty --json
status_is 1 'a kernel without anything does not fit'
printf '%s' "$out" >answer
total=$(printf '%s' "$out" | python3 -c 'import json, sys
print(json.load(sys.stdin)["totals"]["assumed"])')
[ "$total" -gt 50 ] || bail_out "only $total assumptions"
pax doctor --btf=empty
is "$(row setup_arg_pages)" \
	'wrong|function|setup_arg_pages|-|int (struct linux_binprm *, unsigned long, int)' \
	'a function that is missing'
is "$(row sched_process_fork)" \
	'wrong|tracepoint|sched_process_fork|-|void (void *, struct task_struct *, struct task_struct *)' \
	'and a tracepoint'
is "$(row task_struct.mm)" 'wrong|member|task_struct.mm|-|-' 'and a member'
is "$(row uprobe_write_opcode | cut -d '|' -f 1-4)" 'absent|function|uprobe_write_opcode|-' \
	'what only some configurations have'
has "$err" '^paxctl-ng: empty: the module does not fit this kernel: [0-9]* of [0-9]* assumptions and 0 options are wrong$' \
	'and stderr counts'

types all
pax doctor --btf=all
status_is 0 'a kernel that has all fits'
has "$err" "^paxctl-ng: all: this kernel has what the module assumes, $total of $total; the build" \
	'and stderr says so'
lacks "$out" '^wrong' 'no row is wrong'
is "$(row setup_arg_pages | cut -d '|' -f 1,4)" 'ok|int (struct linux_binprm *, unsigned long, int)' \
	'a function that is as expected'
is "$(row task_struct.mm | cut -d '|' -f 1,4)" 'ok|4 bytes at offset 0' 'a member, wherever it is'
is "$(printf '%s' "$out" | wc -l)" "$total" 'each assumption has a row'
pax doctor -q --btf=all
is "$err" '' 'nothing on stderr with --quiet'
[ -n "$out" ]
is $? 0 'but the rows'

types wrong 'setup_arg_pages=int (struct linux_binprm *, int, unsigned long)' do_shmat= \
	mm_struct.brk= 'sched_process_fork=void (void *)'
pax doctor --btf=wrong
status_is 1 'a kernel that differs does not fit'
is "$(row setup_arg_pages)" \
	'wrong|function|setup_arg_pages|int (struct linux_binprm *, int, unsigned long)|int (struct linux_binprm *, unsigned long, int)' \
	'a function with other arguments'
is "$(row do_shmat | cut -d '|' -f 1,4)" 'wrong|-' 'a function that is not there'
is "$(row mm_struct.brk)" 'wrong|member|mm_struct.brk|-|-' 'a member that is not there'
is "$(row sched_process_fork | cut -d '|' -f 1,4)" 'wrong|void (void *)' 'a tracepoint'
is "$(printf '%s\n' "$out" | grep -c '^wrong')" 4 'and nothing else is wrong'
has "$err" ": 4 of $total assumptions and 0 options are wrong" 'which stderr counts'
types alternative 'vm_brk_flags=int (unsigned long, unsigned long, bool)'
pax doctor --btf=alternative
status_is 0 'a prototype of another release fits, too'
types optional 'uprobe_write_opcode=int (int)'
pax doctor --btf=optional
status_is 1 'what need not be there must be right if it is'

# Files that are no types.
for size in 0 1 23 24 100 1000; do
	head -c $size all >short
	pax doctor --btf=short
	status_is 1 "types that end after $size bytes"
done
has "$err" '^paxctl-ng: short: the types cannot be read: this is no BTF of this byte order, or it is damaged$' \
	'which is said'
is "$out" '' 'and no row is printed'
{ head -c 31 all; printf '\177'; tail -c +33 all; } >kind
pax doctor --btf=kind
status_is 1 'a kind of type that there is not'
has "$err" ': there is a type of a kind that this version does not know$' 'which is said'
{ head -c 20 all; printf '\377\377\377\177'; tail -c +25 all; } >beyond
pax doctor --btf=beyond
status_is 1 'strings beyond the end'
pax doctor --btf=missing
status_is 2 'a file that is not there'
pax doctor --btf=.
status_is 1 'a directory'
pax doctor --btf="$PAXCTL"
status_is 1 'an ELF file without types'
has "$err" ': there is no section .BTF$' 'which is said'
head -c 4000 "$PAXCTL" >elf
pax doctor --btf=elf
status_is 1 'an ELF file that is cut'
if command -v objcopy >/dev/null && objcopy --add-section .BTF=all "$file_helper" vmlinux 2>/dev/null; then
	pax doctor --btf=vmlinux
	status_is 0 'types in an ELF file'
else
	skip 1 'objcopy is not installed'
fi

# Modules: their tables say where members are.
pax doctor --btf=all --module=all
status_is 1 'a module that is no ELF file'
has "$err" '^paxctl-ng: all: this is no ELF file' 'which is said'
pax doctor --btf=all --module="$PAXCTL"
status_is 1 'an ELF file that is no module'
has "$err" ': this module has no table of what it assumes$' 'which is said'
printf 'abc' >table
if command -v objcopy >/dev/null &&
	objcopy --add-section .init.rodata.pax_assumptions=table "$file_helper" module 2>/dev/null; then
	pax doctor --btf=all --module=module
	status_is 1 'a module of another version'
	has "$err" ': its size is not that of a table of this version$' 'which is said'
else
	skip 2 'objcopy is not installed'
fi

# The configuration.
for option in MODULES KPROBES TRACEPOINTS SECURITY SECURITYFS SYSCTL PROC_FS CPUSETS; do
	echo "CONFIG_$option=y"
done >config
echo '# CONFIG_PREEMPT_RT is not set' >>config
pax doctor --btf=all --config=config
status_is 0 'a configuration that fits'
is "$(row KPROBES)$(row PREEMPT_RT)" 'ok|option|KPROBES|y|yok|option|PREEMPT_RT|not set|not set' \
	'and its rows'
{ grep -v KPROBES config; echo CONFIG_PREEMPT_RT=y; echo CONFIG_KPROBES_ON_FTRACE=y; } >rt
pax doctor --btf=all --config=rt
is "$status$(row KPROBES)$(row PREEMPT_RT)" \
	'1wrong|option|KPROBES|not set|ywrong|option|PREEMPT_RT|y|not set' 'one that does not'
has "$err" '^paxctl-ng: PREEMPT_RT: locks that the hooks take can sleep there$' 'with the reason'

# This machine.
pax doctor
if [ -e /sys/kernel/btf/vmlinux ]; then
	[ "$status" -le 1 ] && [ "$(printf '%s\n' "$out" | grep -vc '	option	')" -ge 50 ]
	is $? 0 'the kernel that runs'
else
	status_is 2 'the kernel that runs, without types'
fi
