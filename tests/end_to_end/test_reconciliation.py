#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A month of a provider's charges of which webhooks lose some: the sweep books them all, the report is empty, hledger agrees
with the provider's own totals; then differences are planted by hand, and the report names exactly these.

`--charges 20000` is the full month; the suite runs a small one.
"""
import argparse
import collections
import datetime
import json
import os
import random
import shutil
import subprocess
import time
import uuid

from harness import BINARY, Client, Cluster, Service, expect, free_port, scratch_directory, seed, wait_until
from log_checks import check_density, check_trial_balance, rows
from other_books import hledger_balances
from simulated_paystack import SimulatedPaystack

DAYS = 28
AT_A_TIME = 200
PLANTED = {"amount": 5, "fee": 5, "status": 3, "currency": 1, "missing_at_provider": 3, "missing_in_ledger": 3}


def first_day():
    """Of the month before last: over, and paid out."""
    today = datetime.datetime.now(datetime.timezone.utc)
    last_month = today.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=1)
    return (last_month.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


def make_month(simulator, choose, tenants, count, start):
    """Charges of all days, some that failed, refunds and disputes of some; each day is paid out the next."""
    made = []
    for number in range(count):
        paid_at = start + datetime.timedelta(seconds=choose.randrange(6 * 3600, DAYS * 86400))
        tenant = choose.choice(tenants)
        ours = f"sl-{tenant.hex}-{uuid.UUID(int=choose.getrandbits(128), version=4).hex}"
        made.append({"amount": choose.randrange(10_000, 5_000_000), "paid_at": paid_at.isoformat(),
                     "reference": ours if choose.random() < 0.7 else f"SHOP-{number:06d}",
                     "channel": choose.choice(["card", "bank_transfer", "ussd"]),
                     "status": "failed" if choose.random() < 0.05 else "success"})
    for first in range(0, count, AT_A_TIME):
        simulator.ask("/charges", {"charges": made[first:first + AT_A_TIME]})
    paid = [charge for charge in made if charge["status"] == "success"]
    for charge in choose.sample(paid, max(4, len(paid) // 50)):
        moment = {"created_at": charge["paid_at"]}
        if choose.random() < 0.7:
            simulator.ask("/refunds", {"reference": charge["reference"], "process": True, **moment,
                                       "amount": choose.randrange(1, charge["amount"] + 1)})
        else:
            dispute = simulator.ask("/disputes", {"reference": charge["reference"], **moment})
            simulator.ask(f"/disputes/{dispute['id']}/resolve",
                          {"resolution": choose.choice(["auto-accepted", "declined"])})
    return paid


def pay_out(simulator, start):
    """Days of it, each in one payout; what refunds and disputes took today is taken off the last."""
    for day in range(1, DAYS + 1):
        moment = start + datetime.timedelta(days=day)
        simulator.ask("/settlements", {"date": moment.date().isoformat(), "paid_before": moment.isoformat()})
    return simulator.ask("/settlements", {"date": (start + datetime.timedelta(days=DAYS)).date().isoformat()})


def reconcile(service, start, *more):
    """(exit code, the report)"""
    last = (start + datetime.timedelta(days=DAYS + 1)).date().isoformat()
    result = subprocess.run(
        [BINARY, "reconcile", "--from", start.date().isoformat(), "--to", last, "--output", "json", *more,
         *service.options()], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=3600, check=False,
        env={**os.environ, **service.environment})
    expect(result.returncode in (0, 1), f"reconcile ended with {result.returncode}: {result.stderr}")
    return result.returncode, json.loads(result.stdout)


def reported_over_http(clients, start):
    """All pages of all businesses, as (kind, the provider's id)."""
    found = []
    for client in clients:
        cursor = ""
        while True:
            last = (start + datetime.timedelta(days=DAYS + 1)).date().isoformat()
            page = client.get(f"/v1/reconciliation/differences?from={start.date().isoformat()}&to={last}&limit=5{cursor}")
            expect(page.status == 200, f"differences: {page}")
            found += [(one["kind"], one["provider_payment_id"]) for one in page.json["data"]]
            if not page.json["next_cursor"]:
                expect(page.json["listed_until"] is not None, "it was never listed")
                break
            cursor = "&cursor=" + page.json["next_cursor"]
    return sorted(found)


def balances(clients, position):
    """Of all businesses together: {account: minor units}"""
    total = collections.Counter()
    for client in clients:
        journal = client.get("/v1/reports/journal?format=hledger", headers={"Ledger-Min-Position": str(position)})
        expect(journal.status == 200, f"journal: {journal}")
        total.update(hledger_balances(journal.body.decode()).get("NGN", {}))
        check_trial_balance(client)
    return total


def check_totals(simulator, clients, position):
    """Nothing was allocated: what came and did not go back is customers' credit."""
    totals = simulator.ask("/totals")["NGN"]
    found = balances(clients, position)
    beyond = found["1150"]  # what refunds and disputes took beyond a payment
    expected = {"1050": totals["clearing"], "6100": totals["fees"], "1000": totals["paid_out"],
                "2200": -(totals["amount"] - totals["refunded"] - totals["charged_back"] + beyond)}
    for account, amount in expected.items():
        expect(found[account] == amount, f"account {account}: {found[account]} in hledger, {amount} by {totals}")
    return totals


def plant(simulator, choose, paid, start):
    """Twenty of seven kinds; returns what a report must name: (kind, the provider's id)."""
    left = choose.sample([charge["reference"] for charge in paid], sum(PLANTED.values()))
    planted = []
    for kind, fields in (("amount", lambda t: {"amount": t["amount"] + 1}), ("fee", lambda t: {"fees": t["fees"] + 7}),
                         ("status", lambda t: {"status": "failed"}), ("currency", lambda t: {"currency": "USD"})):
        for _ in range(PLANTED[kind]):
            reference = left.pop()
            now = simulator.ask(f"/charges/{reference}/change", {})
            simulator.ask(f"/charges/{reference}/change", fields(now))
            planted.append((kind, str(now["id"])))
    for _ in range(PLANTED["missing_at_provider"]):
        planted.append(("missing_at_provider", str(simulator.ask(f"/charges/{left.pop()}/remove", {})["removed"])))
    for number in range(PLANTED["missing_in_ledger"]):
        paid_at = (start + datetime.timedelta(days=3, minutes=number)).isoformat()
        made = simulator.ask("/charges", {"amount": 123_400 + number, "reference": f"PLANTED-{number}",
                                          "paid_at": paid_at, "announce": False})
        planted.append(("missing_in_ledger", str(made["id"])))
    return sorted(planted)


def named(report):
    return sorted((one["kind"], one["provider_payment_id"]) for one in report["differences"])


def waiting(cluster):
    return rows(cluster, "SELECT count(*) FROM suoledger.inbox WHERE state = 'waiting'")[0][0]


def booked(cluster):
    return rows(cluster, "SELECT count(*) FROM suoledger.event WHERE event_type = 'payment_received'")[0][0]


def check_month(simulator, cluster, service, clients, choose, tenants, arguments):
    start = first_day()
    simulator.ask("/webhooks", {"url": f"http://{service.http}/webhooks/paystack", "drop": arguments.drop})
    paid = make_month(simulator, choose, tenants, arguments.charges, start)
    pay_out(simulator, start)
    wait_until(lambda: simulator.ask("/webhooks/wait", {"seconds": 5})["idle"], arguments.seconds, "webhooks go on")
    wait_until(lambda: waiting(cluster) == 0, arguments.seconds, "the inbox is not worked off")
    by_webhooks = booked(cluster)
    expect(by_webhooks < len(paid), "no webhook was lost: the test shows nothing")

    code, report = reconcile(service, start)
    expect(report["refused"] == [] and report["differences"] == [] and code == 0, f"reconcile: {code} {report}")
    expect(report["charges"] == arguments.charges, f"{report['charges']} of {arguments.charges} charges listed")
    expect(booked(cluster) == len(paid), f"{booked(cluster)} payments of {len(paid)} charges")
    expect(report["booked"] >= len(paid) - by_webhooks and report["payouts_booked"] > DAYS // 2, f"booked: {report}")
    expect(reported_over_http(clients, start) == [], "the report over HTTP is not empty")
    position = check_density(cluster)
    totals = check_totals(simulator, clients, position)
    print(f"{totals['charges']} charges of {totals['amount'] / 100:,.2f} NGN, {len(paid) - by_webhooks} of them heard of "
          f"by no webhook, {totals['refunds']} refunds, {totals['disputes_lost']} disputes lost: hledger agrees", flush=True)

    code, again = reconcile(service, start)
    expect(code == 0 and again["booked"] == 0 and again["payouts_booked"] == 0, f"a second run books again: {again}")
    expect(check_density(cluster) == position, "a second run appended something")
    check_planted(simulator, cluster, service, clients, choose, paid, start)


def check_planted(simulator, cluster, service, clients, choose, paid, start):
    untouched = {row[0] for row in rows(cluster, """
        SELECT r.payload->>'provider_reference' FROM suoledger.event r WHERE r.event_type = 'payment_received' AND NOT EXISTS (
            SELECT 1 FROM suoledger.event e WHERE e.stream_id = r.stream_id AND e.event_type IN
                ('refund_requested', 'chargeback_opened'))""")}
    planted = plant(simulator, choose, [charge for charge in paid if charge["reference"] in untouched], start)
    expect(len(planted) == 20, f"{len(planted)} planted")
    code, report = reconcile(service, start, "--report-only")
    expect(code == 1 and named(report) == planted, f"planted {planted}, named {named(report)}")
    expect(reported_over_http(clients, start) == planted, f"over HTTP {reported_over_http(clients, start)}")
    before = booked(cluster)
    code, report = reconcile(service, start)
    left = sorted(one for one in planted if one[0] != "missing_in_ledger")
    expect(code == 1 and named(report) == left, f"after booking {named(report)}, expected {left}")
    expect(booked(cluster) == before + PLANTED["missing_in_ledger"], "what was missing is not booked")
    print(f"{len(planted)} planted differences named, {PLANTED['missing_in_ledger']} of them booked on demand", flush=True)


def check_schedule(simulator, cluster, arguments):
    """Nobody asks, nothing is announced: the service itself finds what came while no runner was there."""
    before = booked(cluster)
    for number in range(5):
        simulator.ask("/charges", {"amount": 50_000 + number, "reference": f"QUIET-{number}", "announce": False,
                                   "created_at": (datetime.datetime.now(datetime.timezone.utc)
                                                  - datetime.timedelta(hours=4)).isoformat()})
    with cluster.connect("suoledger") as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE suoledger.timed_work SET done_until = done_until - interval '3 hours' "
                       "WHERE name = 'sweep/paystack'")
    wait_until(lambda: booked(cluster) == before + 5, arguments.seconds, "the schedule did not catch up")
    wait_until(lambda: rows(cluster, "SELECT now() - done_until < interval '2 hours' FROM suoledger.timed_work "
                                     "WHERE name = 'sweep/paystack'") == [(True,)], arguments.seconds,
               "the schedule does not remember it")
    commands = rows(cluster, "SELECT DISTINCT metadata->>'channel' FROM suoledger.event "
                             "WHERE payload->>'provider_reference' LIKE 'QUIET-%%'")
    expect(commands == [("sweep",)], f"booked through {commands}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--charges", type=int, default=250)
    parser.add_argument("--drop", type=float, default=0.05, help="share of the webhooks that are lost")
    parser.add_argument("--seconds", type=int, default=300, help="limit of one wait for progress")
    arguments = parser.parse_args()
    arguments.seconds = max(arguments.seconds, arguments.charges // 10)
    random_seed = seed()
    choose = random.Random(random_seed)
    scratch = scratch_directory("reconciliation")
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    simulator = SimulatedPaystack(random_seed)
    service = Service(scratch / "node", cluster.url(), scratch / "kek.json", listen=f"127.0.0.1:{free_port()}")
    started = time.monotonic()
    try:
        made = [service.create_business("Ada Stores"), service.create_business("Bala Motors")]
        service.environment.update(simulator.environment(made[0]["business"]["id"]))
        service.start()
        tenants = [uuid.UUID(row[0]) for row in rows(cluster, "SELECT tenant_id::text FROM suoledger.event "
                                                              "WHERE event_type = 'business_registered'")]
        clients = [Client(service.http, one["api_key"], timeout=600) for one in made]
        check_month(simulator, cluster, service, clients, choose, tenants, arguments)
        check_schedule(simulator, cluster, arguments)
        print(f"{time.monotonic() - started:.0f} s in all")
    finally:
        service.stop()
        simulator.stop()
        cluster.stop()
    shutil.rmtree(scratch)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
