#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Which files can be marked, whose links are followed, and which errors are reported.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
plan 58

# Exit status: 1 for a failure, 2 for a missing file, ORed over all files.
script f
pax -m missing
status_is 2 'a missing file is status 2'
has "$err" '^paxctl-ng: missing: .*no such file' 'and is named'
is "$out" '' 'nothing on stdout'
pax -v missing
status_is 2 'also for a look'
pax -m missing f
is "$status $(attr f)" '2 [em]2' 'the other files are still done'
printf 'plain\n' >plain
pax -m missing plain
status_is 3 'a missing file and a failure are status 3'
pax -m plain missing
status_is 3 'in either order'
pax -m missing missing
status_is 2 'two missing files are status 2'
ln -s nowhere dangling
pax -m dangling
status_is 2 'a link to nothing is a missing file'
pax -m ''
status_is 2 'so is the empty name'
pax -m f/below
status_is 1 'a path through a file is a failure'
has "$err" 'f/below: .*not a directory' 'and says so'
pax -m "$(printf '%0300d' 0)"
status_is 1 'a name too long is a failure'
has "$err" . 'and is reported'

# Kinds of files.
pax -m plain
is "$status $(attr plain)" '1 none' 'a file that is no program is not marked'
has "$err" '^paxctl-ng: plain: .*neither ELF nor a script.*--force' 'and the way out is said'
for option in -C -c -Z -F; do
	pax "$option" plain
	is "$status $(attr plain)" '1 none' "nor with $option"
done
pax --force -m plain
is "$status $(attr plain)" '0 [em]2' '--force marks it'
: >empty
pax -m empty
status_is 1 'an empty file is not marked'
mkdir d
pax -m d
is "$status $(attr d)" '1 none' 'a directory is not marked'
has "$err" '^paxctl-ng: d: it is a directory' 'and is called one'
pax -v d
status_is 1 'nor looked at'
pax -m d/
status_is 1 'nor with a slash after it'
pax -m /
status_is 1 'nor the root directory'
mkfifo fifo
run "$file_helper" quick 10 "$PAXCTL" -m fifo
status_is 1 'a FIFO is refused without blocking'
has "$err" '^paxctl-ng: fifo: .*not a regular file' 'and says so'
run "$file_helper" quick 10 "$PAXCTL" -v fifo
status_is 1 'also for a look'
run "$file_helper" quick 10 "$PAXCTL" --force -m fifo
status_is 1 'also with --force: the kernel refuses'
pax -m /dev/null
status_is 1 'a device is refused'
rm -f e && "$file_helper" elf 64 lsb 1,5 e
pax -m e
is "$status $(attr e)" '0 [em]2' 'an ELF file is marked'
script f
pax -m f
is "$status $(attr f)" '0 [em]2' 'a script is marked'
printf '#' >half
pax -m half
status_is 1 'half of "#!" is no script'

# Links.
ln -s loop loop
run "$file_helper" quick 10 "$PAXCTL" -m loop
status_is 1 'a link to itself is a failure'
has "$err" 'loop: .*too many symbolic links' 'and says so'
script f
exec 9<f
pax -m /proc/self/fd/9 9<f
status_is 0 'links in /proc lead where the kernel says'
stored f em 'to the file itself'
exec 9<&-
if is_root; then
	script f
	ln -s f theirs
	chown -h 12345 theirs
	pax -m theirs
	is "$status $(attr f)" '1 none' "someone else's link is not followed"
	has "$err" 'theirs: .*link owned by another user.*name its target' 'and says so'
	pax -v theirs
	status_is 1 'not even for a look'
	ln -s theirs mine
	pax -m mine
	is "$status $(attr f)" '1 none' 'nor behind one of my own'
	mkdir real
	script real/g
	ln -s real way
	chown -h 12345 way
	pax -m way/g
	is "$status $(attr real/g)" '0 [em]2' 'on the way to a file it is'
else
	skip 5 'only root may give links away'
fi

# Permissions.
if can_be_user; then
	script f
	chmod 644 f
	is_root || chmod 444 f
	run as_user "$PAXCTL" -m f
	is "$status $(attr f)" '1 none' 'a file that may not be written is not marked'
	has "$err" '^paxctl-ng: f: cannot write user.pax.flags: .*chmod u+w' 'and the way out is said'
	if is_root; then
		set_attr f m
		chmod 600 f
		run as_user "$PAXCTL" -v f
		status_is 1 'a file that cannot be opened is an error'
		has "$err" '^paxctl-ng: f: cannot open it: .*may not be read' 'and says why'
		mkdir -p closed
		script closed/f
		chmod 700 closed
		run as_user "$PAXCTL" -v closed/f
		status_is 1 'so is a directory that may not be searched'
		has "$err" '^paxctl-ng: closed/f: .*searched' 'and says why'
		chmod 711 f
		chown 65534 f
		chmod 333 f
		run as_user "$PAXCTL" --force -r f
		has "$err" 'f: cannot read user.pax.flags' '--force cannot read what may not be read'
		run as_user "$PAXCTL" -d f
		is "$status $(attr f)" '0 none' '-d needs no permission to read'
	else
		skip 6 'needs files of two users'
	fi
	script f
	is_root && chown 65534 f
	run as_user "$PAXCTL" --security -m f
	status_is 1 '--security is for root'
	has "$err" 'security.pax.flags: .*CAP_SYS_ADMIN' 'and says so'
else
	skip 10 'no second user can run the tool here'
fi

# A file system without user attributes.
if [ -r /proc/version ]; then
	pax -v /proc/version
	is "$out" '/proc/version:
	PT_PAX    : not found
	XATTR_PAX : not found

' 'a look at a file that can have no attributes'
	status_is 0 'succeeds'
	pax --force -m /proc/version
	status_is 1 'marking it fails'
	has "$err" '/proc/version: .*no user attributes (tmpfs has them since Linux 6.6).*--security.*move' \
		'and the ways out are said'
else
	skip 4 '/proc is not mounted'
fi
