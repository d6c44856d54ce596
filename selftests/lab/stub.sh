#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# stub.sh EMULATOR [OPTION]... COMMAND...: runs the lab's "run" with a script as the emulator. The
# script gets the file of the kernel's log in $console, and sends the guest's output with
# "say_out TEXT" and "say_status NUMBER".

set -eu -o pipefail
shopt -s inherit_errexit

LAB_DIR=$(cd "$(dirname "$0")/../../scripts/lab.d" && pwd)
# The name of the program in messages.
# shellcheck disable=SC2034
LAB=scripts/lab
emulator=$1
shift
# shellcheck source=scripts/lib.sh
. "$LAB_DIR/../lib.sh"
# shellcheck disable=SC2034 # for lib.sh
program=lab

# shellcheck source=scripts/lab.d/boot.sh
. "$LAB_DIR/boot.sh"
# shellcheck disable=SC2034 # for boot.sh
guest_load() { G_NAME=$1 G_BOUND=60 G_MEMORY=1024 G_CPUS=2; }
lab_prepare()
{
	RUN=$(mktemp -d)
	trap 'rm -rf "$RUN"' EXIT
}
say_out() { printf '%s\n' "$1" >&3; }
say_status() { echo "$1" > "$RUN/status"; }
lab_qemu()
{
	# shellcheck disable=SC2034 # for the script
	console=${2#file:}
	exec 3> "$RUN/out"
	# shellcheck disable=SC1090
	. "$emulator"
}

lab_run stub "$@"
