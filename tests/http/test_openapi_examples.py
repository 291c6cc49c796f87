# SPDX-License-Identifier: Apache-2.0
"""Runs every example of the contract.

Without arguments: against the live service named by SUOLEDGER_URL and SUOLEDGER_ADMIN_URL with SUOLEDGER_OPERATOR_KEY; the
first example registers a business, whose key the others use. Examples run in document order. An id in an example stands
for the id that the service gave where the example stood in a reply, so later examples name what earlier ones made.
With --offline FILE: only that every example of that openapi.json fits its schema.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

import json_schema

TYPE_ID = re.compile(r"^[a-z]{3}_[0-9a-z]{26}$")
SECRETS = ("api_key", "secret")
TIMEOUT_SECONDS = 20


def media_examples(content):
    """(name, value) of the JSON examples of a request or response; the single one has no name."""
    media = content.get("application/json", {})
    named = [(name, example["value"]) for name, example in media.get("examples", {}).items()]
    return named + ([(None, media["example"])] if "example" in media else [])


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def success(operation):
    status = next(status for status in operation["responses"] if status.startswith("2"))
    return int(status), operation["responses"][status]


def check_offline(document):
    """Every example against its schema."""
    count = 0
    for path, method, operation in operations(document):
        for part in (operation.get("requestBody", {}), success(operation)[1]):
            for name, example in media_examples(part.get("content", {})):
                count += 1
                schema = part["content"]["application/json"]["schema"]
                for error in json_schema.check(document, schema, example):
                    yield f"{method} {path} example {name}: {error}"
    if count == 0:
        yield "the contract has no examples"


class Ids:
    """From the ids of the document to those of the service."""

    def __init__(self):
        self.real = {}

    def learn(self, example, actual, where):
        if isinstance(example, dict) and isinstance(actual, dict):
            for name in example.keys() & actual.keys():
                yield from self.learn(example[name], actual[name], f"{where}/{name}")
        elif isinstance(example, list) and isinstance(actual, list):
            for index, (left, right) in enumerate(zip(example, actual)):
                yield from self.learn(left, right, f"{where}/{index}")
        elif isinstance(example, str) and isinstance(actual, str) and TYPE_ID.match(example):
            if self.real.setdefault(example, actual) != actual:
                yield f"{where}: {example} stands for {self.real[example]}, not for {actual}"

    def translate(self, value):
        if isinstance(value, dict):
            return {name: self.translate(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.translate(element) for element in value]
        return self.real.get(value, value) if isinstance(value, str) else value


class Client:
    def __init__(self):
        self.urls = {"api": os.environ["SUOLEDGER_URL"], "admin": os.environ["SUOLEDGER_ADMIN_URL"]}
        self.operator_key = os.environ["SUOLEDGER_OPERATOR_KEY"]
        self.business_key = None
        self.position = 0

    def send(self, operation, method, path, body, idempotency_key):
        listener = "admin" if operation["x-listener"] == "admin" else "api"
        headers = {}
        if operation["security"]:
            operators = "operator_key" in operation["security"][0]
            headers["Authorization"] = "Bearer " + (self.operator_key if operators else self.business_key)
        if method == "get" and operation["security"]:
            headers["Ledger-Min-Position"] = str(self.position)
        if method != "get" and idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        request = urllib.request.Request(self.urls[listener] + path, data, headers, method=method.upper())
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                self.position = max(self.position, int(response.headers.get("Ledger-Position", 0)))
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


def target_of(document, path, operation, ids):
    query = []
    for parameter in operation.get("parameters", []):
        parameter = json_schema.resolve(document, parameter)
        if "example" not in parameter:
            continue
        value = ids.translate(parameter["example"])
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", urllib.parse.quote(str(value), safe=""))
        elif parameter["in"] == "query":
            query.append((parameter["name"], value))
    return path + ("?" + urllib.parse.urlencode(query) if query else "")


def without_secrets(reply):
    return {name: None if name in SECRETS else member for name, member in reply.items()}


def check_reply(document, operation, name, body, ids):
    """The reply against schema and example; ids are learnt."""
    _, response = success(operation)
    media = response.get("content", {}).get("application/json")
    if media is None:
        return
    reply = json.loads(body)
    yield from json_schema.check(document, media["schema"], reply)
    examples = dict(media_examples(response["content"]))
    if name in examples or None in examples:
        example = examples.get(name, examples.get(None))
        if example.keys() != reply.keys():
            yield f"members {sorted(example.keys() ^ reply.keys())} are in one of example and reply only"
        if "next_cursor" not in example:
            yield from ids.learn(example, reply, "#")
        elif example["data"] and not reply["data"]:
            yield "the list is empty"


def check_dry_run(document, answer):
    """Before the command itself: the shape of the answer. That nothing is written, its numbers tell afterwards."""
    status, _, body = answer
    if status != 200:
        yield f"a dry run was answered {status}: {body[:500]!r}"
    else:
        yield from json_schema.check(document, {"$ref": "#/components/schemas/DryRun"}, json.loads(body))


def run(document, client):
    ids = Ids()
    for path, method, operation in operations(document):
        requests = media_examples(operation.get("requestBody", {}).get("content", {})) or [(None, None)]
        for name, example in requests:
            where = f"{method} {path} {name or ''}".strip()
            key = str(uuid.uuid4())
            target = target_of(document, path, operation, ids)
            if {"$ref": "#/components/parameters/DryRun"} in operation.get("parameters", []):
                rehearsed = client.send(operation, method, target + "?dry_run=true", ids.translate(example), None)
                yield from (f"{where}: {error}" for error in check_dry_run(document, rehearsed))
            status, _, body = client.send(operation, method, target, ids.translate(example), key)
            expected, _ = success(operation)
            if status != expected:
                yield f"{where}: {status} instead of {expected}: {body[:500]!r}"
                continue
            yield from (f"{where}: {error}" for error in check_reply(document, operation, name, body, ids))
            if operation["operationId"] == "register_business":
                client.business_key = json.loads(body)["api_key"]
            if expected != 201:
                continue
            status, headers, again = client.send(operation, method, target, ids.translate(example), key)
            if status != expected or headers.get("Idempotent-Replayed") != "true":
                yield f"{where}: the retry was not answered as a replay: {status}"
            elif json.loads(again) != without_secrets(json.loads(body)):
                yield f"{where}: the retry got another body"


def main():
    offline = sys.argv[1:2] == ["--offline"]
    if offline:
        document = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    else:
        with urllib.request.urlopen(os.environ["SUOLEDGER_URL"] + "/openapi.json", timeout=TIMEOUT_SECONDS) as served:
            document = json.load(served)
    errors = list(check_offline(document))
    if not offline:
        errors += list(run(document, Client()))
    for error in errors:
        print(error)
    print(f"{sum(1 for _ in operations(document))} operations, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
