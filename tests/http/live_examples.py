# SPDX-License-Identifier: Apache-2.0
"""Sends the examples of the contract to a live service, in document order, and compares what it answers."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid

import json_schema
from documented_names import Names

SECRETS = ("api_key", "secret")
TIMEOUT_SECONDS = 20


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def media_of(part):
    """(media type, media object) of the JSON body, else of the first one."""
    content = part.get("content", {})
    kind = "application/json" if "application/json" in content else next(iter(content), None)
    return kind, content.get(kind, {})


def examples_of(media):
    """(name, value) of the examples of a request or response; the single one has no name."""
    named = [(name, example["value"]) for name, example in media.get("examples", {}).items()]
    return named + ([(None, media["example"])] if "example" in media else [])


def success(operation):
    status = next(status for status in operation["responses"] if status[0] in "23")
    return int(status), operation["responses"][status]


def parameters_of(document, operation):
    return [json_schema.resolve(document, parameter) for parameter in operation.get("parameters", [])]


def why_not_runnable(document, operation):
    """What keeps an operation from being tried, or None."""
    if "requestBody" in operation and not examples_of(media_of(operation["requestBody"])[1]):
        return "its request has no example"
    for parameter in parameters_of(document, operation):
        if parameter["in"] == "path" and "example" not in parameter:
            return f"its path parameter {parameter['name']} has no example"
    return None


def runnable(operation):
    return "x-example-reason" not in operation


class Client:
    def __init__(self):
        self.urls = {"api": os.environ["SUOLEDGER_URL"], "admin": os.environ["SUOLEDGER_ADMIN_URL"]}
        self.operator_key = os.environ["SUOLEDGER_OPERATOR_KEY"]
        self.business_key = None
        self.position = 0

    def headers(self, operation, method, kind, idempotency_key):
        headers = {"Content-Type": kind} if kind else {}
        if operation["security"]:
            operators = "operator_key" in operation["security"][0]
            headers["Authorization"] = "Bearer " + (self.operator_key if operators else self.business_key)
            if method == "get":
                headers["Ledger-Min-Position"] = str(self.position)
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        return headers

    def send(self, operation, method, target, body, idempotency_key):
        """(status, headers, body); `body` is (media type, value) or None."""
        kind, value = body or (None, None)
        data = None
        if body is not None:
            data = value.encode() if isinstance(value, str) and kind != "application/json" else json.dumps(value).encode()
        listener = "admin" if operation["x-listener"] == "admin" else "api"
        request = urllib.request.Request(self.urls[listener] + target, data, method=method.upper(),
                                         headers=self.headers(operation, method, kind, idempotency_key))
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                self.position = max(self.position, int(response.headers.get("Ledger-Position", 0)))
                endless = response.headers.get_content_type() == "text/event-stream"
                return response.status, response.headers, response.readline() if endless else response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


def target_of(document, path, operation, names):
    query = []
    for parameter in parameters_of(document, operation):
        if "example" not in parameter:
            continue
        value = names.translate(parameter["example"])
        value = json.dumps(value) if isinstance(value, bool) else str(value)
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", urllib.parse.quote(value, safe=""))
        elif parameter["in"] == "query":
            query.append((parameter["name"], value))
    return path + ("?" + urllib.parse.urlencode(query) if query else "")


def without_secrets(reply):
    return {name: None if name in SECRETS else member for name, member in reply.items()}


def stub_of(reply):
    """All that is left of a reply once the key is gone that it was sealed with."""
    return {"object": reply["object"], "id": reply["id"], "erased": True}


def check_reply(document, operation, name, headers, body, names):
    """The reply against media type, schema and example; names are learnt."""
    _, response = success(operation)
    content = response.get("content", {})
    if content and headers.get_content_type() not in content:
        yield f"answers {headers.get_content_type()}, which is none of {sorted(content)}"
        return
    if headers.get_content_type() != "application/json" or not content:
        return
    media = content["application/json"]
    reply = json.loads(body)
    yield from json_schema.check(document, media["schema"], reply)
    examples = dict(examples_of(media))
    if name not in examples and None not in examples:
        return
    example = examples.get(name, examples.get(None))
    if example.keys() != reply.keys():
        yield f"members {sorted(example.keys() ^ reply.keys())} are in one of example and reply only"
    if "next_cursor" not in example:
        yield from names.learn(example, reply, "#")
    elif example["data"] and not reply["data"]:
        yield "the list is empty"


def check_replay(client, call, expected, first, name):
    """The same request with the same key again: the same answer but for secrets. Of the example that ends an erasure the
    key may be gone by then: its stub, and nothing else, will do."""
    status, headers, again = client.send(*call)
    if status != expected or headers.get("Idempotent-Replayed") != "true":
        yield f"the retry was not answered as a replay: {status}"
    elif again != first and json.loads(again) != without_secrets(json.loads(first)):
        if name == "erased" and json.loads(again) == stub_of(json.loads(first)):
            return
        yield "the retry got another body"


def check_dry_run(document, client, call):
    """Before the command itself, whose numbers tell afterwards that nothing was written: the shape of the answer."""
    operation, method, target, body, _ = call
    target += ("&" if "?" in target else "?") + "dry_run=true"
    status, _, answer = client.send(operation, method, target, body, None)
    if status != 200:
        yield f"its dry run was answered {status}: {answer[:500]!r}"
    else:
        yield from json_schema.check(document, {"$ref": "#/components/schemas/DryRun"}, json.loads(answer))


def run_one(document, client, names, where, example):
    """Sends one example: `where` is (path, method, operation), `example` (name, media type, value)."""
    path, method, operation = where
    name, kind, value = example
    unknown = names.unknown(value) | {id for parameter in parameters_of(document, operation)
                                      for id in names.unknown(parameter.get("example"))}
    if unknown:
        yield f"names {sorted(unknown)}, which no reply before it gave"
        return
    has_key = any(parameter["name"] == "Idempotency-Key" for parameter in parameters_of(document, operation))
    call = (operation, method, target_of(document, path, operation, names),
            None if kind is None else (kind, names.translate(value)), str(uuid.uuid4()) if has_key else None)
    if any(parameter["name"] == "dry_run" for parameter in parameters_of(document, operation)):
        yield from check_dry_run(document, client, call)
    status, headers, body = client.send(*call)
    expected, _ = success(operation)
    if status != expected:
        yield f"{status} instead of {expected}: {body[:500]!r}"
        return
    yield from check_reply(document, operation, name, headers, body, names)
    if operation["operationId"] == "register_business":
        client.business_key = json.loads(body)["api_key"]
    if has_key and operation.get("x-replayed", True):
        yield from check_replay(client, call, expected, body, name)


def run(document, client):
    """What is wrong, one line each."""
    names = Names()
    for path, method, operation in operations(document):
        if not runnable(operation):
            continue
        kind, media = media_of(operation.get("requestBody", {}))
        examples = [(name, kind, value) for name, value in examples_of(media)] or [(None, None, None)]
        for example in examples:
            where = f"{method} {path} {example[0] or ''}".strip()
            yield from (f"{where}: {error}" for error in run_one(document, client, names, (path, method, operation), example))
