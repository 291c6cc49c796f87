# SPDX-License-Identifier: Apache-2.0
"""Checkpoints as an outsider sees them: notes, roots and tiles from RFC 9162 and C2SP alone, sharing no code with us."""
import base64
import hashlib
import json
import pathlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness import expect
from log_checks import rows


def leaves_of(cluster, database="suoledger"):
    return [bytes(leaf) for (leaf,) in
            rows(cluster, "SELECT leaf_hash FROM suoledger.event ORDER BY position", database=database)]


def tree_root(leaves):
    """RFC 9162 §2.1.1, as it is written."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + tree_root(leaves[:split]) + tree_root(leaves[split:])).digest()


class Keys:
    """The public keys in a checkpoint-keys.json, the oldest signing one last."""

    def __init__(self, path):
        content = json.loads(pathlib.Path(path).read_text())

        def bytes_of(text):
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        self.name = content["name"]
        self.signing = [Ed25519PrivateKey.from_private_bytes(bytes_of(seed)).public_key() for seed in content["signing"]]
        self.retired = [Ed25519PublicKey.from_public_bytes(bytes_of(key)) for key in content["retired"]]


def open_note(note, name, public_keys):
    """The text of the note and how many of the keys signed it; a signature of such a key that is wrong is a failure."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    known = {}
    for key in public_keys:
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        known[hashlib.sha256(name.encode() + b"\n\x01" + raw).digest()[:4]] = key
    count = 0
    for line in signatures.splitlines():
        dash, signer, blob = line.split(" ")
        expect(dash == "—", f"no signature line: {line!r}")
        blob = base64.b64decode(blob, validate=True)
        if signer == name and blob[:4] in known:
            known[blob[:4]].verify(blob[4:], text.encode())
            count += 1
    return text, count


def open_checkpoint(note, keys, epoch=1, signatures=None):
    """(size, root) of a note that must be of that epoch and signed by so many known keys, or by any."""
    origin = f"{keys.name}/log/{epoch}"
    text, count = open_note(note, origin, keys.signing + keys.retired)
    expect(count == signatures if signatures else count > 0, f"signed by {count} known keys:\n{note}")
    lines = text.splitlines()
    expect(lines[0] == origin and len(lines) == 3, f"no checkpoint of {origin}:\n{note}")
    return int(lines[1]), base64.b64decode(lines[2], validate=True)


def notes_in(folder):
    """Every checkpoint that a folder sink kept, in order."""
    notes = []
    for path in sorted(pathlib.Path(folder).glob("checkpoints-*")):
        note, in_signatures = "", False
        for line in path.read_text().splitlines(keepends=True):
            if in_signatures and not line.startswith("— "):
                notes.append(note)
                note = ""
            in_signatures = line.startswith("— ")
            note += line
        notes.append(note)
    return notes


def check_notes(notes, leaves, keys, epoch=1):
    """Each is of this log: so any two of them are consistent. Sizes rise, but for one that is sent again at a start."""
    last = 0
    for note in notes:
        size, root = open_checkpoint(note, keys, epoch)
        expect(last <= size <= len(leaves), f"a checkpoint of size {size} after one of {last}, {len(leaves)} events")
        expect(root == tree_root(leaves[:size]), f"another root at size {size}")
        last = size
    return last


def check_tiles(folder, leaves):
    """The files of a tree of exactly these leaves, and no others: returns how many."""
    expected, hashes = {}, leaves
    while hashes:
        expected[f"tile/{len(expected)}"] = b"".join(hashes)
        hashes = [tree_root(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
    found = {str(path.relative_to(folder)): path.read_bytes()
             for path in (folder / "tile").rglob("*") if path.is_file()}
    expect(found == expected, f"tiles {sorted(found)} instead of {sorted(expected)}, or other bytes")
    return len(found)
