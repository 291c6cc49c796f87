#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signed checkpoints leave the database, survive kill -9, and betray a database that was restored from an older copy."""
import contextlib
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import threading

from checkpoints import Keys, check_notes, check_tiles, leaves_of, notes_in, open_checkpoint, open_note, tree_root
from harness import BINARY, Client, Cluster, Service, expect, invoice_body, run_threads, scratch_directory, wait_until

KILL_AT = ("merkle.before_tiles", "merkle.tile_written", "merkle.level_durable", "merkle.tiles_durable",
           "merkle.checkpoint_written", "merkle.checkpoint_renamed", "merkle.checkpoint_durable",
           "merkle.checkpoint_shown")


class Auditor:
    """Takes checkpoints by HTTP; answers 503 while it is told to."""

    def __init__(self):
        self.notes, self.away = [], False
        auditor = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                note = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if not auditor.away:
                    auditor.notes.append(note)
                self.send_response(503 if auditor.away else 204)
                self.end_headers()

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://auditor:secret@127.0.0.1:{self.server.server_port}/checkpoints?token=hidden"


class Ledger:
    def __init__(self, scratch):
        self.scratch, self.kept, self.auditor = scratch, scratch / "node" / "kept", Auditor()
        self.cluster = Cluster(scratch / "db")
        self.cluster.start()
        self.cluster.create_database()
        self.service = Service(scratch / "node", self.cluster.url(), scratch / "kek.json", {
            "SUOLEDGER_CHECKPOINT_SINKS": f"file:{self.kept}, {self.auditor.url}"})
        self.audit = self.service.data_dir / "audit"

    @property
    def keys(self):
        return Keys(self.service.data_dir / "checkpoint-keys.json")

    def sell(self, count):
        client = Client(self.service.http, self.api_key)
        for _ in range(count):
            answer = client.post("/v1/invoices", invoice_body())
            expect(answer.status == 201, f"invoice: {answer}")

    def signed_size(self, epoch=1):
        note = (self.audit / str(epoch) / "checkpoint")
        return open_checkpoint(note.read_text(), self.keys, epoch)[0] if note.exists() else 0

    def wait_until_all_is_signed(self, epoch=1):
        wait_until(lambda: self.signed_size(epoch) == len(leaves_of(self.cluster)), 30, "a checkpoint of all events")
        kept = self.kept / "checkpoint"
        wait_until(lambda: kept.exists() and kept.read_text() == (self.audit / str(epoch) / "checkpoint").read_text(), 30,
                   "the newest checkpoint in the folder")

    def metric(self, name):
        body = Client(self.service.admin, "").get("/metrics").body.decode()
        return next((float(line.split()[-1]) for line in body.splitlines() if line.startswith(f"suoledger_{name}")), None)

    def command(self, *arguments):
        return subprocess.run([BINARY, *arguments, *self.service.options()], stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=120, env={**os.environ, **self.service.environment}, check=False)

    def copy_database(self, source, target):
        """What a restore from a backup leaves behind, without its delay. Nobody may be connected."""
        connection = self.cluster.connect()
        connection.cursor().execute(f'DROP DATABASE IF EXISTS "{target}"')
        connection.cursor().execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        connection.close()


def signs_what_happens(ledger):
    ledger.service.start()
    ledger.api_key = ledger.service.create_business()["api_key"]
    run_threads(4, lambda _: ledger.sell(70))
    ledger.wait_until_all_is_signed()
    leaves = leaves_of(ledger.cluster)
    expect(len(leaves) > 256, "more than a tile")
    check_notes(notes_in(ledger.kept), leaves, ledger.keys)
    wait_until(lambda: ledger.auditor.notes and open_checkpoint(ledger.auditor.notes[-1], ledger.keys)[0] == len(leaves),
               30, "the newest checkpoint over HTTP")
    check_notes(ledger.auditor.notes, leaves, ledger.keys)
    check_tiles(ledger.audit / "1", leaves)
    expect(ledger.metric("checkpoint_size") == len(leaves), "the metric of the size")
    expect(ledger.metric("checkpoint_contradiction") == 0, "no contradiction")
    log = ledger.service.log_path.read_text()
    expect("made new checkpoint keys" in log and "checkpoint-keys.json" in log, "the log says where the keys are")
    expect("secret" not in log and "hidden" not in log, "the log holds the URL's secrets")


