#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# setup: answers from a person and from a file, what it shows and writes, what it leaves alone after
# an error, and that its figures are those of the documentation.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
policy=$here/../../userspace/policy
figures=$here/../../Documentation/performance.rst
[ -d "$policy" ] || skip_all "$policy is not there"
plan 69

etc=root/etc/pax

# fresh: makes a machine with the installed profiles and nothing chosen.
fresh() {
	rm -rf root
	mkdir -p root/usr/lib root/etc root/proc
	cp -r "$policy" root/usr/lib/pax
	echo 'mode = permissive' >root/usr/lib/pax/pax.conf
	chmod -R go-w root
}

# answers WORD...: writes the answers in the order of the questions to the file "answers".
answers() {
	set -- "machine = $1" "virtualisation = $2" "first = $3" "compilers = $4" "users-exempt = $5" \
		"enforce = $6"
	printf '%s\n' "$@" >answers
}

setup() { pax setup --root root "$@"; }
# person LINE...: answers as a person does.
person() {
	status=0
	printf '%s\n' "$@" | "$PAXCTL" setup --root root >out 2>err || status=$?
	out=$(cat out)
	err=$(cat err)
}
settings() { sed '/^#/d' $etc/pax.conf | tr '\n' ';'; }
written() { (cd root/etc && find . -type f | sort | tr '\n' ' '); }
all='./pax/pax.conf ./pax/policy.d/00-profile.conf ./pax/profiles/setup.conf ./pax/setup.conf '

# From a file.
fresh
answers server none security all no yes
setup -n --answers answers
is "$status $(written)" '0 ' '--dry-run writes nothing'
has "$out" '^lock = 1$' 'and shows what would be written'
has "$out" '^inherit server$' 'the profile, too'
has "$out" '  mode: permissive -> enforce$' 'and what changes'
setup --answers answers
status_is 0 'a file of answers'
is "$(written)" "$all" 'leads to these files'
is "$(settings)" \
	'defaults = PeMRs;trust = root;strict = shared;softmode = 0;mode = enforce;lock = 1;' 'with the settings'
is "$(stat -c %a $etc/pax.conf $etc/setup.conf | tr '\n' ' ')" '644 644 ' 'that all can read'
has "$err" 'to put it in force: paxctl-ng load-config && update-initramfs -u' 'and what to do next is said'
pax load-config --check --root root
status_is 0 'load-config finds no error in them'
is "$(pax profile --root root && printf '%s' "$out" | awk -F '\t' '$2 == "yes" { print $1, $3 }')" 'setup server' \
	'the profile is chosen, and stacks on that of the machine'
is "$(grep -v '^#' $etc/setup.conf)" "$(cat answers)" 'the answers are remembered'
setup -q --answers answers
is "$status $out $err" '0  ' '--quiet'
setup --explain
status_is 0 '--explain after that'
has "$out" '^  lock = 1, because first = security$' 'says why'
has "$out" '^  does not exempt /usr/bin/qemu-system-\*$' 'and what is not exempt'

# A person. An empty line keeps an answer; a wrong one is asked again.
person '' '' performance '' yes no y
is "$status $(settings)" \
	'0 defaults = PeMrs;trust = any;strict =;softmode = 0;mode = permissive;lock = 0;' 'other answers later'
has "$out" '^machine \[server\]: ' 'show those before'
has "$out" '  lock: 1 -> 0$' 'and what changes'
person '' '' securely security '' '' maybe no '' n
is "$status $(sed -n 's/^first = //p' $etc/setup.conf)" '1 performance' 'without "y" nothing is written'
has "$err" 'nothing was written' 'which is said'
has "$out" '"securely" is no answer to first; answers are: security, performance$' 'a wrong answer is explained'
is "$(printf '%s\n' "$out" | grep -c '^Write this')" 1 'and asked again'
person server none
is "$status $(settings)" \
	'1 defaults = PeMrs;trust = any;strict =;softmode = 0;mode = permissive;lock = 0;' 'an early end changes nothing'
