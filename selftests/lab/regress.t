#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check-regress" makes of the results of the kernel's tests: a difference that its table
# does not name fails, and so does a row whose difference does not show; an interrupted run goes on.
# A script that prints prepared output stands in for the lab.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/../cli/tap.sh"
for need in bash awk flock; do
	command -v $need >/dev/null || skip_all "$need is not installed"
done
plan 42

compare=$here/../regress/compare

# case PASS CASE RESULT [PROGRAM]: appends a case to the results.
case_() { printf '%s\tmm/%s\t%s\t%s\n' "$1" "${4:-one}" "$2" "$3" >>cases; }

# same RESULT CASE [PROGRAM]: a case that is so without and with the module.
same() { for pass in stock again pax; do case_ $pass "$2" "$1" "${3:-one}"; done; }

# row GUESTS CASE MARK: appends a row to the table.
row() { printf '%s\tmm/one\t\t%s\t%s\tMPROTECT: a rule\n' "$1" "$2" "$3" >>table; }

# begin: equal results, and a table without rows.
begin() {
	printf '# guests\tprogram\tcase\tmark\trule\n\n' >table
	: >cases
	same ok 'maps writable'
	same passed exit
}

count() { printf '%s' "$out" | sed -n '$s/^count //p'; }

try() { run "$compare" "${1:-amd64-6.12}" table cases; }

begin
try
is "$out" "count 2 0 0
" 'equal results pass, and nothing is told'

case_ stock 'maps code' ok
case_ again 'maps code' ok
case_ pax 'maps code' 'not ok'
printf '#log\tpax\tmm/one\t3 * PAX: denied RWX mmap of <anonymous mapping>\n' >>cases
printf '#log\tstock\tmm/one\t1 * PAX: of another pass\n' >>cases
try
is "$(count)" '2 1 0' 'a difference that the table does not name fails'
has "$out" '^regression: mm/one: maps code: ok without the module, not ok with it$' 'and is named'
has "$out" '^    3 \* PAX: denied RWX mmap of <anonymous mapping>$' 'with what the module refused meanwhile'
lacks "$out" 'of another pass' 'and not what it refused in another pass'

row amd64-6.12 'maps code' -
try
is "$(count)" '3 0 0' 'a row of the table covers it'
has "$out" '^expected: .*: MPROTECT: a rule$' 'and its rule is told'
try amd64-7.3
is "$(count)" '2 1 0' 'but not on another guest'
try amd64-6.1
is "$(count)" '2 1 0' 'nor on one whose name it begins with'
begin
row amd64-6.12 'maps code' -
try
is "$(count)" '2 1 0' 'a row whose difference does not show fails'
has "$out" '^regression: mm/one: ^(maps code)$: no difference, but the table has one: MPROTECT: a rule$' 'and is told'
try arm64-6.12
is "$(count)" '2 0 0' 'if it is for this guest'

begin
case_ stock 'counts 3' ok
case_ again 'counts 3' 'not ok'
try
is "$(count)" '2 0 1' 'what differs without the module is skipped'
has "$out" '^noise: mm/one: counts 3: without the module ok, then not ok$' 'and told'
row 'amd64-.*' 'counts [0-9]*' -
try
is "$(count)" '2 0 1' 'also for a row of the table'
row 'amd64-.*' 'maps writable' noise
try
is "$(count)" '1 0 2' 'a case that the table calls noise is skipped'

begin
case_ stock last ok
case_ again last ok
try
has "$out" '^regression: .*: last: ok without the module, absent with it$' 'a case that is missing is a difference'
begin
case_ pax 'kernel: WARNING: here' reported
try
has "$out" 'WARNING: here: absent without the module, reported with it$' 'and so is a report of the kernel'

begin
case_ stock 'maps code' ok
case_ again 'maps code' ok
case_ pax 'maps code' killed
row '.*' 'maps code' m
try
has "$out" '^regression: .*: ok without the module, not run with mark m$' 'a row with a mark wants a run with it'
is "$(count)" '2 1 0' 'and fails without'
for case in 'maps writable' 'maps code'; do
	case_ mark-m "$case" ok
done
case_ mark-m exit passed
try
is "$(count)" '3 0 0' 'with the mark all is as without the module'
sed -i 's/^\(mark-m.*maps code.*\)ok/\1killed/' cases
try
has "$out" 'maps code: ok without the module, killed with mark m$' 'the case must be as without the module'
sed -i 's/^\(mark-m.*maps code.*\)killed/\1ok/; s/^\(mark-m.*exit.*\)passed/\1failed-1/' cases
try
has "$out" 'exit: passed without the module, failed-1 with mark m$' 'and so must all others of the program'

