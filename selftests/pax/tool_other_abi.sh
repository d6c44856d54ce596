#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# tool_other_abi.sh TOOL: a paxctl-ng of another ABI than the guest's writes and reads a mark, and
# the kernel reads what it wrote. The other tests of the tool run on the host.

. ./pax_test.sh

mark() { getfattr --only-values -n user.pax.flags "$1"; }

cp show_flags tool.marked
ok "$1 -m" "$1" -m tool.marked
ok "it is in the attribute" is em mark tool.marked
ok "the kernel reads it" is PemRs ./tool.marked
ok "$1 -v" is "tool.marked:
	PT_PAX    : not found
	XATTR_PAX : -em--" "$1" -v tool.marked
ok "$1 -d" "$1" -d tool.marked
ok "the mark is gone" is PeMRs ./tool.marked
rm -f tool.marked
finish
