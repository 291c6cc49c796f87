#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What an auditor takes home from a running service verifies with no network and none of our code, and no forgery does."""
import base64
import json
import subprocess

from audit_bundles import VERIFIER, OpenBundle, Signer, Verifier, checkpoint_text, leaves_of, rehash, root_of, signer_of
from harness import BINARY, Client, expect, invoice_body, one_service

ROUNDS = 40


class Auditor:
    def __init__(self, scratch, cluster, service):
        self.scratch, self.cluster, self.service = scratch, cluster, service
        self.verifier = Verifier(scratch)
        print("the verifier runs", "with no network" if self.verifier.prefix else "with a network: unshare is not permitted")
        self.businesses = [service.create_business(name) for name in ("Ada Stores", "Bisi Stores")]
        self.clients = [Client(service.http, made["api_key"]) for made in self.businesses]
        key = json.loads(service.command("keys", "create", "--operator", "--output", "json"))["api_key"]
        self.operator = Client(service.admin, key)
        self.invoices = [[], []]

    def work(self, rounds):
        for number in range(rounds):
            for client, invoices in zip(self.clients, self.invoices):
                answer = client.post("/v1/invoices", invoice_body(total=100_000 + number, phone=f"+23480{number:08d}"))
                expect(answer.status == 201, f"an invoice: {answer}")
                invoices.append(answer.json["id"])

    def get(self, client, path, **rest):
        answer = client.get(path, **rest)
        expect(answer.status == 200, f"{path}: {answer}")
        return answer

    def accepts(self, name, content, *arguments):
        code, output = self.verifier.run(self.verifier.write(name, content), "--public-key", self.key, *arguments)
        expect(code == 0 and output.endswith("VERIFIED\n"), f"{name} is refused: {output}")
        if name.endswith(".tar"):
            report = self.second_opinion(name, *arguments)
            expect(report["verdict"] == "clean", f"{name} is refused by the binary: {report}")
        return output

    def second_opinion(self, name, *arguments):
        """Of our own verifier, which shares no code with verify.py."""
        ours = {"--older": "--checkpoint", "--from": "--first", "--to": "--last"}
        options = [word for option, value in zip(arguments[::2], arguments[1::2]) if option in ours
                   for word in (ours[option], str(value))]
        done = subprocess.run([BINARY, "audit", "verify", "--bundle", self.scratch / name, "--public-key", self.key, "--quick",
                               "--output", "json", *options], capture_output=True, text=True, timeout=120, check=False)
        expect(done.returncode in (0, 65), f"audit verify --bundle {name}: {done.returncode} {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def refuses(self, what, content, position, *arguments):
        code, output = self.verifier.run(self.verifier.write("forged.tar", content), "--public-key", self.key, *arguments)
        place = f"REFUSED at position {position}: " if position else "REFUSED: "
        expect(code == 1 and place in output and "VERIFIED" not in output, f"{what}: {position} was expected: {output}")
        first = self.second_opinion("forged.tar", *arguments)["first"]
        expect(first is not None, f"{what}: the binary finds nothing")
        # It looks at more, and may name a later event where roots alone name a range.
        expect(not position or position <= (first.get("up_to") or first["position"]), f"{what}: {position}, the binary: {first}")
        print(f"  {what}: {output.strip().splitlines()[-1]}")


def keep_a_checkpoint(auditor):
    auditor.work(ROUNDS // 2)
    auditor.get(auditor.clients[0], "/v1/audit/tenant_head")  # waits until all is signed
    auditor.key = auditor.get(auditor.clients[0], "/v1/audit/public_key").body.decode().strip()
    note = auditor.get(auditor.clients[0], "/v1/audit/checkpoint").body.decode()
    auditor.older_size = int(note.split("\n")[1])
    auditor.older = auditor.verifier.write("kept", note)
    auditor.work(ROUNDS - ROUNDS // 2)


def bundles_verify(auditor):
    own = auditor.get(auditor.clients[0], "/v1/audit/bundle").body
    whole = auditor.get(auditor.operator, "/v1/audit/bundle").body
    bundle, other = OpenBundle(own), auditor.businesses[1]["business"]["id"]
    expect(bundle.files["verify.py"] == VERIFIER.read_text(), "the verifier in the bundle is not the one that is tested")
    tenants = {event["tenant_id"] for event in bundle.events}
    expect(len(tenants) == 1 and other not in own.decode(), "a bundle of one business has events of another")
    output = auditor.accepts("own.tar", own)
    expect(f"business {tenants.pop()}: all there are" in output, output)
    output = auditor.accepts("whole.tar", whole, "--older", auditor.older)
    expect(f"only adds to the one of {auditor.older_size}" in output, output)
    size = int(bundle.files["checkpoint"].split("\n")[1])
    proof = auditor.get(auditor.clients[0], f"/v1/audit/proofs/consistency?from={auditor.older_size}&to={size}").body
    auditor.accepts("own.tar", own, "--older", auditor.older, "--proof", auditor.verifier.write("proof.json", proof))
    part = auditor.get(auditor.clients[0], "/v1/audit/bundle?from=11&to=60").body
    auditor.accepts("part.tar", part, "--from", 11, "--to", 60)
    # The program that came with the bundle, and nothing else of this tree.
    alone = Verifier(auditor.scratch, auditor.verifier.write("from_the_bundle.py", bundle.files["verify.py"]))
    code, output = alone.run(auditor.scratch / "own.tar")
    expect(code == 0 and "KEYS" in output, f"the bundle's own verifier: {output}")
    return own, whole


def services_verify(auditor):
    """Our own binary, from where only HTTP reaches the service."""
    address = "http://" + auditor.service.http

    def verify(*arguments, key, service=address, public_key=auditor.key):
        key_file = auditor.verifier.write("api_key", key + "\n")
        return subprocess.run([BINARY, "audit", "verify", "--service", service, "--api-key-file", key_file, "--public-key", public_key,
                               "--output", "json", *arguments], capture_output=True, text=True, timeout=120, check=False)
    own_key = auditor.businesses[0]["api_key"]
    done = verify(key=own_key)
    expect(done.returncode == 0, f"a clean log is refused: {done}")
    report = json.loads(done.stdout)
    own = OpenBundle(auditor.get(auditor.clients[0], "/v1/audit/bundle").body)
    expect(report["verdict"] == "clean" and 0 < report["events"] <= len(own.events), f"{done}")
    done = verify("--first", "11", "--last", "60", key=own_key)
    expect(done.returncode == 0 and 0 < json.loads(done.stdout)["events"] <= 50, f"a part: {done}")
    stranger = Signer(name=auditor.key.split("+")[0]).vkey
    expect(verify(key=own_key, public_key=stranger).returncode == 65, "another log's key is believed")
    done = verify(key=own_key[:-1] + ("x" if own_key[-1] != "x" else "y"))
    expect(done.returncode == 77 and "401" in done.stderr and own_key[:-1] not in done.stderr, f"a wrong key: {done}")
    expect(verify(key=own_key, service="http://127.0.0.1:1").returncode == 69, "a service that is not there")
    expect(verify(key=own_key, service=address + "/v1").returncode == 64, "an address with a path")


def forgeries_are_refused(auditor, own, whole):
    """Each by a forger who recomputed what can be recomputed without the signing key, and then with it."""
    def forged(data, change, smart=True):
        bundle = OpenBundle(data)
        change(bundle.events)
        if smart:
            for event in bundle.events:
                rehash(event)
        return bundle.data()

    def set_at(index, **fields):
        return lambda events: events[index].update(fields)
    fifth = OpenBundle(own).events[4]["position"]
    for name, fields in (("payload", {"payload": "{}"}), ("actor", {"metadata": '{"actor":{"kind":"system","id":"x"}}'}),
                         ("type", {"event_type": "invoice_cancelled"}), ("effective time", {"effective_at_us": 1})):
        auditor.refuses(f"changed {name}", forged(own, set_at(4, **fields), False), fifth)
        auditor.refuses(f"changed {name}, hashed anew", forged(whole, set_at(30, **fields)), 1)
        auditor.refuses(f"changed {name}, narrowed down", forged(whole, set_at(-3, **fields)), auditor.older_size + 1,
                        "--older", auditor.older)
    auditor.refuses("changed time", forged(whole, set_at(30, recorded_at_us=1)), 31)
    auditor.refuses("swapped", forged(whole, lambda e: e.insert(20, e.pop(21))), 21)
    auditor.refuses("swapped payloads", forged(
        whole, lambda e: (e[20].update(payload=e[22]["payload"]), e[22].update(payload=e[20]["payload"])), False), 21)
    auditor.refuses("deleted", forged(whole, lambda e: e.pop(20)), 21)
    auditor.refuses("deleted of one business", forged(own, lambda e: e.pop(4)), OpenBundle(own).events[5]["position"])
    auditor.refuses("inserted", forged(whole, lambda e: e.insert(20, dict(e[20]) | {"payload": "{}"})), 22)
    auditor.refuses("truncated", forged(whole, lambda e: e.pop()), len(OpenBundle(whole).events))
    bundle = OpenBundle(own)
    last = bundle.events.pop()
    bundle.nodes.append({"level": 0, "index": last["position"] - 1, "hash": last["leaf_hash"]})
    bundle.nodes.sort(key=lambda node: node["index"] << node["level"])
    auditor.refuses("truncated of one business", bundle.data(), last["position"])

    stranger = Signer(b"\x01" * 32, bundle.origin)
    for name in ("checkpoint", "tenant_head"):
        bundle = OpenBundle(own)
        bundle.files[name] = stranger.sign(bundle.files[name].split("\n\n")[0] + "\n")
        auditor.refuses(f"{name} signed by another key", bundle.data(), None)
    bundle = OpenBundle(whole)
    bundle.files["checkpoint"] = auditor.older.read_text()
    auditor.refuses("replayed checkpoint", bundle.data(), auditor.older_size + 1)

    signer = signer_of(auditor.service.data_dir / "checkpoint-keys.json", bundle.origin)
    expect(signer.vkey == auditor.key, "the test's signer is not the service's")
    bundle = OpenBundle(whole)
    bundle.events[30]["payload"] = "{}"
    bundle.rewrite_history(signer)
    auditor.accepts("rewritten.tar", bundle.data())  # with the key, and nobody who kept a checkpoint
    auditor.refuses("history rewritten with the key", bundle.data(), 1, "--older", auditor.older)
    bundle = OpenBundle(whole)
    bundle.events = bundle.events[:auditor.older_size - 1]
    bundle.rewrite_history(signer)
    auditor.refuses("log cut with the key", bundle.data(), auditor.older_size, "--older", auditor.older)


def receipts_verify(auditor):
    path = f"/v1/invoices/{auditor.invoices[0][3]}/proof"
    proofs = auditor.get(auditor.clients[0], path).json["proofs"]
    expect([proof["type"] for proof in proofs] == ["invoice_issued"], proofs)
    receipt = auditor.get(auditor.clients[0], path, headers={"Accept": "text/x.tlog.proof"}).body.decode()
    output = auditor.accepts("invoice.tlog-proof", receipt)
    expect(f"invoice_issued at position {proofs[0]['position']}" in output, output)
    expect(auditor.clients[1].get(path).json["code"] == "invoice_not_found", "another business' invoice is proved")
    foreign = f"/v1/audit/proofs/inclusion?position={proofs[0]['position']}"
    expect(auditor.clients[1].get(foreign).json["code"] == "event_not_found", "another business' event is proved")
    expect(auditor.get(auditor.operator, foreign).json["position"] == proofs[0]["position"], "operators prove all")


def exports_end_with_the_root(auditor):
    lines = auditor.get(auditor.clients[0], "/v1/events", headers={"Accept": "application/x-ndjson"}).body.splitlines()
    trailer, leaves = json.loads(lines[-1]), leaves_of(OpenBundle(auditor.get(auditor.operator, "/v1/audit/bundle").body).events)
    expect(base64.b64decode(trailer["root"]) == root_of(leaves[:trailer["last_position"]]), "the root of the trailer is another")
    expect(trailer["checkpoint"].startswith(checkpoint_text(leaves).split("\n")[0][:9]), trailer)
    width = len(leaves)
    tile = Client(auditor.service.http, "").get(f"/tile/0/000.p/{width}" if width < 256 else "/tile/0/000")
    expect(tile.body == b"".join(leaves[:256]), "the public tile is not made of the leaves")


def commands_do_the_same(auditor):
    service, scratch, business = auditor.service, auditor.scratch, auditor.businesses[0]["business"]["id"]
    for state in ("beside the service", "without it"):
        note = service.command("audit", "checkpoint")
        expect(note.split("\n")[0] == json.loads(service.command("audit", "checkpoint", "--output", "json"))["origin"], note)
        receipt = service.command("audit", "prove", "--position", "5")
        auditor.accepts("five.tlog-proof", receipt)
        for name, arguments in (("whole", []), ("own", ["--business", business])):
            target = scratch / f"cli-{name}.tar"
            service.command("audit", "export", "--to", target, *arguments)
            auditor.accepts(f"cli-{name}-read.tar", target.read_bytes())
        print(f"  commands work {state}")
        if state == "beside the service":
            service.stop()


def auditors_log_in(auditor):
    made = json.loads(auditor.service.command("audit", "login", "create", "--business", auditor.businesses[0]["business"]["id"],
                                              "--name", "ada_auditor", "--output", "json"))
    expect(len(made["password"]) >= 32, made)
    with auditor.cluster.connect("suoledger") as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION AUTHORIZATION ada_auditor")  # the cluster of tests trusts every login
        cursor.execute("SELECT count(DISTINCT tenant_id), count(*) FROM suoledger.audited_event")
        tenants, events = cursor.fetchone()
        expect(tenants == 1 and events == len(OpenBundle((auditor.scratch / "cli-own.tar").read_bytes()).events), (tenants, events))
    expect("ada_auditor" in auditor.service.command("audit", "login", "list"), "the login is not listed")
    auditor.service.command("audit", "login", "revoke", "--name", "ada_auditor")
    expect("ada_auditor" not in auditor.service.command("audit", "login", "list"), "a revoked login is listed")


def main():
    with one_service("audit") as (scratch, cluster, service):
        auditor = Auditor(scratch, cluster, service)
        keep_a_checkpoint(auditor)
        own, whole = bundles_verify(auditor)
        services_verify(auditor)
        receipts_verify(auditor)
        exports_end_with_the_root(auditor)
        forgeries_are_refused(auditor, own, whole)
        commands_do_the_same(auditor)
        auditors_log_in(auditor)
    print(f"{len(OpenBundle(whole).events)} events: bundles, receipts and commands verify, and no forgery does")


if __name__ == "__main__":
    main()
