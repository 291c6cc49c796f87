# SPDX-License-Identifier: Apache-2.0
"""Posts signed webhooks over a few kept connections, each at its time whether or not earlier ones were answered.

A process of its own: it says `ready` when it is connected, begins when it is told to by a line, and prints one line of
JSON. Latency counts from when a webhook was due; how late it left is told beside it."""
import argparse
import collections
import http.client
import json
import sys
import threading
import time

ANSWER_LIMIT_S = 30  # Paystack's own


class Poster:
    def __init__(self, webhooks, rate, path):
        self.webhooks, self.rate, self.path = webhooks, rate, path
        self.lock, self.next = threading.Lock(), 0
        self.answers = [None] * len(webhooks)  # (status, latency, lateness) each, in seconds

    def take(self):
        with self.lock:
            self.next += 1
            return self.next - 1

    def work(self, connection):
        while (number := self.take()) < len(self.webhooks):
            webhook = self.webhooks[number]
            due = self.begun + number / self.rate
            time.sleep(max(0, due - time.monotonic()))
            sent = time.monotonic()
            connection.request("POST", self.path, webhook["body"].encode(),
                               {"Content-Type": "application/json", "x-paystack-signature": webhook["signature"]})
            answer = connection.getresponse()
            answer.read()
            self.answers[number] = answer.status, time.monotonic() - due, sent - due

    def run(self, connections, pause):
        threads = [threading.Thread(target=self.work, args=(connection,)) for connection in connections]
        self.begun = time.monotonic() + pause
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", required=True, help="host:port")
    parser.add_argument("--path", required=True)
    parser.add_argument("--webhooks", required=True, help="file: a JSON object with body and signature each line")
    parser.add_argument("--rate", type=float, required=True, help="a second")
    parser.add_argument("--pause", type=float, default=0, help="seconds from the line that says begin to the first")
    parser.add_argument("--connections", type=int, required=True)
    given = parser.parse_args()
    with open(given.webhooks, encoding="utf8") as lines:
        poster = Poster([json.loads(line) for line in lines], given.rate, given.path)
    connections = [http.client.HTTPConnection(given.address, timeout=ANSWER_LIMIT_S) for _ in range(given.connections)]
    for connection in connections:
        connection.connect()
    print("ready", flush=True)
    sys.stdin.readline()
    poster.run(connections, given.pause)
    missing = poster.answers.count(None)  # the thread that met the fault has printed it
    if missing:
        sys.exit(f"{missing} webhooks were not answered")
    statuses, latencies, lateness = zip(*poster.answers)
    print(json.dumps({"statuses": collections.Counter(statuses), "latency_ms": [1000 * one for one in latencies],
                      "late_ms": [1000 * one for one in lateness]}))


if __name__ == "__main__":
    main()
