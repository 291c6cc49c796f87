#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Read nodes behind a real broker answer every read byte for byte as the primary does, and go on when it is gone.

`./dev test --with-kafka` brings the broker.
"""
import json
import shutil
import urllib.request

import kafka_broker
from harness import Client, Cluster, PatientClient, Service, expect, invoice_body, scratch_directory, wait_until
from test_access import operations, path_for, things_of

SECRET = "a-secret-that-primary-and-read-nodes-share"
PROJECTIONS = ("api_keys", "businesses", "customers", "deliveries", "expenses", "figures", "invoices", "journal",
               "payments", "payouts", "requests", "trial_balance")
# Docs/adr/0031 says why: they append, or rest on tables and trees that the primary has.
LEFT_TO_THE_PRIMARY = {
    "/checkpoint", "/tile/entries/{+path}", "/tile/{+path}", "/v1/audit/access_log", "/v1/audit/bundle",
    "/v1/audit/checkpoint", "/v1/audit/proofs/consistency", "/v1/audit/proofs/inclusion", "/v1/audit/public_key",
    "/v1/audit/tenant_head", "/v1/customers/{id}/data_export", "/v1/customers/{id}/statement.pdf", "/v1/dead_letters",
    "/v1/dead_letters/{id}", "/v1/invoices/{id}/credit_notes/{number}.pdf", "/v1/invoices/{id}/invoice.pdf",
    "/v1/invoices/{id}/proof", "/v1/payments/{id}/receipt.pdf", "/v1/public/documents/{token}",
    "/v1/public/invoices/{token}", "/v1/public/invoices/{token}/events", "/v1/reconciliation/differences",
    "/pay/{token}", "/pay/{token}/return", "/verify/{token}/proof"}
OF_THE_PROCESS = {"/live", "/ready", "/metrics", "/v1/projections"}
SAME = ("content-type", "etag", "ledger-position")


class Reader(Service):
    """`serve --source=kafka`: no database, no ring of keys."""

    def __init__(self, directory, kafka, primary, key_cache_seconds):
        super().__init__(directory, environment={
            "SUOLEDGER_KAFKA_BROKERS": kafka.brokers, "SUOLEDGER_PRIMARY_URL": f"http://{primary.http}",
            "SUOLEDGER_KEY_SERVICE_SECRET": SECRET, "SUOLEDGER_KEY_CACHE_SECONDS": str(key_cache_seconds)},
            arguments=["--source", "kafka", "--roles", "api,projector"])


class Deployment:
    def __init__(self, scratch):
        self.kafka = kafka_broker.Kafka(scratch / "kafka").start()
        self.cluster = Cluster(scratch / "db")
        self.cluster.start()
        self.cluster.create_database()
        self.primary = Service(scratch / "primary", self.cluster.url(), scratch / "kek.json",
                               {"SUOLEDGER_KAFKA_BROKERS": self.kafka.brokers, "SUOLEDGER_KEY_SERVICE_SECRET": SECRET})
        self.primary.start()
        self.primary.listen = self.primary.http  # the same address after a kill
        self.key = self.primary.create_business()["api_key"]
        self.operator = json.loads(self.primary.command("keys", "create", "--operator", "--output", "json"))["api_key"]
        self.client = PatientClient(self.primary.http, self.key)
        self.readers = []

    def read_from(self, directory, key_cache_seconds):
        reader = Reader(directory, self.kafka, self.primary, key_cache_seconds)
        self.readers.append(reader)
        return reader.start()

    def stop(self):
        for reader in self.readers:
            reader.stop()
        self.primary.stop()
        self.cluster.stop()
        self.kafka.stop()


def required_query(document, operation):
    """`?from=…` as the contract's examples have it."""
    pairs = []
    for parameter in operation.get("parameters", []):
        if "$ref" in parameter:
            parameter = document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
        if parameter["in"] == "query" and parameter.get("required"):
            example = parameter.get("example", parameter["schema"].get("example", "NGN"))
            pairs.append(f"{parameter['name']}={example}")
    return "?" + "&".join(pairs) if pairs else ""


def ask(service, deployment, path, admin, position):
    key = deployment.operator if admin else deployment.key
    headers = {"X-Request-Id": "walk-1", "Ledger-Min-Position": position}
    return PatientClient(service.admin if admin else service.http, key).get(path, headers=headers)


