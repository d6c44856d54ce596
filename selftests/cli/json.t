#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests that the output of --json matches the schema and the man page.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
schema=$here/../../Documentation/paxctl-ng.schema.json
page=$here/../../userspace/man/paxctl-ng-json.5.scd
[ -r "$schema" ] || skip_all "$schema is not there"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
plan 25

# agrees NAME ARGUMENT...: checks the subcommand's rows and totals against the schema.
agrees() {
	name=$1
	shift
	pax "$@" --json
	printf '%s' "$out" >answer
	run python3 "$here/json_check.py" "$schema" answer
	is "$out$err" '' "$name"
}

kernel kernel
mkdir -p root/usr/bin proc/10 tree
for file in missing different empty extra; do
	script root/usr/bin/$file
done
set_attr root/usr/bin/different m
set_attr root/usr/bin/empty ''
set_attr root/usr/bin/extra em
printf 'text' >root/usr/bin/unfit
"$file_helper" elf 64 lsb 0x65041580,0x2a04 root/usr/bin/legacy
cp "$(command -v env)" root/usr/bin/env
for file in missing different empty unfit; do
	echo "em /usr/bin/$file"
done >policy
echo 'required em /usr/bin/gone' >>policy

agrees check check --strict --root root policy
agrees diff diff --strict --root root policy
agrees 'apply -n' apply -n --root root policy
agrees apply apply --root root policy
printf '%s\n' '/usr/bin/missing m' '/usr/bin/empty p' >list
agrees import import list
agrees 'import of a tree' import --root root /usr
agrees 'migrate -n' migrate -n root
agrees migrate migrate root
printf '\377' >name
script "tree/$(cat name)"
set_attr "tree/$(cat name)" xx
cp "$file_helper" tree/program
set_attr tree/program em
"$file_helper" elf 32 msb 0x65041580,0x2a04 tree/legacy
agrees scan scan --kernel=kernel tree
agrees 'scan --engines' scan --engines
agrees show show --kernel=kernel tree tree/* root/usr/bin/unfit
printf 'no types' >types
agrees doctor doctor --btf=types --config=/dev/null
agrees explain explain --kernel=kernel em p Pp ''
mkdir -p root/lib/modules/6.1.0-1-amd64/kernel
agrees status status --kernel=kernel --root=root
agrees 'status without the module' status --kernel=nothing --root=root
mkdir -p root/etc/pax/profiles
printf '# About it.\ninherit other\n' >root/etc/pax/profiles/one.conf
: >root/etc/pax/profiles/other.conf
agrees profile profile --root root
agrees revdep revdep --root root libc.so.6

printf 'Name:\tjit\nPid:\t10\nUid:\t0\t1000\t0\t0\nVmSize:\t  100 kB\nPaX:\tPeMRs\n' >proc/10/status
ln -s "$dir/tree/program" proc/10/exe
echo '7f0000000000-7f0000010000 rwxp 00000000 00:00 0 ' >proc/10/maps
agrees ps ps --kernel=kernel --proc=proc
agrees 'ps --rwx' ps --kernel=kernel --proc=proc --rwx
echo 'seq=7 time=1763895004.1 event=mmap_denied action=deny flags=PeMRs addr=0x7f0000000000 len=4096 prot=rwx area=anonymous_mapping exe_dev=8:1 exe_ino=7 userns=init mntns=init traced=no auid=unset pid=812 tgid=812 ppid=790 uid=1000 euid=1000 gid=1000 egid=1000 comm="x" exe="/usr/bin/x"' >records
agrees learn learn records
agrees why why --events records --list tree/program
pax try --kernel=kernel true
if [ "$status" -eq 0 ]; then
	# "true" ignores the argument that follows.
	agrees try try --kernel=kernel --json true
else
	skip 1 'no namespaces for this user'
fi

# The checker must detect errors.
echo '{"version":1,"command":"check","rows":[{"state":"odd","path":null,"more":1}],"totals":{}}' >answer
run python3 "$here/json_check.py" "$schema" answer
is "$(printf '%s' "$out" | grep -c .)" 13 'a wrong answer is found to be wrong, in each place'
cat >sections.py <<'END'
import json, re, sys
schema = json.load(open(sys.argv[1], encoding="utf-8"))
page = open(sys.argv[2], encoding="utf-8").read().replace("\\", "")
for name, rules in schema["$defs"].items():
    section = re.search(rf"^## {name.removesuffix('_rwx')}$(.*?)(?=^#|\Z)", page, re.M | re.S)
    for key in rules.get("properties", {}):
        if not section or f"*{key}*" not in section[1]:
            print(name, key)
END
if [ -r "$page" ]; then
	run python3 sections.py "$schema" "$page"
	is "$out$err" '' 'the man page knows every key of the schema'
else
	skip 1 "$page is not there"
fi
is "$("$PAXCTL" help --list | awk -F '\t' '$2 == "--json" && $1 !~ "^(events|watch)$" { print $1 }' | sort)" \
	"$(sed -n 's/.*"command": { "const": "\(.*\)" }.*/\1/p' "$schema" | sort)" 'the schema knows every subcommand'
