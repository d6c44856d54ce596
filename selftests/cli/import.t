#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Lists of other tools: import makes policy files of them, and apply and check read them as they
# are. Every entry becomes a line, or is named with the reason.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 101

mkdir -p root/usr/bin root/home/u/.local 'root/opt/Some App'
for name in a b c; do
	script "root/usr/bin/$name"
done
script 'root/opt/Some App/app'
script root/home/u/.local/jit

# lines: prints the lines of the policy that were printed, without comments, "MARK PATH,...".
lines() { printf '%s' "$out" | sed '/^#/d;/^$/d' | tr '\t\n' ' ,'; }

# imports TEXT LINES NAME [OPTION...]: checks the lines that import makes of a list.
imports() {
	printf '%b' "$1" >list
	wanted=$2 name=$3
	shift 3
	pax import -q "$@" list
	is "$status $(lines)" "$wanted" "$name"
	[ -z "$err" ] || note "$err"
}

# leaves TEXT PATTERN NAME: checks that import leaves an entry out, with the reason as a comment.
leaves() {
	printf '%b' "$1" >list
	pax import -q list
	is "$status $(lines)" "${4:-1 }" "$3"
	has "$out" "^# left out: $2" "$3: the reason is a comment"
}

# wrong TEXT PATTERN NAME: checks that a list with an error is refused by import and apply.
wrong() {
	printf '%b' "$1" >list
	pax import -q list
	is "$status" 1 "$3"
	has "$err" "^paxctl-ng: list:$2" "$3: the line is named"
	pax apply -q --root root list
	is "$status $(attr root/usr/bin/a)" '65 none' "$3: apply does nothing"
}

# paxctld.conf.
imports '# a list\n\n/usr/bin/a\t\tm\n/usr/bin/b E\n"/opt/Some App/app"\tmr\n/home/u/.local/jit\tm\tnonroot\n' \
	'0 em /usr/bin/a,PE /usr/bin/b,emr /opt/Some App/app,em /home/u/.local/jit,' 'paxctld.conf'
imports '/usr/bin/a pm\n/usr/bin/b s # no effect\n' '0 pem /usr/bin/a,es /usr/bin/b,' \
	'paxctld: EMUTRAMP is off unless E is there; a comment'
imports '/usr/bin/a m\n/usr/bin/a m\n/usr/bin/a r\n' '0 em /usr/bin/a,em /usr/bin/a,er /usr/bin/a,' \
	'paxctld: a path more than once'
pax apply -q --root root list
stored root/usr/bin/a er 'and apply takes the last'
"$file_helper" remove root/usr/bin/a "$user" 2>/dev/null || pax -d root/usr/bin/a
imports '/usr/bin/[x] m\n' '0 em /usr/bin/\[x],' 'paxctld has no patterns'
leaves '/usr/bin/a p\n' 'line 1: /usr/bin/a: the kernel refuses .*"pe"' 'paxctld: a mark that is refused'
wrong '/usr/bin/b m\n"/usr/bin/a m\n' '2: the closing quote' 'paxctld: a quote'
wrong '/usr/bin/b m\n/usr/bin/a q\n' '2: its flags are not letters.*PATH FLAGS' 'paxctld: no letters'
wrong '/usr/bin/b m\n/usr/bin/a\n' '2: there are no flags' 'paxctld: no flags'
wrong '/usr/bin/b m\n/usr/bin/a b m\n' '2: .*not letters' 'paxctld: a blank in a path'
printf '/usr/bin/a m\n"/opt/Some App/app" m\n' >paxctld.conf
pax check --root root paxctld.conf
is "$status $(printf '%s' "$out" | cut -f 1,2 | tr '\t\n' ' ,')" \
	'1 missing /opt/Some App/app,missing /usr/bin/a,' 'check reads it as it is'
pax apply -q --root root paxctld.conf
is "$status $(attr root/usr/bin/a)$(attr 'root/opt/Some App/app')" '0 [em]2[em]2' 'apply too'
pax -d root/usr/bin/a 'root/opt/Some App/app'

imports 'held unprivileged em /usr/bin/a\n' '0 held unprivileged em /usr/bin/a,' 'a policy keeps its conditions'

# The user form of paxd.conf, and comments and duplicates in a policy.
imports 'em .local/jit\nE\t/usr/bin/a\n' '0 em /home/u/.local/jit,E /usr/bin/a,' \
	'paxd.conf of a user' --home /home/u
imports 'em ~/.local/jit\n' '0 em /home/u/.local/jit,' 'with a tilde' --home /home/u
imports '.local/jit m\n/usr/bin/a m\n' '0 em /home/u/.local/jit,em /usr/bin/a,' \
	'paxctld with a relative path, if the format is named' --home /home/u --format paxctld
