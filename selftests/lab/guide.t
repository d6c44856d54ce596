#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The commands of the admin guide, as scripts/guide prints them for tests: each block is a script, and
# what it calls of paxctl-ng is there.

here=$(cd "$(dirname "$0")" && pwd)/../cli
# shellcheck source=selftests/cli/tap.sh
. "$here/tap.sh"
top=$(cd "$here/../.." && pwd)
guide() { run "$top/scripts/guide" "$@"; }
plan 17

guide --list
names=$out
has "$names" '^install$' 'the guide has named commands'
is "$(printf '%s' "$names" | sort | uniq -d)" '' 'each name once'
bad=
for name in $names; do
	guide "$name"
	[ "$status" -eq 0 ] && [ -n "${out%.}" ] && printf '%s' "$out" | bash -n || bad="$bad $name"
done
is "$bad" '' 'each is a script'
guide install
is "$(printf '%s' "$out" | sed 's/ .*//' | xargs)" '. apt-get reboot' 'it begins with three commands'
first=$(sed -n 's/^   :name: //p' "$top/Documentation/admin-guide.rst" | head -n 1)
is "$first" install 'which are the first of the page'

install=$out

# The one that adds the repository, on machines of both releases, which "make repo" writes files for.
for release in bookworm trixie; do
	mkdir -p $release
	: >$release/paxctl-ng.gpg
	: >$release/paxctl-ng-$release.sources
	printf '%s' "$install" | sed -n "1s,/etc/\|/usr/,$dir/$release&,gp" >$release/add
	mkdir -p $release/etc/apt/sources.list.d $release/usr/share/keyrings
	echo "VERSION_CODENAME=$release" >$release/etc/os-release
	run sh -euc "cd $release && . ./add"
	is "$status $(cd $release && find etc/apt usr -type f | sort | xargs)" \
		'0 etc/apt/sources.list.d/paxctl-ng.sources usr/share/keyrings/paxctl-ng.gpg' "$release: it copies both files"
done
# shellcheck disable=SC2046 # words are names
guide $(printf '%s' "$names")
printf '%s' "$out" | grep -o 'paxctl-ng [a-z-]*' | sort -u | while read -r _ command; do
	[ "$command" != pax-dkms ] || continue
	"$PAXCTL" "$command" --help >/dev/null 2>&1 || echo "$command"
done >unknown
is "$(cat unknown)" '' 'paxctl-ng has each of its commands'
printf '%s' "$out" | grep '^printf\|^echo' | sed "s,/etc/pax/,$dir/machine/etc/pax/,g" >settings
mkdir -p machine/etc/pax
run sh -eu settings
pax load-config --check --root machine
has "$status $err" '^0 .*no errors' 'what it writes into pax.conf is valid'
is "$(sort machine/etc/pax/pax.conf | xargs)" 'lock = 1 mode = enforce trust = root' 'all of it'
guide enforce learn
is "$(printf '%s' "$out" | grep -c 'load-config --check\|learned.conf$')" 2 'several blocks, one after the other'

cat >page <<'END'
Text

1. An item

   .. code-block:: sh
      :name: indented

      if true; then
          echo one

          echo two
      fi

   More text.

   .. code-block:: sh

      echo unnamed

.. code-block:: sh
   :name: last

   echo last
END
guide --page page --list
is "$out" 'indented
last
' 'a page with two names'
guide --page page indented
is "$out" 'if true; then
    echo one

    echo two
fi
' 'an indented block, without its indentation'
guide --page page last
is "$out" 'echo last
' 'one at the end'
guide --page page unnamed
is "$status $out" '1 ' 'a name that is not there'
has "$err" "page has no commands 'unnamed', or two of that name; it has: indented last" 'with those that are'
guide
status_is 64 'no name'
