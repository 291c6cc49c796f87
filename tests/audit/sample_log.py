# SPDX-License-Identifier: Apache-2.0
"""A small log with its tree, signed, and bundles of it: what the tests of the verifier take apart and forge."""
import base64
import hashlib
import io
import json
import struct
import tarfile
import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "suoledger/sample/log/1"
TENANTS = [str(uuid.UUID(int=0x0190A3B4_0000_7000_8000_000000000000 + n)) for n in (1, 2)]


def sha(data):
    return hashlib.sha256(data).digest()


def root_of(leaves):
    """MTH of RFC 9162 section 2.1.1, by its definition."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\x01" + root_of(leaves[:split]) + root_of(leaves[split:]))


def inclusion(index, leaves):
    """PATH of RFC 9162 section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return inclusion(index, leaves[:split]) + [root_of(leaves[split:])]
    return inclusion(index - split, leaves[split:]) + [root_of(leaves[:split])]


def consistency(size, leaves, is_whole=True):
    """SUBPROOF of RFC 9162 section 2.1.4.1."""
    if size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if size <= split:
        return consistency(size, leaves[:split], is_whole) + [root_of(leaves[split:])]
    return consistency(size - split, leaves[split:], False) + [root_of(leaves[:split])]


class Signer:
    def __init__(self, seed=b"\x07" * 32, name=ORIGIN):
        self.name, self.key = name, Ed25519PrivateKey.from_private_bytes(seed)
        self.raw = b"\x01" + self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.key_id = sha(name.encode() + b"\n" + self.raw)[:4]

    @property
    def vkey(self):
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.raw).decode()}"

    def sign(self, text):
        signature = base64.b64encode(self.key_id + self.key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {self.name} {signature}\n"


def leaf_data(event):
    def field(data):
        return struct.pack(">I", len(data)) + data
    salt = bytes.fromhex(event["salt"])
    fields = [b"suoledger/event/v1"]
    for name in ("position", "event_id", "tenant_id", "tenant_sequence", "stream_type", "stream_id", "stream_version",
                 "event_type", "schema_version", "recorded_at_us", "effective_at_us", "series", "series_number"):
        value = event[name]
        if name in ("event_id", "tenant_id", "stream_id"):
            fields.append(uuid.UUID(value).bytes)
        else:
            fields.append(struct.pack(">q", value) if isinstance(value, int) else value.encode())
    fields.append(sha(b"suoledger/metadata/v1" + salt + event["metadata"].encode()))
    fields.append(sha(b"suoledger/payload/v1" + salt + event["payload"].encode()))
    return b"".join(map(field, fields))


def rehash(event):
    """What a forger does who knows the format."""
    event["leaf_hash"] = sha(b"\x00" + leaf_data(event)).hex()
    return event


def make_events(count):
    """Of two businesses: every third event is the second one's."""
    events, sequences = [], {tenant: 0 for tenant in TENANTS}
    for position in range(1, count + 1):
        tenant = TENANTS[position % 3 == 0]
        sequences[tenant] += 1
        at = 1_795_420_800_000_000 + position
        events.append(rehash({
            "position": position, "event_id": str(uuid.UUID(int=position)), "tenant_id": tenant,
            "tenant_sequence": sequences[tenant], "stream_type": "invoice", "stream_id": tenant,
            "stream_version": sequences[tenant], "event_type": "invoice_issued", "schema_version": 1, "recorded_at_us": at,
            "effective_at_us": at, "series": "invoice", "series_number": sequences[tenant],
            "salt": sha(b"salt%d" % position)[:16].hex(), "metadata": '{"actor":{"kind":"api_key","id":"key_1"}}',
            "payload": '{"total":%d,"note":"\u20a6"}' % (100 * position)}))
    return events


def leaves_of(events):
    return [bytes.fromhex(event["leaf_hash"]) for event in events]


def checkpoint_text(leaves, origin=ORIGIN):
    return f"{origin}\n{len(leaves)}\n{base64.b64encode(root_of(leaves)).decode()}\n"


def nodes_beside(events, leaves):
    """The maximal perfect subtrees that hold none of the events, by trying every subtree."""
    held, found = {event["position"] - 1 for event in events}, []

    def descend(level, index):
        begin, end = index << level, (index + 1) << level
        if begin >= len(leaves):
            return
        if end <= len(leaves) and held.isdisjoint(range(begin, end)):
            found.append({"level": level, "index": index, "hash": root_of(leaves[begin:end]).hex()})
        elif level > 0:
            descend(level - 1, 2 * index)
            descend(level - 1, 2 * index + 1)
    descend(len(leaves).bit_length(), 0)
    return found


class Bundle:
    """Files by name, before they are put into a tar."""

    def __init__(self, signer, log, tenant=None):
        self.events = [dict(event) for event in log if tenant in (None, event["tenant_id"])]
        leaves = leaves_of(log)
        self.files = {"README.md": "", "verify.py": "", "checkpoint": signer.sign(checkpoint_text(leaves)),
                      "public_keys": signer.vkey + "\n"}
        if tenant:
            last = self.events[-1]
            self.files["tenant_head"] = signer.sign(f"suoledger/tenant-head/v1\n{tenant}\n{last['tenant_sequence']}\n"
                                                    f"{last['position']}\n{checkpoint_text(leaves)}")
        self.nodes = nodes_beside(self.events, leaves)

    def write(self, path):
        lines = {"events.ndjson": self.events, "nodes.ndjson": self.nodes}
        texts = self.files | {name: "".join(json.dumps(line) + "\n" for line in entries) for name, entries in lines.items()}
        with tarfile.open(path, "w") as tar:
            for name, text in texts.items():
                member = tarfile.TarInfo(name)
                member.size = len(text.encode())
                tar.addfile(member, io.BytesIO(text.encode()))
