# SPDX-License-Identifier: GPL-2.0-only
"""Holds what --json printed against the schema.

json_check.py SCHEMA FILE: prints what does not agree, nothing if all does. A keyword of the
schema that is not known here counts as a mistake, so that none is passed over. Rows must be
there, and, since both are ours, have no key that the schema does not name.
"""

import json
import sys

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}
NO_RULE = {"$schema", "$comment", "$defs", "title"}


class Checker:
    def __init__(self, schema):
        self.schema = schema

    def is_type(self, name, value):
        return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))

    def check(self, rules, value, where):
        """All that is wrong with a value, as a list of lines."""
        wrong = []
        for word, rule in rules.items():
            if word in NO_RULE:
                continue
            check = getattr(self, "check_" + word.replace("$", ""), None)
            if check is None:
                wrong.append(f"the schema has a keyword {word}")
            else:
                wrong += check(rule, value, where, rules)
        return wrong

    def check_ref(self, rule, value, where, _):
        return self.check(self.schema["$defs"][rule.removeprefix("#/$defs/")], value, where)

    def check_type(self, rule, value, where, _):
        names = rule if isinstance(rule, list) else [rule]
        return [] if any(self.is_type(n, value) for n in names) else [f"{where}: {value!r} is not {rule}"]

    def check_const(self, rule, value, where, _):
        return [] if value == rule else [f"{where}: {value!r} is not {rule!r}"]

    def check_enum(self, rule, value, where, _):
        return [] if value in rule else [f"{where}: {value!r} is none of {rule}"]

    def check_required(self, rule, value, where, _):
        return [f"{where}: there is no {key}" for key in rule if key not in value]

    def check_properties(self, rule, value, where, rules):
        wrong = [line for key in rule if key in value for line in self.check(rule[key], value[key], f"{where}.{key}")]
        if "required" in rules and where.endswith("]"):
            wrong += [f"{where}: {key} is not in the schema" for key in value if key.removesuffix("_hex") not in rule]
        return wrong

    def check_additionalProperties(self, rule, value, where, rules):
        known = rules.get("properties", {})
        return [line for key in value if key not in known for line in self.check(rule, value[key], f"{where}.{key}")]

    def check_items(self, rule, value, where, _):
        return [line for i, item in enumerate(value) for line in self.check(rule, item, f"{where}[{i}]")]

    def check_oneOf(self, rule, value, where, _):
        results = [self.check(rules, value, where) for rules in rule]
        if results.count([]) == 1:
            return []
        # Report the errors of the closest alternative, which is the one for this command.
        closest = [r for r in results if not any(line.startswith(f"{where}.command:") for line in r)]
        return min(closest or results, key=len) or [f"{where}: more than one agrees"]


def main(schema_path, path):
    with open(schema_path, encoding="utf-8") as file:
        checker = Checker(json.load(file))
    with open(path, encoding="utf-8") as file:
        value = json.load(file)
    for line in checker.check(checker.schema, value, "it"):
        print(line)
    if not value.get("rows"):
        print("there are no rows to look at")


main(*sys.argv[1:])
