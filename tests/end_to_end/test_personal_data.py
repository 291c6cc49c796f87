#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Unique markers go into every string field of every request in the OpenAPI document and are then looked for, in clear,
base64, JSON-escaped and UTF-16, in the data directory, a pg_dump and the logs. Only fields declared `x-personal: false`
may be found; the list of those is printed."""
import base64
import datetime
import json
import pathlib
import re
import subprocess
import urllib.request

from harness import POSTGRES_BIN, Client, as_service_user, expect, one_service, today, wait_until


def resolve(document, schema):
    while "$ref" in schema:
        node = document
        for part in schema["$ref"].lstrip("#/").split("/"):
            node = node[part]
        schema = node
    return schema


class Filler:
    """Builds a valid request from a schema and puts a marker into every free string; remembers where."""

    def __init__(self, document):
        self.document = document
        self.known = {}  # ids to refer to, by their prefix
        self.personal, self.clear, self.count = {}, {}, 0

    def text(self, schema, where):
        name = where.rsplit("/", 1)[-1]
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("format") == "date":
            return today().isoformat()
        if name == "year_end":
            return "03-31"
        if name == "csv":
            return f"Date,Narration,Credit\n2026-11-20,{self.marker({'maxLength': 40, 'ascii': True}, where, name)},100\n"
        if schema.get("format") == "date-time":
            shift = datetime.timedelta(hours=1 if name == "expires_at" else -1)
            return (datetime.datetime.now(datetime.timezone.utc) + shift).isoformat()
        identifier = re.match(r"\^([a-z]+)_\[", schema.get("pattern", ""))
        if identifier:
            expect(identifier[1] in self.known, f"{where}: prepare() makes no {identifier[1]}_")
            return self.known[identifier[1]]
        return self.marker(schema, where, name)

    def marker(self, schema, where, name):
        self.count += 1
        if name == "phone":
            value = f"+23480{77_000_000 + self.count:08d}"
        elif name in ("email", "login", "to"):
            value = f"mark{self.count:03d}zq@example.com"
        elif "pattern" in schema:
            shapes = (f"MARKZQ-{self.count:03d}-", f"markzq_{self.count:03d}_x", str(7_731_700_000 + 97 * self.count))
            value = next((shape for shape in shapes if re.fullmatch(schema["pattern"], shape)), None)
            expect(value, f"{where}: no marker fits {schema['pattern']}")
        else:
            middle = "-" if "ascii" in schema else "\u20a6 \"q\" "
            value = f"Mark{self.count:03d}{middle}zzy{self.count:03d}"
            expect(len(value) <= schema["maxLength"], f"{where}: no marker fits {schema}")
        target = self.clear if schema.get("x-personal") is False else self.personal
        target[value] = where
        return value

    def key(self, schema, where):
        return self.marker({"maxLength": 40, **schema.get("propertyNames", {})}, where + "/(name)", "")

    def fill(self, schema, where):
        schema = resolve(self.document, schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        for choice in ("oneOf", "anyOf"):
            if choice in schema:
                options = [o for o in schema[choice] if resolve(self.document, o).get("type") != "null"]
                # A decimal string is a number and holds no text of a person.
                return self.fill(options[0 if where.endswith("quantity") else -1], where)
        kind = schema.get("type")
        kind = next(k for k in kind if k != "null") if isinstance(kind, list) else kind
        if kind == "object":
            filled = {name: self.fill(sub, f"{where}/{name}") for name, sub in schema.get("properties", {}).items()}
            if isinstance(schema.get("additionalProperties"), dict):
                filled[self.key(schema, where)] = self.fill(schema["additionalProperties"], f"{where}/*")
            return filled
        if kind == "array":
            return [self.fill(schema["items"], f"{where}/0")]
        if kind == "string":
            return self.text(schema, where)
        if kind == "integer":
            return 107_500 if where.endswith(("/unit_price", "/net", "/cleared")) else schema.get("minimum", 1)
        if kind == "boolean":
            return bool(schema.get("default", True))
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
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if schema is not None:
                yield method.upper(), path, operation, schema


def prepare(client, path, known):
    """Things for the request to act on, so that each operation succeeds whatever came before it."""
    def made(path, body, status=201):
        answer = client.post(path, body)
        expect(answer.status == status, f"{path}: {answer}")
        return answer.json
    invoice = made("/v1/invoices", {"customer": {"name": "Nobody"}, "lines": [{"description": "x", "unit_price": 500}],
                                    "draft": path in ("/v1/invoices/{id}", "/v1/invoices/{id}/issue")})
    payment = {"amount": 100, "method": "cash", "customer": invoice["customer"]}
    known["tok"] = invoice["pay_url"].rsplit("/", 1)[1] if invoice["pay_url"] else None
    if "{token}" in path or "{claim}" in path:
        wait_until(lambda: client.get("/v1/public/invoices/" + known["tok"]).status == 200, 30, "the pay link shows nothing")
    if "{claim}" in path:
        made(f"/v1/public/invoices/{known['tok']}/transfer_claim", {"revision": 1})
        deliveries = f"/v1/invoices/{invoice['id']}/deliveries"
        wait_until(lambda: client.get(deliveries).json["transfer_claims"], 30, "the claim is not shown")
        known["clm"] = client.get(deliveries).json["transfer_claims"][0]["id"]
    if path.endswith("/deallocate"):
        payment["invoice"] = invoice["id"]
    known.update(cus=invoice["customer"], inv=invoice["id"], pay=made("/v1/payments", payment)["id"])
    if "{refund_id}" in path:
        known["rfd"] = made(f"/v1/payments/{known['pay']}/refund", {"amount": 10})["refunds"][0]["id"]
    if "{chargeback_id}" in path:
        known["chb"] = made(f"/v1/payments/{known['pay']}/chargebacks", {"amount": 10})["chargebacks"][0]["id"]
    if path.endswith("/withholding_reversals"):
        known["wht"] = made(f"/v1/invoices/{known['inv']}/withholding_tax", {"amount": 10})["withholding"]["id"]
    if path.startswith("/v1/requests/{id}") or path.endswith(("{purpose}", "/erasure")):
        prepare_request(made, path, known)
    if path.startswith("/v1/expenses/{id}"):
        expense = {"amount": 100, "category": "rent", "method": "cash", "description": "x"}
        known["exp"] = made("/v1/expenses", expense)["id"]


def prepare_request(made, path, known):
    """As far as the operation needs it."""
    kinds = {"restrictions": "restriction", "objections": "objection", "erasure": "erasure", "assess": "breach",
             "notify_authority": "breach", "notify_subjects": "breach"}
    kind = next((kind for part, kind in kinds.items() if f"/{part}" in path), "access")
    body = {"kind": kind, "channel": "email"} | ({} if kind == "breach" else {"customer": known["cus"]})
    known["req"] = made("/v1/requests", body)["id"]
    steps = [("identify", {"method": "login"}), ("decide", {"outcome": "granted", "basis": "right"})]
    for step, body in steps[:{"/decide": 1, "/complete": 2, "/erasure": 2}.get(path[path.rfind("/"):], 0)]:
        made(f"/v1/requests/{known['req']}/{step}", body, 200)


PREFIXES = {"customers": "cus", "requests": "req", "invoices": "inv", "payments": "pay", "expenses": "exp",
            "refund_id": "rfd", "chargeback_id": "chb", "token": "tok", "claim": "clm"}


def path_for(path, known):
    def value(match):
        if match[1] == "purpose":
            return "offers"
        kind = path.split("/")[2] if match[1] == "id" else match[1]
        expect(PREFIXES.get(kind) in known, f"{path}: prepare() makes nothing for {match[0]}")
        return known[PREFIXES[kind]]
    return re.sub(r"\{(\w+)\}", value, path)


def send_all(document, service, business_key, operator_key, filler):
    sent = set()
    api = {"api": Client(service.http, business_key), "admin": Client(service.admin, operator_key)}
    for method, path, operation, schema in operations(document):
        where = f"{method} {path}"
        prepare(api["api"], path, filler.known)
        body = filler.fill(schema, where)
        if path.endswith("/send"):
            del body["credit_note"]  # of another template
        idempotency_key = filler.marker({"maxLength": 40, "ascii": True}, where + " Idempotency-Key", "")
        answer = api[operation["x-listener"]].request(method, path_for(path, filler.known), body, idempotency_key)
        # 202: a payer's attempt is in the log, and the provider does not answer.
        # 503: nothing here sends mail; the address was read all the same.
        expect(answer.status in (200, 201, 202) or (answer.status == 503 and answer.json["code"] == "mail_not_configured"),
               f"{where} with {body} answered {answer}")
        sent.add(where)
    return sent


def main():
    provider = {"SUOLEDGER_PAYSTACK_SECRET_KEY": "sk_live_nobody_0123456789",
                "SUOLEDGER_PAYSTACK_BASE_URL": "http://127.0.0.1:9"}  # where nobody listens
    with one_service("markers", lambda scratch: provider) as (scratch, cluster, service):
        business = service.create_business("Clear Name Stores")
        operator_key = json.loads(service.command("keys", "create", "--operator", "--output", "json"))["api_key"]
        document = json.load(urllib.request.urlopen(f"http://{service.http}/openapi.json"))
        filler = Filler(document)
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
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
