#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Files that look like ELF but are not, or are of an unknown class.

# shellcheck source=selftests/cli/crafted-elf.sh
. "$(dirname "$0")/crafted-elf.sh"
plan 30

fresh 64 lsb
truncate -s 20 e
refused 'cut short in the header'
fresh 64 lsb
"$file_helper" poke e class 7
refused 'an unknown class'
fresh 64 lsb
"$file_helper" poke e data 0
refused 'an unknown byte order'
