#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# tool_other_abi.sh TOOL: a paxctl-ng of another kind than the guest's own writes and reads a mark,
# and what it wrote is what the kernel reads. The tool's own tests are the host's.

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
