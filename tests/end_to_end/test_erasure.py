#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A person is erased and does not come back: not by a kill between two steps, not by a restored backup, and once the epoch
of the key-encryption key is over, not by a backup together with every key that is left."""
import base64
import json
import os
import shutil
import subprocess

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from harness import (BINARY, POSTGRES_BIN, Client, Cluster, Service, as_service_user, expect, scratch_directory, service_user, wait_until)

PHONE, NAME = "+2348031234567", "Adaeze Okonkwo"


class Ledger:
    """A PostgreSQL with databases that hold one log at different times, and one folder of keys for all of them."""

    def __init__(self):
        self.scratch = scratch_directory("erasure")
        self.keys = self.scratch / "keys"
        self.keys.mkdir(mode=0o700)
        # Of the service's user, who is to replace it.
        ring = {"keys": [{"epoch": 1, "key": base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")}]}
        (self.keys / "kek.json").write_text(json.dumps(ring))
        (self.keys / "kek.json").chmod(0o600)
        if os.geteuid() == 0:
            for path in (self.keys, self.keys / "kek.json"):
                shutil.chown(path, service_user().pw_uid)
        self.cluster = Cluster(self.scratch / "db")
        self.cluster.start()
        self.nodes = 0

    def node(self, database, **environment):
        self.nodes += 1
        return Service(self.scratch / f"node{self.nodes}", self.cluster.url(database), self.keys / "kek.json",
                       {"SUOLEDGER_CHECKPOINT_KEY_FILE": str(self.keys / "checkpoint-keys.json"), **environment})

    def tool(self, name, *arguments, **more):
        return subprocess.run([POSTGRES_BIN / name, "-h", self.cluster.directory, "-U", "postgres", *arguments],
                              check=True, capture_output=True, cwd="/tmp", **as_service_user(), **more).stdout

    def backup(self):
        return self.tool("pg_dump", "suoledger")

    def restore(self, dump, database):
        self.cluster.create_database(database)
        self.tool("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, input=dump)

    def rows(self, database, sql):
        connection = self.cluster.connect(database)
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall()
        connection.close()
        return rows


def unwrapped(ledger, database):
    """How many wrapped keys of people the KEKs of the present ring open, by a program of our own."""
    ring = json.loads((ledger.keys / "kek.json").read_text())["keys"]
    keks = [base64.urlsafe_b64decode(entry["key"] + "=") for entry in ring]
    opened = 0
    for tenant, key_id, wrapped in ledger.rows(
            database, "SELECT decode(replace(tenant_id::text, '-', ''), 'hex'), "
                      "decode(replace(key_id::text, '-', ''), 'hex'), wrapped FROM suoledger.subject_key"):
        bound = b"".join(len(part).to_bytes(4, "big") + part
                         for part in (b"suoledger/kek/v1", bytes(tenant), bytes(key_id)))
        for kek in keks:
            try:
                opened += len(AESGCM(kek).decrypt(bytes(wrapped[:12]), bytes(wrapped[12:]), bound)) == 32
            except InvalidTag:
                continue
    return opened


def destructions(ledger, database):
    return [row[0] for row in ledger.rows(
        database, "SELECT payload::text FROM suoledger.event WHERE event_type = 'subject_key_destroyed' "
                  "ORDER BY position")]


def shows(service, business, customer):
    client = Client(service.http, business["api_key"])
    answer = client.get(f"/v1/customers/{customer}")
    expect(answer.status == 200, answer)
    found = client.get("/v1/customers?phone=" + PHONE.replace("+", "%2B"))
    client.close()
    return answer.body.decode() + found.body.decode()


def refuses_to_serve(service, code, words):
    service.start(wait=False)
    service.process.wait(60)
    expect(service.process.returncode == code, f"ended with {service.process.returncode}:\n{service.log_tail()}")
    expect(words in service.log_tail(), f"`{words}` is not in:\n{service.log_tail()}")


def erase(service, business, customer, **environment):
    return subprocess.run([BINARY, "erase", customer, "--business", business["business"]["id"], "--output", "json",
                           *service.options()], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                          check=False, env={**os.environ, **service.environment, **environment})


def prepare(ledger):
    service = ledger.node("suoledger").start()
    business = service.create_business()
    client = Client(service.http, business["api_key"])
    body = {"customer": {"name": NAME, "phone": PHONE}, "lines": [{"description": "Rice", "unit_price": 107_500}]}
    invoice = client.post("/v1/invoices", body, idempotency_key="first").json
    answer = client.post("/v1/customers", {"name": "Bola Ade", "phone": "+2348090000000"})
    other = answer.json
    client.get("/v1/business", headers={"Ledger-Min-Position": answer.headers["ledger-position"]})
    expect(PHONE in shows(service, business, invoice["customer"]), "the person is there before")
    return service, business, invoice, other, body


def check_erased(ledger, service, business, invoice, body):
    # The command destroyed the key; the service beside it follows within a second.
    wait_until(lambda: PHONE not in shows(service, business, invoice["customer"]), 30, "the service still opens it")
    expect(NAME in shows(service, business, invoice["customer"]), "the record is kept")
    expect(len(destructions(ledger, "suoledger")) == 1, destructions(ledger, "suoledger"))
    client = Client(service.http, business["api_key"])
    retried = client.post("/v1/invoices", body, idempotency_key="first")
    expect(retried.json.get("erased") is True and NAME not in retried.body.decode(), retried)
    paid = client.post("/v1/payments", {"amount": 107_500, "method": "cash", "invoice": invoice["id"]})
    expect(paid.status == 201, paid)
    refused = client.post("/v1/invoices", {**body, "customer": invoice["customer"]})
    expect(refused.status == 409 and refused.json["code"] == "customer_erased", refused)
    again = client.post("/v1/invoices", body)
    expect(again.status == 201 and again.json["customer"] != invoice["customer"], "who comes back is a new customer")
    return again.json["customer"]


def check_killed_between(ledger, service, business):
    """SIGKILL behind the list, and behind the append: the next start finishes, once."""
    service.stop()
    for number, place in enumerate(("erasure.listed", "erasure.appended")):
        service.start()
        client = Client(service.http, business["api_key"])
        phone = f"+23480312340{number:02d}"
        customer = client.post("/v1/customers", {"name": "Chidi Obi", "phone": phone}).json["id"]
        client.close()
        service.stop()
        before = len(destructions(ledger, "suoledger"))
        killed = erase(service, business, customer, SUOLEDGER_FAILPOINTS=f"{place}=kill")
        expect(killed.returncode == -9, killed)
        service.start()
        seen = shows(service, business, customer)
        expect(phone not in seen, f"{place}: {seen}")
        # Contact and record: nobody must keep the name of who was never on a document.
        wait_until(lambda: len(destructions(ledger, "suoledger")) >= before + 2, 30, f"{place}: the record's key stays")
        service.stop()
        expect(len(destructions(ledger, "suoledger")) == before + 2, f"{place}: {destructions(ledger, 'suoledger')}")
    print("killed between list, log and vault: finished at the next start, each once")


def check_list(ledger, service):
    """The service does not serve without the list, nor with one that was changed or is older than the log."""
    file, aside = ledger.keys / "destroyed-keys", ledger.keys / "aside"
    good = file.read_bytes()
    file.rename(aside)
    refuses_to_serve(service, 65, "is missing")
    notes = good.decode().split("suoledger/destroyed-key/v1\n")[1:]
    expect(len(notes) > 2, "a list of several")
    for what, text in (("entry 1", good.replace(b"\n1\n", b"\n7\n", 1)),
                       ("does not follow", ("suoledger/destroyed-key/v1\n" + notes[0] +
                                            "suoledger/destroyed-key/v1\n" + notes[2]).encode()),
                       ("older than this database", ("suoledger/destroyed-key/v1\n" + notes[0]).encode())):
        file.write_bytes(text)
        file.chmod(0o600)
        shutil.chown(file, aside.stat().st_uid)
        refuses_to_serve(service, 65, what)
    service.command("keys", "rebuild-destroyed-list")
    service.start()
    service.stop()
    aside.rename(file)
    service.start()
    service.stop()
    print("a list that is missing, changed or older is refused; one written anew or put back is not")


def check_restored(ledger, dump, business, invoice):
    """The backup from before the erasure, with the present keys and list."""
    ledger.restore(dump, "restored")
    expect(unwrapped(ledger, "restored") > 0, "the wrapped keys of that backup can still be opened, by hand")
    restored = ledger.node("restored").start()
    seen = shows(restored, business, invoice["customer"])
    expect(PHONE not in seen and NAME in seen, seen)
    restored.stop()
    expect(["already_listed" in text for text in destructions(ledger, "restored")] == [True],
           destructions(ledger, "restored"))
    print("a restored backup with the list does not show the person, and its log says so")


def check_end_of_epoch(ledger, service, dump, business, other):
    """Then the epoch that wrapped the key ends, and the backup is closed for ever: even without the list."""
    service.start()
    told = json.loads(service.command("keys", "rotate-kek", "--kek-destroy-after-days", "0", "--output", "json"))
    expect(told["epoch"] == 2 and told["destroyed_epoch"] == 1, told)
    seen = shows(service, business, other["id"])
    expect("+2348090000000" in seen, f"those who were not erased are there under the new epoch: {seen}")
    service.stop()
    service.start()
    expect("+2348090000000" in shows(service, business, other["id"]), "and after a new start")
    service.stop()
    epochs = [row[0] for row in ledger.rows("suoledger", "SELECT DISTINCT kek_epoch FROM suoledger.subject_key")]
    expect(epochs == [2], epochs)
    ledger.restore(dump, "too_old")
    (ledger.keys / "destroyed-keys").rename(ledger.keys / "elsewhere")
    expect(unwrapped(ledger, "too_old") == 0, "no key that is left opens anything of that backup")
    refuses_to_serve(ledger.node("too_old"), 78, "do not open what this database keeps")
    expect(unwrapped(ledger, "suoledger") > 0, "and the search for keys finds those that are there")
    print("after the end of the epoch nothing opens the backup, list or not")


def main():
    ledger = Ledger()
    ledger.cluster.create_database()
    service, business, invoice, other, body = prepare(ledger)
    dump = ledger.backup()
    answer = erase(service, business, invoice["customer"])
    expect(answer.returncode == 0, answer)
    print("erased:", answer.stdout.strip())
    second = erase(service, business, invoice["customer"])
    expect(second.returncode != 0 and "erased before" in second.stderr, second)
    check_erased(ledger, service, business, invoice, body)
    check_killed_between(ledger, service, business)
    check_list(ledger, service)
    check_restored(ledger, dump, business, invoice)
    check_end_of_epoch(ledger, service, dump, business, other)
    ledger.cluster.stop()
    shutil.rmtree(ledger.scratch)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
