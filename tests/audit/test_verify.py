# SPDX-License-Identifier: Apache-2.0
"""The independent verifier against a log made here: what is good passes, every forgery is refused at the right position."""
import base64
import contextlib
import io
import json
import pathlib
import sys
import tarfile
import tempfile
import unittest
import warnings
from unittest import mock

import verify
from sample_log import (ORIGIN, TENANTS, Bundle, Signer, checkpoint_text, consistency, inclusion, leaf_data, leaves_of,
                        make_events, nodes_beside, rehash, root_of, sha)

SIGNER = Signer()
FORGER = Signer(b"\x08" * 32)


class VerifierTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def run_verifier(self, *arguments):
        warnings.simplefilter("ignore", ResourceWarning)  # a program that ends need not close what it read
        out, err, code = io.StringIO(), io.StringIO(), 0
        with mock.patch.object(sys, "argv", ["verify.py", *map(str, arguments)]), contextlib.redirect_stdout(out), \
                contextlib.redirect_stderr(err):
            try:
                verify.main()
            except SystemExit as ended:
                code = ended.code
        if isinstance(code, str):
            print(code, file=err)
            code = 1
        return code or 0, out.getvalue(), err.getvalue()

    def write(self, name, content):
        path = self.scratch / name
        if isinstance(content, Bundle):
            content.write(path)
        else:
            path.write_text(content, encoding="utf-8")
        return path

    def verify(self, bundle, *more, key=SIGNER.vkey):
        return self.run_verifier(self.write("bundle.tar", bundle), "--public-key", key, *more)

    def accepts(self, bundle, *more):
        code, out, err = self.verify(bundle, *more)
        self.assertEqual((code, err), (0, ""))
        self.assertTrue(out.endswith("VERIFIED\n"), out)
        return out

    def refuses(self, bundle, position, *more):
        code, out, err = self.verify(bundle, *more)
        self.assertEqual(code, 1, out + err)
        self.assertNotIn("VERIFIED", out)
        self.assertIn(f"REFUSED at position {position}: " if position else "REFUSED: ", err)
        return err


class Bundles(VerifierTest):
    def test_of_whole_logs_of_every_small_size_verify(self):
        for size in range(1, 34):
            self.accepts(Bundle(SIGNER, make_events(size)))

    def test_of_one_business_verify_with_the_nodes_beside_it(self):
        for size in range(3, 34):
            for tenant in TENANTS:
                self.assertIn(f"business {tenant}", self.accepts(Bundle(SIGNER, make_events(size), tenant)))

    def test_bring_a_key_that_is_used_with_a_warning(self):
        path = self.write("bundle.tar", Bundle(SIGNER, make_events(5)))
        code, out, _ = self.run_verifier(path)
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("KEYS "), out)
        self.assertNotIn("KEYS", self.accepts(Bundle(SIGNER, make_events(5))))

    def test_of_another_key_are_refused(self):
        code, _, err = self.verify(Bundle(SIGNER, make_events(5)), key=FORGER.vkey)
        self.assertEqual(code, 1)
        self.assertIn("not signed by a key that is trusted", err)

    def test_of_a_part_verify_when_a_part_was_asked_for(self):
        log = make_events(20)
        for tenant in (None, TENANTS[0]):
            bundle = Bundle(SIGNER, log, tenant)
            bundle.events = [event for event in bundle.events if 7 <= event["position"] <= 13]
            bundle.nodes = nodes_beside(bundle.events, leaves_of(log))
            self.assertIn("between your bounds", self.accepts(bundle, "--from", 7, "--to", 13))
            self.refuses(bundle, 1 if tenant is None else 7)  # the verifier was not told that this is a part

    def test_compare_with_an_older_checkpoint(self):
        log = make_events(20)
        older = [self.write(f"older{size}", SIGNER.sign(checkpoint_text(leaves_of(log[:size])))) for size in (5, 16)]
        out = self.accepts(Bundle(SIGNER, log), "--older", older[1], "--older", older[0])
        self.assertEqual(out.count("only adds to"), 2)
        code, _, err = self.verify(Bundle(SIGNER, log, TENANTS[0]), "--older", older[0])
        self.assertEqual(code, 2, "the leaves of one business do not give the older root")
        self.assertIn("from 5 to 20 is needed", err)
        proof = self.write("proof.json", json.dumps({"from": 5, "to": 20, "hashes": [
            base64.b64encode(h).decode() for h in consistency(5, leaves_of(log))]}))
        self.accepts(Bundle(SIGNER, log, TENANTS[0]), "--older", older[0], "--proof", proof)


