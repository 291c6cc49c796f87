# SPDX-License-Identifier: Apache-2.0
"""Turns the shorthands of the contract into plain OpenAPI: `x-kind`, `x-without`, parameters of a whole path.

What an operation says itself wins over what its kind would add; `x-without` names what shall not be added.
"""

from documents.join import ContractError

METHODS = ("get", "put", "post", "delete", "patch")
READ = {"400": "BadRequest", "401": "Unauthorized", "403": "Forbidden", "429": "TooManyRequests", "503": "Unavailable",
        "default": "Problem", "304": "NotModified"}
COMMAND = {"400": "BadRequest", "401": "Unauthorized", "403": "Forbidden", "409": "Conflict", "412": "VersionConflict",
           "413": "TooLarge", "415": "UnsupportedMediaType", "422": "Unprocessable", "429": "TooManyRequests",
           "503": "Unavailable", "default": "Problem"}
DOCUMENT = {"304": "NotModified", "400": "BadRequest", "default": "Problem"}
KINDS = {"read": READ, "command": COMMAND, "document": DOCUMENT}


def reference(kind, name):
    return {"$ref": f"#/components/{kind}/{name}"}


def resolve(document, node):
    while "$ref" in node:
        found = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def names_something(path):
    """Whether the path itself can name what is not there."""
    return "{" in path


def usual_parameters(kind, method, path):
    if kind == "document":
        return ["IfNoneMatch"]
    if kind == "read":
        return ["MinPosition", "IfNoneMatch"]
    if method == "post":
        return ["IdempotencyKey"] + (["IfMatch"] if names_something(path) else []) + ["DryRun"]
    return ["OptionalIdempotencyKey", "IfMatch", "DryRun"]


def usual_responses(kind, path):
    return KINDS[kind] | ({"404": "NotFound"} if names_something(path) else {})


def add_access(kind, operation):
    if kind == "document":
        operation.setdefault("security", [])
        operation.setdefault("x-listener", "both")
    operation.setdefault("x-listener", "api")
    keys = {"api": ["business_key"], "admin": ["operator_key"], "both": ["business_key", "operator_key"]}
    operation.setdefault("security", [{key: []} for key in keys[operation["x-listener"]]])


def order_of_response(status):
    return (status == "default", status)


def expand_kind(document, where, operation):
    """Adds what every operation of the kind has."""
    method, path = where
    kind = operation.pop("x-kind", None)
    without = set(operation.pop("x-without", []))
    if kind is None:
        usual, responses = [], {}
    elif kind not in KINDS or (kind == "command") == (method == "get"):
        raise ContractError(f"{method} {path}: cannot be of the kind {kind}")
    else:
        usual, responses = usual_parameters(kind, method, path), usual_responses(kind, path)
        add_access(kind, operation)
    if without - set(usual) - set(responses):
        raise ContractError(f"{method} {path}: x-without names {sorted(without - set(usual) - set(responses))},"
                            " which would not be added anyway")
    own = {resolve(document, parameter)["name"] for parameter in operation.get("parameters", [])}
    added = [reference("parameters", name) for name in usual
             if name not in without and document["components"]["parameters"][name]["name"] not in own]
    if added:
        operation["parameters"] = operation.get("parameters", []) + added
    for status, name in responses.items():
        if status not in without:
            operation["responses"].setdefault(status, reference("responses", name))
    operation["responses"] = dict(sorted(operation["responses"].items(), key=lambda entry: order_of_response(entry[0])))
    check_problems(document, where, operation)
    if kind in ("read", "command"):
        add_position(operation["responses"])
    if kind == "command" and "DryRun" not in without:
        operation["responses"] = with_dry_run(operation["responses"])


def check_problems(document, where, operation):
    """The problems that an operation names must exist, with a status that it can answer."""
    for problem in operation.get("x-problems", []):
        if problem not in document["x-problems"]:
            raise ContractError(f"{where[0]} {where[1]}: x-problems names {problem}, which there is not")
        if str(document["x-problems"][problem][0]) not in operation["responses"]:
            raise ContractError(f"{where[0]} {where[1]}: {problem} has a status that the operation never answers")


def add_position(responses):
    for status, response in responses.items():
        if status.startswith("2"):
            response.setdefault("headers", {}).setdefault("Ledger-Position", reference("headers", "LedgerPosition"))


def with_dry_run(responses):
    """Adds what a dry run answers, behind what the command itself answers: that one's status is looked for first."""
    done = next(status for status in responses if status.startswith("2"))
    if done != "200":
        return {done: responses[done], "200": reference("responses", "DryRun")} | responses
    media = responses["200"].get("content", {}).get("application/json")
    if media is not None:
        media["schema"] = {"oneOf": [media["schema"], reference("schemas", "DryRun")]}
    return responses


# The members of an operation in the order in which they are shown.
ORDER = ("operationId", "tags", "summary", "description", "security", "x-scope", "x-listener", "x-problems", "x-replayed",
         "x-example-reason", "parameters",
         "requestBody", "responses")


def ordered(operation):
    return {name: operation[name] for name in ORDER if name in operation} | operation


def expand(document):
    """The document as plain OpenAPI; parameters stand with their operations."""
    names, tags = set(), {tag["name"] for tag in document.get("tags", [])}
    for path, item in document["paths"].items():
        shared = item.pop("parameters", [])
        for method in list(item):
            if method not in METHODS:
                raise ContractError(f"{path}: {method} is no method")
            operation = item[method]
            if operation["operationId"] in names:
                raise ContractError(f"{method} {path}: operationId {operation['operationId']} is there twice")
            names.add(operation["operationId"])
            if not operation.get("tags") or not tags.issuperset(operation["tags"]):
                raise ContractError(f"{method} {path}: its tag is none of {sorted(tags)}")
            if shared:
                operation["parameters"] = shared + operation.get("parameters", [])
            expand_kind(document, (method, path), operation)
            item[method] = ordered(operation)
    return document