begin
echo 'amd64-6.12	mm/one	four	columns' >>table
try
has "$out" "^regression: the table's line 3 has 4 columns, not 5$" 'a row that cannot be read fails'

begin
same ok 'maps code' two
case_ stock 'maps code' ok 'three -a 1'
case_ again 'maps code' ok 'three -a 1'
run "$compare" amd64-6.12 table cases mm/one
is "$(count)" '2 0 0' 'some programs only: others do not count'
run "$compare" amd64-6.12 table cases mm/three
is "$(count)" '0 1 0' 'a program is named without its arguments'

# The driver.
mkdir -p tree/scripts tree/selftests tree/tests/kselftest tree/tests/sys
cp "$here/../../scripts/regress" "$here/../../scripts/lib.sh" tree/scripts/
cp -r "$here/../regress" tree/selftests/
echo 'one	mm/two	.*	m	MPROTECT: a rule' >tree/selftests/regress/differences
ln -s /bin/true tree/scripts/need
mkdir tree/kernel
echo module | tee tree/Kbuild tree/pax.ko >tree/kernel/pax.c
cat >tree/scripts/lab <<'END'
#!/bin/sh
case $1 in
kselftest) echo tests ;;
module)	[ -e pax.ko ] && echo pax.ko ;;
run)	echo booted >>boots
	cp build/regress/one.payload/done build/regress/one.payload/marked .
	cat out
	exit 125 ;;
esac
END
chmod +x tree/scripts/lab

# ran PASS PROGRAM: prints what the guest says of a program.
ran() {
	printf '#begin %s 1 2 %s\n' "$1" "$2"
	printf '%s\t%s\tmaps\tok\n%s\t%s\texit\tpassed\n' "$1" "$2" "$1" "$2"
	printf '#end %s 3 %s\n' "$1" "$2"
}
regress() { run tree/scripts/regress "$@"; }

sed -i '1d' tree/selftests/regress/differences
{
	for pass in stock again pax; do ran $pass 'mm/one -u 2'; ran $pass mm/two; done
	echo '#done'
} >tree/out
regress one
status_is 0 'equal results'
is "$(printf '%s' "$out" | tail -n 1)" '4 passed, 0 failed, 0 skipped' 'are counted, of both programs'
has "$err" '^regress: one: pax: 1 of 2, mm$' 'with what is running'
is "$(wc -l <tree/done)" 0 'the first run has all to do'
regress one
is "$(sort tree/done | head -n 1)" "again	mm/one -u 2" 'what ran is not run again'
is "$(sort -u tree/done | wc -l)" 6 'and that is all of it'
echo linked anew >tree/pax.ko
regress one
is "$(sort -u tree/done | wc -l)" 6 'nor if the module is linked anew'
echo other >tree/kernel/pax.c
regress one
is "$(sort -u tree/done | cut -f 1 | uniq -c | xargs)" '2 again 2 stock' 'another module runs with the module only'
echo 'mm/three' >>tree/selftests/regress/left-out
regress one
is "$(wc -l <tree/done)" 0 'other programs run all'
{ ran stock mm/one; printf '#begin stock 2 2 mm/two\nstock\tmm/two\tmaps\tok\n'; } >tree/out
rm -r tree/build
regress one
is "$((status != 0)) $(printf '%s' "$out" | tail -n 1)" '1 0 passed, 1 failed, 0 skipped' 'a guest that dies fails'
has "$err" 'did not come to its end, in: #begin stock 2 2 mm/two' 'and the program is named'
echo 'one	mm/two	maps	m	MPROTECT: a rule' >tree/selftests/regress/differences
regress one
is "$(cat tree/done)" 'stock	mm/one' 'the next run goes on there'
is "$(cat tree/marked)" 'm	mm/two' 'with the marks of the table'
run env TESTS=mm/one tree/scripts/regress one
is "$(cat tree/marked)" '' 'only some programs: without marks of others'
run env TESTS=mm/two tree/scripts/regress one
is "$(cat tree/marked)" 'm	mm/two' 'and with their own'
rm tree/pax.ko
regress one
is "$((status != 0)) $(wc -l <tree/boots)" '1 9' 'without a module no guest boots'