class Forgeries(VerifierTest):
    """`smart` forgers recompute all that they can; only the signing key is not theirs."""

    def forged(self, tenant, change, smart, size=20):
        log = make_events(size)
        bundle = Bundle(SIGNER, log, tenant)
        change(bundle.events)
        if smart:
            for event in bundle.events:
                rehash(event)
        return bundle

    def test_of_a_field_are_refused_where_it_is(self):
        changes = {"payload": "{}", "metadata": "{}", "recorded_at_us": 1_795_420_800_000_008, "effective_at_us": 1,
                   "event_type": "payment_received", "schema_version": 2, "event_id": TENANTS[0], "salt": "00" * 16}
        for tenant, index in ((None, 6), (TENANTS[0], 4)):
            for name, value in changes.items():
                def change(events, at=index, field=name, new=value):
                    events[at][field] = new
                position = make_events(20)[6]["position"]
                self.refuses(self.forged(tenant, change, smart=False), position)
                self.refuses(self.forged(tenant, change, smart=True), 1)  # only the root tells, and it tells no place

    def test_are_narrowed_down_by_older_checkpoints(self):
        log = make_events(20)
        older = [self.write(f"older{size}", SIGNER.sign(checkpoint_text(leaves_of(log[:size])))) for size in (5, 11)]

        def change(events):
            events[6]["payload"] = "{}"
        self.refuses(self.forged(None, change, smart=True), 6, "--older", older[0], "--older", older[1])

        def change_late(events):
            events[14]["payload"] = "{}"
        self.refuses(self.forged(None, change_late, smart=True), 12, "--older", older[0], "--older", older[1])

    def test_that_leave_an_event_out_are_refused_there(self):
        for smart in (False, True):
            self.refuses(self.forged(None, lambda events: events.pop(6), smart), 7)
            self.refuses(self.forged(TENANTS[0], lambda events: events.pop(4), smart), 8)  # the first behind the gap

    def test_that_put_the_leaf_of_a_left_out_event_among_the_nodes_are_refused(self):
        log = make_events(20)
        bundle = Bundle(SIGNER, log, TENANTS[0])
        left_out = bundle.events.pop(4)
        bundle.nodes = nodes_beside(bundle.events, leaves_of(log))
        self.assertIn("tenant_sequence", self.refuses(bundle, 8))
        bundle = Bundle(SIGNER, log, TENANTS[0])
        left_out = bundle.events.pop()
        bundle.nodes = nodes_beside(bundle.events, leaves_of(log))
        self.assertIn("is missing", self.refuses(bundle, left_out["position"]))
        bundle = Bundle(SIGNER, log)
        bundle.events = bundle.events[:15]
        bundle.nodes = nodes_beside(bundle.events, leaves_of(log))
        self.assertIn("is missing", self.refuses(bundle, 16))

    def test_that_swap_events_are_refused_at_the_first(self):
        def swap_lines(events):
            events[4], events[5] = events[5], events[4]

        def swap_contents(events):
            for name in ("payload", "salt"):
                events[4][name], events[6][name] = events[6][name], events[4][name]
        self.refuses(self.forged(None, swap_lines, smart=True), 5)
        self.refuses(self.forged(None, swap_contents, smart=False), 5)
        self.refuses(self.forged(TENANTS[0], lambda events: events.insert(2, events.pop(4)), smart=True), 7)

    def test_that_insert_an_event_are_refused_at_it(self):
        def insert(events):
            events.insert(7, dict(events[6]) | {"payload": "{}"})
        self.refuses(self.forged(None, insert, smart=True), 8)

        def insert_and_renumber(events):
            insert(events)
            for number, event in enumerate(events, 1):
                event["position"] = number
        self.refuses(self.forged(None, insert_and_renumber, smart=False), 8)
        self.refuses(self.forged(None, insert_and_renumber, smart=True), 8)  # its sequence stands twice

    def test_that_let_time_fall_are_refused_there(self):
        def change(events):
            events[6]["recorded_at_us"] = events[4]["recorded_at_us"]
        self.assertIn("recorded_at", self.refuses(self.forged(None, change, smart=True), 7))

    def test_of_another_business_are_refused(self):
        def change(events):
            events[3]["tenant_id"] = TENANTS[1]
        self.assertIn("another business", self.refuses(self.forged(TENANTS[0], change, smart=True), 5))

    def test_of_signatures_are_refused(self):
        for name, text in (("checkpoint", None), ("tenant_head", None), ("checkpoint", "forged"), ("tenant_head", "forged")):
            bundle = Bundle(SIGNER, make_events(20), TENANTS[0])
            if text:
                bundle.files[name] = bundle.files[name].replace("\n20\n", "\n21\n", 1)
            else:
                bundle.files[name] = FORGER.sign(bundle.files[name].split("\n\n")[0] + "\n")
            self.refuses(bundle, None)

    def test_that_replay_a_checkpoint_or_a_tenant_head_are_refused(self):
        log = make_events(20)
        old = Bundle(SIGNER, log[:11], TENANTS[0])
        for name in ("checkpoint", "tenant_head"):
            bundle = Bundle(SIGNER, log, TENANTS[0])
            bundle.files[name] = old.files[name]
            self.assertIn("another checkpoint", self.refuses(bundle, None))
        bundle = Bundle(SIGNER, log)
        bundle.files["checkpoint"] = old.files["checkpoint"]
        self.assertIn("has 11 entries", self.refuses(bundle, 12))

    def test_that_rewrite_or_cut_the_log_are_refused_against_an_older_checkpoint(self):
        log = make_events(20)
        older = self.write("older", SIGNER.sign(checkpoint_text(leaves_of(log[:16]))))
        rewritten = make_events(20)
        rewritten[6]["payload"] = "{}"
        rehash(rewritten[6])
        self.accepts(Bundle(SIGNER, rewritten))  # by whoever has the key: alone, the new tree is a good one
        self.refuses(Bundle(SIGNER, rewritten), 1, "--older", older)
        self.assertIn("cut", self.refuses(Bundle(SIGNER, log[:15]), 16, "--older", older))
        proof = self.write("proof", json.dumps({"from": 16, "to": 20, "hashes": [
            base64.b64encode(h).decode() for h in consistency(16, leaves_of(rewritten))]}))
        self.refuses(Bundle(SIGNER, rewritten, TENANTS[0]), 1, "--older", older, "--proof", proof)

    def test_that_are_no_bundles_are_refused_without_a_traceback(self):
        for name, text in (("checkpoint", "x"), ("checkpoint", SIGNER.sign(f"{ORIGIN}\n07\nAA==\n")), ("public_keys", "a+b")):
            bundle = Bundle(SIGNER, make_events(5))
            bundle.files[name] = text
            path = self.write("bundle.tar", bundle)
            code, _, err = self.run_verifier(path)
            self.assertIn("REFUSED" if code == 1 else "CANNOT TELL", err)
        path = self.write("bundle.tar", Bundle(SIGNER, make_events(5)))
        with tarfile.open(path, "a") as tar:  # what other programs would read in place of the first one
            tar.addfile(tarfile.TarInfo("events.ndjson"))
        code, _, err = self.run_verifier(path, "--public-key", SIGNER.vkey)
        self.assertIn("twice", err)
        bundle = Bundle(SIGNER, make_events(5))
        del bundle.events[2]["salt"]
        self.assertIn("malformed", self.refuses(bundle, None))