def refused(service, deployment, path, admin):
    """None, or the problem of a node that leaves it to the primary."""
    key = deployment.operator if admin else deployment.key
    answer = Client(service.admin if admin else service.http, key).get(path)
    if answer.status != 503:
        return None
    body = answer.body.decode()
    expect("read_only_node" in body or path.startswith(("/pay/", "/verify/")), f"{path}: {answer}")
    return body


def variants(ids, position):
    yield from (f"/v1/invoices/{ids['invoice']}?expand=customer", f"/v1/invoices/{ids['invoice']}?at_position={position}",
                "/v1/invoices?limit=1", "/v1/invoices?expand=customer", "/v1/events?limit=3", "/v1/events?limit=200",
                "/v1/payments?unallocated=true", f"/v1/customers/{ids['customer']}?at_position={position}",
                "/v1/reports/journal?format=hledger", "/v1/reports/journal?format=csv",
                f"/v1/reports/trial_balance?currency=NGN&at_position={int(position) // 2}",
                f"/v1/customers/{'cus_' + '0' * 26}", "/v1/invoices?colour=blue")


def walk(deployment, reader, ids, position):
    """Every GET of the contract; returns how many bodies were compared, and how many of them were answers."""
    document = json.load(urllib.request.urlopen(f"http://{deployment.primary.http}/openapi.json"))
    paths, left = [], set()
    for method, path, operation in operations(document):
        if method != "GET" or path in OF_THE_PROCESS:
            continue
        admin = operation.get("x-listener") == "admin"
        real = path_for(path, ids) + required_query(document, operation)
        if refused(reader, deployment, real, admin) is not None:
            left.add(path)
        else:
            paths.append((real, admin))
    expect(left == LEFT_TO_THE_PRIMARY, f"left to the primary: {sorted(left ^ LEFT_TO_THE_PRIMARY)}")
    paths += [(path, False) for path in variants(ids, position)]
    answered = 0
    for path, admin in paths:
        theirs, ours = (ask(service, deployment, path, admin, position) for service in (deployment.primary, reader))
        expect(ours.status == theirs.status, f"{path}: {theirs} became {ours}")
        expect(ours.body == theirs.body, f"{path} differs:\n{theirs.body.decode()}\n{ours.body.decode()}")
        for name in SAME:
            expect(ours.headers.get(name) == theirs.headers.get(name), f"{path}, {name}: {theirs.headers} {ours.headers}")
        answered += ours.status == 200
    return len(paths), answered


def digests(service):
    return {name: service.command("projections", "digest", name) for name in PROJECTIONS}


def check_commands(deployment, reader, ids):
    client = Client(reader.http, deployment.key)
    for method, path, body in (("POST", "/v1/invoices", invoice_body()), ("DELETE", f"/v1/members/{ids['member']}", None),
                               ("PATCH", "/v1/business", {"name": "Other"}), ("POST", "/v1/invoices?dry_run=true", {})):
        answer = client.request(method, path, body)
        expect(answer.status == 503 and answer.json["code"] == "read_only_node", f"{method} {path}: {answer}")
        expect(f"http://{deployment.primary.http}" in answer.json["detail"], f"the primary is not named: {answer}")
    answer = client.get("/v1/customers?phone=%2B2348012345678")
    expect(answer.status == 503 and answer.json["code"] == "read_only_node", f"a look-up: {answer}")
    answer = client.get("/v1/events", headers={"Accept": "application/x-ndjson"})
    expect(answer.status == 503 and answer.json["code"] == "read_only_node", f"an export: {answer}")
    answer = client.get("/v1/events?open=true")
    expect(answer.status == 503 and answer.json["code"] == "read_only_node", f"opened events: {answer}")


def check_key_service(deployment):
    """Without the secret nobody gets a key, and no API key opens the door."""
    for key in ("", deployment.key, deployment.operator, SECRET):
        for path in ("/key_service/secrets/cursor", f"/key_service/subjects/{'0' * 8}-0000-0000-0000-{'0' * 12}/"
                     f"{'0' * 8}-0000-0000-0000-{'0' * 12}"):
            answer = Client(deployment.primary.http, key).get(path)
            expect(answer.status == 401, f"{path} with another key: {answer}")


