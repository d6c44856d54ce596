#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The table of supported kernels is written from results, and only from whole ones.

here=$(cd "$(dirname "$0")" && pwd)/../cli
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
top=$here/../..
plan 11

mkdir -p scripts/lab.d Documentation results
cp "$top/scripts/kernels" "$top/scripts/lib.sh" scripts/
cp "$top/scripts/lab.d/guests.sh" scripts/lab.d/
cat >Documentation/kernels.rst <<'END'
Before

.. list-table::
   :header-rows: 1

   * - guest
     - kernel of
   * - armhf-6.1
     - as it was

After
END

# results GUEST RELEASE COMPILER: those of a whole suite.
results() {
	mkdir -p "results/$1"
	echo '5 0' >"results/$1.done"
	echo "[    0.0] Linux version $2 (x@y) ($3 (Debian 1) 1.2.3, GNU ld) #1" >"results/$1/console.log"
	for name in mprotect mmap exec fault randmmap churn; do
		printf 'ok 1 - a\nok 2 - b # SKIP c\n' >"results/$1/$name.tap"
	done
	echo 'ok 1 - status: armed' >"results/$1/module.tap"
	echo 'ok 1 - all assumptions hold' >"results/$1/proof.tap"
}

# row GUEST: its row in one line.
row() {
	awk -v row="   * - $1" '$0 == row { on = 1; print; next } /^ *\* -|^$/ { on = 0 } on' \
		Documentation/kernels.rst | sed 's/^ *\*\{0,1\} *- //' | tr '\n' '|'
}

results amd64-7.3 7.3.4+deb13-amd64 x86_64-linux-gnu-gcc-14
results amd64-6.1 6.1.0-56-amd64 gcc-12
rm results/amd64-6.1/fault.tap
run scripts/kernels results
status_is 0 'the table is written'
is "$(row amd64-7.3)" \
	"amd64-7.3|Debian 13, backports|7.3.4+deb13-amd64|GCC 14|amd64|yes, proven|yes|8 passed, 0 failed, 6 skipped|$(date -u +%F)|" \
	'a guest with results'
is "$(row armhf-6.1)" 'armhf-6.1|as it was|' 'one without keeps its row'
has "$err" 'amd64-6.1: no results of the whole suite' 'as does one of which a part ran'
has "$(row amd64-6.1)" 'not run yet' 'which says so if there was none'
is "$(grep -c '^   \* - guest$' Documentation/kernels.rst)" 1 'the head stays'
is "$(head -n 1 Documentation/kernels.rst)$(tail -n 1 Documentation/kernels.rst)" BeforeAfter 'and what is around'
cp Documentation/kernels.rst once
run scripts/kernels results
is "$(cat Documentation/kernels.rst)" "$(cat once)" 'the same results give the same table'
echo 'not ok 1 - status: armed' >results/amd64-7.3/module.tap
rm results/amd64-7.3/proof.tap
run scripts/kernels results
has "$(row amd64-7.3)" '|yes|no|6 passed, 1 failed' 'a module that did not load'
run scripts/kernels nothing
status_is 1 'no results'
has "$err" 'run "make check-all"' 'which says what to do'
