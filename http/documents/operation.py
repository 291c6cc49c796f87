# SPDX-License-Identifier: Apache-2.0
"""One operation of the contract as HTML: what it takes, a request to copy, what it answers."""

import json
from urllib.parse import quote, urlencode

from documents.expand import resolve
from documents.shapes import code
from documents.text import escaped, inline, pre, text_of

# Parameters that nearly every operation takes are named with a link to where the guide explains them.
EXPLAINED = {"Idempotency-Key": "retries", "If-Match": "versions", "If-None-Match": "unchanged",
             "min_position": "own-writes", "dry_run": "dry-run"}
ONE_LINE = 76


def pretty(value):
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= ONE_LINE else json.dumps(value, ensure_ascii=False, indent=1)


def media_of(part):
    """(media type, its object) of the first body that a request or response can have."""
    return next(iter(part.get("content", {}).items()), (None, {}))


def examples_of(media):
    named = [(name, example["value"]) for name, example in media.get("examples", {}).items()]
    return named + ([("", media["example"])] if "example" in media else [])


def parameters_of(document, operation):
    return [resolve(document, parameter) for parameter in operation.get("parameters", [])]


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def example_target(path, parameters):
    query = []
    for parameter in parameters:
        if "example" not in parameter:
            continue
        value = parameter["example"]
        value = json.dumps(value) if isinstance(value, bool) else str(value)
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(value, safe=""))
        elif parameter["in"] == "query":
            query.append((parameter["name"], value))
    return path + ("?" + urlencode(query) if query else "")


def curl(document, where, operation, example):
    """A command to copy: with the example's body, and with a key that makes it safe to send again."""
    method, path = where
    admin = operation["x-listener"] == "admin"
    parameters = parameters_of(document, operation)
    verb = "" if method == "get" or (method == "post" and example is not None) else f"-X {method.upper()} "
    lines = [f'curl {verb}"{"$LEDGER_ADMIN" if admin else "$LEDGER"}{example_target(path, parameters)}"']
    if operation["security"]:
        lines.append(f'-H "Authorization: Bearer {"$OPERATOR_KEY" if admin else "$KEY"}"')
    if method != "get" and any(parameter["name"] == "Idempotency-Key" for parameter in parameters):
        lines.append(f"-H 'Idempotency-Key: {operation['operationId'].replace('_', '-')}-1'")
    if example is not None:
        kind, value = example
        lines.append(f"-H 'Content-Type: {kind}'")
        lines.append("-d " + quoted(value if isinstance(value, str) else pretty(value)))
    return pre(" \\\n  ".join(lines))


def parameters_html(shapes, document, operation):
    found = parameters_of(document, operation)
    rows = "".join(
        f"<tr><th>{code(one['name'])}{' <i>required</i>' if one.get('required') else ''}<td><small>{one['in']}</small> "
        + shapes.cell(one["schema"] | ({"description": one["description"]} if "description" in one else {}))
        for one in found if one["name"] not in EXPLAINED)
    usual = ", ".join(f'<a href="#{EXPLAINED[one["name"]]}">{code(one["name"])}</a>'
                      + (" (required)" if one.get("required") else "") for one in found if one["name"] in EXPLAINED)
    return (f"<h4>Parameters</h4><table>{rows}</table>" if rows else "") + (f"<p>Also takes {usual}.</p>" if usual else "")


def request_html(shapes, operation):
    if "requestBody" not in operation:
        return ""
    kind, media = media_of(operation["requestBody"])
    optional = "" if operation["requestBody"].get("required") else ", optional"
    return f"<h4>Body <small>{kind}{optional}</small></h4>" + shapes.table(media["schema"], True)


def answers(document, operation):
    return [(status, resolve(document, response)) for status, response in operation["responses"].items()]


def success_html(shapes, document, operation):
    parts = []
    for status, response in answers(document, operation):
        if not status.startswith("2"):
            continue
        shown = [f"{shapes.answer(media['schema'])} <small>{kind}</small>" for kind, media in response.get("content", {}).items()]
        parts.append(f"<h4>Answer {status}</h4><p>{inline(response['description'])} {' or '.join(shown)}</p>")
    return "".join(parts)


def problems_html(document, operation):
    own = operation.get("x-problems", [])
    rows = "".join(f'<tr><th>{problem_link(problem)}<td><small>{document["x-problems"][problem][0]}</small> '
                   f'{inline(document["x-problems"][problem][1])}' for problem in own)
    usual = " ".join(status for status in operation["responses"] if status[0] in "45")
    table = f"<table>{rows}</table>" if rows else ""
    return f'<h4>Problems</h4>{table}<p><small>Statuses: {usual}. <a href="#errors">What all can answer</a></small></p>'


def problem_link(problem):
    return f'<a href="/problems/{problem}">{code(problem)}</a>'


def samples_html(document, where, operation):
    kind, media = media_of(operation.get("requestBody", {}))
    requests = examples_of(media) or [("", None)]
    replies = [example for status, response in answers(document, operation) if status.startswith("2")
               for example in examples_of(media_of(response)[1])]
    parts = []
    for index, (name, value) in enumerate(requests):
        command = curl(document, where, operation, None if value is None else (kind, value))
        reply = dict(replies).get(name, dict(replies).get("")) if index == 0 or dict(replies).get(name) else None
        shown = command + (pre(pretty(reply)) if reply is not None else "")
        parts.append(shown if index == 0 else f"<details><summary>Another: {escaped(name)}</summary>{shown}</details>")
    return "".join(parts)


def needs(operation):
    scope = f"scope {code(operation['x-scope'])}" if operation["security"] else "open to all"
    listener = {"both": "", "admin": ", admin listener"}.get(operation["x-listener"], "")
    return scope + listener


def operation_html(shapes, document, where, operation):
    method, path = where
    words = text_of(operation["description"]) if "description" in operation else ""
    return (f'<article id="{operation["operationId"]}"><div><h3><a href="#{operation["operationId"]}">'
            f'{escaped(operation["summary"])}</a></h3><p class="route"><b class="{method}">{method.upper()}</b> '
            f'{code(path)} <small>{needs(operation)}</small></p>{words}{parameters_html(shapes, document, operation)}'
            f"{request_html(shapes, operation)}{success_html(shapes, document, operation)}"
            f'{problems_html(document, operation)}</div><div class="try">{samples_html(document, where, operation)}</div>'
            "</article>")