class Receipts(VerifierTest):
    def receipt(self, log, of_index, **changed):
        leaves = leaves_of(log)
        parts = {"extra": leaf_data(log[of_index]), "index": of_index, "hashes": inclusion(of_index, leaves),
                 "note": SIGNER.sign(checkpoint_text(leaves))} | changed
        lines = ["c2sp.org/tlog-proof@v1", "extra " + base64.b64encode(parts["extra"]).decode(), f"index {parts['index']}"]
        lines += [base64.b64encode(h).decode() for h in parts["hashes"]]
        return self.write("receipt.tlog-proof", "\n".join(lines) + "\n\n" + parts["note"])

    def test_of_every_event_verify(self):
        for size in (1, 2, 7, 8, 13):
            log = make_events(size)
            for index in range(size):
                code, out, err = self.run_verifier(self.receipt(log, index), "--public-key", SIGNER.vkey)
                self.assertEqual((code, err), (0, ""))
                self.assertIn(f"invoice_issued at position {index + 1}", out)

    def test_that_say_something_else_are_refused(self):
        log = make_events(13)
        other = dict(log[4]) | {"payload": "{}"}
        for changed in ({"extra": leaf_data(other)}, {"extra": leaf_data(log[5])}, {"index": 5},
                        {"hashes": inclusion(5, leaves_of(log))}, {"hashes": inclusion(4, leaves_of(log))[:-1]},
                        {"hashes": inclusion(4, leaves_of(log)) + [bytes(32)]},
                        {"note": FORGER.sign(checkpoint_text(leaves_of(log)))},
                        {"note": SIGNER.sign(checkpoint_text(leaves_of(log[:12])))}):
            code, out, err = self.run_verifier(self.receipt(log, 4, **changed), "--public-key", SIGNER.vkey)
            self.assertEqual(code, 1, f"{changed.keys()} {out}")
            self.assertIn("REFUSED", err)
        log[4], log[5] = log[5], log[4]  # by who signs: a tree that holds events at other places than they say
        self.assertEqual(self.run_verifier(self.receipt(log, 4), "--public-key", SIGNER.vkey)[0], 1)
        code, _, err = self.run_verifier(self.receipt(log, 4))
        self.assertEqual(code, 1, "nobody said whom to believe")


