# SPDX-License-Identifier: Apache-2.0
"""Webhooks as Paystack posts them: signed, at least once, in any order, again until somebody says 2xx or the time is over."""
import collections
import hashlib
import heapq
import hmac
import http.client
import json
import random
import threading
import time
import urllib.parse

# Seconds until the next try. Live: every three minutes for the first four, then every hour for 72 hours; test: every
# hour for ten. The time limit of one try is 30 seconds of the wall clock, which no scale changes.
LIVE_RETRIES = [180] * 4 + [3600] * 72
TEST_RETRIES = [3600] * 10
ANSWER_LIMIT_S = 30


class Delivery:
    def __init__(self, event, reference, body, domain):
        self.event, self.reference, self.body, self.domain = event, reference, body, domain
        self.tries, self.state, self.last = 0, "waiting", None
        self.forgotten = False


class Deliveries:
    """A queue by due time and a few threads that empty it, each with a connection that it keeps."""

    def __init__(self, url, secrets, retry_scale, workers, seed):
        self.secrets, self.scale, self.chance = secrets, retry_scale, random.Random(seed)
        self.condition, self.queue, self.number = threading.Condition(), [], 0
        self.made = []  # every webhook but those that were dropped, for redelivery by name
        self.counts = collections.Counter()
        self.under_way = set()
        self.set_url(url)
        self.set_rules()
        for _ in range(workers):
            threading.Thread(target=self._work, daemon=True).start()

    def set_url(self, url):
        self.url = urllib.parse.urlsplit(url) if url else None

    def set_rules(self, drop=0.0, copies=1, reorder=False, paused=False, retry=True, lose_answer=0.0):
        """drop: share of webhooks that are never sent. copies: how many of each. reorder: in random order among those that
        wait. lose_answer: share of tries whose answer is taken as lost, so that they are repeated."""
        with self.condition:
            self.drop, self.copies, self.reorder, self.paused = float(drop), int(copies), bool(reorder), bool(paused)
            self.retry, self.lose_answer = bool(retry), float(lose_answer)
            self.condition.notify_all()

    def rules(self):
        return {"drop": self.drop, "copies": self.copies, "reorder": self.reorder, "paused": self.paused, "retry": self.retry,
                "lose_answer": self.lose_answer}

    def announce(self, event, data):
        """True when it will be sent, False when the rules dropped it or no URL is known: then it is only kept."""
        body = json.dumps({"event": event, "data": data}, separators=(",", ":"), ensure_ascii=False).encode()
        reference = data.get("reference") or data.get("transaction_reference") or data["transaction"]["reference"]
        with self.condition:
            if self.chance.random() < self.drop:
                self.counts["dropped"] += 1
                return False
            original = Delivery(event, reference, body, data.get("domain"))
            self.made.append(original)
            if self.url is None:
                return False
            self._enqueue(original)
            for _ in range(self.copies - 1):
                self._enqueue(Delivery(event, reference, body, data.get("domain")))
            return True

    def redeliver(self, copies=1, reference=None, event=None):
        """Sends again, or for the first time when there was no URL; returns how many."""
        with self.condition:
            chosen = [d for d in self.made if reference in (None, d.reference) and event in (None, d.event)]
            for delivery in chosen * int(copies):
                self._enqueue(Delivery(delivery.event, delivery.reference, delivery.body, delivery.domain))
            return len(chosen) * int(copies)

    def shown(self):
        """As they go over the wire."""
        with self.condition:
            return [{"event": d.event, "reference": d.reference, "body": d.body.decode(), "signature": self.signature(d.body),
                     "state": d.state, "tries": d.tries, "last": d.last} for d in self.made]

    def _enqueue(self, delivery, after=0.0):
        self.number += 1
        place = self.chance.random() if self.reorder else 0
        heapq.heappush(self.queue, (time.monotonic() + after, place, self.number, delivery))
        self.condition.notify()

    def retry_now(self):
        """What waits for its next try is due at once."""
        with self.condition:
            self.queue = [(0, place, number, delivery) for _, place, number, delivery in self.queue]
            heapq.heapify(self.queue)
            self.condition.notify_all()

    def state(self):
        with self.condition:
            return {"waiting": len(self.queue), "under_way": len(self.under_way),
                    "url": self.url.geturl() if self.url else None, "rules": self.rules(),
                    **{name: self.counts[name] for name in ("tries", "delivered", "failed_tries", "given_up", "dropped")}}

    def wait_until_idle(self, seconds):
        """Idle: nothing waits and nothing is under way."""
        with self.condition:
            return self.condition.wait_for(lambda: not self.queue and not self.under_way, seconds)

    def forget(self):
        """Returns when nothing is under way any more: nothing of before is seen afterwards."""
        with self.condition:
            self.queue.clear()
            self.made.clear()
            for delivery in self.under_way:
                delivery.forgotten = True
            self.condition.wait_for(lambda: not self.under_way, ANSWER_LIMIT_S + 5)
            self.counts.clear()

    def signature(self, body):
        return hmac.new(self.secrets[0].encode(), body, hashlib.sha512).hexdigest()

    def _next(self):
        with self.condition:
            while True:
                wait = None
                if self.queue and not self.paused:
                    wait = self.queue[0][0] - time.monotonic()
                    if wait <= 0:
                        delivery = heapq.heappop(self.queue)[3]
                        self.under_way.add(delivery)
                        return delivery
                self.condition.wait(wait)

    def _work(self):
        connection = None
        while True:
            delivery = self._next()
            connection, outcome = self._post(connection, delivery)
            with self.condition:
                if not delivery.forgotten:
                    self._note(delivery, outcome)
                self.under_way.remove(delivery)
                self.condition.notify_all()

    def _post(self, connection, delivery):
        """One try: (the connection to keep, the status or what went wrong)."""
        url = self.url
        headers = {"Content-Type": "application/json", "x-paystack-signature": self.signature(delivery.body),
                   "User-Agent": "Paystack/2.0"}
        try:
            if connection is None or (connection.host, connection.port) != (url.hostname, url.port or connection.default_port):
                kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
                connection = kind(url.hostname, url.port, timeout=ANSWER_LIMIT_S)
            connection.request("POST", url.path or "/", delivery.body, headers)
            answer = connection.getresponse()
            answer.read()
            return connection, answer.status
        except (OSError, http.client.HTTPException) as fault:
            connection.close()
            return None, type(fault).__name__

    def _note(self, delivery, outcome):
        delivery.tries += 1
        delivery.last = outcome
        self.counts["tries"] += 1
        came_through = isinstance(outcome, int) and 200 <= outcome < 300
        if came_through and self.chance.random() >= self.lose_answer:
            self.counts["delivered"] += 1
            delivery.state = "delivered"
            return
        self.counts["failed_tries"] += 1
        retries = LIVE_RETRIES if delivery.domain == "live" else TEST_RETRIES
        if self.retry and delivery.tries <= len(retries):
            self._enqueue(delivery, retries[delivery.tries - 1] / self.scale)
        else:
            self.counts["given_up"] += 1
            delivery.state = "given up"
