#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""200 random sequences over the whole command set, over HTTP, while the service and PostgreSQL are killed with SIGKILL.

After each sequence the invariants hold of its business; in the end they hold of the log. A sequence that breaks one is
made smaller on a service that nobody kills and printed.
"""
import json
import os
import random
import sys
import threading

from harness import REPOSITORY, Client, PatientClient, expect, free_port, one_service, run_threads, seed
from log_checks import check_density, rows
from random_commands import Shop, random_sequence, shrink

sys.path.insert(0, str(REPOSITORY / "tests/audit"))
import fold_events  # noqa: E402

SEQUENCES = int(os.environ.get("SUOLEDGER_SEQUENCES", "200"))
WORKERS = 4
KILLS = 6


def all_of(client, path, position):
    found, cursor = [], None
    while True:
        join = "&" if "?" in path else "?"
        answer = client.get(f"{path}{join}limit=200" + (f"&cursor={cursor}" if cursor else ""),
                            headers={"Ledger-Min-Position": str(position)})
        expect(answer.status == 200, f"{path}: {answer}")
        found += answer.json["data"]
        cursor = answer.json["next_cursor"]
        if not cursor:
            return found


def events_of(client):
    events, after = [], 0
    while after is not None:
        page = client.get(f"/v1/events?after={after}&limit=1000").json
        events += page["data"]
        after = page["next_after"]
    return events


def asked_for(events):
    """Without what the service does by itself in the meantime: it destroys the keys of the erased."""
    return [event for event in events if event["actor"]["kind"] != "system"]


def check_payments(payments):
    """I14, one by one and so in sum."""
    for payment in payments:
        left = payment["amount"] + payment["amount_overdrawn"]
        used = sum(payment[f"amount_{part}"] for part in ("allocated", "unallocated", "reserved", "refunded", "charged_back"))
        expect(left == used, f"I14: {left} came, {used} is accounted for: {payment}")
        expect(payment["amount_unallocated"] >= 0, f"more was used than came: {payment}")
        expect(payment["amount_allocated"] == sum(part["amount"] for part in payment["allocations"]), f"{payment}")


def check_invoices(invoices, payments):
    sides = {(payment["id"], part["invoice"]): part["amount"] for payment in payments for part in payment["allocations"]}
    allocated = {}
    for (_, invoice), amount in sides.items():
        allocated[invoice] = allocated.get(invoice, 0) + amount
    for invoice in invoices:
        expect(invoice["amount_due"] >= 0, f"negative amount due: {invoice}")
        expect(invoice["subtotal"] + invoice["vat"] == invoice["total"], f"totals: {invoice}")
        expect(invoice["amount_allocated"] == allocated.get(invoice["id"], 0), f"one side of an allocation: {invoice}")


def check_books(client, events, invoices, payments, currency, position):
    """I5, I6: the independent fold, the trial balance and the resources say the same."""
    folded = fold_events.fold(events).get(currency, {})
    answer = client.get(f"/v1/reports/trial_balance?currency={currency}", headers={"Ledger-Min-Position": str(position)})
    shown = {account["code"]: account["debit"] - account["credit"] for account in answer.json["accounts"]}
    expect({code: amount for code, amount in shown.items() if amount} == folded, f"{shown} is shown, {folded} was folded")
    due = sum(invoice["amount_due"] for invoice in invoices if invoice["currency"] == currency)
    expect(folded.get("1100", 0) == due, f"1100 is {folded.get('1100', 0)}, customers owe {due}")
    credit = sum(payment["amount_unallocated"] + payment["amount_reserved"] for payment in payments
                 if payment["currency"] == currency)
    expect(-folded.get("2200", 0) == credit, f"2200 is {folded.get('2200', 0)}, payments have {credit} left")


def check_shop(shop):
    client = shop.client
    invoices = all_of(client, "/v1/invoices", shop.position)
    payments = all_of(client, "/v1/payments", shop.position)
    events = events_of(client)
    check_payments(payments)
    check_invoices(invoices, payments)
    for currency in ("NGN", "USD"):
        check_books(client, events, invoices, payments, currency, shop.position)
    for method, path, body, first in list(shop.acknowledged.values())[-3:]:
        key = next(key for key, kept in shop.acknowledged.items() if kept[3] is first)
        again = client.request(method, path, body, key)
        gone = shop.erased and again.json.get("erased") is True
        expect(again.body == first or gone, f"the retry of {key} differs: {again}")
    expect(asked_for(events_of(client)) == asked_for(events), "retries appended events")
    return {"events": len(events), "acknowledged": len(shop.acknowledged), "refused": shop.refused}


class Sequences:
    def __init__(self, service, random_seed):
        self.service, self.choose = service, random.Random(random_seed)
        self.operator_key = json.loads(service.command("keys", "create", "--operator", "--output", "json"))["api_key"]
        self.lock, self.done, self.totals = threading.Lock(), 0, {}
        self.sequences = [random_sequence(self.choose) for _ in range(SEQUENCES)]

    def new_shop(self, label):
        """On the admin listener of the moment: asked for before anybody is killed, or when nobody is killed any more."""
        answer = Client(self.service.admin, self.operator_key).post("/v1/businesses", {"name": f"Shop {label}"})
        expect(answer.status == 201, f"{answer}")
        return Shop(PatientClient(self.service.http, answer.json["api_key"]), label)

    def work(self, worker):
        for index in range(worker, SEQUENCES, WORKERS):
            shop = self.shops[index]
            try:
                counted = check_shop(shop.run(self.sequences[index]))
            except AssertionError as failure:
                raise AssertionError(f"sequence {index}: {failure}") from failure
            with self.lock:
                self.done += 1
                for name, value in counted.items():
                    self.totals[name] = self.totals.get(name, 0) + value

    def explain(self, index):
        """Without kills: prints the smallest sequence that still fails."""
        attempts = iter(range(1_000_000))

        def fails(sequence):
            try:
                check_shop(self.new_shop(f"again-{next(attempts)}").run(sequence))
                return False
            except AssertionError:
                return True
        if not fails(self.sequences[index]):
            print(f"sequence {index} holds when nothing is killed", file=sys.stderr)
            return
        for step in shrink(self.sequences[index], fails):
            print(f"  {step}", file=sys.stderr)


def chaos(run, cluster, service, finished):
    """Each kill only after work went on since the last: progress, not time, drives it."""
    for number in range(KILLS):
        target = (number + 1) * SEQUENCES // (KILLS + 1)
        while run.done < target and not finished.wait(0.05):
            pass
        if finished.is_set():
            return
        if number % 3 == 2:
            cluster.kill()
            cluster.start()
        else:
            service.kill()
            service.start()


def main():
    random_seed = seed()
    with one_service("random", listen=f"127.0.0.1:{free_port()}") as (_, cluster, service):
        run = Sequences(service, random_seed)
        run.shops = [run.new_shop(f"s{index}") for index in range(SEQUENCES)]
        finished = threading.Event()
        killer = threading.Thread(target=chaos, args=(run, cluster, service, finished))
        killer.start()
        try:
            run_threads(WORKERS, run.work)
        except AssertionError as failure:
            finished.set()
            killer.join()
            run.explain(int(str(failure).split()[1].rstrip(":")))
            raise
        finally:
            finished.set()
            killer.join()
        events = check_density(cluster)
        twice = rows(cluster, "SELECT count(*) - count(DISTINCT event_id) FROM suoledger.event")[0][0]
        expect(twice == 0, f"{twice} events are in the log twice")
        expect(run.totals["acknowledged"] > SEQUENCES and run.totals["refused"] > 0, f"too little happened: {run.totals}")
        print(f"{SEQUENCES} sequences, {KILLS} kills: {json.dumps(run.totals)}; {events} events in the log")
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
