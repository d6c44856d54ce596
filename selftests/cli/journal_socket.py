# SPDX-License-Identifier: GPL-2.0-only
"""Takes entries at the socket of journald: journal_socket.py SOCKET FILE. Writes one line of JSON
for each, with its fields, until the socket is removed."""
import json
import os
import socket
import sys

path, out = sys.argv[1:]
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(path)
server.settimeout(0.2)
with open(out, "w", encoding="utf-8") as file:
    while True:
        try:
            entry = server.recv(1 << 20)
        except socket.timeout:
            # Not before all has come that was sent.
            if not os.path.exists(path):
                break
            continue
        fields = {}
        while entry:
            line, entry = entry.split(b"\n", 1)
            name, equals, value = line.partition(b"=")
            if not equals:
                size = int.from_bytes(entry[:8], "little")
                value, entry = entry[8:8 + size], entry[9 + size:]
            fields[name.decode()] = value.decode()
        file.write(json.dumps(fields) + "\n")