class Checkpoints(VerifierTest):
    def test_are_compared_by_a_consistency_proof_of_every_pair_of_sizes(self):
        log = make_events(17)
        for small in range(1, 18):
            for large in range(small, 18):
                leaves = leaves_of(log[:large])
                arguments = ["--older", self.write("a", SIGNER.sign(checkpoint_text(leaves[:small]))),
                             "--newer", self.write("b", SIGNER.sign(checkpoint_text(leaves))), "--public-key", SIGNER.vkey]
                proof = [base64.b64encode(h).decode() for h in consistency(small, leaves)]
                arguments += ["--proof", self.write("p", json.dumps({"from": small, "to": large, "hashes": proof}))]
                self.assertEqual(self.run_verifier(*arguments)[0], 0, (small, large))
                other = [sha(b"x")] + leaves[1:small]
                self.write("a", SIGNER.sign(checkpoint_text(other)))
                code, _, err = self.run_verifier(*arguments)
                self.assertEqual(code, 1, (small, large))
                self.assertIn("REFUSED at position 1", err)

    def test_that_name_another_size_for_the_same_root_are_refused(self):
        text = checkpoint_text(leaves_of(make_events(4)))
        code, _, err = self.run_verifier(
            "--older", self.write("a", SIGNER.sign(text)), "--newer", self.write("b", SIGNER.sign(text.replace("\n4\n", "\n5\n"))),
            "--proof", self.write("p", json.dumps({"from": 4, "to": 5, "hashes": []})), "--public-key", SIGNER.vkey)
        self.assertEqual(code, 1, err)

    def test_of_another_epoch_are_not_compared(self):
        leaves = leaves_of(make_events(5))
        next_epoch = Signer(name="suoledger/sample/log/2")
        code, _, err = self.run_verifier(
            "--older", self.write("a", SIGNER.sign(checkpoint_text(leaves))), "--newer",
            self.write("b", next_epoch.sign(checkpoint_text(leaves, "suoledger/sample/log/2"))),
            "--public-key", SIGNER.vkey, "--public-key", next_epoch.vkey)
        self.assertEqual(code, 1)
        self.assertIn("two logs or epochs", err)

    def test_of_the_published_trees_have_the_published_roots(self):
        leaves = [sha(b"\x00" + bytes.fromhex(leaf)) for leaf in (
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
        self.assertEqual(root_of(leaves).hex(), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
        nodes = []
        for leaf in leaves[:7]:
            verify.add(nodes, 0, leaf)
        self.assertEqual(verify.root_of(nodes).hex(), "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")


if __name__ == "__main__":
    unittest.main()