def outlives_a_sink(ledger):
    ledger.auditor.away = True
    ledger.sell(3)
    ledger.wait_until_all_is_signed()
    wait_until(lambda: (ledger.metric('checkpoint_sink_failures_total{sink="http"}') or 0) > 0, 30, "a failure is counted")
    ledger.auditor.away = False
    size = len(leaves_of(ledger.cluster))
    wait_until(lambda: open_checkpoint(ledger.auditor.notes[-1], ledger.keys)[0] == size, 60, "the newest arrives later")


def survives_kills(ledger):
    for failpoint in KILL_AT:
        expect(ledger.service.stop() == 0, "a clean end")
        ledger.service.environment["SUOLEDGER_FAILPOINTS"] = f"{failpoint}=kill"
        ledger.service.start()
        with contextlib.suppress(OSError, http.client.HTTPException):
            for _ in range(1000):
                ledger.sell(1)
        expect(ledger.service.process.wait(30) == -9, f"{failpoint} was not met")
        del ledger.service.environment["SUOLEDGER_FAILPOINTS"]
        ledger.service.start()
        ledger.sell(1)
        ledger.wait_until_all_is_signed()
        check_notes(notes_in(ledger.kept), leaves_of(ledger.cluster), ledger.keys)
    expect("missing or damaged" not in ledger.service.log_path.read_text(), "a kill damaged a tile")


def replaces_its_keys(ledger):
    old = ledger.keys
    ledger.service.stop()
    refused = ledger.command("keys", "retire-checkpoint")
    expect(refused.returncode == 65 and "only one key" in refused.stderr, f"retire: {refused}")
    rotated = json.loads(ledger.service.command("keys", "rotate-checkpoint", "--output", "json"))
    expect(len(rotated["signing"]) == 2 and not rotated["retired"], f"rotate: {rotated}")
    both = ledger.keys
    expect(ledger.command("keys", "rotate-checkpoint").returncode == 65, "a third key")
    ledger.service.start()
    ledger.sell(1)
    ledger.wait_until_all_is_signed()
    note = (ledger.kept / "checkpoint").read_text()
    expect(open_note(note, f"{both.name}/log/1", old.signing)[1] == 1, "who holds the old key believes it")
    expect(open_checkpoint(note, both, signatures=2)[0] == len(leaves_of(ledger.cluster)), "both sign")
    ledger.service.stop()
    retired = json.loads(ledger.service.command("keys", "retire-checkpoint", "--output", "json"))
    expect(retired["retired"] == [rotated["signing"][1]], f"retire: {retired}")
    ledger.service.start()
    ledger.sell(1)
    ledger.wait_until_all_is_signed()
    note = (ledger.kept / "checkpoint").read_text()
    expect(open_note(note, f"{both.name}/log/1", old.signing)[1] == 0, "it signs no more")
    check_notes(notes_in(ledger.kept), leaves_of(ledger.cluster), ledger.keys)  # with keys of all three times


def refuses_an_older_copy(ledger):
    """Returns (size, root) that were signed last, and the number of events in the copy."""
    ledger.service.stop()
    ledger.copy_database("suoledger", "backup")
    in_copy = len(leaves_of(ledger.cluster))
    ledger.service.start()
    ledger.sell(5)
    ledger.wait_until_all_is_signed()
    busy = ledger.command("recover", "--declare-loss", "--yes")
    expect(busy.returncode == 75 and "stop it first" in busy.stderr, f"recover beside a service: {busy}")
    ledger.service.stop()
    whole = ledger.command("recover", "--declare-loss", "--yes")
    expect(whole.returncode == 65 and "no loss to declare" in whole.stderr, f"recover without a loss: {whole}")
    size, root = open_checkpoint((ledger.audit / "1" / "checkpoint").read_text(), ledger.keys)

    ledger.copy_database("backup", "suoledger")
    ledger.service.start(wait=False)
    expect(ledger.service.process.wait(60) == 65, f"a restored copy was served:\n{ledger.service.log_tail()}")
    said = ledger.service.log_tail(3)
    for word in (f"position {in_copy}", f"size {size}", "suoledger recover --declare-loss"):
        expect(word in said, f"the refusal does not say `{word}`:\n{said}")
    expect(open_checkpoint((ledger.audit / "1" / "checkpoint").read_text(), ledger.keys) == (size, root), "it was signed over")
    return size, root, in_copy


