#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Unique markers go into every string field of every request in the OpenAPI document and are then looked for, in clear,
base64, JSON-escaped and UTF-16, in the data directory, a pg_dump and the logs. Only fields declared `x-personal: false`
may be found; the list of those is printed."""
import base64
import json
import pathlib
import subprocess
import urllib.request

from harness import POSTGRES_BIN, Client, Cluster, Service, as_service_user, expect, scratch_directory


def resolve(document, schema):
    while "$ref" in schema:
        node = document
        for part in schema["$ref"].lstrip("#/").split("/"):
            node = node[part]
        schema = node
    return schema


class Filler:
    """Builds a valid request from a schema and puts a marker into every free string; remembers where."""

    def __init__(self, document, known):
        self.document, self.known = document, known
        self.personal, self.clear, self.count = {}, {}, 0

    def text(self, schema, where):
        if "enum" in schema:
            return schema["enum"][0]
        if "const" in schema:
            return schema["const"]
        self.count += 1
        kind = schema.get("format", "")
        if kind in ("date", "date-time", "timezone") or schema.get("x-structural"):
            return schema["examples"][0]
        if schema.get("x-id"):
            return self.known[schema["x-id"]]
        if kind == "phone":
            value = f"+23480{77_000_000 + self.count:08d}"
        elif kind == "email":
            value = f"mark{self.count:03d}zq@example.com"
        else:
            value = f"Mark{self.count:03d}\u20a6 \"q\" zzy{self.count:03d}"
            value = value[:schema.get("maxLength", 200)] if not schema.get("pattern") else schema["examples"][0]
        target = self.clear if schema.get("x-personal") is False else self.personal
        target[value] = where
        return value

    def fill(self, schema, where):
        schema = resolve(self.document, schema)
        for choice in ("oneOf", "anyOf"):
            if choice in schema:
                options = [o for o in schema[choice] if resolve(self.document, o).get("type") != "null"]
                return self.fill(options[-1], where)
        kind = schema.get("type")
        kind = next(k for k in kind if k != "null") if isinstance(kind, list) else kind
        if kind == "object":
            filled = {name: self.fill(sub, f"{where}/{name}") for name, sub in schema.get("properties", {}).items()
                      if not resolve(self.document, sub).get("x-skip-in-marker-test")}
            if isinstance(schema.get("additionalProperties"), dict):
                filled["marker_key"] = self.fill(schema["additionalProperties"], f"{where}/*")
            return filled
        if kind == "array":
            return [self.fill(schema["items"], f"{where}/0")]
        if kind == "string":
            return self.text(schema, where)
        if kind == "integer":
            return schema.get("examples", [schema.get("minimum", 1)])[0]
        if kind == "boolean":
            return bool(schema.get("default", False))
        raise AssertionError(f"{where}: cannot fill {schema}")


def spellings(value):
    raw = value.encode()
    yield raw
    yield json.dumps(value)[1:-1].encode()
    yield json.dumps(value, ensure_ascii=False)[1:-1].encode()
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    for lead in range(3):  # base64 of the value at every alignment, without the characters that its neighbours share
        encoded = base64.b64encode(b"\0" * lead + raw)
        yield encoded[4 if lead else 0: len(encoded) - 4]
        yield base64.urlsafe_b64encode(b"\0" * lead + raw)[4 if lead else 0: len(encoded) - 4]


def search(places, values):
    found = []
    for name, content in places:
        for value, where in values.items():
            for spelling in spellings(value):
                if len(spelling) >= 8 and spelling in content:
                    found.append((where, value, str(name)))
                    break
    return found


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in ("post", "put", "patch", "delete"):
                yield method.upper(), path, operation


def send_all(document, service, business_key, operator_key, filler):
    sent = set()
    api = {"api": Client(service.http, business_key), "admin": Client(service.admin, operator_key)}
    for method, path, operation in sorted(operations(document), key=lambda o: o[2].get("x-marker-order", 50)):
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if schema is None or operation.get("x-skip-in-marker-test"):
            continue
        where = f"{method} {path}"
        real_path = path
        for kind, identifier in filler.known.items():
            real_path = real_path.replace("{" + kind + "_id}", identifier)
        if "{id}" in real_path:
            kind = path.split("/")[2].rstrip("s")
            real_path = real_path.replace("{id}", filler.known[kind])
        body = filler.fill(schema, where)
        client = api["admin" if operation.get("x-listener") == "admin" else "api"]
        answer = client.request(method, real_path, body)
        expect(answer.status in (200, 201), f"{where} with {body} answered {answer}")
        reply = answer.json
        if isinstance(reply, dict) and "object" in reply and "id" in reply and method == "POST" and "{" not in path:
            filler.known[reply["object"]] = reply["id"]
        sent.add(where)
    return sent


def main():
    scratch = scratch_directory("markers")
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    service = Service(scratch / "node", cluster.url(), scratch / "kek.json")
    try:
        service.start()
        business = service.create_business("Clear Name Stores")
        operator_key = json.loads(service.command("keys", "create", "--operator", "--output", "json"))["api_key"]
        document = json.load(urllib.request.urlopen(f"http://{service.http}/openapi.json"))
        filler = Filler(document, {"business": business["business"]["id"]})
        sent = send_all(document, service, business["api_key"], operator_key, filler)
        expect(len(sent) >= 10, f"only {sorted(sent)} were sent")
        # Refusals and lists touch other code: their logs must stay clean as well.
        client = Client(service.http, business["api_key"])
        client.post("/v1/invoices", {"customer": {"name": next(iter(filler.personal))}, "nonsense": True})
        client.get("/v1/customers?phone=%2B2348077000001")
        dump = subprocess.run([POSTGRES_BIN / "pg_dump", "-h", cluster.directory, "-U", "postgres", "suoledger"],
                              check=True, capture_output=True, cwd="/tmp", **as_service_user()).stdout
        service.stop()
        cluster.stop()
        places = [("pg_dump", dump), ("log", service.log_path.read_bytes())]
        for root in (service.data_dir, cluster.directory):
            places += [(path, path.read_bytes()) for path in pathlib.Path(root).rglob("*") if path.is_file()]
        print("declared not personal:")
        for where in sorted(set(filler.clear.values())):
            print(f"  {where}")
        expect(search(places, filler.clear), "not even a clear field was found: the search finds nothing")
        found = search(places, filler.personal)
        expect(not found, "personal data in clear:\n" + "\n".join(map(str, found[:20])))
        print(f"{len(filler.personal)} markers in {len(sent)} operations, {len(places)} files searched")
    finally:
        if service.process and service.process.poll() is None:
            service.stop()
        cluster.stop()
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
