#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""64 requests that wait together travel in one transaction, each with its own outcome; a poisonous one fails alone."""
import collections
import urllib.request

from harness import Client, expect, invoice_body, one_service, run_threads
from log_checks import check_density, check_trial_balance, rows

TOGETHER = 64


class Failpoints:
    """The file that a running service reads whenever it meets a failpoint."""

    def __init__(self, path):
        self.path = path
        self.count = 0

    def set(self, text):
        self.count += 1  # the same text twice would arm nothing the second time
        beside = self.path.with_suffix(".new")
        beside.write_text(f"round.{self.count}=off;{text}")
        beside.chmod(0o644)
        beside.rename(self.path)


def transactions(service):
    with urllib.request.urlopen(f"http://{service.admin}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("suoledger_append_transactions_total"))


def post_together(service, api_key, failpoints, requests, also=""):
    """The answers, and how many transactions the store began for them."""
    before = transactions(service)
    failpoints.set(f"sequencer.gather={TOGETHER}*1;{also}")
    answers = [None] * len(requests)

    def post(index):
        path, body, headers = requests[index]
        answers[index] = Client(service.http, api_key).post(path, body, headers=headers)
    run_threads(len(requests), post)
    failpoints.set("")
    return answers, transactions(service) - before


def payments_of_one_invoice(service, api_key, failpoints, cluster):
    client = Client(service.http, api_key)
    invoice = client.post("/v1/invoices", invoice_body(total=10_000)).json["id"]
    body = {"amount": 1_000, "method": "cash", "invoice": invoice}
    answers, begun = post_together(service, api_key, failpoints, [("/v1/payments", body, {})] * TOGETHER)
    expect({a.status for a in answers} == {201}, "money that arrived is never refused: "
           f"{collections.Counter(a.status for a in answers)}")
    expect(begun == 1, f"{begun} transactions for {TOGETHER} payments")
    expect(sum(a.json["amount_allocated"] for a in answers) == 10_000, "more or less was allocated than the invoice's total")
    last = max(int(a.headers["ledger-position"].split("-")[-1]) for a in answers)
    paid = client.get(f"/v1/invoices/{invoice}?min_position={last}").json
    expect(paid["amount_due"] == 0 and paid["status"] == "paid", f"a lost update: {paid}")
    expect(rows(cluster, "SELECT count(*) FROM suoledger.event WHERE event_type = 'payment_allocated'") == [(10,)],
           "not ten allocations")


def registrations_of_one_phone(service, api_key, failpoints):
    body = {"name": "Efe Udo", "phone": "0803 111 2222"}
    answers, begun = post_together(service, api_key, failpoints, [("/v1/customers", body, {})] * TOGETHER)
    counts = collections.Counter(a.status for a in answers)
    expect(counts == {201: 1, 409: TOGETHER - 1}, f"{counts}")
    expect(begun == 1, f"{begun} transactions for {TOGETHER} registrations")


def one_poisonous_invoice(service, api_key, failpoints):
    requests = [("/v1/invoices", invoice_body(phone="+2348011111111"), {"X-Request-Id": f"good-{i}"})
                for i in range(TOGETHER)]
    requests[37] = (*requests[37][:2], {"X-Request-Id": "poison-37"})
    answers, _ = post_together(service, api_key, failpoints, requests, "planner.poison=sql_error")
    counts = collections.Counter(a.status for a in answers)
    expect(counts == {201: TOGETHER - 1, 500: 1} and answers[37].status == 500, f"{counts}, {answers[37]}")
    expect(answers[37].json["code"] == "internal_error", f"{answers[37]}")
    numbers = sorted(a.json["number"] for a in answers if a.status == 201)
    expect(len(set(numbers)) == TOGETHER - 1, "two invoices share a number")


def main():
    with one_service("batches", lambda scratch: {"SUOLEDGER_FAILPOINTS": f"@{scratch}/failpoints"}) as (
            scratch, cluster, service):
        failpoints = Failpoints(scratch / "failpoints")
        api_key = service.create_business()["api_key"]
        payments_of_one_invoice(service, api_key, failpoints, cluster)
        registrations_of_one_phone(service, api_key, failpoints)
        one_poisonous_invoice(service, api_key, failpoints)
        check_density(cluster)
        check_trial_balance(Client(service.http, api_key))
    print("3 passed, 0 failed")


if __name__ == "__main__":
    main()
