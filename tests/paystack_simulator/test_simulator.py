# SPDX-License-Identifier: Apache-2.0
"""The simulator itself: what others are tested against must be right first. Waits for its own threads, never for a time."""
import hashlib
import hmac
import http.client
import http.server
import json
import pathlib
import subprocess
import sys
import threading
import unittest
import urllib.parse

import books

SECRET = "sk_test_example"
HERE = pathlib.Path(__file__).resolve().parent


class Receiver(http.server.ThreadingHTTPServer):
    """Takes webhooks; answers with the next of the given statuses, then 200."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ReceiverHandler)
        self.statuses, self.bodies, self.lock = [], [], threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/webhooks/paystack"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class ReceiverHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            genuine = hmac.new(SECRET.encode(), body, hashlib.sha512).hexdigest() == self.headers["x-paystack-signature"]
            self.server.bodies.append((genuine, json.loads(body)))
            status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class SimulatorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.receiver = Receiver()
        command = [sys.executable, "-B", str(HERE / "simulator.py"), "--secret", SECRET, "--secret", "sk_test_previous",
                   "--webhook", cls.receiver.url, "--retry-scale", "1000000", "--seed", "7"]
        cls.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in cls.process.stdout:
            if line.startswith("ready "):
                cls.netloc = urllib.parse.urlsplit(line.split()[1]).netloc
                break

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        cls.process.wait()
        cls.process.stdout.close()
        cls.receiver.shutdown()
        cls.receiver.server_close()

    def setUp(self):
        self.control("/reset", {})
        self.receiver.bodies.clear()
        self.receiver.statuses.clear()

    def ask(self, method, path, body=None, secret=SECRET):
        connection = http.client.HTTPConnection(self.netloc, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), {"Authorization": f"Bearer {secret}"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def control(self, path, body=None):
        status, answer = self.ask("GET" if body is None else "POST", "/_simulator" + path, body)
        self.assertEqual(status, 200, answer)
        return json.loads(answer)

    def api(self, method, path, body=None, secret=SECRET):
        status, answer = self.ask(method, path, body, secret)
        return status, json.loads(answer)

    def delivered(self):
        """The webhooks that came, when none is left on its way."""
        state = self.control("/webhooks/wait", {})
        self.assertTrue(state["idle"], state)
        return [body["event"] for _, body in self.receiver.bodies], state

    def test_fees_are_those_of_the_tariff(self):
        for amount, fee in ((25_000, 375), (249_999, 3_750), (250_000, 13_750), (500_000, 17_500), (5_000_000, 85_000),
                            (12_666_600, 199_999), (12_666_700, 200_000), (20_000_000, 200_000)):
            self.assertEqual(books.fee_of(amount, "card"), fee, amount)
        self.assertEqual(books.fee_of(1_000_000, "dedicated_nuban"), 10_000)
        self.assertEqual(books.fee_of(10_000_000, "dedicated_nuban"), 30_000)

    def test_webhooks_are_signed_and_sent_again_until_taken(self):
        self.receiver.statuses = [500, 401, 503, 302, 500]
        self.control("/charges", {"amount": 1000, "reference": "INV-1"})
        events, state = self.delivered()
        self.assertEqual(events, ["charge.success"] * 6)
        self.assertTrue(all(genuine for genuine, _ in self.receiver.bodies))
        self.assertEqual((state["tries"], state["failed_tries"], state["delivered"], state["given_up"]), (6, 5, 1, 0))

    def test_webhooks_are_given_up_after_ten_hours_of_test_mode(self):
        self.receiver.statuses = [500] * 100
        self.control("/charges", {"amount": 1000})
        _, state = self.delivered()
        self.assertEqual((state["tries"], state["given_up"]), (11, 1))

    def test_webhooks_are_dropped_doubled_and_sent_again_on_demand(self):
        self.control("/webhooks", {"drop": 1})
        self.assertFalse(self.control("/charges", {"amount": 1000, "reference": "dropped"})["announced"])
        self.control("/webhooks", {"drop": 0, "copies": 5})
        self.control("/charges", {"amount": 1000, "reference": "INV-1"})
        events, state = self.delivered()
        self.assertEqual((len(events), state["dropped"]), (5, 1))
        self.assertEqual(self.control("/webhooks/redeliver", {"copies": 100, "reference": "INV-1"}), {"queued": 100})
        self.assertEqual(len(self.delivered()[0]), 105)

    def test_webhooks_come_in_another_order_on_demand(self):
        self.control("/webhooks", {"reorder": True, "paused": True})
        self.control("/charges", {"charges": [{"amount": 1, "reference": f"INV-{n}"} for n in range(40)]})
        self.control("/webhooks", {"paused": False})
        self.delivered()
        order = [body["data"]["reference"] for _, body in self.receiver.bodies]
        self.assertEqual(sorted(order), sorted(f"INV-{n}" for n in range(40)))
        self.assertNotEqual(order, [f"INV-{n}" for n in range(40)])

    def test_an_answer_may_be_lost_and_the_webhook_comes_again(self):
        self.control("/webhooks", {"lose_answer": 0.9})
        self.control("/charges", {"charges": [{"amount": 1} for _ in range(20)]})
        events, state = self.delivered()
        self.assertGreater(len(events), 20)
        self.assertEqual(state["delivered"] + state["given_up"], 20)

    def test_the_api_opens_to_either_key_and_to_no_other(self):
        self.control("/charges", {"amount": 1000, "reference": "INV-1"})
        self.assertEqual(self.api("GET", "/transaction/verify/INV-1")[1]["data"]["fees"], 15)
        self.assertEqual(self.api("GET", "/transaction/verify/INV-1", secret="sk_test_previous")[0], 200)
        self.assertEqual(self.api("GET", "/transaction/verify/INV-1", secret="sk_test_other")[0], 401)
        self.assertEqual(self.api("GET", "/transaction/verify/INV-2")[0], 404)

    def test_a_payer_pays_on_the_checkout_page(self):
        made = self.api("POST", "/transaction/initialize", {"email": "payer@example.com", "amount": "1000", "reference": "INV-1",
                                                            "callback_url": "http://127.0.0.1/back?x=1"})[1]["data"]
        path = urllib.parse.urlsplit(made["authorization_url"]).path
        self.assertIn(b"Decline", self.ask("GET", path)[1])
        self.assertEqual(self.api("GET", "/transaction/verify/INV-1")[1]["data"]["status"], "abandoned")
        self.assertEqual(self.ask("POST", path)[0], 303)
        self.assertEqual(self.api("GET", "/transaction/verify/INV-1")[1]["data"]["status"], "success")
        self.assertEqual(self.delivered()[0], ["charge.success"])

    def test_totals_are_those_of_what_happened(self):
        self.control("/charges", {"amount": 1_000_000, "reference": "INV-1"})
        self.control("/charges", {"amount": 500_000, "reference": "INV-2"})
        self.control("/charges", {"amount": 700, "reference": "INV-3", "currency": "USD"})
        self.control("/charges", {"amount": 500_000, "reference": "failed", "status": "failed"})
        self.control("/refunds", {"reference": "INV-1", "amount": 200_000, "process": True})
        self.control("/refunds", {"reference": "INV-2", "amount": 100_000})
        self.control("/disputes", {"reference": "INV-1", "amount": 300_000})
        self.control("/disputes/358950/resolve", {"resolution": "auto-accepted"})
        self.control("/disputes", {"reference": "INV-2", "amount": 300_000})
        self.control("/disputes/358951/resolve", {"resolution": "declined"})
        fees = books.fee_of(1_000_000, "card") + books.fee_of(500_000, "card")
        naira = {"charges": 2, "amount": 1_500_000, "fees": fees, "refunds": 1, "refunded": 200_000, "disputes_lost": 1,
                 "charged_back": 300_000, "paid_out": 0, "clearing": 1_000_000 - fees}
        self.assertEqual(self.control("/totals")["NGN"], naira)
        self.assertEqual(self.control("/totals")["USD"]["amount"], 700)
        settlement = self.control("/settlements", {"date": "2026-11-26"})
        self.assertEqual(settlement["effective_amount"], 1_000_000 - fees)
        self.assertEqual(self.control("/totals")["NGN"], {**naira, "paid_out": 1_000_000 - fees, "clearing": 0})
        self.assertEqual(self.control("/settlements", {"date": "2026-11-27"}), {"id": None})

    def test_what_is_planted_is_told_to_nobody_and_seen_in_lists(self):
        self.control("/charges", {"charges": [{"amount": 1000, "reference": f"INV-{n}"} for n in range(3)]})
        self.delivered()
        self.control("/charges/INV-0/change", {"amount": 999, "fees": 1})
        self.control("/charges/INV-1/remove", {})
        listed = {t["reference"]: t for t in self.api("GET", "/transaction")[1]["data"]}
        self.assertEqual(sorted(listed), ["INV-0", "INV-2"])
        self.assertEqual((listed["INV-0"]["amount"], listed["INV-0"]["fees"]), (999, 1))
        self.assertEqual(self.api("GET", "/transaction/verify/INV-1")[0], 404)
        self.assertEqual(len(self.delivered()[0]), 3)
        self.assertEqual(self.control("/totals")["NGN"]["amount"], 1999)

    def test_faults_have_their_turns(self):
        self.control("/charges", {"amount": 1000, "reference": "INV-1"})
        self.control("/faults", {"kind": "500", "path": "/transaction/verify", "times": 2})
        statuses = [self.ask("GET", "/transaction/verify/INV-1")[0] for _ in range(3)]
        self.assertEqual(statuses, [500, 500, 200])
        self.control("/faults", {"kind": "cut", "method": "GET"})
        with self.assertRaises((http.client.HTTPException, ConnectionError)):
            self.ask("GET", "/transaction")
        self.assertEqual(self.ask("POST", "/_simulator/faults", {"kind": "flood"})[0], 400)


if __name__ == "__main__":
    unittest.main()
