#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Enrolls a key in shim's MokManager on a guest's serial console: mok_keys.py PIPE PASSWORD.

PIPE.out is what the guest prints, PIPE.in is its keyboard. Each step waits for a text of the menu
and presses the keys that an owner would. Prints the console; status 1 if the console ends first.
"""
import os
import re
import sys
import time

DOWN, ENTER = b"\x1b[B", b"\r"


def main():
    pipe, password = sys.argv[1], sys.argv[2].encode()
    steps = [
        (rb"Press any key to perform MOK management", [ENTER]),
        (rb"Continue boot.*Enroll MOK", [DOWN, ENTER]),
        (rb"View key 0.*Continue", [DOWN, ENTER]),
        (rb"Enroll the key.*No.*Yes", [DOWN, ENTER]),
        (rb"Password:", [bytes([c]) for c in password] + [ENTER]),
        (rb"Perform MOK management.*Reboot", [ENTER]),
    ]
    screen = b""
    with open(pipe + ".in", "wb", buffering=0) as keys, open(pipe + ".out", "rb", buffering=0) as out:
        while data := os.read(out.fileno(), 4096):
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            screen += data
            # Without the sequences that move the cursor and set colours.
            text = re.sub(rb"\x1b\[[0-9;=?]*[A-Za-z]", b"", screen)
            if steps and re.search(steps[0][0], text, re.DOTALL | re.IGNORECASE):
                for key in steps.pop(0)[1]:
                    # The menu takes one key at a time.
                    time.sleep(1)
                    keys.write(key)
                screen = b""
    return 1 if steps else 0


sys.exit(main())
