#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# 200 commands, each a program that is started.
n=0
while [ $n -lt 100 ]; do
	/bin/true
	/bin/echo $n > /dev/null
	n=$((n + 1))
done
