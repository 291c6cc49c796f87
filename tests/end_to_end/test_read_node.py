#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Read nodes behind a real broker answer every read byte for byte as the primary does, and go on when it is gone.

`./dev test --with-kafka` brings the broker.
"""
import json
import os
import shutil
import signal
import threading

import kafka_broker
from harness import Client, Cluster, PatientClient, Service, expect, invoice_body, scratch_directory, wait_until
from read_walk import ASKED_OF_THE_PRIMARY, document_token_in, walk, whole
from test_access import things_of

SECRET = "a-secret-that-primary-and-read-nodes-share"
PROJECTIONS = ("api_keys", "businesses", "customers", "deliveries", "expenses", "figures", "invoice_documents", "invoices",
               "journal", "payments", "payouts", "requests", "trial_balance")


class Reader(Service):
    """`serve --source=kafka`: no database, no ring of keys."""

    def __init__(self, directory, kafka, primary, key_cache_seconds, more):
        super().__init__(directory, environment={**more,
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

    def read_from(self, directory, key_cache_seconds, knows_admin):
        more = {"SUOLEDGER_PRIMARY_ADMIN_URL": f"http://{self.primary.admin}"} if knows_admin else {}
        reader = Reader(directory, self.kafka, self.primary, key_cache_seconds, more)
        self.readers.append(reader)
        return reader.start()

    def stop(self):
        for reader in self.readers:
            reader.stop()
        self.primary.stop()
        self.cluster.stop()
        self.kafka.stop()


def digests(service):
    return {name: service.command("projections", "digest", name) for name in PROJECTIONS}


def check_commands(deployment, reader, ids):
    client = Client(reader.http, deployment.key)
    for method, path, body in (("POST", "/v1/invoices", invoice_body()), ("DELETE", f"/v1/members/{ids['member']}", None),
                               ("PATCH", "/v1/business", {"name": "Other"}), ("POST", "/v1/invoices?dry_run=true", {})):
        answer = client.request(method, path, body)
        expect(answer.status == 503 and answer.json["code"] == "read_only_node", f"{method} {path}: {answer}")
        expect(f"http://{deployment.primary.http}" in answer.json["detail"], f"the primary is not named: {answer}")
    admin = Client(reader.admin, deployment.operator)
    answer = admin.get("/v1/dead_letters")
    expect(answer.json["code"] == "read_only_node", f"asked at an address that the node does not know: {answer}")


def check_records(deployment, reader, ids):
    """What is asked through a node is recorded and counted where the log is, of the key that asked."""
    path = f"/v1/customers/{ids['customer']}/data_export"
    here, there = PatientClient(reader.http, deployment.key), deployment.client
    before = len(there.get(path).json["recorded_reads"])
    expect(here.get(path).status == 200, "no export at the node")
    expect(len(there.get(path).json["recorded_reads"]) == before + 2, "an export at a node is not recorded")

    def counted():
        return sum(row["reads"] for row in there.get(f"/v1/audit/access_log?customer={ids['customer']}").json["data"])
    before = counted()
    expect(b"Bola Ade" in here.get("/v1/customers?phone=%2B2348012345678").body, "the look-up finds nobody")
    expect(counted() == before + 1, f"{before} became {counted()}: a look-up at a node is not counted")


def check_silent_primary(deployment, reader, ids):
    """It takes connections and answers nothing: who asks for it waits, and nobody else does."""
    own = (f"/v1/invoices/{ids['invoice']}", "/v1/reports/trial_balance?currency=NGN", "/v1/events?limit=3")
    reached = {"Ledger-Min-Position": deployment.client.get(own[1]).headers["ledger-position"]}
    expected = [PatientClient(reader.http, deployment.key).get(path, headers=reached).body for path in own]
    os.kill(deployment.primary.process.pid, signal.SIGSTOP)
    try:
        # The signal is only sent: on a busy machine a thread that runs still answers.
        os.waitid(os.P_PID, deployment.primary.process.pid, os.WSTOPPED)
        answers = []
        waiting = [threading.Thread(target=lambda: answers.append(
            Client(reader.http, deployment.key, timeout=60).get("/v1/audit/access_log"))) for _ in range(20)]
        for thread in waiting:
            thread.start()
        while any(thread.is_alive() for thread in waiting):
            for path, body in zip(own, expected):
                expect(Client(reader.http, deployment.key).get(path).body == body, f"{path} while the primary is silent")
        expect(all(answer.status == 503 and "retry-after" in answer.headers for answer in answers), f"{answers}")
        codes = [answer.json["code"] for answer in answers]
        # One key has 16 places.
        expect(codes.count("primary_unavailable") == 16 and codes.count("overloaded") == 4, f"answers: {codes}")
    finally:
        os.kill(deployment.primary.process.pid, signal.SIGCONT)
    expect(PatientClient(reader.http, deployment.key).get("/v1/audit/access_log").status == 200, "it stays away")


def check_routes_without(deployment, reader, reads, what_is_gone):
    """Every route that the node answers itself it answers as before; only the others need the primary."""
    for read, before in reads.items():
        key = deployment.operator if read.admin else deployment.key
        answer = Client(reader.admin if read.admin else reader.http, key).get(
            read.path, headers={"X-Request-Id": "walk-1"})
        if read.template not in ASKED_OF_THE_PRIMARY:
            expect(whole(answer) == whole(before), f"{read.path} without {what_is_gone}: {before} became {answer}")
        elif what_is_gone == "the primary":
            expect(answer.status == 503 and "retry-after" in answer.headers, f"{read.path} without it: {answer}")
            is_page = read.template.startswith(("/pay/", "/verify/"))
            expect(is_page or answer.json["code"] == "primary_unavailable", f"{read.path} without it: {answer}")


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
        shown = PatientClient(reader.http, deployment.key).get(path, headers={"Ledger-Min-Position": position})
        expect(b"+2348099999999" in shown.body, f"the phone is not shown: {shown}")
    erased = deployment.client.post(f"{path}/erasure", {})
    expect(erased.status in (200, 201, 202), f"an erasure: {erased}")

    def is_gone(service):
        return b"+2348099999999" not in Client(service.http, deployment.key).get(path).body
    for service in (deployment.primary, *readers):
        wait_until(lambda: is_gone(service), 60, f"{service.data_dir} still shows who was erased")


def settled(deployment, reader, reads):
    """What the node answers itself, once it has all that the walk recorded."""
    head = deployment.client.get("/v1/business").headers["ledger-position"]
    return {read: None if read.template in ASKED_OF_THE_PRIMARY else read.of(reader, deployment, head) for read in reads}


def check_without_primary(deployment, steady, forgetful, ids, reads):
    reads = settled(deployment, steady, reads)
    paths = [f"/v1/customers/{ids['customer']}", f"/v1/invoices/{ids['invoice']}?expand=customer", "/v1/customers",
             "/v1/reports/trial_balance?currency=NGN", "/v1/events?limit=200"]
    ask_all = lambda service: [Client(service.http, deployment.key).get(path) for path in paths]  # noqa: E731
    before = [answer.body for answer in ask_all(steady)]
    ask_all(forgetful)
    deployment.cluster.kill()
    check_routes_without(deployment, steady, reads, "PostgreSQL")
    deployment.primary.kill()
    check_routes_without(deployment, steady, reads, "the primary")
    answer = Client(steady.http, deployment.key).post("/v1/invoices", invoice_body())
    expect(answer.status == 503 and answer.json["code"] == "read_only_node", f"a command: {answer}")
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
        steady = deployment.read_from(scratch / "steady", 3600, knows_admin=True)
        forgetful = deployment.read_from(scratch / "forgetful", 1, knows_admin=False)
        position = deployment.client.post("/v1/payments", {"amount": 700, "method": "cash"}).headers["ledger-position"]
        ids["document_token"] = document_token_in(deployment, ids)
        walk(deployment, steady, ids, position)
        theirs = digests(deployment.primary)
        for reader in (steady, forgetful):
            expect(digests(reader) == theirs, f"digests differ: {theirs} {digests(reader)}")
        check_commands(deployment, forgetful, ids)
        check_records(deployment, steady, ids)
        check_silent_primary(deployment, steady, ids)
        check_key_service(deployment)
        check_erasure(deployment, (steady, forgetful))
        position = deployment.client.post("/v1/payments", {"amount": 750, "method": "cash"}).headers["ledger-position"]
        reads = walk(deployment, steady, ids, position)
        check_without_primary(deployment, steady, forgetful, ids, reads)
        steady.kill()
        steady.environment["SUOLEDGER_PRIMARY_ADMIN_URL"] = f"http://{deployment.primary.admin}"
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
