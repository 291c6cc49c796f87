# SPDX-License-Identifier: Apache-2.0
"""The documentation page: a column to find one's way, the guide, every operation, shapes, problems. And problem pages."""

import json

from documents.expand import resolve
from documents.guide import sections
from documents.operation import operation_html, problem_link
from documents.page import BASE_STYLE, DOCS_STYLE, page
from documents.shapes import Shapes
from documents.text import escaped, inline, text_of


def by_tag(document):
    """(tag, [(method and path, operation)]) in the order of the document's tags."""
    operations = [((method, path), operation) for path, item in document["paths"].items()
                  for method, operation in item.items()]
    for tag in document["tags"]:
        yield tag, [(where, operation) for where, operation in operations if tag["name"] in operation["tags"]]


def anchor(text):
    return "tag-" + "-".join(text.lower().split())


def shown_shapes(document, shapes):
    """Shapes that a table links to: of answers, and inside of requests, which stand with their operations."""
    found = []

    def follow(node):
        if isinstance(node, list):
            for element in node:
                follow(element)
        elif isinstance(node, dict):
            name = node.get("$ref", "").removeprefix("#/components/schemas/")
            if name in document["components"]["schemas"] and name not in found:
                found.append(name)
                follow(document["components"]["schemas"][name])
            for member in node.values():
                follow(member)

    for item in document["paths"].values():
        for operation in item.values():
            follow(operation["responses"])
            for media in operation.get("requestBody", {}).get("content", {}).values():
                follow(resolve(document, media["schema"]))
    follow({"$ref": "#/components/schemas/Problem"})
    return [name for name, schema in shapes.named.items() if name in found and not shapes.is_page(schema)]


def navigation(document, guide):
    parts = ['<p><b>Getting started</b></p><ul>']
    parts += [f'<li><a href="#{name}">{escaped(title)}</a>' for name, title, _ in guide]
    for tag, operations in by_tag(document):
        parts.append(f'</ul><p><a href="#{anchor(tag["name"])}"><b>{escaped(tag["name"])}</b></a></p><ul>')
        parts += [f'<li><a href="#{operation["operationId"]}"><b class="{method}">{method.upper()}</b>'
                  f'{escaped(operation["summary"])}</a>' for (method, _), operation in operations]
    parts.append('</ul><p><a href="#shapes"><b>Shapes</b></a></p><p><a href="#problems"><b>Problems</b></a></p>')
    return "".join(parts)


def problems_table(document):
    return "<table>" + "".join(f"<tr><th>{problem_link(problem)}<td><small>{status}</small> {inline(meaning)}"
                               for problem, (status, meaning) in document["x-problems"].items()) + "</table>"


def docs_html(document):
    shapes, guide = Shapes(document), sections(document)
    title = f"{document['info']['title']} {document['info']['version']}"
    column = navigation(document, guide)
    body = ['<a class="skip" href="#main">Skip the list of operations</a>',
            f'<details class="menu"><summary>Contents</summary><nav aria-label="Contents, small">{column}</nav></details>',
            f'<nav class="column" aria-label="Contents">{column}</nav><main id="main"><header><h1>{escaped(title)}</h1>',
            text_of(document["info"]["description"]),
            '<p><a href="/openapi.json">openapi.json</a> · <a href="/openapi.yaml">openapi.yaml</a></p></header>',
            '<h2 id="guide">Getting started</h2>']
    body += [f'<section id="{name}"><h3><a href="#{name}">{escaped(heading)}</a></h3>{text}</section>'
             for name, heading, text in guide]
    for tag, operations in by_tag(document):
        body.append(f'<h2 id="{anchor(tag["name"])}">{escaped(tag["name"])}</h2>{text_of(tag.get("description", ""))}')
        body += [operation_html(shapes, document, where, operation) for where, operation in operations]
    body.append('<h2 id="shapes">Shapes</h2>')
    body += shapes.sections(shown_shapes(document, shapes))
    body.append(f'<h2 id="problems">Problems</h2>{problems_table(document)}</main>')
    return page(document["info"]["title"], "\n".join(part for part in body if part), DOCS_STYLE)


def problem_html(document, problem):
    """The page that the `type` of a problem leads to."""
    status, meaning = document["x-problems"][problem]
    operations = [operation for item in document["paths"].values() for operation in item.values()
                  if problem in operation.get("x-problems", [])]
    where = "".join(f'<li><a href="/docs#{operation["operationId"]}">{escaped(operation["summary"])}</a>'
                    for operation in operations)
    shown = json.dumps({"status": status, "code": problem}, indent=1)
    return page(problem, f"<main><h1>{problem}</h1>\n<p>Status {status}. {inline(meaning)}</p>\n"
                         f"<pre>{shown}</pre>" + (f"<p>Answered by:</p><ul>{where}</ul>" if where else "")
                + '<p><a href="/docs#errors">How problems are answered</a> · <a href="/docs">Documentation</a></p></main>',
                BASE_STYLE)