wrong 'em .local/jit\n' '1: "\.local/jit" is no absolute path; .*--home' 'without a home'
printf 'em .local/jit\n' >list
pax apply -q --root root --home /home/u list
stored root/home/u/.local/jit em 'apply --home'
pax -d root/home/u/.local/jit
pax apply --home u list
status_is 64 'a home is absolute'
imports 'em /usr/bin/a # why\nm /usr/bin/b#c\nem /usr/bin/a\n' '0 em /usr/bin/a,m /usr/bin/b#c,' \
	'a comment after a line, and a line twice'
imports 'em /usr/bin/a # was: pax-mark m x\nem /usr/bin/pax-mark\n' '0 em /usr/bin/a,em /usr/bin/pax-mark,' \
	'pax-mark in a comment and in a path'
imports 'required held em /usr/bin/a\n- /usr/bin/b\n' '0 required held em /usr/bin/a,- /usr/bin/b,' \
	'words before a mark'

# paxrat.
imports '{ "/usr/bin/a": {\n  "flags": "mr", "nonroot": false },\n# a comment\n  "/usr/bin/b": { "flags": "E" },\n "/usr/bin/c": { "flags": "pm", "nodivert": true }\n}\n' \
	'0 mr /usr/bin/a,PE /usr/bin/b,pem /usr/bin/c,' 'paxrat'
imports '{"/usr/bin/a": {"flags": "m"}, "/usr/bin/a": {"flags": "r"}}' '0 r /usr/bin/a,' \
	'paxrat: the last of two entries'
imports '{"/usr/bin/a": {"flags": "xm"}}' '0 m /usr/bin/a,' 'paxrat: RANDEXEC'
has "$out" '^# x is for RANDEXEC' 'is told'
wrong '{\n"/usr/bin/a": {"flags": "m",}\n' '2: this is no JSON' 'paxrat: no JSON'
wrong '{\n"/usr/bin/a": {"flags": 1}}\n' '2: .*no "flags"' 'paxrat: no letters'
wrong '{"flags": {"flags": "m"}}' '1: "flags" is no absolute path' 'paxrat: no path'
printf '{ "/usr/bin/a": { "flags": "em" } }' >paxrat.conf
pax apply -q --root root paxrat.conf
stored root/usr/bin/a em 'apply reads paxrat.conf'
pax diff --root root --json paxrat.conf
status_is 0 'and so does diff'
pax -d root/usr/bin/a

