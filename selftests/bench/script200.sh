#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Starts 200 programs.
n=0
while [ $n -lt 100 ]; do
	/bin/true
	/bin/echo $n > /dev/null
	n=$((n + 1))
done
