#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# -C, -c and -d: create and remove whole marks.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 25

script f
pax -C f
status_is 0 '-C on an unmarked file succeeds'
stored f PeMRS '-C stores PeMRS'
pax -C f
status_is 1 '-C fails if there is a mark'
has "$err" '^paxctl-ng: f: cannot write user.pax.flags: it exists; .*-d' 'and says why and what to do'

script f
pax -c f
status_is 0 '-c on an unmarked file succeeds'
stored f '' '-c stores an empty mark'
pax -c f
status_is 1 '-c fails if there is a mark, even an empty one'
set_attr f m
for option in -C -c; do
	pax "$option" f
	stored f m "$option leaves a mark alone"
done

pax -d f
status_is 0 '-d succeeds'
is "$(attr f)" none '-d removes the mark'
pax -d f
status_is 0 '-d where there is none succeeds'
is "$err" '' 'without a word'

set_attr f Pp
pax -d f
is "$status $(attr f)" '0 none' '-d removes an invalid mark too'

script f
pax -Cv f
is "$out" "f:
	PT_PAX    : not found
	XATTR_PAX : PeMRS

" '-v goes with -C'
pax -vd f
is "$out" "f:
	PT_PAX    : not found
	XATTR_PAX : not found

" '-v goes with -d'

printf plain >plain
set_attr plain m
pax -d plain
is "$status $(attr plain)" '0 none' '-d cleans a file that may not be marked'

script a
script b
set_attr a m
pax -C a b
status_is 1 'one failure among files is status 1'
is "$(attr a) $(attr b)" '[m]1 [PeMRS]5' 'and the other file is still done'

# security.pax.flags, by a long option.
if is_root; then
	script f
	pax --security -m f
	status_is 0 '--security -m succeeds for root'
	is "$(attr f "$security") $(attr f)" '[em]2 none' 'it sets security.pax.flags only'
	pax -v --security f
	has "$out" 'XATTR_PAX : -em--' '--security -v shows it'
	pax -P f
	has "$err" 'warning: user.pax.flags has no effect.*"em".*--security' \
		'a user mark behind a security mark is warned of'
	pax -v f
	has "$err" 'warning: user.pax.flags has no effect' 'also on a look'
	pax --security -d f
	is "$(attr f "$security") $(attr f)" 'none [Pe]2' '--security -d removes only that one'
else
	skip 6 'only root may set security.pax.flags'
fi
