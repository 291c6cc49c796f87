#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verify what SuoOps Ledger says about its log, with no network and none of its code (format: docs/audit-format.md).
  verify.py BUNDLE.tar [--public-key VKEY] [--older NOTE]   every event, the tree, signatures, and that nothing is missing
  verify.py RECEIPT.tlog-proof --public-key VKEY            that one event is in the signed log
  verify.py --older NOTE --newer NOTE --proof JSON --public-key VKEY   that a checkpoint only adds to an older one
Needs Python 3.9 and `cryptography`. Exit code 0: verified; 1: refused, with the first bad position; 2: cannot be told.
"""
import argparse, base64, datetime, functools, hashlib, json, pathlib, struct, sys, tarfile, uuid
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
class Fault(Exception):
    def __init__(self, what, position=None, code=1):
        super().__init__(f"{'REFUSED' if code == 1 else 'CANNOT TELL'}{f' at position {position}' if position else ''}: {what}")
        self.code = code
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def node(left, right): return sha(b"\x01", left, right)
def b64(text): return base64.b64decode(text, validate=True)
def moment(us): return (datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=us)).isoformat() + "Z"
def text_of(path): return pathlib.Path(path).read_bytes().decode()
def unique(pairs): return dict(pairs) if len(dict(pairs)) == len(pairs) else None  # which is then no event
# --- signed notes and checkpoints: C2SP signed-note, tlog-checkpoint
def parse_key(vkey):
    name, key_id, raw = vkey.strip().split("+", 2)
    raw = b64(raw)
    if raw[:1] != b"\1" or sha(name.encode(), b"\n", raw)[:4].hex() != key_id:
        raise Fault(f"{vkey} is no Ed25519 verifier key", code=2)
    return (name, bytes.fromhex(key_id)), Ed25519PublicKey.from_public_bytes(raw[1:])
def open_note(note, keys, what):  # its text, if a known key signed it and no known key's signature is wrong
    text, _, lines = note.rpartition("\n\n")
    signatures = [(name, b64(raw)) for _, name, raw in (line.split(" ") for line in lines.splitlines())]
    known = [(keys[name, raw[:4]], raw[4:]) for name, raw in signatures if (name, raw[:4]) in keys]
    if not known:
        raise Fault(f"{what} is not signed by a key that is trusted")
    try:
        [key.verify(signature, text.encode() + b"\n") for key, signature in known]
    except InvalidSignature:
        raise Fault(f"the signature of {what} does not verify") from None
    return text + "\n"
def checkpoint_in(text):
    origin, size, root = text.split("\n")[:3]
    if not origin or str(int(size)) != size or len(b64(root)) != 32:
        raise ValueError("a checkpoint")
    return origin, int(size), b64(root)
# --- the tree: RFC 9162, section 2.1
def add(nodes, level, value):  # to the perfect subtrees so far, from left to right
    while nodes and nodes[-1][0] == level:
        level, value = level + 1, node(nodes.pop()[1], value)
    nodes.append((level, value))
def root_of(nodes):
    return functools.reduce(lambda right, left: node(left[1], right), nodes[-2::-1], nodes[-1][1]) if nodes else sha()
def climb(first, last, old, new, path):  # both roots that a proof leads to (2.1.3.2, 2.1.4.2); none: its length is wrong
    for other in path:
        if last == 0:
            return None, None
        if first & 1 or first == last:
            old, new = node(other, old), node(other, new)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            new = node(new, other)
        first, last = first >> 1, last >> 1
    return (old, new) if last == 0 else (None, None)
def consistent(older, newer, path):
    first, last = older[1] - 1, newer[1] - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    path = ([older[2]] if older[1] & (older[1] - 1) == 0 else []) + path
    return bool(path) and climb(first, last, path[0], path[0], path[1:]) == (older[2], newer[2])
def compare(older, newer, proofs, roots=None, good=0):
    """That `newer` only adds to `older`. `roots`: those of the bundle's own leaves; the first `good` entries are good."""
    if older[0] != newer[0]:
        raise Fault(f"checkpoints of two logs or epochs: {older[0]} and {newer[0]}")
    if older[1] > newer[1]:
        raise Fault(f"the log was cut: an older checkpoint has {older[1]} entries, this one {newer[1]}", newer[1] + 1)
    roots = {newer[1]: newer[2], 0: sha(), **(roots or {})}
    if older[1] not in roots and (older[1], newer[1]) not in proofs:
        raise Fault(f"the consistency proof from {older[1]} to {newer[1]} is needed: --proof", code=2)
    if roots[older[1]] != older[2] if older[1] in roots else not consistent(older, newer, proofs[older[1], newer[1]]):
        raise Fault(f"the first {older[1]} entries are not those that an older checkpoint signed", good + 1)
    print(f"history     the checkpoint of {newer[1]} entries only adds to the one of {older[1]}")
