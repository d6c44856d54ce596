#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A failure in a guest makes the whole check fail, and the output names guest and case. A script
# that prints prepared output stands in for the lab.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/../cli/tap.sh"
for need in bash prove flock; do
	command -v $need >/dev/null || skip_all "$need is not installed"
done
plan 33

mkdir -p tree/scripts
cp "$here/../../scripts/check" "$here/../../scripts/lib.sh" tree/scripts/
ln -s /bin/true tree/scripts/need
cat >tree/scripts/lab <<'END'
#!/bin/sh
case $1 in
list)	echo one two ;;
fetch)	;;
suite)	[ ! -e "$2.unbuilt" ] || exit 1; echo payload ;;
run)	cat "$2.out"; exit "$(cat "$2.status")" ;;
esac
END
chmod +x tree/scripts/lab

# guest NAME STATUS LINE...: sets the output and the status of a run of the guest.
guest() {
	echo "$2" >"tree/$1.status"
	name=$1
	shift 2
	printf '%s\n' "$@" >"tree/$name.out"
}

check() { run env TESTS= tree/scripts/check "$@"; }

# row GUEST: prints its numbers in the table: passed, failed, skipped.
row() { printf '%s\n' "$out" | awk -v g="$1" '$1 == g { print $2, $3, $4 }'; }

last() { printf '%s' "$out" | tail -n 1; }

good='#@ begin a
TAP version 13
1..2
ok 1 - first
ok 2 - # SKIP there is none here
#@ end a 0'
guest one 0 "$good" '#@ begin b' 'ok 1 - only' '1..1' '#@ end b 0'
guest two 0 "$good"
check one two
status_is 0 'all is well'
is "$(row one), $(row two)" '2 0 1, 1 0 1' 'a row a guest'
is "$(last)" '3 passed, 0 failed, 2 skipped' 'and the sum'
has "$out" '^guest  *passed  *failed  *skipped  *seconds$' 'with headings'

# bad NAME: the last check failed.
bad() {
	is "$((status != 0)) $(last | grep -c ' 0 failed')" '1 0' "$1: the whole check fails"
	is "$(row one)" '2 0 1' "$1: and shows the others"
}

guest two 0 '#@ begin mprotect' '1..2' 'ok 1 - first' 'not ok 2 - the broken one' '#@ end mprotect 1'
check one two
bad 'a case that fails'
has "$out" '^two/mprotect.tap:not ok 2 - the broken one' 'guest and case are named'
is "$(row two)" '1 1 0' 'and counted'
guest two 0 '#@ begin a' '1..3' 'ok 1 - first' 'ok 2 - second' '#@ end a 0'
check one two
bad 'a short plan'
guest two 0 '#@ begin a' 'ok 1 - first' '#@ end a 0'
check one two
bad 'no plan'
guest two 0 "$good" '#@ begin b' '#@ end b 0'
check one two
bad 'a test that says nothing'
guest two 0 '#@ begin a' '1..1' 'Bail out! no memory' '#@ end a 1'
check one two
bad 'a test that gives up'
guest two 125 "$good"
check one two
bad 'a guest that fails after all tests'
has "$err" '^check: two: the run itself failed (status 125)' 'and the message says why'
guest two 0 'nothing of use'
check one two
bad 'a guest without any test'
: >tree/two.unbuilt
check one two
bad 'a suite that does not build'
rm tree/two.unbuilt
guest two 0 '#@ begin a' '1..1' 'ok 1 - first' '#@ end a 0' '#@ begin b' '1..2' 'ok 1 - first'
check one two
bad 'a guest that ends in the middle'
check
status_is 64 'no suite is a usage error'
guest two 0 '#@ begin a' '1..0 # SKIP nothing to do' '#@ end a 0'
check two
is "$((status != 0))" 1 'if all is skipped, nothing was tested'
rm -r tree/build
guest one 0 "$good"
mkdir tree/build
check one
status_is 0 'what ran before is forgotten'
is "$(last)" '1 passed, 0 failed, 1 skipped' 'and not counted'

exec 9>tree/build/check.lock
flock 9
check one
status_is 1 'two checks do not share their results'
has "$err" 'another check runs in this tree' 'and the message says why'
exec 9>&-

# The guest's side reports an unknown test name, as in TESTS=typo.
mkdir guest bin
cp "$here/../pax/run.sh" guest/
printf '#!/bin/sh\n' > bin/insmod
chmod +x bin/insmod
run env PATH="$dir/bin:$PATH" bash guest/run.sh typo
has "$out" "^Bail out! there is no test 'typo' here" 'a mistyped name of a test is no success'
run env PATH="$dir/bin:$PATH" bash guest/run.sh mark
has "$out" '^#@ end mark [1-9]' 'nor is one that is not built'
