#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Crafted 64-bit ELF files, of both byte orders.

# shellcheck source=selftests/cli/crafted-elf.sh
. "$(dirname "$0")/crafted-elf.sh"
plan 124

crafted 64 lsb
crafted 64 msb
