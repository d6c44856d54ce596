# SPDX-License-Identifier: GPL-2.0-only
"""Writes types of a kernel (BTF) in which all that paxctl-ng doctor asks for is there.

make_btf.py ANSWER FILE [NAME=PROTOTYPE]...: ANSWER is what "paxctl-ng doctor --json" printed for
any kernel. A function NAME gets the prototype in place of the one that is expected; with nothing
behind "=" the function or member is left out. A member "+STRUCTURE.MEMBER" has another one before
it.
"""

import json
import struct
import sys

INT, PTR, STRUCT, TYPEDEF, FUNC, PROTO = 1, 2, 4, 8, 12, 13


class Types:
    def __init__(self):
        self.data, self.strings, self.num, self.known = b"", b"\0", 0, {}

    def string(self, text):
        if not text:
            return 0
        self.strings += text.encode() + b"\0"
        return len(self.strings) - len(text) - 1

    def add(self, name, kind, other, members=0, appended=b""):
        self.data += struct.pack("=III", self.string(name), kind << 24 | members, other) + appended
        self.num += 1
        return self.num

    def find(self, text):
        """The number of a type that is written as in C."""
        text = text.strip()
        if text == "void":
            return 0
        if text not in self.known:
            if text.endswith("*"):
                self.known[text] = self.add("", PTR, self.find(text[:-1]))
            elif text.startswith("struct "):
                self.known[text] = self.add(text[len("struct ") :], STRUCT, 8)
            elif text.endswith("_flags_t"):
                self.known[text] = self.add(text, TYPEDEF, self.add("", STRUCT, struct.calcsize("P")))
            else:
                self.known[text] = self.add(text, INT, 4, 0, struct.pack("=I", 32))
        return self.known[text]

    def prototype(self, text):
        result, parameters = text.rstrip(")").split("(")
        result = self.find(result)
        types = [] if parameters == "void" else [self.find(each) for each in parameters.split(",")]
        appended = b"".join(struct.pack("=II", 0, each) for each in types)
        return self.add("", PROTO, result, len(types), appended)

    def structure(self, name, paths, before):
        """A structure with these members; what is behind a dot is in a structure of its own."""
        members, word, size = [], self.find("long"), 0
        names = list(dict.fromkeys(path.split(".")[0] for path in paths))
        for each in names:
            inner = [path.split(".", 1)[1] for path in paths if path.startswith(each + ".")]
            kind = self.structure("", inner, "") if inner else word
            if each == before:
                size += 8
            members.append(struct.pack("=III", self.string(each), kind, size * 8))
            size += 8 * max(len(inner), 1)
        return self.add(name, STRUCT, size, len(members), b"".join(members))

    def write(self, path):
        header = struct.pack("=HBBIIIII", 0xEB9F, 1, 0, 24, 0, len(self.data), len(self.data), len(self.strings))
        with open(path, "wb") as file:
            file.write(header + self.data + self.strings)


def main(answer, path, *changes):
    with open(answer, encoding="utf-8") as file:
        rows = json.load(file)["rows"]
    changed = dict(change.split("=", 1) for change in changes if not change.startswith("+"))
    before = [change[1:] for change in changes if change.startswith("+")]
    types, structures = Types(), {}
    for row in rows:
        text = changed.get(row["name"], "" if row["kind"] == "member" else row["expected"].split(" or ")[0])
        if row["name"] in changed and not text:
            continue
        if row["kind"] == "function":
            types.add(row["name"], FUNC, types.prototype(text))
        elif row["kind"] == "tracepoint":
            types.add("btf_trace_" + row["name"], TYPEDEF, types.add("", PTR, types.prototype(text)))
        elif row["kind"] == "member":
            name, member = row["name"].split(".", 1)
            structures.setdefault(name, []).append(member)
    for name, paths in structures.items():
        first = [each.split(".", 1)[1] for each in before if each.startswith(name + ".")]
        types.structure(name, paths, first[0] if first else "")
    types.write(path)


main(*sys.argv[1:])
