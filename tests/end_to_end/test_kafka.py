#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real broker and the publisher are killed -9 under load: the topic holds the log, in order, and repeats only repeat.

`./dev test --with-kafka` brings the broker. `--long` is the form of 20 kills each.
"""
import argparse
import itertools
import shutil
import threading

import kafka_broker
from harness import (Client, Cluster, PatientClient, Service, expect, invoice_body, run_threads, scratch_directory,
                     wait_until)

CLIENTS = 2
KILL_AT = ("publisher.resumed", "publisher.sent", "publisher.arrived", "publisher.keyed_arrived")
KEYED = {"suoledger.invoices": "invoice", "suoledger.payments": "payment", "suoledger.customers": "customer"}
COLUMNS = """position, event_id::text, tenant_id::text, tenant_sequence, stream_type, stream_id::text, stream_version,
    event_type, schema_version, series, series_number, encode(salt, 'hex'), encode(leaf_hash, 'hex'), metadata::text,
    payload::text"""
HEADERS = ("ce_position", None, "ce_tenant", "ce_tenantsequence", "ce_streamtype", "ce_streamid", "ce_streamversion",
           "ce_type", "ce_schemaversion", "ce_series", "ce_seriesnumber", "ce_salt", "ce_leafhash", "ce_metadata")


class Load:
    """Clients that issue invoices until they are told to stop; each command gets a definite answer."""

    def __init__(self, service, key):
        self.service, self.key, self.done, self.sold = service, key, threading.Event(), itertools.count()
        self.thread = threading.Thread(target=run_threads, args=(CLIENTS, self.sell))
        self.failed = None

    def sell(self, index):
        client, address = None, None
        while not self.done.is_set():
            if client is None or address != self.service.http:
                address = self.service.http
                client = PatientClient(address, self.key)
            answer = client.post("/v1/invoices", invoice_body(phone=f"+23480{index:03}{next(self.sold):05}"))
            expect(answer.status == 201, f"an invoice is refused: {answer}")

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()


class Ledger:
    def __init__(self, scratch):
        self.kafka = kafka_broker.Kafka(scratch / "kafka").start()
        self.cluster = Cluster(scratch / "db")
        self.cluster.start()
        self.cluster.create_database()
        self.service = Service(scratch / "node", self.cluster.url(), scratch / "kek.json",
                               {"SUOLEDGER_KAFKA_BROKERS": self.kafka.brokers,
                                "SUOLEDGER_FAILPOINTS": f"@{scratch / 'failpoints'}"})
        self.failpoints = scratch / "failpoints"
        self.service.start()
        # The same address again after a kill, or the clients' connections would lead nowhere.
        self.service.listen = self.service.http
        self.key = self.service.create_business()["api_key"]

    def head(self):
        with self.cluster.connect("suoledger") as connection, connection.cursor() as cursor:
            cursor.execute("SELECT position FROM suoledger.log_head")
            return cursor.fetchone()[0]

    def rows(self):
        with self.cluster.connect("suoledger") as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT {COLUMNS} FROM suoledger.event ORDER BY position")
            return [tuple(str(value) for value in row) for row in cursor.fetchall()]

    def metric(self, name):
        client = Client(self.service.admin, "")
        for line in client.get("/metrics").body.decode().splitlines():
            if line.startswith(f"suoledger_{name} "):
                return float(line.split()[1])
        return 0.0

    def wait_until_published(self):
        head = self.head()
        wait_until(lambda: self.metric("kafka_published_position") >= head, 120,
                   f"position {head} is not published:\n{self.service.log_tail()}")

    def go_on(self, by=20):
        """Until so many more events are in the log: commands do not wait for Kafka."""
        wanted = self.head() + by
        wait_until(lambda: self.head() >= wanted, 120, f"commands stand still:\n{self.service.log_tail()}")

    def die_at(self, place):
        """The process kills itself there, and is started again."""
        beside = self.failpoints.with_suffix(".new")
        beside.write_text(f"{place}=kill*1\n")
        beside.rename(self.failpoints)
        if place == "publisher.resumed":  # once in the life of a producer
            self.service.kill()
            self.service.start(wait=False)
        wait_until(lambda: self.service.process.poll() is not None, 120, f"{place} is never passed")
        self.failpoints.unlink()
        self.service.start()

    def stop(self):
        self.service.stop()
        self.cluster.stop()
        self.kafka.stop()


def row_of(headers, value):
    """A record as the row of the log that it came from. The id of the event is compared by order."""
    return tuple(headers[name] if name else None for name in HEADERS) + (value,)


def deduped(records, name):
    """What a consumer has that passes over ids it has; a repeat must be the same record."""
    seen, kept, repeats = {}, [], 0
    for partition, offset, key, headers, value in records:
        known = seen.setdefault(headers["ce_id"], (partition, key, headers, value))
        if known != (partition, key, headers, value):
            raise AssertionError(f"{name}, offset {offset}: {headers['ce_id']} is there twice, and not the same")
        if known[2] is headers:
            kept.append((partition, key, headers, value))
        else:
            repeats += 1
    return kept, repeats


def check_log(ledger):
    """The topic, without its repeats, is the table: every column of every row, in order."""
    expect(ledger.kafka.topics()["suoledger.log"] == 1, "the log's topic is not in one order")
    kept, repeats = deduped(ledger.kafka.records("suoledger.log"), "suoledger.log")
    rows = ledger.rows()
    expect(len(kept) == len(rows), f"{len(rows)} events in the log, {len(kept)} in the topic")
    for row, (_, key, headers, value) in zip(rows, kept):
        found = row_of(headers, value)
        expect(found[:1] + found[2:] == row[:1] + row[2:], f"position {row[0]} differs:\n{row}\n{found}")
        expect(key is None, "the log's topic has keys")
    return len(rows), repeats


def check_keyed(ledger):
    """Every event of its kind, one stream in one partition and in the order of its versions."""
    rows = ledger.rows()
    for topic, stream_type in KEYED.items():
        kept, _ = deduped(ledger.kafka.records(topic), topic)
        wanted = {row[0] for row in rows if row[4] == stream_type}
        expect({headers["ce_position"] for _, _, headers, _ in kept} == wanted, f"{topic} lacks events")
        streams = {}
        for partition, key, headers, _ in kept:
            expect(key == headers["ce_subject"], f"{topic} has a record under {key}")
            place, last = streams.get(key, (partition, 0))
            expect(place == partition, f"{key} is in two partitions")
            expect(int(headers["ce_streamversion"]) == last + 1, f"{key} is out of order")
            streams[key] = (partition, last + 1)
        expect(streams, f"{topic} is empty")


def check_checkpoints(ledger):
    notes = [(headers, value) for _, _, _, headers, value in ledger.kafka.records("suoledger.checkpoints")]
    sizes = [int(headers["size"]) for headers, _ in notes]
    expect(sizes and sizes == sorted(sizes), f"checkpoints come in this order: {sizes}")
    newest = Client(ledger.service.http, ledger.key).get("/checkpoint").body.decode()
    expect(notes[-1][1] == newest, "the newest checkpoint is not the topic's last")


def settled(ledger):
    ledger.wait_until_published()
    end = ledger.kafka.last_offset("suoledger.log")
    wait_until(lambda: ledger.metric("kafka_keyed_offset") >= end, 120, "keyed topics are not derived")
    newest = ledger.head()
    wait_until(lambda: ledger.metric("checkpoint_size") >= newest, 120, "not all of the log is signed")
    wait_until(lambda: ledger.metric('checkpoint_sink_size{sink="kafka"}') >= newest, 120,
               "the checkpoint did not reach Kafka")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true")
    kills = 20 if parser.parse_args().long else 3
    if not kafka_broker.JARS:
        raise SystemExit("SUOLEDGER_KAFKA_JARS names no folder with a broker: ./dev test --with-kafka")
    scratch = scratch_directory("kafka")
    ledger = Ledger(scratch)
    try:
        with Load(ledger.service, ledger.key):
            ledger.go_on()
            for _ in range(kills):
                ledger.kafka.kill()
                ledger.go_on()
                ledger.kafka.start()
                ledger.go_on()
            print(f"the broker was killed {kills} times; commands went on", flush=True)
            for _ in range(kills):
                ledger.service.kill()
                ledger.service.start()
                ledger.go_on()
            for place in KILL_AT:
                ledger.die_at(place)
                ledger.go_on()
            print(f"the publisher was killed {kills} times, and at each of {len(KILL_AT)} named places", flush=True)
        paid = PatientClient(ledger.service.http, ledger.key).post("/v1/payments", {"amount": 100, "method": "cash"})
        expect(paid.status == 201, f"a payment is refused: {paid}")
        settled(ledger)
        events, repeats = check_log(ledger)
        check_keyed(ledger)
        check_checkpoints(ledger)
        print(f"{events} events in the topic, in order; {repeats} repeats, each the same record", flush=True)
    finally:
        ledger.stop()
    shutil.rmtree(scratch)
    print("ok: 1 test")


if __name__ == "__main__":
    main()
