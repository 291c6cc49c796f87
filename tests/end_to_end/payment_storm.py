#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every charge of a provider is told many times, in any order and at once, while the service is killed -9.

Afterwards there is one payment for each charge, of the amount and the fee that the provider itself adds up to, nothing
waits in the inbox and nothing is dead. `--long` is the form whose figures stand in docs/operations.md.
"""
import argparse
import http.client
import random
import shutil
import time
import uuid

from harness import Client, Cluster, Service, expect, free_port, scratch_directory, seed, wait_until
from log_checks import check_density, check_trial_balance, rows
from simulated_paystack import SimulatedPaystack

RETRY_SCALE = 3600  # Paystack's hour is a second
CHARGES_AT_A_TIME = 200


def make_charges(simulator, choose, tenant, count):
    """Half under references of ours, without an attempt; half under those of somebody else who uses the account."""
    charges = []
    for number in range(count):
        ours = f"sl-{tenant.hex}-{uuid.UUID(int=choose.getrandbits(128), version=4).hex}"
        charges.append({"amount": choose.randrange(10_000, 50_000_000),
                        "reference": ours if number % 2 else f"SHOP-{number:06d}",
                        "channel": choose.choice(["card", "bank_transfer", "ussd"])})
    for start in range(0, count, CHARGES_AT_A_TIME):
        simulator.ask("/charges", {"charges": charges[start:start + CHARGES_AT_A_TIME]})


def booked(cluster):
    return rows(cluster, "SELECT count(*) FROM suoledger.event WHERE event_type = 'payment_received'")[0][0]


def kill_and_start(service, simulator, cluster, kills, charges, seconds):
    """Each kill only after webhooks or bookings went on since the last: progress, not time, drives it."""
    for number in range(kills):
        tries = simulator.ask("/webhooks")["tries"]
        payments = booked(cluster)
        wait_until(lambda: simulator.ask("/webhooks")["tries"] >= tries + 20 or booked(cluster) >= payments + 3
                   or booked(cluster) == charges, seconds, f"no progress before kill {number + 1}")
        service.kill()
        service.start()


def verify(cluster, client, simulator, tenant, charges):
    events = check_density(cluster)
    payments = rows(cluster, "SELECT payload->>'provider_payment_id', (payload->>'amount')::bigint, "
                             "(payload->>'fee')::bigint, tenant_id::text FROM suoledger.event "
                             "WHERE event_type = 'payment_received'")
    expect(len(payments) == charges, f"{len(payments)} payments for {charges} charges")
    expect(len({payment[0] for payment in payments}) == charges, "a charge is booked twice")
    expect({payment[3] for payment in payments} == {str(tenant)}, "money of one business is another's")
    totals = simulator.ask("/totals")
    received, fees = sum(payment[1] for payment in payments), sum(payment[2] for payment in payments)
    expect((received, fees) == (totals["NGN"]["amount"], totals["NGN"]["fees"]),
           f"booked {received} and {fees}, the provider says {totals}")
    states = dict(rows(cluster, "SELECT state, count(*) FROM suoledger.inbox GROUP BY state"))
    expect(states == {"processed": charges}, f"the inbox holds {states}")
    caught_up = client.get("/v1/business", headers={"Ledger-Min-Position": str(events)})
    expect(caught_up.status == 200, f"position {events} is not shown: {caught_up}")
    check_trial_balance(client)
    letters = client.get("/v1/dead_letters")
    expect(letters.status == 200 and letters.json["data"] == [], f"dead letters: {letters}")
    return received


def refused(address, body, signature):
    """What somebody else posts is answered 401 and is not there."""
    host, port = address.rsplit(":", 1)
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    connection.request("POST", "/webhooks/paystack", body, {"x-paystack-signature": signature} if signature else {})
    status = connection.getresponse().status
    connection.close()
    expect(status == 401, f"a forged webhook is answered {status}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="1000 charges, each told 100 times, twenty kills")
    parser.add_argument("--charges", type=int, default=60)
    parser.add_argument("--copies", type=int, default=20)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--workers", type=int, default=16, help="webhooks on their way at the same time")
    parser.add_argument("--seconds", type=int, default=120, help="limit of one wait for progress")
    arguments = parser.parse_args()
    if arguments.long:
        arguments.charges, arguments.copies, arguments.kills, arguments.workers = 1000, 100, 20, 100
        arguments.seconds = 900
    random_seed = seed()
    choose = random.Random(random_seed)
    scratch = scratch_directory("payments")
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    simulator = SimulatedPaystack(random_seed, arguments.workers, RETRY_SCALE)
    service = Service(scratch / "node", cluster.url(), scratch / "kek.json", {"SUOLEDGER_INBOX_CLAIM_SECONDS": "2"},
                      listen=f"127.0.0.1:{free_port()}")
    started = time.monotonic()
    try:
        made = service.create_business()
        service.environment.update(simulator.environment(made["business"]["id"]))
        service.start()
        tenant = uuid.UUID(rows(cluster, "SELECT tenant_id::text FROM suoledger.event "
                                         "WHERE event_type = 'business_registered'")[0][0])
        client = Client(service.http, made["api_key"])
        for signature in (None, "", "0" * 128):
            refused(service.http, b'{"event":"charge.success","data":{"id":1}}', signature)
        simulator.ask("/webhooks", {"url": f"http://{service.http}/webhooks/paystack", "copies": arguments.copies,
                                    "reorder": True, "lose_answer": 0.05})
        make_charges(simulator, choose, tenant, arguments.charges)
        kill_and_start(service, simulator, cluster, arguments.kills, arguments.charges, arguments.seconds)
        wait_until(lambda: booked(cluster) >= arguments.charges, arguments.seconds, "charges are missing")
        wait_until(lambda: simulator.ask("/webhooks/wait", {"seconds": 5})["idle"], arguments.seconds,
                   "the provider has more to tell")
        wait_until(lambda: rows(cluster, "SELECT count(*) FROM suoledger.inbox WHERE state = 'waiting'")[0][0] == 0,
                   arguments.seconds, "the inbox is not worked off")
        received = verify(cluster, client, simulator, tenant, arguments.charges)
        told = simulator.ask("/webhooks")
        print(f"{arguments.charges} charges of {received / 100:,.2f} NGN in all, {told['tries']} webhooks posted, "
              f"{told['failed_tries']} of them in vain, {arguments.kills} kills: one payment each; "
              f"{time.monotonic() - started:.0f} s in all")
    finally:
        service.stop()
        simulator.stop()
        cluster.stop()
    shutil.rmtree(scratch)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
