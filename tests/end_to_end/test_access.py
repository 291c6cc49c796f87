#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every route of the contract, asked by the wrong people: a route that forgets a check fails here on the day it is added.

The OpenAPI document and the routes table are held equal by a test of their own, so the document is the table here.
"""
import datetime
import json
import re
import urllib.request

from harness import Client, expect, invoice_body, one_service, wait_until

UNKNOWN_KEY = "sk_live_" + "0" * 16 + "1" * 43


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield method.upper(), path, operation


def scope_of(operation):
    """The scope a route asks for; an open route has no security requirement."""
    return operation["x-scope"] if operation.get("security") else None


def claims_of(client, invoice):
    def shown():
        return client.get(f"/v1/invoices/{invoice['id']}/deliveries").json["transfer_claims"]
    wait_until(lambda: shown(), 30, "the claim is not shown")
    return shown()


def things_of(client, purpose):
    """One of everything that a path or a body of the contract can name, made for this business; ids by kind."""
    def made(path, body):
        answer = client.post(path, body)
        expect(answer.status == 201, f"{path}: {answer}")
        return answer.json
    invoice = made("/v1/invoices", invoice_body())
    payment = made("/v1/payments", {"amount": 100, "currency": "NGN", "method": "cash"})["id"]
    made(f"/v1/customers/{invoice['customer']}/consents",
         {"purpose": purpose, "wording_version": "1", "channel": "web"})
    link = "/v1/public/invoices/" + invoice["pay_url"].rsplit("/", 1)[1]
    wait_until(lambda: client.get(link).status == 200, 30, "the pay link shows nothing")
    made(link + "/transfer_claim", {"revision": 1})
    claim = claims_of(client, invoice)[0]["id"]
    withheld = made(f"/v1/invoices/{invoice['id']}/withholding_tax", {"amount": 10})
    return {
        "invoice": invoice["id"], "payment": payment, "customer": invoice["customer"], "purpose": purpose,
        "withholding": withheld["withholding"]["id"],
        "refund": made(f"/v1/payments/{payment}/refund", {"amount": 10})["refunds"][0]["id"],
        "chargeback": made(f"/v1/payments/{payment}/chargebacks", {"amount": 10})["chargebacks"][0]["id"],
        "api_key": made("/v1/api_keys", {"scopes": ["read"]})["id"],
        "member": made("/v1/members", {"name": "Ngozi", "login": "ngozi@example.com", "scopes": ["read"]})["id"],
        "payout": made("/v1/payouts", {"provider": "paystack", "net": 100, "cleared": 100})["id"],
        "expense": made("/v1/expenses", {"amount": 100, "category": "rent", "method": "cash",
                                         "description": "Rent"})["id"],
        "request": made("/v1/requests", {"kind": "breach", "channel": "web", "details": "A phone is lost."})["id"],
        "dead_letter": "ibx_01kb2q4v5ve1tbq0n6w6m3kz5d",
        "number": made(f"/v1/invoices/{invoice['id']}/credit_notes",
                       {"lines": [{"line": 0, "amount": 10}]})["credit_note"]["number"],
        "evidence_id": invoice["customer"], "claim": claim, "name": "invoices", "code": "1100",
    }


def kind_of(path, name):
    """{id} is of the collection before it, {refund_id} says what it is of."""
    return path.split("/")[2].removesuffix("s") if name == "id" else name.removesuffix("_id")


def path_for(path, ids):
    def value(match):
        kind = kind_of(path, match[1])
        expect(kind in ids, f"{path}: things_of() makes no {kind} to put in place of {match[0]}")
        return ids[kind]
    return re.sub(r"\{(\w+)\}", value, path.replace("{+path}", "000.p/1"))


def body_for(method, operation):
    return {} if method in ("POST", "PUT", "PATCH") and "requestBody" in operation else None


def problem(answer, status, what):
    expect(answer.status == status, f"{what}: expected {status}, got {answer}")
    expect(answer.headers.get("content-type", "").startswith("application/problem+json"), f"{what}: {answer.headers}")
    document = answer.json
    for member in ("type", "title", "status", "detail", "instance", "code", "request_id"):
        expect(document.get(member), f"{what}: no {member} in {document}")
    expect(document["status"] == status, f"{what}: status inside differs")


def make_keys(client, admin):
    def key(scopes, **more):
        return client.post("/v1/api_keys", {"scopes": scopes, **more}).json
    keys = {scope: key([scope])["secret"] for scope in ("read", "write", "audit", "manage")}
    # The clock cannot be turned: a key that expires in the past is refused, so this one lives for a moment.
    soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=5)).isoformat()
    expiring = key(["read", "write", "audit", "manage"], expires_at=soon)
    keys["expired"] = expiring["secret"]
    revoked = key(["read", "write", "audit", "manage"])
    keys["revoked"] = revoked["secret"]
    answer = client.request("DELETE", f"/v1/api_keys/{revoked['id']}")
    expect(answer.status == 200, f"revoke: {answer}")
    return keys


def main():
    with one_service("access") as (scratch, cluster, service):
        mine = service.create_business("Mine")["api_key"]
        theirs = Client(service.http, service.create_business("Theirs")["api_key"])
        operator = json.loads(service.command("keys", "create", "--operator", "--output", "json"))["api_key"]
        client, admin = Client(service.http, mine), Client(service.admin, operator)
        keys = make_keys(client, admin)
        own, foreign = things_of(client, "offers"), things_of(theirs, "payment_reminders")
        document = json.load(urllib.request.urlopen(f"http://{service.http}/openapi.json"))
        wait_for_expiry(service.http, keys["expired"])
        position = theirs.post("/v1/api_keys", {"scopes": ["read"]}).headers["ledger-position"]
        checked = foreign_checked = 0
        for method, path, operation in operations(document):
            scope = scope_of(operation)
            if scope is None:
                continue
            checked += 1
            on_admin = operation.get("x-listener") == "admin"
            address = service.admin if on_admin else service.http
            where, body = f"{method} {path}", body_for(method, operation)
            real = path_for(path, foreign)
            for name, key in (("no key", None), ("unknown", UNKNOWN_KEY), ("expired", keys["expired"]),
                              ("revoked", keys["revoked"])):
                headers = {"Authorization": f"Bearer {key}"} if key else {"Authorization": ""}
                problem(Client(address, "").request(method, real, body, headers=headers), 401, f"{where}, {name}")
            if on_admin:
                answer = Client(address, mine).request(method, real, body)
                expect(answer.status in (401, 403), f"{where} with a business key: {answer}")
                continue
            answer = Client(address, operator).request(method, real, body)
            expect(answer.status in (401, 403), f"{where} with an operator key: {answer}")
            lacking = next(key for name, key in keys.items() if name in ("read", "audit") and name != scope)
            problem(Client(address, lacking).request(method, real, body), 403, f"{where}, scope")
            if "/dead_letters/{" in path:
                continue  # only a provider makes one: tests/http/webhooks_test.cpp asks for another's
            for real, kind in foreign_paths(path, own, foreign):
                foreign_checked += 1
                answer = client.request(method, real, valid_body(where, operation, own))
                problem(answer, 404, f"{where} of a foreign {kind}")
                expect(answer.json["code"] == f"{kind}_not_found", f"{where} of a foreign {kind}: {answer}")
            if method == "GET" and "id}" in path:
                answer = theirs.get(path_for(path, foreign), headers={"Ledger-Min-Position": position})
                expect(answer.status == 200, f"{where} of its own business: {answer}")
        expect(checked >= 20, f"only {checked} routes ask for a scope")
        expect(foreign_checked >= 30, f"only {foreign_checked} foreign ids were tried")
        print(f"{checked} routes checked, {foreign_checked} foreign ids")
        check_limits(service, mine)
    print("1 passed, 0 failed")


def check_limits(service, key):
    """The settings reach the server: started with one request a second, the second of two is refused."""
    service.stop()
    service.environment |= {"SUOLEDGER_RATE_LIMIT_PER_KEY": "1/s:1", "SUOLEDGER_RATE_LIMIT_PER_ADDRESS": "1000/s:1000"}
    service.start()
    client = Client(service.http, key)
    answers = [client.get("/v1/business") for _ in range(20)]
    refused = [answer for answer in answers if answer.status == 429]
    expect(refused, f"20 requests at once, and none was refused: {answers[-1]}")
    problem(refused[0], 429, "too many requests")
    expect(refused[0].headers.get("retry-after") == "1", f"retry-after: {refused[0].headers}")
    expect(refused[0].headers.get("ratelimit-policy") == '"key";q=1;w=1, "address";q=1000;w=1',
           f"the policy: {refused[0].headers}")
    expect(Client(service.http, "").get("/live").status == 200, "probes are not limited")


def foreign_paths(path, own, foreign):
    """(path, whose id is foreign): all of it foreign, and of a nested id that one alone, below what is one's own."""
    kinds = [kind_of(path, name) for name in re.findall(r"\{(id|\w+_id)\}", path)]
    for place, kind in enumerate(kinds):
        yield path_for(path, own | {kind: foreign[kind]} if place else foreign), kind


def valid_body(where, operation, own):
    """The contract's example with one's own ids in it, so that the foreign id in the path alone is what is refused."""
    if "requestBody" not in operation:
        return None
    content = operation["requestBody"]["content"]
    if "application/json" not in content:
        return b"a picture"
    examples = content["application/json"].get("examples")
    expect(examples, f"{where}: its request has no example to send")
    body = dict(next(iter(examples.values()))["value"])
    for name, value in body.items():
        if isinstance(value, str) and re.fullmatch(r"[a-z]+_[0-9a-z]{26}", value):
            expect(name in own, f"{where}: things_of() makes no {name} for its body")
            body[name] = own[name]
    return body


def wait_for_expiry(address, key):
    from harness import wait_until
    wait_until(lambda: Client(address, key).get("/v1/business").status == 401, 60, "the key does not expire")


if __name__ == "__main__":
    main()