# --- events
def leaf_of(event):
    salt, number = bytes.fromhex(event["salt"]), lambda name: struct.pack(">q", event[name])
    text, id_of = lambda name: event[name].encode(), lambda name: uuid.UUID(event[name]).bytes
    return sha(b"\x00", *(struct.pack(">I", len(field)) + field for field in (
        b"suoledger/event/v1", number("position"), id_of("event_id"), id_of("tenant_id"), number("tenant_sequence"),
        text("stream_type"), id_of("stream_id"), number("stream_version"), text("event_type"), number("schema_version"),
        number("recorded_at_us"), number("effective_at_us"), text("series"), number("series_number"),
        sha(b"suoledger/metadata/v1", salt, text("metadata")), sha(b"suoledger/payload/v1", salt, text("payload")))))
class Events:  # what must hold from one to the next
    def __init__(self, tenant, first, size):
        self.tenant, self.first, self.size, self.dense, self.count, self.position, self.times = tenant, first, size, {}, 0, 0, []
    def check(self, event):
        at, tenant, due = event["position"], event["tenant_id"], max(self.position + 1, self.first)
        if at < due or (not self.tenant and at != due):
            raise Fault(f"position {at} stands here: events are missing or out of order", due)
        for is_wrong, what in ((at > self.size, f"the signed log has {self.size} entries"),
                               (leaf_of(event).hex() != event["leaf_hash"], "this is not the event that was hashed"),
                               (self.tenant not in (None, tenant), "it is an event of another business"),
                               (self.times and event["recorded_at_us"] < self.times[-1], "recorded_at falls")):
            if is_wrong:
                raise Fault(what, at)
        for name, *group in [("tenant_sequence",), ("stream_version", event["stream_type"], event["stream_id"])] + (
                [("series_number", event["series"])] if event["series"] else []):
            before = self.dense.get((name, tenant, *group), 0 if self.first == 1 else event[name] - 1)
            if event[name] != before + 1:
                raise Fault(f"{name} {event[name]} follows {before}: events before it are missing or out of order", at)
            self.dense[(name, tenant, *group)] = event[name]
        self.count, self.position, self.times = self.count + 1, at, [*self.times[:1], event["recorded_at_us"]]
def check_tree(tar, size, events, sizes):
    """Events and nodes, left to right: the root, and those at `sizes` that rest on recomputed leaves alone."""
    tree, roots, nodes = [], {}, map(json.loads, tar.extractfile("nodes.ndjson"))
    def fill(done, until):
        while done < until:
            given = next(nodes, {"level": 63, "index": 0})
            if given["index"] << given["level"] != done or done + (1 << given["level"]) > until:
                raise Fault("the bundle has neither this event nor a node above it", done + 1)
            add(tree, given["level"], bytes.fromhex(given["hash"]))
            done += 1 << given["level"]
    for line in tar.extractfile("events.ndjson"):
        event, before = json.loads(line, object_pairs_hook=unique), events.position
        events.check(event)
        fill(before, event["position"] - 1)
        add(tree, 0, bytes.fromhex(event["leaf_hash"]))
        if event["position"] in sizes and events.count == event["position"]:
            roots[event["position"]] = root_of(tree)
    fill(events.position, size)
    return root_of(tree), roots
