# SPDX-License-Identifier: Apache-2.0
"""Reads the contract: openapi/_document.yaml and the resource files that it lists, joined into one document."""

from pathlib import Path

import yaml

DOCUMENT = "_document.yaml"
# What a resource file may hold, beside `x-tag`: the tag of its operations that name none.
SECTIONS = {"paths", "components", "x-problems"}


class ContractError(Exception):
    """The contract contradicts itself."""


class StrictLoader(yaml.CSafeLoader):
    """YAML lets the last of two equal keys win; here the second is an error."""


def mapping_without_duplicates(loader, node):
    seen = set()
    for key, _ in node.value:
        if key.value in seen:
            raise ContractError(f"{key.start_mark.name}:{key.start_mark.line + 1}: {key.value} is there twice")
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


StrictLoader.add_constructor("tag:yaml.org,2002:map", mapping_without_duplicates)


def read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, StrictLoader)


class Sections:
    """Entries by section, each from one file."""

    def __init__(self):
        self.origin = {}

    def add(self, target, entries, section, file):
        for name, entry in entries.items():
            other = self.origin.setdefault((section, name), file)
            if name in target:
                raise ContractError(f"{section} {name} is in both {other} and {file}")
            target[name] = entry


def with_tag(paths, tag):
    for item in paths.values():
        for method, operation in item.items():
            if method != "parameters" and tag is not None:
                operation.setdefault("tags", [tag])
    return paths


def listed_files(folder, document):
    listed = [f"{name}.yaml" for name in document.pop("x-files")]
    present = {path.name for path in folder.glob("*.yaml")} - {DOCUMENT}
    if set(listed) != present or len(listed) != len(present):
        differing = sorted(set(listed) ^ present) or sorted(listed)
        raise ContractError(f"x-files of {DOCUMENT} and the folder {folder} differ in {', '.join(differing)}")
    return listed


def join(folder):
    """The document of the folder, before shorthands are expanded; operations keep the order of x-files."""
    folder = Path(folder)
    document = read(folder / DOCUMENT)
    sections = Sections()
    parts = [(DOCUMENT, {name: document.pop(name) for name in ("components", "x-problems")})]
    parts += [(name, read(folder / name)) for name in listed_files(folder, document)]
    joined = {"paths": {}, "x-problems": {}, "components": {}}
    for file, part in parts:
        tag = part.pop("x-tag", None)
        if set(part) - SECTIONS:
            raise ContractError(f"{file}: {', '.join(sorted(set(part) - SECTIONS))} does not belong into it")
        sections.add(joined["paths"], with_tag(part.get("paths", {}), tag), "path", file)
        sections.add(joined["x-problems"], part.get("x-problems", {}), "problem", file)
        for kind, entries in part.get("components", {}).items():
            sections.add(joined["components"].setdefault(kind, {}), entries, f"components/{kind}", file)
    return document | joined
