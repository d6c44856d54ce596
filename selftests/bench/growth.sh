#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# growth.sh: in a guest with four processors, as root: what mmap and exec cost while more
# and more of something is there. Prints lines
# "SETUP<tab>WHAT<tab>NUMBER<tab>OPERATION<tab>INSTRUCTIONS".

set -eu
rm -rf /bench
cp -a "$(dirname "$0")" /bench
cd /bench
ulimit -u unlimited
sleep 2
for setup in none on; do
	[ $setup = none ] || insmod ./pax.ko
	for cpu in 1 2 3; do
		echo 0 > /sys/devices/system/cpu/cpu$cpu/online
	done
	sleep 2
	{
		./growth processors 1 2 3 4
		./growth processes 10 100 1000 10000
		./growth mappings 10 100 1000 10000 60000
	} | sed "s,^,$setup\t,"
done
