#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Debian's paxtest, unchanged: no attack that the module promises to stop is "Vulnerable".

. ./pax_test.sh

names="anonmap execbss execdata execheap execstack shlibbss shlibdata mprotanon mprotbss
mprotdata mprotheap mprotstack mprotshbss mprotshdata writetext"
LD_LIBRARY_PATH=/usr/lib/paxtest
PAXTEST_MODE=1
export LD_LIBRARY_PATH PAXTEST_MODE

killed()
{
	result=$("/usr/lib/paxtest/$1" 2>&1)
	echo "$result"
	case $result in
	*Vulnerable*)	return 1 ;;
	*Killed*|*Ok*)	return 0 ;;
	*)		return 1 ;;
	esac
}

# Each jumps into memory that is not executable, whether or not it could make it so; only
# the last one writes into text.
for name in $names; do
	if [ "$PAX_NX" = none ] && [ "$name" != writetext ]; then
		skip "$name" "this processor executes all readable memory (no NX)"
	else
		ok "$name" killed "$name"
	fi
done
finish