has "$err" 'ended before all was answered.*--answers FILE' 'and names the option for scripts'
setup
is "$status $(written)" "1 $all" 'no input at all'
is "$(person '' '' '' '' '' '' && printf '%s %s' "$status" "$err")" \
	'1 paxctl-ng: setup: nothing was written' 'an end at the last question'

# A part of the answers is enough if the others were given.
echo 'enforce = yes' >part
setup -q --answers part
is "$status $(settings)" \
	'0 defaults = PeMrs;trust = any;strict =;softmode = 0;mode = enforce;lock = 0;' 'a part of the answers'
fresh
setup --answers part
status_is 1 'is not enough otherwise'
has "$err" 'part: there is no answer to machine, and none .*answers are: base, desktop, developer, server$' \
	'which says what is missing'
is "$(written)" '' 'and nothing is written'
setup --explain
status_is 1 '--explain without answers'
has "$err" 'machine was never answered; "paxctl-ng setup" asks' 'says what to do'

# Compilers.
for file in $(sed -n 's,^emr\{0\,1\}\t\(/.*\),\1,p' "$policy"/profiles/*.conf | sort -u | tr '*' x); do
	mkdir -p "root${file%/*}"
	script "root$file"
done
mkdir -p root/usr/bin
script root/usr/bin/python3.11
# marked ANSWER...: prints what is marked after these answers, of a tree without marks.
marked() {
	find root/usr -type f -exec "$PAXCTL" -d {} + >/dev/null 2>&1
	answers "$@"
	setup -q --answers answers
	pax apply -q --root root
	find root/usr -type f | while read -r file; do
		[ "$(attr "$file")" = none ] || printf '%s ' "${file#root}"
	done
}
is "$(marked developer none security none no no)" '/usr/bin/python3.11 ' \
	'none exempts no program of any profile, whatever is shipped'
is "$(marked server none security node no no | tr ' ' '\n' | sort | tr '\n' ' ')" \
	'/usr/bin/node /usr/bin/python3.11 ' 'one by its name'
is "$(marked base host security 'tcc, lisp' no no | tr ' ' '\n' | grep -c .)" 7 \
	'what other profiles have, on a machine that has nothing, and the host of virtual machines'
is "$(attr root/usr/bin/sbcl) $(attr root/usr/bin/tcc)" '[emr]3 [em]2' 'each with its mark'
is "$(marked developer guest security all no no | tr ' ' '\n' | grep -c system)" 0 'a guest has no qemu-system'
is "$(marked developer host security all no no | tr ' ' '\n' | grep -c system)" 1 'a host has'
# Each program of the profiles has a name.
sed -n 's,^emr\{0\,1\}\t\(/.*\),\1,p' "$policy"/profiles/*.conf | sort -u | grep -v qemu-system >paths
names=$(printf '%s\n' '' '' '' nosuch | "$PAXCTL" setup --root root 2>/dev/null |
	sed -n 's/.*answers are: all, none, or a list of these, //p' | head -n 1)
marked base none security "$names" no no >/dev/null
is "$(sed -n 's/^emr\{0,1\}\t//p' $etc/profiles/setup.conf | sort -u)" "$(cat paths)" 'all by their names'

# A profile of the administrator, and lines of policies beside it.
fresh
mkdir -p $etc/profiles $etc/policy.d
printf 'inherit server\nem /opt/jit\n' >$etc/profiles/ours.conf
printf 'em /opt/own\n' >$etc/policy.d/60-learned.conf
answers ours none security all no no
setup -q --answers answers
is "$status $(sed -n '/^inherit/p' $etc/profiles/setup.conf)" '0 inherit ours' 'a profile of the administrator'
is "$(cat $etc/policy.d/60-learned.conf)" 'em /opt/own' 'other policies stay'
printf 'nonsense\n' >>$etc/profiles/ours.conf
cp $etc/setup.conf before
answers ours none security all no yes
setup --answers answers
is "$status $(cmp $etc/setup.conf before)" '1 ' 'one with an error changes nothing'
has "$err" 'ours.conf:3: ' 'and is named'
rm $etc/profiles/ours.conf
setup --answers answers
is "$status" 1 'one that is gone'
has "$err" 'setup.conf:2: "ours" is no answer to machine; answers are: base' 'is named, too'
setup --explain
is "$status $out" '1 ' '--explain does not go on without it'
answers server none security all no yes
setup --answers answers
is "$status $(sed -n 's/^machine = //p' $etc/setup.conf)" '0 server' 'but a whole new set of answers does'

# Files of others.
fresh
mkdir -p $etc/profiles
printf '# mine\nmode = permissive\nstrict = shared\n' >$etc/pax.conf
cp $etc/pax.conf before
answers server none security all no yes
setup --answers answers
is "$status $(cmp $etc/pax.conf.before-setup before)" '0 ' 'the pax.conf of the administrator is kept'
has "$err" 'what it was is in pax.conf.before-setup' 'and the place is said'
setup -q --answers answers
is "$status $(cmp $etc/pax.conf.before-setup before)" '0 ' 'also the second time'
printf 'inherit base\n' >$etc/profiles/setup.conf
setup --answers answers
is "$status $(cat $etc/profiles/setup.conf)" '1 inherit base' 'a profile "setup" of the administrator stays'
has "$err" 'profiles/setup.conf: setup has not written it' 'and is named'

# --explain finds what has changed.
fresh
setup -q --answers answers
pax profile -q --root root server
sed -i 's/^lock = 1/lock = 0/' $etc/pax.conf
echo 'em /opt/jit' >>$etc/profiles/setup.conf
setup --explain
is "$status $(printf '%s\n' "$out" | grep -c 'not as the answers want\|not chosen\|lock: 0 -> 1')" '1 4' \
	'changes since'
printf 'ro pax.mode=permissive pax.off=1\n' >root/proc/cmdline
setup --explain
has "$out" 'It has pax.mode=permissive, which takes precedence' "the kernel's command line"
has "$out" 'It has pax.off=1, so the module is not loaded' 'and a module that is off'

# Errors in files of answers.
wrong() {
	printf '%s\n' "$1" >wrong
	setup --answers wrong
	has "$status $err" "1 .*wrong:1: $2" "an error: $1"
}
wrong 'machine' '"machine" has no "="; write QUESTION = ANSWER'
wrong 'color = red' 'there is no question "color"; there are machine, virtualisation, first, compilers'
wrong 'enforce = perhaps' '"perhaps" is no answer to enforce; answers are: no, yes'
wrong 'compilers = node, javac' '"javac" is no answer to compilers'
wrong 'machine = setup' '"setup" is no answer to machine'
printf 'enforce = yes\nenforce = no\n' >wrong
setup --answers wrong
has "$status $err" '1 .*wrong:2: line 1 has answered enforce already' 'an answer twice'
setup --answers nothing
has "$status $err" '1 .*nothing: cannot read it: No such file' 'no such file'
setup --answers answers --explain
status_is 64 '--explain with answers'
setup server
status_is 64 'an operand'
if is_root && can_be_user; then
	fresh
	run as_user "$PAXCTL" setup --root root --answers "$dir/answers"
	is "$status $(written)" '1 ' 'a user may not'
	has "$err" 'only root may' 'and is told'
else
	skip 2 'not root, or no other user can be'
fi

# Each figure is in the documentation.
fresh
person base none security all no no y
setup --explain
is "$(printf '%s\n' "$out" | grep -c 'Instructions more')" 1 'the figures are shown'
if [ -r "$figures" ]; then
	awk '
		/^\*\*amd64-6.12: the same, added in percent/ { table = 1 }
		table && /^=/ { lines++ }
		table && lines == 3 { exit }
		table && lines == 2 && !/^=/ {
			n = split($0, cell, /  +/)
			printf "{ \"%s\", \"%s\", \"%s\" }\n", cell[1], cell[8], cell[9]
		}' "$figures" >documented
	sed -n 's/^\t\({ "[^"]*", "[+-][0-9.]*", "[+-][0-9.]*" }\),$/\1/p' \
		"$here/../../userspace/paxctl-ng/policy/setup_questions.c" >used
	is "$(grep -c . used) $(grep -vxFf documented used)" '7 ' \
		'and those of performance.rst: else correct costs[] in policy/setup_questions.c'
else
	skip 1 "$figures is not there"
fi