def check_bundle(tar, keys, olders, options):
    if len(set(tar.getnames())) != len(tar.getnames()):
        raise Fault("a file is in the bundle twice")
    note_in = lambda name: open_note(tar.extractfile(name).read().decode(), keys, name)
    own, head = checkpoint_in(note_in("checkpoint")), "tenant_head" in tar.getnames() and note_in("tenant_head").split("\n", 4)
    if head and (head[0] != "suoledger/tenant-head/v1" or checkpoint_in(head[4]) != own):
        raise Fault("the tenant head belongs to another checkpoint")
    events, good = Events(head[1] if head else None, options.first, own[1]), 0
    root, roots = check_tree(tar, own[1], events, {older[1] for older in olders})
    for older in [older for older in olders if older[1] in roots]:
        compare(older, own, {}, roots, good)
        good = older[1]
    if root != own[2]:
        raise Fault("from here on these are not the events that were signed: the roots differ", good + 1)
    if head and not options.last and int(head[2]) != events.dense.get(("tenant_sequence", head[1]), 0):
        raise Fault(f"the last event of the business, its {head[2]}th, is missing", int(head[3]))
    if not head and events.position < min(options.last or own[1], own[1]):
        raise Fault("the event is missing", events.position + 1)
    print(f"events      {events.count} of {own[1]} entries{f', business {head[1]}' if head else ''}:",
          "all there are" if options.first == 1 and not options.last else "those between your bounds")
    print(f"recorded    {' to '.join(map(moment, events.times))}; never falling, all numbers dense")
    return own, roots
def check_receipt(file, keys):
    """A C2SP tlog-proof whose `extra` is the leaf data of the event: what it says is in the log."""
    head, note = text_of(file).split("\n\n", 1)
    _, extra, index, *path = head.split("\n")
    rest, index, fields = b64(extra.removeprefix("extra ")), int(index.removeprefix("index ")), []
    own, leaf = checkpoint_in(open_note(note, keys, "the checkpoint")), sha(b"\0", rest)
    while rest:
        end = 4 + int.from_bytes(rest[:4], "big")
        fields, rest = fields + [rest[4:end]], rest[end:]
    numbers = [int.from_bytes(field, "big") for field in fields]
    root = climb(index, own[1] - 1, leaf, leaf, [b64(line) for line in path])[1]
    if numbers[1] != index + 1 or not 0 <= index < own[1] or root != own[2]:
        raise Fault("the event is not in the signed log", numbers[1])
    print(f"event       {fields[8].decode()} at position {numbers[1]}: {fields[5].decode()} {uuid.UUID(bytes=fields[6])} version"
          f" {numbers[7]} of business {uuid.UUID(bytes=fields[3])}\nrecorded    {moment(numbers[10])}")
    return own
def run(options):
    keys, is_receipt = dict(map(parse_key, options.public_key)), (options.file or "").endswith(".tlog-proof")
    tar = tarfile.open(options.file) if options.file and not is_receipt else None
    if tar and not keys:
        keys = dict(map(parse_key, tar.extractfile("public_keys").read().decode().splitlines()))
        print("KEYS        are the bundle's own: compare public_keys with what reached you another way, or use --public-key")
    read = lambda path: checkpoint_in(open_note(text_of(path), keys, path))
    olders, newer = sorted(map(read, options.older), key=lambda older: older[1]), options.newer and read(options.newer)
    receipt = check_receipt(options.file, keys) if is_receipt else None
    own, roots = check_bundle(tar, keys, olders, options) if tar else (receipt, {})
    proofs = {(proof["from"], proof["to"]): [b64(line) for line in proof["hashes"]]
              for proof in map(json.loads, map(text_of, options.proof))}
    for older in [older for older in olders if older[1] not in roots] + ([own] if own and newer else []):
        compare(older, newer if older is own else own or newer, proofs)
    origin, size, root = own or newer
    print(f"checkpoint  {origin}, {size} entries, root {base64.b64encode(root).decode()}\nVERIFIED")
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", help="a bundle or a receipt")
    for name, meaning in (("--public-key", "of the log, as it reached you another way"), ("--older", "a checkpoint you kept"),
                          ("--proof", "of consistency between two sizes, as the service answers it")):
        parser.add_argument(name, action="append", default=[], help=meaning)
    parser.add_argument("--newer", help="a checkpoint that came later")
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first position that you asked for")
    parser.add_argument("--to", dest="last", type=int, default=0, help="the last one")
    try:
        run(parser.parse_args())
    except Fault as told:
        print(told, file=sys.stderr)
        sys.exit(told.code)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, struct.error, tarfile.TarError) as fault:
        sys.exit(f"REFUSED: malformed ({type(fault).__name__}: {fault})")
if __name__ == "__main__": main()
