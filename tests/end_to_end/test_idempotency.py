#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One Idempotency-Key is one effect and one answer: concurrently, after kill -9, from two processes, after a lost reply."""
import http.client
import shutil
import threading

from harness import (Client, Cluster, PatientClient, Service, expect, free_port, invoice_body, run_threads,
                     scratch_directory)
from log_checks import check_density, rows


def events_of(cluster, event_type):
    return rows(cluster, "SELECT count(*) FROM suoledger.event WHERE event_type = %s", (event_type,))[0][0]


def hundred_posts(addresses, api_key, key, body):
    answers, lock = [], threading.Lock()

    def post(index):
        client = Client(addresses[index % len(addresses)], api_key)
        for _ in range(5):
            answer = client.post("/v1/invoices", body, key)
            with lock:
                answers.append(answer)
    run_threads(20, post)
    return answers


def main():
    scratch = scratch_directory("idempotency")
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    kek = scratch / "kek.json"
    first = Service(scratch / "node0", cluster.url(), kek, listen=f"127.0.0.1:{free_port()}")
    second = Service(scratch / "node1", cluster.url(), kek, listen=f"127.0.0.1:{free_port()}")
    crashing = Service(scratch / "node2", cluster.url(), kek, listen=f"127.0.0.1:{free_port()}",
                       environment={"SUOLEDGER_FAILPOINTS": "sequencer.after_commit_before_reply=kill"})
    try:
        first.start()
        api_key = first.create_business()["api_key"]
        body = invoice_body()

        answers = hundred_posts([first.http], api_key, "one-key", body)
        expect({a.status for a in answers} == {201}, f"statuses {sorted({a.status for a in answers})}")
        expect(len({a.body for a in answers}) == 1 and len(answers) == 100, "the hundred answers differ")
        expect(sum("idempotent-replayed" not in a.headers for a in answers) == 1, "not exactly one was the first")
        expect(events_of(cluster, "invoice_issued") == 1, "not one event")

        first.kill()
        first.start()
        again = hundred_posts([first.http], api_key, "one-key", body)
        expect({a.body for a in again} == {answers[0].body}, "after kill -9 the answers differ")
        expect(events_of(cluster, "invoice_issued") == 1, "kill -9 made a second event")

        other = Client(first.http, api_key).post("/v1/invoices", invoice_body(total=999), "one-key")
        expect(other.status == 422 and other.json["code"] == "idempotency_key_reused", f"another body: {other}")

        second.start()
        both = hundred_posts([first.http, second.http], api_key, "two-processes", body)
        expect(len({a.body for a in both}) == 1 and both[0].status == 201, "two processes answer differently")
        expect(events_of(cluster, "invoice_issued") == 2, "two processes appended twice")

        # The second cancel would be refused on the state that the first one made; a retry must not be.
        client = Client(first.http, api_key)
        invoice = client.post("/v1/invoices", body).json["id"]
        cancel = client.post(f"/v1/invoices/{invoice}/cancel", {}, "cancel-once")
        expect(cancel.status == 200, f"cancel: {cancel}")
        for address in (first.http, second.http):
            retry = Client(address, api_key).post(f"/v1/invoices/{invoice}/cancel", {}, "cancel-once")
            expect(retry.body == cancel.body and retry.status == cancel.status, f"retry of a success: {retry}")
        fresh = client.post(f"/v1/invoices/{invoice}/cancel", {}, "cancel-twice")
        expect(fresh.status in (409, 422), f"a second cancel under another key: {fresh}")

        # A process that dies between COMMIT and reply: the retry elsewhere gets the original reply.
        before = events_of(cluster, "invoice_issued")
        crashing.start()
        try:
            lost = Client(crashing.http, api_key).post("/v1/invoices", body, "lost-reply")
            expect(False, f"the failpoint did not kill the process: {lost}")
        except (OSError, http.client.HTTPException):
            pass
        crashing.process.wait(30)
        expect(crashing.process.returncode == -9, f"ended with {crashing.process.returncode}")
        expect(events_of(cluster, "invoice_issued") == before + 1, "the commit before the kill is not there")
        retry = Client(second.http, api_key).post("/v1/invoices", body, "lost-reply")
        expect(retry.status == 201 and retry.headers.get("idempotent-replayed") == "true", f"retry: {retry}")
        expect(events_of(cluster, "invoice_issued") == before + 1, "the retry appended again")
        # The process that committed it had no time to announce it: a read that wants to see it says so.
        stored = PatientClient(second.http, api_key).get(f"/v1/invoices/{retry.json['id']}", headers={
            "Ledger-Min-Position": retry.headers["ledger-position"]})
        expect(stored.status == 200, f"the invoice of the lost reply: {stored}")
        check_density(cluster)
    finally:
        for service in (first, second, crashing):
            if service.process:
                service.stop()
        cluster.stop()
    shutil.rmtree(scratch)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
