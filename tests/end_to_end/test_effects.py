#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What goes out of a real service: a refund is asked for at the provider once, whoever is killed and whatever answer is
lost; a process does the roles it is given, and no others."""
import json
import shutil

from harness import Client, Cluster, Service, expect, free_port, scratch_directory, wait_until
from log_checks import rows
from simulated_paystack import SimulatedPaystack


def count(cluster, event_type):
    return rows(cluster, f"SELECT count(*) FROM suoledger.event WHERE event_type = '{event_type}'")[0][0]


def open_effects(cluster):
    return rows(cluster, "SELECT count(*) FROM suoledger.outbox WHERE state <> 'processed'")[0][0]


def shown(cluster, client, path):
    """As the log stands now."""
    head = rows(cluster, "SELECT position FROM suoledger.log_head")[0][0]
    return client.get(path, headers={"Ledger-Min-Position": str(head)}).json


def pay(cluster, simulator, client):
    simulator.ask("/charges", {"reference": "SHOP-1", "amount": 900_000})
    wait_until(lambda: count(cluster, "payment_received") == 1, 60, "the payment is not booked")
    return shown(cluster, client, "/v1/payments")["data"][0]["id"]


def ask_for_refund(client, payment, amount):
    answer = client.post(f"/v1/payments/{payment}/refund", {"amount": amount})
    expect(answer.status in (200, 201), f"a refund is refused: {answer}")


def stands_a_kill_between_the_effect_and_its_record(cluster, service, simulator, client, payment):
    ask_for_refund(client, payment, 100_000)
    wait_until(lambda: service.process.poll() is not None, 60, "the worker was not killed")
    expect(simulator.ask("/state")["refunds"] == 1, "the provider was not asked")
    expect(count(cluster, "refund_acknowledged") == 0, "it was recorded before the kill")
    service.environment.pop("SUOLEDGER_FAILPOINTS")
    service.start()
    wait_until(lambda: count(cluster, "refund_acknowledged") == 1, 60, "what the provider did is not known")
    wait_until(lambda: open_effects(cluster) == 0, 60, "the effect is not settled")
    expect(simulator.ask("/state")["refunds"] == 1, "the provider was asked twice")


def stands_a_lost_answer(cluster, simulator, client, payment):
    simulator.ask("/faults", {"kind": "lost_answer", "method": "POST", "path": "/refund", "times": 1})
    ask_for_refund(client, payment, 70_000)
    wait_until(lambda: count(cluster, "refund_acknowledged") == 2, 60, "a refund whose answer was lost is not known")
    expect(all(fault["left"] == 0 for fault in simulator.ask("/state")["faults"]), "no answer was lost")
    expect(simulator.ask("/state")["refunds"] == 2, "the provider was asked twice")
    ids = [row[0] for row in rows(cluster, "SELECT payload->>'provider_refund_id' FROM suoledger.event "
                                           "WHERE event_type = 'refund_acknowledged' ORDER BY position")]
    for number in ids:
        simulator.ask(f"/refunds/{number}/process", {})
    wait_until(lambda: count(cluster, "refund_settled") == 2, 60, "the provider's word on the refunds is not booked")
    expect(count(cluster, "refund_requested") == 2, "a refund of ours was taken for another one")
    expect(shown(cluster, client, f"/v1/payments/{payment}")["amount_refunded"] == 170_000, "the refunds do not add up")


def does_the_roles_it_is_given(scratch, cluster, service, simulator, made, payment):
    service.stop()
    service.arguments = ["--roles", "api,projector"]
    service.start()
    client = Client(service.http, made["api_key"])
    ask_for_refund(client, payment, 50_000)
    expect(simulator.ask("/state")["refunds"] == 2, "a process without the role performs effects")
    worker = Service(scratch / "worker", cluster.url(), service.kek_file, service.environment,
                     ["--roles", "projector,worker", "--checkpoints", "off"])
    try:
        worker.start()
        wait_until(lambda: simulator.ask("/state")["refunds"] == 3, 60, "the worker performs nothing")
        wait_until(lambda: count(cluster, "refund_acknowledged") == 3, 60, "what it did is not known")
        at_worker = Client(worker.http, made["api_key"])
        expect(at_worker.get("/ready").status == 200, "a worker does not say that it is ready")
        expect(at_worker.get("/v1/payments").status == 404, "a worker answers requests")
        metrics = Client(worker.admin, made["api_key"]).get("/metrics").body.decode()
        expect('suoledger_outbox_dead_letters{channel="provider_refund"} 0' in metrics, "no figures of the outbox")
    finally:
        worker.stop()
    letters = json.loads(service.command("dead-letters", "list", "--channel", "provider_refund", "--output", "json"))
    expect(letters["data"] == [], f"{letters}")


def main():
    scratch = scratch_directory("effects")
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    simulator = SimulatedPaystack(1)
    service = Service(scratch / "node", cluster.url(), scratch / "kek.json",
                      {"SUOLEDGER_FAILPOINTS": "outbox.after_effect=kill", "SUOLEDGER_OUTBOX_CLAIM_SECONDS": "1"},
                      listen=f"127.0.0.1:{free_port()}")
    try:
        made = service.create_business()
        service.environment.update(simulator.environment(made["business"]["id"]))
        service.start()
        simulator.ask("/webhooks", {"url": f"http://{service.http}/webhooks/paystack"})
        client = Client(service.http, made["api_key"])
        payment = pay(cluster, simulator, client)
        stands_a_kill_between_the_effect_and_its_record(cluster, service, simulator, client, payment)
        client = Client(service.http, made["api_key"])
        stands_a_lost_answer(cluster, simulator, client, payment)
        does_the_roles_it_is_given(scratch, cluster, service, simulator, made, payment)
    finally:
        service.stop()
        simulator.stop()
        cluster.stop()
    shutil.rmtree(scratch)
    print("3 passed, 0 failed")


if __name__ == "__main__":
    main()