def notices_tampering_while_it_runs(ledger):
    newest = (ledger.audit / "2" / "checkpoint").read_text()
    forger = ledger.cluster.connect("suoledger")
    forger.cursor().execute("SET session_replication_role = replica")  # who owns the server owns its triggers
    forger.cursor().execute("UPDATE suoledger.event SET leaf_hash = sha256(leaf_hash) WHERE position = %s",
                            (ledger.signed_size(2),))
    forger.close()
    ready = lambda: Client(ledger.service.admin, "").get("/ready")  # noqa: E731
    expect(ready().status == 200, "not ready before")
    ledger.sell(1)
    wait_until(lambda: ready().status == 503, 30, "a service that still says it is ready")
    expect("checkpoint_contradiction" in ready().body.decode(), f"ready: {ready()}")
    expect(ledger.metric("checkpoint_contradiction") == 1, "the metric")
    expect("no checkpoint is signed any more: the log has another event at position" in ledger.service.log_tail(), "the log")
    ledger.sell(1)
    ledger.service.stop()
    expect((ledger.audit / "2" / "checkpoint").read_text() == newest, "it was signed over")


def declares_the_loss(ledger, size, root, in_copy):
    before = {path: hashlib.sha256(path.read_bytes()).digest()
              for path in (ledger.audit / "1").rglob("*") if path.is_file()}
    unasked = ledger.command("recover", "--declare-loss")
    expect(unasked.returncode == 64 and f"positions {in_copy + 1} to {size}" in unasked.stderr, f"without --yes: {unasked}")
    expect(not (ledger.audit / "2").exists(), "it was declared without --yes")
    declared = json.loads(ledger.service.command("recover", "--declare-loss", "--yes", "--output", "json"))
    expect(declared["epoch"] == 2 and declared["last_good_size"] == in_copy, f"declared: {declared}")
    note = (ledger.audit / "2" / "loss-declaration").read_text()
    leaves = leaves_of(ledger.cluster)
    for epoch in (1, 2):
        text, count = open_note(note, f"{ledger.keys.name}/log/{epoch}", ledger.keys.signing)
        expect(count == 1, f"the declaration is not signed under epoch {epoch}")
    lines = text.splitlines()
    expect(lines[0] == "suoledger/loss-declaration/v1" and lines[2] == str(in_copy) and lines[5] == str(size) and
           lines[7] == f"{in_copy + 1} {size}" and lines[8] == f"{ledger.keys.name}/log/2", f"declared:\n{text}")
    expect((ledger.kept / "loss-declaration-2").read_text() == note, "the folder has not the declaration")
    expect(ledger.auditor.notes[-1] == note, "the auditor has not the declaration")

    ledger.service.start()
    ledger.sell(2)
    ledger.wait_until_all_is_signed(epoch=2)
    leaves = leaves_of(ledger.cluster)
    expect(open_checkpoint((ledger.audit / "2" / "checkpoint").read_text(), ledger.keys, 2) == (len(leaves), tree_root(leaves)),
           "the new epoch's tree does not hold every event from the first on")
    check_tiles(ledger.audit / "2", leaves)
    after = {path: hashlib.sha256(path.read_bytes()).digest() for path in before}
    expect(before == after, "something that was signed in the old epoch was changed")
    digest = json.loads(ledger.service.command("projections", "digest", "invoices", "--output", "json"))
    expect(digest["epoch"] == 2 and digest["position"] == len(leaves), f"read models of the old epoch: {digest}")
    expect(ledger.service.stop() == 0, "a clean end")
    ledger.service.start()
    expect(ledger.signed_size(2) == len(leaves), "the new epoch does not go on")

    notices_tampering_while_it_runs(ledger)

    # A copy from before the declaration is refused as well.
    ledger.service.stop()
    ledger.copy_database("backup", "suoledger")
    ledger.service.start(wait=False)
    expect(ledger.service.process.wait(60) == 65 and "epoch 2 was signed already" in ledger.service.log_tail(3),
           f"a copy of an older epoch was served:\n{ledger.service.log_tail()}")


def can_be_switched_off(ledger):
    node = Service(ledger.scratch / "unsigned", arguments=["--checkpoints", "off"]).start()
    node.create_business()
    node.stop()
    expect(not (node.data_dir / "audit").exists(), "something was signed")
    expect("checkpoints are off" in node.log_path.read_text(), "the log does not say so")


def main():
    ledger = Ledger(scratch_directory("checkpoints"))
    try:
        signs_what_happens(ledger)
        outlives_a_sink(ledger)
        survives_kills(ledger)
        replaces_its_keys(ledger)
        declares_the_loss(ledger, *refuses_an_older_copy(ledger))
        can_be_switched_off(ledger)
    finally:
        ledger.service.stop()
        ledger.cluster.stop()
    shutil.rmtree(ledger.scratch)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