# Ebuilds.
# shellcheck disable=SC2016
cat >node-20.1.0-r1.ebuild <<'END'
EAPI=8
inherit pax-utils
MY_DIR="/opt/${PN}"
src_install() {
	dobin node
	# pax-mark m "${ED}"/usr/bin/comment
	pax-mark -m "${ED}"/usr/bin/a
	use jit && pax-mark mr "${D}${MY_DIR}"/{one,'two words'} "${ED}/usr/lib/${P}/x"
	pax-mark E \
		"${ED%/}/usr/bin/AWS VPN" \
		"${ED}"usr/$(get_libdir)/b ${EROOT}/usr/bin/'[c'
	if host-is-pax; then pax-mark m "${D}/usr/bin/d" || die; fi
	pax-mark m out/Release/chrome "${S}"/bin/x $(list-paxables ${S}/*)
}
END
pax import -q node-20.1.0-r1.ebuild
is "$status $(lines)" '1 em /usr/bin/a,emr /opt/node/one,emr /opt/node/two words,emr /usr/lib/node-20.1.0/x,PE /usr/bin/AWS VPN,PE /usr/lib*/b,PE /usr/bin/\[c,em /usr/bin/d,' \
	'pax-mark'
has "$out" '^# left out: line 13: out/Release/chrome: it is a file of the build' 'a file of the build'
has "$out" '^# left out: line 13: .*bin/x: the value of S does not follow' 'an unknown variable'
has "$out" '^# left out: line 13: .*list-paxables' 'a command'
lacks "$out" comment 'a comment is no call'

# secadm.
imports 'secadm {\n\tpax {\n\t\tpath: "/usr/bin/a",\n\t\tmprotect: false,\n\t},\n\tpax {\n\t\tpath = "/usr/bin/b"; aslr = off\n\t\tpageexec: false }\n}\n' \
	'0 em /usr/bin/a,pemr /usr/bin/b,' 'secadm.rules'
imports '{\n/* a comment */ "applications": [ { "path": "/usr/bin/a", "features": { "mprotect": false, "pageexec": true } }\n{ "path": "/usr/bin/b", "features": { "aslr": false, } } ] }' \
	'0 Pem /usr/bin/a,er /usr/bin/b,' 'secadm: the older form'
imports 'secadm { pax { path: "/usr/bin/a", mprotect: false, segvguard: false } }' '0 em /usr/bin/a,' \
	'secadm: a feature without counterpart'
has "$out" '^# segvguard has no counterpart' 'is told'
imports 'secadm { pax { path: "/usr/bin/a", mprotect: false, "x\033[2J": false } }' '0 em /usr/bin/a,' \
	'secadm: a key with control characters'
lacks "$out" "$(printf '\033')" 'which are not printed'
leaves 'secadm { pax { path: "/usr/bin/a", segvguard: false } }' 'line 1: /usr/bin/a: segvguard' \
	'secadm: nothing but that'
leaves 'secadm {\n whitelist_mode: true\n integriforce { path: "/bin/ls", hash: "00", type: "sha256" } }' \
	'line 3: Integriforce has no counterpart; IMA' 'secadm: other sections'
wrong 'secadm {\n pax { path: "/usr/bin/a", mprotect: false\n' '3: a } is missing' 'secadm: no end'
wrong 'secadm {\n pax { mprotect: false } }\n' '2: a rule has no path' 'secadm: no path'
wrong 'secadm {\n pax { path: "/usr/bin/a", mprotect: maybe } }\n' '2: .*true or false' 'secadm: a value'

# S.A.R.A.
imports '# a list\n/usr/bin/a none\n"/opt/Some App/app" MPROTECT, emutramp,VERBOSE # why\n/usr/bin/b\\ x FULL\n/usr/bin/* NONE\n' \
	'0 em /usr/bin/*,em /usr/bin/a,PeM /usr/bin/b x,PEM /opt/Some App/app,' 'wxprot.conf'
has "$out" '^# S.A.R.A. means every path' 'S.A.R.A.: a prefix is told'
has "$out" '^# MMAP has no counterpart' 'and so is MMAP'
leaves '/usr/bin/a NONE\n/usr/bin/a FULL\n' 'line 2: /usr/bin/a: an earlier line' 'S.A.R.A.: the first counts' \
	'1 em /usr/bin/a,'
leaves '/usr/bin/a WXORX,STACK\n' 'line 1: /usr/bin/a: .*part of MPROTECT.*"em"' 'S.A.R.A.: a part of MPROTECT'
leaves '/usr/bin/a FULL,COMPLAIN\n' 'line 1: /usr/bin/a: COMPLAIN' 'S.A.R.A.: COMPLAIN'
leaves '* FULL\n' 'line 1: \*: flags for every program' 'S.A.R.A.: every program'
wrong '/usr/bin/a NONE\n/usr/bin/b NONE,ODD\n' '2: "ODD" is no flag of S.A.R.A.' 'S.A.R.A.: no flag'

# What is not read is named.
for text in 'subject /usr/bin/a {\n-PAX_MPROTECT\n}\n=RBAC' 'MPROTECT_EXEMPT="/a"\n=chpax' \
	'# file: usr/bin/a\nuser.pax.flags="em"\n=setfattr --restore' 'wxprot_enabled=1\n=main.conf'; do
	printf '%b' "${text%=*}" >list
	pax apply --root root list
	has "$err" "^paxctl-ng: list: this is .*${text##*=}" "${text##*=} is named"
done

# Trees.
rm -rf root
mkdir -p root/usr/bin
"$file_helper" elf 64 lsb 0x65041580,0x2a00 root/usr/bin/pt
"$file_helper" elf 64 lsb 0x65041580,0x2000 root/usr/bin/default
"$file_helper" elf 64 lsb 0x65041580,0x2200 root/usr/bin/differs
set_attr root/usr/bin/differs emr
script root/usr/bin/attr
set_attr root/usr/bin/attr em
script 'root/usr/bin/x #y[z'
set_attr 'root/usr/bin/x #y[z' em
pax import -q --root root /usr
out=$(printf '%s' "$out" | sort)
is "$status $(lines)" '1 em /usr/bin/attr,em /usr/bin/pt,em /usr/bin/x [#]y\[z' 'a tree'
has "$out" '^# left out: /usr/bin/differs: its header and its attribute differ' 'two marks'
pax import --root root /usr
has "$err" '3 lines, 1 left out, 1 with the default mark' 'figures'

# The output replaces a file as a whole, or not at all.
printf 'm /usr/bin/a\n' >local.conf
chmod 640 local.conf
printf '/usr/bin/a m\n' >list
pax import -q -o local.conf list
is "$status $out$(sed '/^#/d;/^$/d' local.conf) $(stat -c %a local.conf)" '0 em	/usr/bin/a 640' '-o replaces a file'
printf '/usr/bin/a q\n' >list
pax import -q -o local.conf list
is "$status $(sed '/^#/d;/^$/d' local.conf)" '1 em	/usr/bin/a' 'but not after an error'
is "$(find . -name "*.new")" '' 'and leaves nothing behind'
pax import -q -o local.conf local.conf
is "$status $(sed '/^#/d;/^$/d' local.conf)" '0 em	/usr/bin/a' 'the input can be the output'
pax import missing
status_is 2 'a file that is not there'
pax import
status_is 64 'nothing named'
pax import --format odd list
status_is 64 'no format'
printf '/usr/bin/a m\n' >list
pax import --json list
has "$out" '{"taken":true,"path":"/usr/bin/a","mark":"em","source":"list","line":1,"remark":null}' 'JSON'
