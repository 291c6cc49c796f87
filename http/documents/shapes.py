# SPDX-License-Identifier: Apache-2.0
"""Schemas as tables: a row a member, members of members indented below it."""

import json
import re

from documents.expand import resolve
from documents.text import escaped, inline

RANGES = (("minimum", "maximum", ""), ("minLength", "maxLength", " characters"), ("minItems", "maxItems", " elements"),
          ("minProperties", "maxProperties", " members"))
TYPE_ID = re.compile(r"^\^([a-z]{3}_)\[0-9a-z\]\{26\}\$$")
DEEPEST = 4


def code(value):
    return f"<code>{escaped(value)}</code>"


def name_of(schema):
    return schema["$ref"].rsplit("/", 1)[1] if "$ref" in schema else None


def number(value):
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else str(value)


def span(low, high):
    if high is None:
        return f"{number(low)} or more"
    return f"up to {number(high)}" if low is None else f"{number(low)} to {number(high)}"


class Shapes:
    """Which schemas have a section of their own, and how all are shown."""

    def __init__(self, document):
        self.document = document
        self.named = {name: schema for name, schema in document["components"]["schemas"].items()
                      if "properties" in schema}

    def link(self, name):
        return f'<a href="#shape-{name}">{name}</a>'

    def members(self, schema):
        """The object whose members are shown below `schema`: itself, its elements, or its one alternative with members."""
        schema = resolve(self.document, schema)
        if "properties" in schema:
            return schema
        if "items" in schema:
            return self.members(schema["items"])
        found = [found for found in map(self.members, schema.get("oneOf", [])) if found]
        return found[0] if len(found) == 1 else None

    def kind(self, schema):
        """The type in a few words."""
        name, plain = name_of(schema), resolve(self.document, schema)
        if name in self.named:
            return self.link(name)
        if "const" in plain:
            return code(json.dumps(plain["const"], ensure_ascii=False))
        if "enum" in plain:
            return " | ".join(code(json.dumps(value, ensure_ascii=False)) for value in plain["enum"])
        if "oneOf" in plain:
            return " or ".join(dict.fromkeys(self.kind(one) for one in plain["oneOf"]))
        if TYPE_ID.match(plain.get("pattern", "")):
            return code(TYPE_ID.match(plain["pattern"]).group(1) + "…")
        kinds = plain.get("type", "any value")
        words = " or ".join([kinds] if isinstance(kinds, str) else kinds)
        if words == "array":
            return "array of " + self.kind(plain.get("items", {}))
        if isinstance(plain.get("additionalProperties"), dict):
            words += " of " + self.kind(plain["additionalProperties"])
        return words

    def is_page(self, schema):
        """Whether it is a list as routes answer it: `data` and how to go on."""
        return "items" in resolve(self.document, schema).get("properties", {}).get("data", {})

    def answer(self, schema):
        """The type of an answer; that of a page leads to its elements at once."""
        if not self.is_page(schema):
            return self.kind(schema)
        members = resolve(self.document, schema)["properties"]
        return ", ".join(code(name) + (f": {self.kind(member)}" if name == "data" else "") for name, member in members.items())

    def limits(self, schema):
        plain = resolve(self.document, schema)
        words = [plain["format"]] if "format" in plain else []
        words += [span(plain[low] if low in plain else None, plain[high] if high in plain else None) + of
                  for low, high, of in RANGES if low in plain or high in plain]
        if "pattern" in plain and not TYPE_ID.match(plain["pattern"]):
            words.append(code(plain["pattern"]))
        if "default" in plain:
            words.append("default " + code(json.dumps(plain["default"], ensure_ascii=False)))
        return f' <small>{", ".join(words)}</small>' if words else ""

    def description(self, schema):
        own = schema.get("description") or ("" if name_of(schema) in self.named
                                            else resolve(self.document, schema).get("description", ""))
        return "<br>" + inline(own) if own else ""

    def cell(self, schema):
        return self.kind(schema) + self.limits(schema) + self.description(schema)

    def rows(self, schema, open_named, depth=0, within=()):
        """Rows of the members; those of named schemas only if `open_named`, for else they have a section."""
        required = set(schema.get("required", []))
        for name, member in schema.get("properties", {}).items():
            plain = resolve(self.document, member)
            array = "[]" if "items" in plain else ""
            # What is sent may mostly be left out; what is answered is mostly there.
            need = " <i>required</i>" if open_named and name in required else ""
            need = " <i>not always there</i>" if not open_named and name not in required else need
            indent = f' class="n{depth}"' if depth else ""
            yield f"<tr{indent}><th>{code(name + array)}{need}<td>{self.cell(member)}"
            inner = self.members(member)
            is_named = inner is not None and any(inner is schema for schema in self.named.values())
            if inner is not None and (open_named or not is_named) and id(inner) not in within and depth < DEEPEST:
                yield from self.rows(inner, open_named, depth + 1, (*within, id(inner)))

    def table(self, schema, open_named):
        """The members of an object, or the type of anything else."""
        schema = resolve(self.document, schema)
        if "properties" not in schema:
            return f"<p>{self.cell(schema)}</p>"
        return f'<table>{"".join(self.rows(schema, open_named, 0, (id(schema),)))}</table>'

    def sections(self, names):
        for name in names:
            schema = self.named[name]
            words = f"<p>{inline(schema['description'])}</p>" if "description" in schema else ""
            yield f'<section id="shape-{name}"><h3>{name}</h3>{words}{self.table(schema, False)}</section>'
