# SPDX-License-Identifier: Apache-2.0
"""Joins openapi/*.yaml into the contract and writes it as openapi.json, openapi.yaml and documents.cpp.

documents.cpp holds both, the documentation page and a page per problem.
"""

import html
import json
import re
import sys
from pathlib import Path

import yaml

from documents.expand import expand
from documents.join import ContractError, join

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2430;background:#fff}
h1,h2,h3{line-height:1.2}h2{margin-top:3rem;border-bottom:1px solid #d7dde5}
section{border:1px solid #d7dde5;border-radius:6px;margin:1rem 0;padding:0 1rem}
code,pre{font:14px/1.45 ui-monospace,monospace}pre{background:#f4f6f9;padding:.75rem;overflow:auto;border-radius:4px}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0}
.method{display:inline-block;min-width:4rem;font-weight:700;color:#0b5d3b}.quiet{color:#5a6675}a{color:#0b4f8a}
"""
# Compilers limit a string literal; documents are written as byte arrays of lines this long.
BYTES_PER_LINE = 32


def text_of(markdown):
    """The little Markdown that the contract uses: paragraphs, `code`, **bold**."""
    paragraphs = []
    for paragraph in markdown.strip().split("\n\n"):
        escaped = html.escape(" ".join(paragraph.split()), quote=False)
        escaped = re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped)
        paragraphs.append("<p>" + re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", escaped) + "</p>")
    return "\n".join(paragraphs)


def page(title, body):
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>\n'
            f"<body>\n{body}\n</body></html>\n")


def resolved(document, node):
    if "$ref" not in node:
        return node
    for part in node["$ref"].removeprefix("#/").split("/"):
        document = document[part]
    return document


def schema_text(schema):
    """A schema in a few words, referring to named ones."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f'<a href="#schema-{name}">{name}</a>'
    if "const" in schema:
        return f"<code>{html.escape(json.dumps(schema['const']))}</code>"
    if "enum" in schema:
        return " | ".join(f"<code>{html.escape(str(value))}</code>" for value in schema["enum"])
    if "oneOf" in schema:
        return " or ".join(schema_text(one) for one in schema["oneOf"])
    kind = schema.get("type", "anything")
    words = " or ".join(kind) if isinstance(kind, list) else kind
    if words == "array":
        return "array of " + schema_text(schema["items"])
    if "properties" in schema:
        words += " {" + ", ".join(schema["properties"]) + "}"
    limits = [f"{name} {schema[name]}" for name in ("format", "minimum", "maximum", "minLength", "maxLength",
                                                    "minItems", "maxItems") if name in schema]
    return words + (f' <span class="quiet">({", ".join(limits)})</span>' if limits else "")


def rows(cells):
    return "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)


def parameters_html(document, operation):
    found = [resolved(document, parameter) for parameter in operation.get("parameters", [])]
    if not found:
        return ""
    return "<table>" + rows(
        (f"<code>{parameter['name']}</code>", parameter["in"] + (", required" if parameter.get("required") else ""),
         schema_text(parameter["schema"]) + " " + html.escape(parameter.get("description", ""))) for parameter in found
    ) + "</table>"


def examples_html(content):
    media = content.get("application/json", {})
    examples = [example["value"] for example in media.get("examples", {}).values()]
    examples += [media["example"]] if "example" in media else []
    return "".join(f"<pre>{html.escape(json.dumps(example, indent=1, ensure_ascii=False))}</pre>" for example in examples)


def body_html(label, content):
    shapes = ", ".join(schema_text(media["schema"]) + f" <span class='quiet'>{kind}</span>"
                       for kind, media in content.items())
    return f"<p>{label}: {shapes}</p>" + examples_html(content)


def operation_html(document, path, method, operation):
    scope = operation.get("x-scope")
    listener = {"both": "both listeners", "admin": "admin listener"}.get(operation["x-listener"], "")
    needs = ", ".join(word for word in (f"scope {scope}" if scope else "open", listener) if word)
    parts = [f'<section id="{operation["operationId"]}"><h3><span class="method">{method.upper()}</span> '
             f'<code>{html.escape(path)}</code></h3><p><strong>{html.escape(operation["summary"])}</strong> '
             f'<span class="quiet">{needs}</span></p>', text_of(operation.get("description", "")),
             parameters_html(document, operation)]
    if "requestBody" in operation:
        parts.append(body_html("Request", operation["requestBody"]["content"]))
    for status, response in operation["responses"].items():
        response = resolved(document, response)
        if status.startswith("2"):
            parts.append(body_html(f"{status} {html.escape(response['description'])}", response.get("content", {})))
    problems = ", ".join(status for status in operation["responses"] if not status.startswith("2"))
    return "\n".join(part for part in parts if part) + f'<p class="quiet">Problems: {problems}</p></section>'


def docs_html(document):
    body = [f"<h1>{html.escape(document['info']['title'])} {document['info']['version']}</h1>",
            text_of(document["info"]["description"]),
            '<p><a href="/openapi.json">openapi.json</a> · <a href="/openapi.yaml">openapi.yaml</a></p>']
    for tag in document["tags"]:
        body.append(f"<h2>{tag['name']}</h2>")
        body += [operation_html(document, path, method, operation) for path, methods in document["paths"].items()
                 for method, operation in methods.items() if tag["name"] in operation["tags"]]
    body.append("<h2>Shapes</h2>")
    for name, schema in document["components"]["schemas"].items():
        required = set(schema.get("required", []))
        members = rows((f"<code>{member}</code>", "required" if member in required else "",
                        schema_text(shape) + " " + html.escape(shape.get("description", "")))
                       for member, shape in schema.get("properties", {}).items())
        content = f"<table>{members}</table>" if members else f"<p>{schema_text(schema)}</p>"
        body.append(f'<section id="schema-{name}"><h3>{name}</h3>{text_of(schema.get("description", ""))}{content}</section>')
    body.append("<h2>Problems</h2><table>" + rows(
        (str(status), f'<a href="/problems/{code}"><code>{code}</code></a>', html.escape(meaning))
        for code, (status, meaning) in document["x-problems"].items()) + "</table>")
    return page(document["info"]["title"], "\n".join(body))


def problem_html(code, status, meaning):
    return page(code, f"<h1>{code}</h1>\n<p>Status {status}. {html.escape(meaning)}</p>\n"
                      '<p><a href="/docs">Documentation</a></p>')


def array(name, text):
    data = text.encode()
    lines = [",".join(str(byte) for byte in data[start:start + BYTES_PER_LINE])
             for start in range(0, len(data), BYTES_PER_LINE)]
    return f"constexpr unsigned char {name}[] = {{\n" + ",\n".join(lines) + "};\n"


def view(name):
    return f"{{reinterpret_cast<const char*>({name}), sizeof({name})}}"


class PlainDumper(yaml.CSafeDumper):
    """Spells out what occurs twice."""

    def ignore_aliases(self, data):
        return True


def text_as_written(dumper, text):
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


PlainDumper.add_representer(str, text_as_written)


def yaml_of(document):
    return yaml.dump(document, Dumper=PlainDumper, sort_keys=False, allow_unicode=True, width=120)


def json_of(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def source(document, as_yaml, as_json):
    pages = {code: problem_html(code, *entry) for code, entry in document["x-problems"].items()}
    parts = ["// Generated from http/openapi.\n#include \"http/documents.hpp\"\n\nnamespace suoledger::http {\nnamespace {\n",
             array("yaml_bytes", as_yaml), array("json_bytes", as_json), array("docs_bytes", docs_html(document))]
    parts += [array(f"problem_{code}", text) for code, text in pages.items()]
    parts.append("}  // namespace\n")
    for function, name in (("openapi_yaml", "yaml_bytes"), ("openapi_json", "json_bytes"), ("docs_page", "docs_bytes")):
        parts.append(f"std::string_view {function}() {{ return {view(name)}; }}\n")
    parts.append("std::optional<std::string_view> problem_page(std::string_view code) {\n")
    parts += [f'    if (code == "{code}") return std::string_view{view("problem_" + code)};\n' for code in pages]
    parts.append("    return std::nullopt;\n}\n}  // namespace suoledger::http\n")
    return "".join(parts)


def main():
    folder, target = sys.argv[1], Path(sys.argv[2])
    try:
        document = expand(join(folder))
    except ContractError as error:
        print(f"{folder}: {error}", file=sys.stderr)
        return 1
    as_yaml, as_json = yaml_of(document), json_of(document)
    (target / "openapi.yaml").write_text(as_yaml, encoding="utf-8")
    (target / "openapi.json").write_text(as_json, encoding="utf-8")
    (target / "documents.cpp").write_text(source(document, as_yaml, as_json), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
