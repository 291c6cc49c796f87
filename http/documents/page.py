# SPDX-License-Identifier: Apache-2.0
"""The frame of a page, and the policy under which the pages are shown."""

import base64
import hashlib
import re
from pathlib import Path

from documents.text import escaped

FOLDER = Path(__file__).resolve().parent


def style(name):
    """A style sheet without its comments and line ends."""
    text = re.sub(r"/\*.*?\*/", "", (FOLDER / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*([{};:,>])\s*", r"\1", re.sub(r"\s+", " ", text)).strip()


BASE_STYLE = style("base.css")
DOCS_STYLE = BASE_STYLE + style("docs.css")


def page(title, body, sheet):
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escaped(title)}</title>'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'<meta name="color-scheme" content="light dark"><style>{sheet}</style></head>\n'
            f"<body>\n{body}\n</body></html>\n")


def content_security_policy():
    """Nothing runs and nothing is loaded; these two style sheets and no others apply."""
    hashes = (base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode() for sheet in (BASE_STYLE, DOCS_STYLE))
    return ("default-src 'none'; style-src " + " ".join(f"'sha256-{value}'" for value in hashes)
            + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
