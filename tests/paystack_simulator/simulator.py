# SPDX-License-Identifier: Apache-2.0
"""A Paystack of our own for tests and for use by hand: its API, its webhooks, a checkout page, and what can go wrong.

Everything is kept in memory and forgotten at the end. Prints `ready <base URL>` once it answers."""
import argparse
import collections
import datetime
import html
import json
import random
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import wire
from api import Api
from books import Books, Refused
from control import Control
from deliveries import Deliveries
from faults import Faults, cut, spoil

MAX_BODY = 64 << 20

CHECKOUT = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Pay {amount}</title>
<h1>Pay {currency} {amount}</h1><p>{reference} · {email} · {status}</p>
<form method="post"><button name="action" value="pay">Pay</button> <button name="action" value="fail">Decline</button></form></html>
"""


class Simulator:
    def __init__(self, options):
        self.secrets = options.secret
        domain = options.domain or ("test" if self.secrets[0].startswith("sk_test_") else "live")
        self.books = Books(domain, lambda: datetime.datetime.now(datetime.timezone.utc))
        self.calls = collections.Counter()
        self.faults = Faults(options.seed)
        self.deliveries = Deliveries(options.webhook, self.secrets, options.retry_scale, options.workers, options.seed)
        self.server = Server((options.host, options.port), Handler)
        self.server.simulator = self
        self.url = f"http://{options.host}:{self.server.server_address[1]}"
        self.api = Api(self.books, self.deliveries, self.url)
        self.control = Control(self.books, self.deliveries, self.faults, self.calls)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request, client_address):
        """Clients that hang up are no news here; anything else is a fault of the simulator and must be seen."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, BrokenPipeError, ValueError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "PaystackSimulator", ""
    # Head and body leave together, and at once.
    wbufsize, disable_nagle_algorithm = 1 << 16, True

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer("GET")

    def do_POST(self):
        self.answer("POST")

    def do_DELETE(self):
        self.answer("DELETE")

    def send_head(self, status, length, headers=None):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def send_whole(self, status, body, headers=None):
        self.send_head(status, len(body), headers)
        self.wfile.write(body)

    def send_json(self, status, value):
        self.send_whole(status, json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())

    def answer(self, method):
        url = urllib.parse.urlsplit(self.path)
        path = urllib.parse.unquote(url.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MAX_BODY))
        if path.startswith("/_simulator/"):
            self.send_json(*self.result_of(self.server.simulator.control, method, path, query, raw))
        elif path.startswith("/checkout/"):
            self.checkout(method, path.removeprefix("/checkout/"), raw)
        else:
            self.provider(method, path, query, raw)

    def result_of(self, routes, method, path, query, raw):
        try:
            body = json.loads(raw) if raw else {}
            if not isinstance(body, dict):
                raise Refused(400, "the body is no object")
            return routes.call(method, path, query, body)
        except Refused as refused:
            return refused.status, {"status": False, "message": refused.message, "type": "validation_error", "code": refused.code}
        except (KeyError, TypeError, ValueError) as wrong:
            return 400, {"status": False, "message": f"{type(wrong).__name__}: {wrong}", "code": "invalid_params"}

    def provider(self, method, path, query, raw):
        """The API itself, with its authentication and with what is to go wrong."""
        simulator = self.server.simulator
        if simulator.control.down:
            return cut(self)
        simulator.calls[f"{method} {path.split('/')[1]}"] += 1
        kind = simulator.faults.kind_for(method, path)
        # A request that met a bad gateway was not carried out; of the others one cannot know, and half of them are.
        if kind in ("500", "429", "html", "html_200", "empty", "timeout", "cut"):
            return spoil(self, kind, simulator.faults, 0, b"")
        authorization = self.headers.get_all("Authorization") or []
        if authorization not in [[f"Bearer {secret}"] for secret in simulator.secrets]:
            status, value = 401, {"status": False, "message": "Invalid key", "type": "validation_error", "code": "invalid_Key"}
        else:
            status, value = self.result_of(simulator.api, method, path, query, raw)
        if kind is None:
            return self.send_json(status, value)
        return spoil(self, kind, simulator.faults, status, json.dumps(value).encode())

    def checkout(self, method, access_code, raw):
        """The page that a payer sees, for use by hand."""
        simulator = self.server.simulator
        t = simulator.books.by_access_code.get(access_code)
        if t is None:
            return self.send_whole(404, b"no such checkout", {"Content-Type": "text/plain"})
        if method != "POST":
            page = CHECKOUT.format(amount=f"{t.requested_amount / 100:,.2f}", currency=t.currency, status=t.status,
                                   reference=html.escape(t.reference), email=html.escape(t.email))
            return self.send_whole(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
        action = dict(urllib.parse.parse_qsl(raw.decode())).get("action", "pay")
        with simulator.books.lock:
            if t.paid_at is None:
                (simulator.books.pay if action == "pay" else simulator.books.fail)(t)
                simulator.deliveries.announce("charge.success" if action == "pay" else "charge.failed", wire.transaction(t))
        back = t.callback_url or simulator.url + self.path
        mark = "&" if urllib.parse.urlsplit(back).query else "?"
        names = urllib.parse.urlencode({"trxref": t.reference, "reference": t.reference})
        return self.send_whole(303, b"", {"Location": f"{back}{mark}{names}" if t.callback_url else back})


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__, epilog="What it can be told while it runs: GET /_simulator/state")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    parser.add_argument("--webhook", help="URL that is told of everything; may be set later")
    parser.add_argument("--secret", action="append", required=True,
                        help="secret key; a second one is the previous key: it still opens the API, and signs nothing")
    parser.add_argument("--domain", choices=("live", "test"), help="default: test for sk_test_…, else live")
    parser.add_argument("--retry-scale", type=float, default=1.0,
                        help="how many times faster webhooks are tried again: 3600 makes an hour one second")
    parser.add_argument("--workers", type=int, default=8, help="webhooks on their way at the same time")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32), help="of drops, orders and faults")
    return parser.parse_args(arguments)


def main():
    options = options_of(sys.argv[1:])
    simulator = Simulator(options)
    print(f"seed {options.seed}", flush=True)
    print(f"ready {simulator.url}", flush=True)
    try:
        simulator.server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
