# SPDX-License-Identifier: Apache-2.0
"""Whoever may do anything to a database and holds no signing key: rewrites history and recomputes all that follows from it."""
import base64
import hashlib
import json
import pathlib
import struct
import sys
import uuid

import psycopg2.extras
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "audit"))
from recompute_leaves import QUERY, leaf_hash  # noqa: E402

COLUMNS = ("position", "event_id", "tenant_id", "tenant_sequence", "stream_type", "stream_id", "stream_version",
           "event_type", "schema_version", "recorded_at", "effective_at", "series", "series_number", "salt", "metadata",
           "payload", "leaf_hash")
MOMENT = "timestamptz '1970-01-01 00:00:00+00' + %s * interval '1 microsecond'"


def read_events(connection):
    with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute(QUERY)
        return [dict(row, salt=bytes(row["salt"]), leaf_hash=bytes(row["leaf_hash"])) for row in cursor]


def event_id(tenant, command, index):
    digest = bytearray(hashlib.sha256(b"suoledger/event-id/v1" + uuid.UUID(tenant).bytes + uuid.UUID(command).bytes
                                      + struct.pack(">q", index)).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


def command_of(event):
    return json.loads(event["metadata"])["command_id"]


def renumber(events):
    """What the log would have assigned, had this been its history."""
    last = {}

    def following(*key):
        last[key] = last.get(key, 0) + 1
        return last[key]
    for event in events:
        tenant = event["tenant_id"]
        event["position"] = following()
        event["tenant_sequence"] = following(tenant)
        event["stream_version"] = following(tenant, event["stream_type"], event["stream_id"])
        if event["series"]:
            event["series_number"] = following(tenant, "series", event["series"])


def rehash(events):
    for event in events:
        event["leaf_hash"] = leaf_hash(event)


def write_events(connection, events):
    """Puts these in the place of all there were, and the head where they say; triggers are off for a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM suoledger.event")
        row = "(" + ",".join(MOMENT if name.endswith("_at") else "%s::json" if name in ("metadata", "payload") else "%s"
                             for name in COLUMNS) + ")"
        psycopg2.extras.execute_values(
            cursor, f"INSERT INTO suoledger.event ({','.join(COLUMNS)}) VALUES %s",
            [tuple(event[name] for name in COLUMNS) for event in events], template=row)
        last = events[-1]
        cursor.execute(f"UPDATE suoledger.log_head SET position = %s, recorded_at = {MOMENT}, leaf_hash = %s",
                       (last["position"], last["recorded_at"], last["leaf_hash"]))


def invented(event):
    """A command that never was, on a stream of its own, like this event."""
    forged = dict(event, stream_id=str(uuid.uuid4()), salt=bytes(16))
    command = str(uuid.uuid4())
    forged["metadata"] = event["metadata"].replace(command_of(event), command)
    forged["event_id"] = event_id(event["tenant_id"], command, 0)
    return forged


class LogKey:
    """The signing half of checkpoint-keys.json, for what only its holder can do."""

    def __init__(self, file):
        keys = json.loads(pathlib.Path(file).read_text())
        seed = keys["signing"][0]
        self.name = keys["name"]
        self.private = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4)))

    def _public(self, name):
        raw = b"\x01" + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4], raw

    def vkey(self, epoch=1):
        name = f"{self.name}/log/{epoch}"
        key_id, raw = self._public(name)
        return f"{name}+{key_id.hex()}+{base64.b64encode(raw).decode()}"

    def sign(self, text, name):
        key_id, _ = self._public(name)
        return f"{text}\n\u2014 {name} {base64.b64encode(key_id + self.private.sign(text.encode())).decode()}\n"


def checkpoint_size(note):
    return int(note.split("\n")[1])