def check_erasure(deployment, readers):
    sold = deployment.client.post("/v1/invoices", invoice_body(name="Sade Obi", phone="+2348099999999")).json
    path = f"/v1/customers/{sold['customer']}"
    position = deployment.client.post("/v1/payments", {"amount": 5, "method": "cash"}).headers["ledger-position"]
    for reader in readers:
        shown = ask(reader, deployment, path, False, position)
        expect(b"+2348099999999" in shown.body, f"the phone is not shown: {shown}")
    erased = deployment.client.post(f"{path}/erasure", {})
    expect(erased.status in (200, 201, 202), f"an erasure: {erased}")

    def is_gone(service):
        return b"+2348099999999" not in Client(service.http, deployment.key).get(path).body
    for service in (deployment.primary, *readers):
        wait_until(lambda: is_gone(service), 60, f"{service.data_dir} still shows who was erased")


def check_without_primary(deployment, steady, forgetful, ids):
    paths = [f"/v1/customers/{ids['customer']}", f"/v1/invoices/{ids['invoice']}?expand=customer", "/v1/customers",
             "/v1/reports/trial_balance?currency=NGN", "/v1/events?limit=200"]
    ask_all = lambda service: [Client(service.http, deployment.key).get(path) for path in paths]  # noqa: E731
    before = [answer.body for answer in ask_all(steady)]
    ask_all(forgetful)
    deployment.cluster.kill()
    deployment.primary.kill()
    expect([answer.body for answer in ask_all(steady)] == before, "the answers are others without the primary")

    def lapsed():
        return b'"unavailable":true' in Client(forgetful.http, deployment.key).get(paths[0]).body
    wait_until(lapsed, 60, "keys never lapse")
    for path, answer in zip(paths, ask_all(forgetful)):
        expect(answer.status == 200, f"{path} without keys: {answer}")
        expect(b"Bola Ade" not in answer.body, f"{path} shows a name: {answer}")
    money = Client(forgetful.http, deployment.key).get("/v1/reports/trial_balance?currency=NGN").body
    expect(money == before[3], "figures are others without keys")
    expect(Client(forgetful.admin, "").get("/ready").status == 200, "a node without its primary does not serve")
    forgetful.kill()
    forgetful.start()  # knows its way without the primary
    for path, answer in zip(paths, ask_all(forgetful)):
        expect(answer.status == 200, f"{path} after a start without the primary: {answer}")
    deployment.cluster.start()
    deployment.primary.start()
    for path, was in zip(paths, before):
        wait_until(lambda: Client(forgetful.http, deployment.key).get(path).body == was, 60, f"{path} stays without keys")


def main():
    if not kafka_broker.JARS:
        raise SystemExit("SUOLEDGER_KAFKA_JARS names no folder with a broker: ./dev test --with-kafka")
    scratch = scratch_directory("read-node")
    deployment = Deployment(scratch)
    try:
        ids = things_of(deployment.client, "offers")
        invoice = deployment.client.get(f"/v1/invoices/{ids['invoice']}").json
        ids["token"] = invoice["pay_url"].rsplit("/", 1)[1]
        steady, forgetful = deployment.read_from(scratch / "steady", 3600), deployment.read_from(scratch / "forgetful", 1)
        position = deployment.client.post("/v1/payments", {"amount": 700, "method": "cash"}).headers["ledger-position"]
        compared, answered = walk(deployment, steady, ids, position)
        expect(answered >= 40, f"only {answered} of {compared} were answers")
        print(f"{compared} bodies are the same, {answered} of them answers", flush=True)
        theirs = digests(deployment.primary)
        for reader in (steady, forgetful):
            expect(digests(reader) == theirs, f"digests differ: {theirs} {digests(reader)}")
        check_commands(deployment, steady, ids)
        check_key_service(deployment)
        check_erasure(deployment, (steady, forgetful))
        check_without_primary(deployment, steady, forgetful, ids)
        steady.kill()
        steady.start()
        position = deployment.client.post("/v1/payments", {"amount": 800, "method": "cash"}).headers["ledger-position"]
        walk(deployment, steady, ids, position)
        print("a node goes on without PostgreSQL and its primary, and after a kill", flush=True)
    finally:
        deployment.stop()
    shutil.rmtree(scratch)
    print("ok: 1 test")


if __name__ == "__main__":
    main()
