# SPDX-License-Identifier: Apache-2.0
"""Reads guide.md: sections of the getting-started part, of which those are shown that the contract bears out.

A heading is `## Title {#anchor}` or `## Title {#anchor needs parameter:dry_run}`: the section is left out while no operation
has what it needs: `parameter:<name>`, `media:<type of an answer>` or `status:<of a problem>`.
"""

import re
from pathlib import Path

from documents.expand import resolve
from documents.join import ContractError
from documents.text import text_of

GUIDE = Path(__file__).resolve().parent / "guide.md"
HEADING = re.compile(r"^## (.+?) \{#([a-z-]+)(?: needs ([a-z]+):(\S+))?\}$", re.MULTILINE)
ROUTE = re.compile(r"/v1/[a-z_/]*")


def features(document):
    """What the contract has, as a heading names it."""
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                yield "parameter", resolve(document, parameter)["name"]
            for response in operation["responses"].values():
                for media in resolve(document, response).get("content", {}):
                    yield "media", media
    for status, _ in document["x-problems"].values():
        yield "status", str(status)


def check_routes(document, text):
    """A route that the guide names must be one of the contract's."""
    roots = [path.split("{")[0].rstrip("/") for path in document["paths"]]
    for route in ROUTE.findall(text):
        if route.rstrip("/") not in roots and route != "/v1/":
            raise ContractError(f"{GUIDE.name}: {route} is no path of the contract")


def parts_of(text):
    """(anchor, title, what it needs or None, text) of every section."""
    headings = list(HEADING.finditer(text))
    for heading, following in zip(headings, headings[1:] + [None]):
        title, anchor, kind, name = heading.groups()
        body = text[heading.end():following.start() if following else len(text)]
        yield anchor, title, (kind, name) if kind else None, body


def sections(document):
    """(anchor, title, HTML) of the sections to show."""
    present = set(features(document))
    shown = []
    for anchor, title, need, body in parts_of(GUIDE.read_text(encoding="utf-8")):
        if need is None or need in present:
            check_routes(document, body)
            shown.append((anchor, title, text_of(body)))
    return shown
