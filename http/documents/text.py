# SPDX-License-Identifier: Apache-2.0
"""The little Markdown that the contract and its guide use, as HTML."""

import html
import re


def escaped(text):
    return html.escape(str(text), quote=False)


def inline(text):
    """`code`, **bold**, [links](#where)."""
    result = re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped(" ".join(text.split())))
    result = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", result)
    return re.sub(r"\[([^\]]+)\]\(([^)\s\"]+)\)", r'<a href="\2">\1</a>', result)


def pre(text):
    # A long line scrolls inside; with the tab stop that works from the keyboard too.
    return f'<pre tabindex="0">{escaped(text)}</pre>'


def block(lines):
    if lines[0].startswith("```"):
        return pre("\n".join(lines[1:]))
    if lines[0].startswith("- "):
        items = " ".join(lines)[2:].split(" - ")
        return "<ul>" + "".join(f"<li>{inline(item)}</li>" for item in items) + "</ul>"
    return f"<p>{inline(' '.join(lines))}</p>"


def blocks_of(text):
    """Lists of lines: paragraphs, lists, and fenced code without its last fence."""
    lines, fenced = [], False
    for line in text.strip().split("\n") + [""]:
        if line.startswith("```"):
            fenced = not fenced
            if lines:
                yield lines
                lines = []
            if not fenced:
                continue
        if line or fenced:
            lines.append(line)
        elif lines:
            yield lines
            lines = []


def text_of(markdown):
    return "\n".join(block(lines) for lines in blocks_of(markdown))
