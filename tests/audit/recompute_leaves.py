#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recompute every leaf hash of a log from SQL alone, from the published format and hashlib, sharing no code with the service.

  recompute_leaves.py "dbname=suoledger host=/run/…"    check a database
  recompute_leaves.py --self-test                       check this script against the published vector
"""
import argparse
import hashlib
import struct
import sys
import uuid


def prefixed(*fields):
    return b"".join(struct.pack(">I", len(field)) + field for field in fields)


def number(value):
    return struct.pack(">q", value)


def leaf_data(event):
    salt = bytes(event["salt"])
    return prefixed(
        b"suoledger/event/v1",
        number(event["position"]),
        uuid.UUID(event["event_id"]).bytes,
        uuid.UUID(event["tenant_id"]).bytes,
        number(event["tenant_sequence"]),
        event["stream_type"].encode("ascii"),
        uuid.UUID(event["stream_id"]).bytes,
        number(event["stream_version"]),
        event["event_type"].encode("utf-8"),
        number(event["schema_version"]),
        number(event["recorded_at"]),
        number(event["effective_at"]),
        event["series"].encode("ascii"),
        number(event["series_number"]),
        hashlib.sha256(b"suoledger/metadata/v1" + salt + event["metadata"].encode("utf-8")).digest(),
        hashlib.sha256(b"suoledger/payload/v1" + salt + event["payload"].encode("utf-8")).digest(),
    )


def leaf_hash(event):
    return hashlib.sha256(b"\x00" + leaf_data(event)).digest()


class Heads:
    """Where the log, each tenant, each stream and each series stood after the events seen so far."""

    def __init__(self):
        self.position = 0
        self.recorded_at = None
        self.dense = {}

    def fault(self, event):
        """What is wrong with the next event in position order, or None."""
        if event["position"] != self.position + 1:
            return f"position {event['position']} follows {self.position}"
        self.position = event["position"]
        if len(bytes(event["salt"])) != 16:
            return "the salt is not 16 bytes"
        if leaf_hash(event) != bytes(event["leaf_hash"]):
            return f"leaf_hash is {bytes(event['leaf_hash']).hex()}, recomputed {leaf_hash(event).hex()}"
        if self.recorded_at is not None and event["recorded_at"] < self.recorded_at:
            return "recorded_at falls"
        self.recorded_at = event["recorded_at"]
        counters = [
            (("tenant", event["tenant_id"]), event["tenant_sequence"], "tenant_sequence"),
            (("stream", event["tenant_id"], event["stream_type"], event["stream_id"]), event["stream_version"], "stream_version"),
        ]
        if event["series"]:
            counters.append((("series", event["tenant_id"], event["series"]), event["series_number"], "series_number"))
        elif event["series_number"] != 0:
            return "series_number without a series"
        for key, value, name in counters:
            expected = self.dense.get(key, 0) + 1
            if value != expected:
                return f"{name} is {value}, expected {expected}"
            self.dense[key] = value
        return None


# Exact microseconds: extract() answers numeric, so no floating point is involved.
QUERY = """
SELECT position, event_id::text, tenant_id::text, tenant_sequence, stream_type, stream_id::text, stream_version, event_type,
       schema_version, (extract(epoch FROM recorded_at) * 1000000)::bigint AS recorded_at,
       (extract(epoch FROM effective_at) * 1000000)::bigint AS effective_at, coalesce(series, '') AS series,
       coalesce(series_number, 0) AS series_number, salt, metadata::text AS metadata, payload::text AS payload, leaf_hash
FROM suoledger.event ORDER BY position
"""


def rows_of(dsn):
    import psycopg2
    import psycopg2.extras

    with psycopg2.connect(dsn) as connection:
        connection.set_session(readonly=True, isolation_level="REPEATABLE READ")
        with connection.cursor(name="leaves", cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.itersize = 5000
            cursor.execute(QUERY)
            yield from cursor


def check(rows):
    heads = Heads()
    for event in rows:
        fault = heads.fault(event)
        if fault:
            print(f"position {event['position']}: {fault}", file=sys.stderr)
            return 1
    print(f"{heads.position} events: every leaf_hash recomputed; positions, sequences, versions and numbers are dense")
    return 0


def vector():
    at = 1795420800 * 1000000  # 2026-11-23T08:00:00Z
    return {
        "position": 1, "event_id": "0190a3b4-0000-7000-8000-0000000000e1", "tenant_id": "0190a3b4-0000-7000-8000-000000000001",
        "tenant_sequence": 1, "stream_type": "invoice", "stream_id": "0190a3b4-0000-7000-8000-0000000000a1", "stream_version": 1,
        "event_type": "invoice_issued", "schema_version": 1, "recorded_at": at, "effective_at": at, "series": "invoice",
        "series_number": 1, "salt": bytes(range(16)), "metadata": '{"actor":{"kind":"api_key","id":"key_1"}}',
        "payload": '{"total":9000000,"note":"₦"}',
        "leaf_hash": bytes.fromhex("bd8611df6d63a359110a43426d0b6bdc6b4e0e19a6d86b3d05a4a54f412f141a"),
    }


def self_test():
    good = vector()
    if len(leaf_data(good)) != 278 or Heads().fault(good) is not None:
        print("the published vector is not reproduced", file=sys.stderr)
        return 1
    # Each change must be noticed, also where the forger recomputed the leaf.
    for name, value in [("payload", "{}"), ("metadata", "{}"), ("recorded_at", 0), ("event_type", "x"), ("salt", bytes(16))]:
        if Heads().fault(good | {name: value}) is None:
            print(f"a changed {name} passed", file=sys.stderr)
            return 1
    for name in ["position", "tenant_sequence", "stream_version", "series_number"]:
        forged = good | {name: 2}
        if Heads().fault(forged | {"leaf_hash": leaf_hash(forged)}) is None:
            print(f"a gap in {name} passed", file=sys.stderr)
            return 1
    heads = Heads()
    heads.fault(good)
    late = good | {"position": 2, "tenant_sequence": 2, "stream_version": 2, "series_number": 2, "recorded_at": good["recorded_at"] - 1}
    if heads.fault(late | {"leaf_hash": leaf_hash(late)}) != "recorded_at falls":
        print("a falling recorded_at passed", file=sys.stderr)
        return 1
    print("the published vector is reproduced, and every forgery of it is noticed")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dsn", nargs="?")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    if not arguments.dsn:
        parser.error("a PostgreSQL DSN is needed")
    return check(rows_of(arguments.dsn))


if __name__ == "__main__":
    sys.exit(main())
