#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Letters such as -m: the stored mark, byte by byte.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 81

# fresh OPTION... WANTED: checks the options on an unmarked file.
fresh() {
	script f
	wanted=
	for argument; do wanted=$argument; done
	args=
	while [ "$#" -gt 1 ]; do args="$args $1"; shift; done
	# shellcheck disable=SC2086 # options are words
	pax $args f
	status_is 0 "$args on an unmarked file succeeds"
	stored f "$wanted" "$args on an unmarked file stores '$wanted'"
}

fresh -P Pe
fresh -p pe
fresh -E E
fresh -e e
fresh -M eM
fresh -m em
fresh -R eR
fresh -r er
fresh -S eS
fresh -s es
fresh -Z PeMRS
fresh -z ''
fresh -srmep pemrs
fresh -SRMEP PEMRS
fresh -p -e -m -r pemr
fresh -Pp e
fresh -Ee ''
fresh -eE ''
fresh -PpMm e
fresh -Mme e
fresh -mm em
fresh -l -m em
fresh -ml em
fresh -lZ PeMRS
fresh --force -m em
fresh -m -- em

# after VALUE OPTION WANTED: checks the option on a marked file.
after() {
	script f
	set_attr f "$1"
	pax "$2" f
	stored f "$3" "$2 after '$1' stores '$3'"
}

after em -r emr
after '' -m m
after em -M eM
after PeMRS -m PemRS
after PeMRS -Mm PeRS
after PeMRS -z ''
after pemrs -Z PeMRS
after pemrs -E pEmrs
after m -Pp m
after me -r emr
after srm -p pmrs

# Reading is tolerant.
after '-em--' -r emr
after 'm' -r mr
after 'xmyez' -r emr
after 'emrspPER' -z ''
after 'emrsxP' -R emRs
after 'Pp' -m m
after 'Ppm' -R mR
after 'Pp' -P P

script f
set_attr f Pp
pax -m f
has "$err" 'f: warning: user.pax.flags holds "Pp".*both cases.*ignores' 'a contradiction in the old mark is reported'

# Several files, and options after files.
script a
script b
pax -m a b
is "$(attr a) $(attr b)" '[em]2 [em]2' 'every file is marked'
pax -r a -P
is "$(attr a)" '[Pemr]4' 'options may follow files'
script ./-m
pax -r -- -m
is "$(attr ./-m)" '[er]2' '-- ends the options'

script f
run "$file_helper" closed "$PAXCTL" -m f
stored f em 'works when standard input is closed'

script f
pax -m f
is "$out$err" '' 'says nothing when nothing is amiss'

script f
chmod 555 f
pax -l -m f
is "$status $(attr f)" "$(is_root && echo '0 [em]2' || echo '1 none')" 'a file without w can be marked by root only'

ln -s a link
rm a && script a
pax -m link
stored a em "the caller's own symbolic link is followed"
mkdir sub
ln -s ../link sub/up
rm a && script a
pax -r sub/up
stored a er 'links relative to where they are, one after another'
run "$PAXCTL" -m "$dir/sub/../a"
stored a emr 'an absolute path'
