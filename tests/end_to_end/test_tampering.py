#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every tampering that `audit verify` must find, done to copies of a real service's database and data directory by a forger
who recomputes all that needs no key. Untouched copies verify clean."""
import copy
import json
import os
import shutil
import subprocess
import uuid

from forger import (LogKey, checkpoint_size, command_of, event_id, invented, read_events, rehash, renumber, write_events)
from harness import BINARY, Client, expect, invoice_body, one_service, service_user, wait_until

EX_DATAERR = 65
SALES = 12


def sell(client, count, first):
    for number in range(first, first + count):
        invoice = client.post("/v1/invoices", invoice_body(phone=f"+23480123{number:05d}", name=f"Buyer {number}"))
        expect(invoice.status == 201, str(invoice))
        paid = client.post("/v1/payments", {"amount": 50_000, "method": "cash", "invoice": invoice.json["id"],
                                            "customer": invoice.json["customer"]})
        expect(paid.status == 201, str(paid))


class Auditor:
    """Copies of what was true, and `audit verify` on what a forger made of them."""

    def __init__(self, scratch, cluster, service, older, vkey):
        self.scratch, self.cluster, self.older, self.vkey = scratch, cluster, older, vkey
        self.kek_file = service.kek_file
        self.node = service.data_dir
        self.count = 0
        self.bare = self.directory()

    def directory(self, source=None):
        self.count += 1
        path = self.scratch / f"copy{self.count}"
        if source:
            shutil.copytree(source, path, ignore=lambda _, names: [n for n in names if n.endswith(".sock")])
        else:
            path.mkdir()
        if os.geteuid() == 0:
            user = service_user()
            for place in [path, *path.rglob("*")]:
                os.chown(place, user.pw_uid, user.pw_gid)
        return path

    def database(self, change=None):
        self.count += 1
        name = f"copy{self.count}"
        connection = self.cluster.connect()
        connection.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE suoledger')
        connection.close()
        if change:
            connection = self.cluster.connect(name)
            change(connection)
            connection.close()
        return name

    def verify(self, database="suoledger", data_dir=None, checkpoints=(), kek=True, more=()):
        command = [BINARY, "audit", "verify", "--output", "json", "--database-url", self.cluster.url(database),
                   "--data-dir", data_dir or self.bare, *more]
        if not data_dir:
            command += ["--public-key", self.vkey]
        if kek:
            command += ["--kek-file", self.kek_file]
        for checkpoint in checkpoints:
            command += ["--checkpoint", checkpoint]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        expect(done.returncode in (0, EX_DATAERR), f"audit verify ended with {done.returncode}: {done.stdout}{done.stderr}")
        report = json.loads(done.stdout)
        expect((report["verdict"] == "clean") == (done.returncode == 0), f"{done.returncode}: {report}")
        return report

    def compare(self, left, right):
        done = subprocess.run([BINARY, "audit", "compare", self.cluster.url(left), self.cluster.url(right), "--output", "json"],
                              capture_output=True, text=True, timeout=120, check=False)
        expect(done.returncode in (0, EX_DATAERR), f"audit compare: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)


checks = 0


def expect_found(report, code, position=None, up_to=None):
    global checks
    checks += 1
    first = report["first"]
    found = first and (first["code"], first.get("position"), first.get("up_to"))
    expect(found == (code, position, up_to), f"expected {code} at {position}-{up_to}, found {report}")


def expect_clean(report):
    global checks
    checks += 1
    expect(report["verdict"] == "clean", f"{report}")


def rewritten(truth, change):
    """A database change: this function on the list of events, then every number, hash and head anew."""
    def forge(connection):
        events = change(copy.deepcopy(truth))
        renumber(events)
        rehash(events)
        write_events(connection, events)
    return forge


def first_of(events, event_type, behind=0):
    return next(i for i, e in enumerate(events) if e["event_type"] == event_type and i >= behind)


def changed(index, **columns):
    def change(events):
        for name, make in columns.items():
            events[index][name] = make(events[index][name])
        return events
    return change


def swapped(first):
    """Two sales change places; recorded times stay where they were."""
    def change(events):
        starts = [i for i, e in enumerate(events) if e["event_type"] == "customer_registered" and i >= first][:3]
        times = [e["recorded_at"] for e in events]
        a, b, c = starts
        events[a:c] = events[b:c] + events[a:b]
        for event, time in zip(events, times):
            event["recorded_at"] = time
        return events
    return change


def without_sale(first):
    def change(events):
        end = first_of(events, "customer_registered", first + 1)
        return events[:first] + events[end:]
    return change


def with_invented(at):
    def change(events):
        forged = invented(events[0])
        forged["recorded_at"] = events[at]["recorded_at"]
        forged["effective_at"] = forged["recorded_at"]
        return events[:at] + [forged] + events[at:]
    return change


def check_rewritten_history(auditor, truth, newest):
    """Consistent in itself, and shown by what was signed: exactly by tiles, within bounds by an older checkpoint."""
    size = checkpoint_size(auditor.older.read_text())
    invoice, sale = first_of(truth, "invoice_issued", 5), first_of(truth, "customer_registered", 10)
    expect(sale < size, "the older checkpoint covers too little for this test")
    tamperings = {
        "payload": (invoice, changed(invoice, payload=lambda text: text + " ")),
        "metadata": (invoice, changed(invoice, metadata=lambda text: text.replace('"channel":"http"', '"channel":"cli"'))),
        "actor": (invoice, changed(invoice, metadata=lambda text: text.replace('"kind":"api_key"', '"kind":"operator"'))),
        "time": (invoice, changed(invoice, effective_at=lambda moment: moment - 1)),
        "recorded time": (sale, changed(sale, recorded_at=lambda moment: moment - 1)),
        "swapped": (sale, swapped(sale)),
        "deleted": (sale, without_sale(sale)),
        "inserted": (sale, with_invented(sale)),
    }
    for name, (index, change) in tamperings.items():
        print(f"  {name} at position {index + 1}", flush=True)
        expect(change(copy.deepcopy(truth)) != truth, f"{name}: nothing was changed")
        forged = auditor.database(rewritten(truth, change))
        # What the forger could not help: nothing in the database itself.
        expect_clean(auditor.verify(forged, kek=False))
        expect_found(auditor.verify(forged, auditor.node), "leaf_differs_from_tile", index + 1)
        expect_found(auditor.verify(forged, checkpoints=[auditor.older], kek=False), "root_differs", 1, size)
        expect(auditor.compare("suoledger", forged)["first_difference"] == index + 1, f"{name}: compare names another position")
    cut = auditor.database(rewritten(truth, lambda events: events[:newest - 3]))
    expect_clean(auditor.verify(cut, checkpoints=[auditor.older]))
    expect_found(auditor.verify(cut, auditor.node), "checkpoint_beyond_log", newest - 2, newest)
    expect(auditor.compare("suoledger", cut)["first_difference"] == newest - 2, "compare of a cut log")


def check_clumsy_changes(auditor, truth):
    """What one pass over the events finds without anything signed."""
    def sql(statement, *parameters):
        def change(connection):
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = replica")
                cursor.execute(statement, parameters)
                expect(cursor.rowcount > 0, f"{statement} changed nothing")
        return change
    invoice = first_of(truth, "invoice_issued", 5)
    at = truth[invoice]["position"]
    found = [
        ("leaf_hash_differs", at, "UPDATE suoledger.event SET payload = (payload::text || ' ')::json WHERE position = %s"),
        ("leaf_hash_differs", at, "UPDATE suoledger.event SET effective_at = effective_at - interval '1 us' WHERE position = %s"),
        ("position_not_dense", at, "DELETE FROM suoledger.event WHERE position = %s"),
        ("log_head_differs", len(truth) + 1, "UPDATE suoledger.log_head SET leaf_hash = sha256('forged') WHERE position > %s"),
    ]
    for code, position, statement in found:
        expect_found(auditor.verify(auditor.database(sql(statement, at))), code, position)

    def renamed(events):
        events[invoice]["event_id"] = event_id(events[invoice]["tenant_id"], command_of(events[invoice]), 9)
        return events
    expect_found(auditor.verify(auditor.database(rewritten(truth, renamed))), "event_id_wrong", at)

    def dearer(events):
        payload = json.loads(events[invoice]["payload"])
        payload["totals"]["total"] += 100
        events[invoice]["payload"] = json.dumps(payload, separators=(",", ":"))
        return events
    forged = auditor.database(rewritten(truth, dearer))
    expect_found(auditor.verify(forged), "postings_unbalanced", at)
    expect_clean(auditor.verify(forged, kek=False, more=["--quick"]))


def check_tiles_and_checkpoints(auditor, key, newest_note):
    def node_with(change):
        node = auditor.directory(auditor.node)
        change(node / "audit" / "1")
        return node

    def flip(audit):
        tile = audit / "tile" / "0"
        content = bytearray(tile.read_bytes())
        content[32 * 7] ^= 1
        tile.chmod(0o644)
        tile.write_bytes(content)

    def write(note):
        def change(audit):
            (audit / "checkpoint").unlink()
            (audit / "checkpoint").write_text(note)
        return change
    size = checkpoint_size(newest_note)
    text = newest_note.split("\n\n")[0] + "\n"
    origin = text.split("\n")[0]
    stranger = copy.copy(key)
    stranger.private = type(key.private).generate()
    larger = text.replace(f"\n{size}\n", f"\n{size + 1}\n")
    expect_found(auditor.verify(data_dir=node_with(flip)), "tile_differs", 8)
    for forged in (newest_note.replace(f"\n{size}\n", f"\n{size - 1}\n"), stranger.sign(larger, origin)):
        expect_found(auditor.verify(data_dir=node_with(write(forged))), "checkpoint_signature_invalid")
    # Only the key's holder could sign these: a tree that does not exist.
    expect_found(auditor.verify(data_dir=node_with(write(key.sign(larger, origin)))), "checkpoint_beyond_log", size + 1, size + 1)
    newest = auditor.scratch / "newest"
    newest.write_text(newest_note)
    newest.chmod(0o644)
    replayed = node_with(write(auditor.older.read_text()))
    expect_found(auditor.verify(data_dir=replayed, checkpoints=[newest]), "checkpoint_replayed")
    expect_clean(auditor.verify(data_dir=auditor.node, checkpoints=[newest, auditor.older]))


def check_keys(auditor, truth, key):
    one = first_of(truth, "customer_registered", 5)
    other = first_of(truth, "customer_registered", one + 1)

    def moved(events):
        payload = json.loads(events[one]["payload"])
        payload["sealed"] = json.loads(events[other]["payload"])["sealed"]
        events[one]["payload"] = json.dumps(payload, separators=(",", ":"))
        return events
    expect_found(auditor.verify(auditor.database(rewritten(truth, moved))), "blob_does_not_open", one + 1)

    # A key is destroyed, as the signed list beside the KEK says; a backup brings its row back.
    gone = next(iter(json.loads(truth[one]["payload"])["sealed"]))
    text = (f"suoledger/destroyed-key/v1\n1\n{truth[one]['tenant_id']}\n{gone}\n{truth[-1]['recorded_at']}\n{'0' * 64}\n")
    beside = auditor.scratch / "kek"
    beside.mkdir()
    shutil.copy2(auditor.kek_file, beside / "kek.json")
    (beside / "destroyed-keys").write_text(key.sign(text, key.name))
    if os.geteuid() == 0:
        for place in [beside, *beside.iterdir()]:
            os.chown(place, service_user().pw_uid, service_user().pw_gid)
    auditor.kek_file = beside / "kek.json"

    def destroy(connection):
        connection.cursor().execute("DELETE FROM suoledger.subject_key WHERE key_id = %s", (gone,))
    destroyed = auditor.database(destroy)
    report = auditor.verify(destroyed)
    expect_clean(report)
    expect(report["erased_blobs"] > 0, f"{report}")
    expect_found(auditor.verify("suoledger"), "destroyed_key_returned")
    # A list that is cut or another's is none; a key that vanished without a word is named.
    (beside / "destroyed-keys").write_text(key.sign(text.replace(gone, str(uuid.uuid4())), key.name)[:-9] + "AAAAAAA=\n")
    expect_found(auditor.verify(destroyed), "subject_key_missing", one + 1)
    expect(any(f["code"] == "destroyed_list_invalid" for f in auditor.verify(destroyed)["findings"]), "a forged list passed")


def main():
    with one_service("tampering") as (scratch, cluster, service):
        business = service.create_business()
        client = Client(service.http, business["api_key"])
        own = service.data_dir / "audit" / "1" / "checkpoint"
        sell(client, SALES, 0)
        wait_until(lambda: own.exists() and checkpoint_size(own.read_text()) >= 20, 60, "no checkpoint was signed")
        older = scratch / "older"
        older.write_text(own.read_text())
        older.chmod(0o644)
        sell(client, SALES, SALES)
        connection = cluster.connect("suoledger")
        truth = read_events(connection)
        connection.close()
        live = service.command("audit", "verify", "--output", "json", "--checkpoint", older)
        expect_clean(json.loads(live))
        wait_until(lambda: checkpoint_size(own.read_text()) == len(truth), 60, "the last events were not signed")
        key = LogKey(service.data_dir / "checkpoint-keys.json")
        service.stop()

        auditor = Auditor(scratch, cluster, service, older, key.vkey())
        report = auditor.verify(auditor.database(), auditor.node, [older])
        expect_clean(report)
        expect(report["events"] == len(truth) and report["agreeing_checkpoints"] == 2 and report["opened_blobs"] > 0
               and not report["not_checked"], f"less was checked than could be: {report}")
        same = auditor.compare("suoledger", auditor.database())
        expect(same["same"] and same["root"] == report["root"], f"{same}")
        print(f"clean: {len(truth)} events, an older checkpoint of {checkpoint_size(older.read_text())}", flush=True)
        check_rewritten_history(auditor, truth, len(truth))
        check_clumsy_changes(auditor, truth)
        check_tiles_and_checkpoints(auditor, key, own.read_text())
        check_keys(auditor, truth, key)
    print(f"{checks} passed, 0 failed")


if __name__ == "__main__":
    main()
