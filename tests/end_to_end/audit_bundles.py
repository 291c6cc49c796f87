# SPDX-License-Identifier: Apache-2.0
"""Bundles of a running service taken apart, forged and put together again, and the verifier in a process of its own."""
import base64
import io
import json
import pathlib
import subprocess
import sys
import tarfile

from harness import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tests/audit"))
from sample_log import Signer, checkpoint_text, leaves_of, nodes_beside, rehash, root_of  # noqa: E402, F401

VERIFIER = REPOSITORY / "tests/audit/verify.py"


def without_network():
    """The words that run a program with no network, where this machine lets us."""
    probe = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False)
    return ["unshare", "-n"] if probe.returncode == 0 else []


class Verifier:
    """verify.py as an auditor runs it: isolated from our modules, with no network."""

    def __init__(self, scratch, program=VERIFIER):
        self.scratch, self.program, self.prefix = pathlib.Path(scratch), program, without_network()

    def run(self, *arguments):
        done = subprocess.run([*self.prefix, "/usr/bin/python3", "-I", "-B", self.program, *map(str, arguments)],
                              capture_output=True, text=True, timeout=120, check=False, cwd=self.scratch)
        return done.returncode, done.stdout + done.stderr

    def write(self, name, content):
        path = self.scratch / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


class OpenBundle:
    def __init__(self, data):
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            self.files = {member.name: tar.extractfile(member).read().decode() for member in tar.getmembers()}
        self.events = [json.loads(line) for line in self.files.pop("events.ndjson").splitlines()]
        self.nodes = [json.loads(line) for line in self.files.pop("nodes.ndjson").splitlines()]

    def data(self):
        texts = self.files | {name: "".join(json.dumps(line) + "\n" for line in lines)
                              for name, lines in (("events.ndjson", self.events), ("nodes.ndjson", self.nodes))}
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, text in texts.items():
                member = tarfile.TarInfo(name)
                member.size = len(text.encode())
                tar.addfile(member, io.BytesIO(text.encode()))
        return out.getvalue()

    @property
    def origin(self):
        return self.files["checkpoint"].split("\n")[0]

    def rewrite_history(self, signer):
        """What whoever has the signing key and all events can do: hash, build and sign everything anew."""
        for event in self.events:
            rehash(event)
        self.files["checkpoint"] = signer.sign(checkpoint_text(leaves_of(self.events), self.origin))


def signer_of(key_file, origin):
    """With the service's own key: the strongest forger there is."""
    seed = json.loads(pathlib.Path(key_file).read_text())["signing"][0]
    return Signer(base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4)), origin)
