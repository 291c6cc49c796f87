# SPDX-License-Identifier: Apache-2.0
"""The part of JSON Schema 2020-12 that the contract in http/openapi/ uses. A keyword that is not known here is an error, not ignored."""

import re
import uuid
from datetime import date, datetime

ANNOTATIONS = {"description", "default", "title", "x-personal"}
TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
FORMATS = {
    "date": date.fromisoformat,
    "date-time": lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
    "uuid": uuid.UUID,
    "email": lambda text: text.index("@"),
}


def resolve(document, node):
    while "$ref" in node:
        found = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def check_object(document, schema, value, where):
    if not isinstance(value, dict):
        return
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{where}: {name} is missing"
    if len(value) < schema.get("minProperties", 0) or len(value) > schema.get("maxProperties", len(value)):
        yield f"{where}: {len(value)} members"
    for name, member in value.items():
        if "propertyNames" in schema:
            yield from check(document, schema["propertyNames"], name, f"{where}/{name} (name)")
        if name in properties:
            yield from check(document, properties[name], member, f"{where}/{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}: {name} is not known"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from check(document, schema["additionalProperties"], member, f"{where}/{name}")


def check_array(document, schema, value, where):
    if not isinstance(value, list):
        return
    if len(value) < schema.get("minItems", 0) or len(value) > schema.get("maxItems", len(value)):
        yield f"{where}: {len(value)} elements"
    for index, element in enumerate(value):
        yield from check(document, schema.get("items", {}), element, f"{where}/{index}")


def check_scalar(schema, value, where):
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0) or len(value) > schema.get("maxLength", len(value)):
            yield f"{where}: {len(value)} characters"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{where}: does not match {schema['pattern']}"
        if "format" in schema:
            try:
                FORMATS[schema["format"]](value)
            except ValueError:
                yield f"{where}: no {schema['format']}"
    elif TYPES["integer"](value):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            yield f"{where}: {value} is out of range"


KNOWN = {"$ref", "type", "const", "enum", "oneOf", "required", "properties", "additionalProperties", "propertyNames",
         "minProperties", "maxProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format",
         "minimum", "maximum"} | ANNOTATIONS


def check(document, schema, value, where="#"):
    """What is wrong with `value`, one line each."""
    schema = resolve(document, schema)
    unknown = set(schema) - KNOWN
    if unknown:
        raise ValueError(f"{where}: keywords {unknown} are not understood")
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(TYPES[kind](value) for kind in kinds):
        yield f"{where}: is not {' or '.join(kinds)}"
        return
    if "const" in schema and (value != schema["const"] or type(value) is not type(schema["const"])):
        yield f"{where}: is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is not one of {schema['enum']}"
    if "oneOf" in schema:
        fitting = sum(not list(check(document, one, value, where)) for one in schema["oneOf"])
        if fitting != 1:
            yield f"{where}: fits {fitting} of the shapes"
    yield from check_object(document, schema, value, where)
    yield from check_array(document, schema, value, where)
    yield from check_scalar(schema, value, where)
