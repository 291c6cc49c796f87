# SPDX-License-Identifier: Apache-2.0
"""Runs every example of the contract.

Without arguments: against the live service named by SUOLEDGER_URL and SUOLEDGER_ADMIN_URL with SUOLEDGER_OPERATOR_KEY; the
first example registers a business, whose key the others use. Examples run in document order. An id in an example stands
for the id that the service gave where the example stood in a reply, so later examples name what earlier ones made.
With --offline FILE: only that every operation of that openapi.json can be tried, and that every example fits its schema.
An operation that cannot be tried says why in `x-example-reason`; it is listed.
"""

import json
import os
import sys
import urllib.request
from pathlib import Path

import json_schema
from live_examples import TIMEOUT_SECONDS, Client, examples_of, media_of, operations, run, runnable, success, why_not_runnable


def check_whole(document):
    """Every operation can be tried, or says why not; every JSON answer is shown."""
    for path, method, operation in operations(document):
        why_not = why_not_runnable(document, operation)
        if runnable(operation) and why_not:
            yield f"{method} {path} cannot be tried: {why_not}, and there is no x-example-reason"
        kind, media = media_of(success(operation)[1])
        # A bare object is whatever it is, as the contract itself.
        described = len(json_schema.resolve(document, media.get("schema", {}))) > 1
        if kind == "application/json" and described and runnable(operation) and not examples_of(media):
            yield f"{method} {path}: its answer has no example"


def check_schemas(document):
    """Every example against its schema."""
    count = 0
    for path, method, operation in operations(document):
        for part in (operation.get("requestBody", {}), success(operation)[1]):
            kind, media = media_of(part)
            for name, example in examples_of(media):
                count += 1
                for error in json_schema.check(document, media["schema"], example):
                    yield f"{method} {path} example {name} ({kind}): {error}"
    if count == 0:
        yield "the contract has no examples"


def served_document():
    with urllib.request.urlopen(os.environ["SUOLEDGER_URL"] + "/openapi.json", timeout=TIMEOUT_SECONDS) as served:
        return json.load(served)


def main():
    offline = sys.argv[1:2] == ["--offline"]
    document = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")) if offline else served_document()
    errors = list(check_whole(document)) + list(check_schemas(document))
    if not offline:
        errors += list(run(document, Client()))
    found = list(operations(document))
    for path, method, operation in found:
        if not runnable(operation):
            print(f"not tried: {method} {path}: {operation['x-example-reason']}")
    for error in errors:
        print(error)
    tried = sum(runnable(operation) for _, _, operation in found)
    print(f"{len(found)} operations, {tried} {'can be' if offline else 'were'} tried, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
