#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients issue invoices and payments while services and PostgreSQL are killed -9 and connections are cut during COMMIT.

Afterwards every 2xx is in the log exactly once, nothing else is, no refused command is, every unknown has an answer,
everything is dense and the trial balance balances. `--long` is the form whose figures stand in docs/operations.md.
"""
import argparse
import collections
import http.client
import json
import random
import shutil
import threading
import time

from harness import (Client, Cluster, Service, expect, free_port, invoice_body, run_threads, scratch_directory, seed,
                     wait_until)
from log_checks import check_density, check_trial_balance, rows

RETRY_LIMIT = 2000  # of one command: bounds a client whose service never comes back


class Books:
    """What the clients were told."""

    def __init__(self):
        self.lock = threading.Lock()
        self.acknowledged = {}      # idempotency key -> (path, request, body bytes)
        self.refused = 0
        self.unknown_resolved = 0
        self.counts = collections.Counter()

    def total(self):
        with self.lock:
            return len(self.acknowledged)


def resolve(books, clients, choose, path, body, key):
    """Sends until there is a definite answer: the retry of an unknown outcome is the client's half of the contract."""
    for attempt in range(RETRY_LIMIT):
        client = clients[choose.randrange(len(clients))]
        try:
            answer = client.post(path, body, key)
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            continue
        if answer.status in (503, 409) and "retry-after" in answer.headers:
            time.sleep(0.02)
            continue
        if attempt > 0:
            with books.lock:
                books.unknown_resolved += 1
        return answer
    raise AssertionError(f"no answer to {path} with key {key}")


def read_back(books, clients, choose, path, written):
    """Whichever service is asked: a read that names the position sees the write (I7)."""
    position = written.headers["ledger-position"]
    for _ in range(RETRY_LIMIT):
        try:
            answer = choose.choice(clients).get(path, headers={"Ledger-Min-Position": position})
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            continue
        if answer.status == 503:
            time.sleep(0.02)
            continue
        expect(answer.status == 200, f"{path} at position {position}: {answer}")
        expect(int(answer.headers["ledger-position"]) >= int(position), f"{path} shows an older position")
        with books.lock:
            books.counts["read back"] += 1
        return
    raise AssertionError(f"{path} is never shown at {position}")


def shop_client(books, addresses, api_key, index, random_seed, done):
    choose = random.Random(random_seed * 1000 + index)
    clients = [Client(address, api_key) for address in addresses]
    invoices = []
    number = 0
    while not done.is_set():
        number += 1
        key = f"storm-{index}-{number}"
        kind = choose.random()
        if kind < 0.55 or not invoices:
            path, body = "/v1/invoices", invoice_body(choose.randrange(100, 10_000_000),
                                                      phone=f"+23480{choose.randrange(40):08d}")
        elif kind < 0.9:
            path, body = "/v1/payments", {"amount": choose.randrange(1, 5_000_000), "currency": "NGN",
                                          "method": "bank_transfer", "invoice": choose.choice(invoices)}
        else:  # must be refused: a due date before the issue date
            path, body = "/v1/invoices", invoice_body(1000, due_on="2001-01-01")
        answer = resolve(books, clients, choose, path, body, key)
        with books.lock:
            if answer.status in (200, 201):
                books.acknowledged[key] = (path, body, answer.body)
                books.counts[path] += 1
            else:
                expect(answer.status == 422, f"{path} answered {answer}")
                books.refused += 1
        if answer.status in (200, 201) and path == "/v1/invoices":
            invoices.append(answer.json["id"])
        if answer.status in (200, 201) and choose.random() < 0.2:
            read_back(books, clients, choose, f"{path}/{answer.json['id']}", answer)


def chaos(arguments, choose, books, cluster, services):
    """Kills in random order, each only after work went on since the last: progress, not time, drives it."""
    plan = (["service"] * arguments.service_kills + ["postgres"] * arguments.postgres_kills +
            ["cut"] * arguments.cuts)
    choose.shuffle(plan)
    worst = 0.0
    for action in plan:
        before = books.total()
        wanted = choose.randrange(arguments.clients, arguments.clients * 8)
        wait_until(lambda: books.total() >= before + wanted, arguments.seconds, f"no progress before {action}")
        healed_from = books.total()
        if action == "service":
            service = choose.choice(services)
            service.kill()
            service.start()
        elif action == "postgres":
            cluster.kill()
            cluster.start()
        else:
            cluster.cut_backends()
        healed_at = time.monotonic()
        wait_until(lambda: books.total() > healed_from, 30, f"nothing succeeds after {action}")
        worst = max(worst, time.monotonic() - healed_at)
    return worst


def verify(books, cluster, clients):
    events = check_density(cluster)
    logged = collections.Counter(
        (event_type, str(stream)) for event_type, stream in
        rows(cluster, "SELECT event_type, stream_id FROM suoledger.event "
                      "WHERE event_type IN ('invoice_issued', 'payment_received')"))
    expect(all(count == 1 for count in logged.values()), "one stream was opened twice")
    ids = {"/v1/invoices": set(), "/v1/payments": set()}
    for path, _, body in books.acknowledged.values():
        ids[path].add(json.loads(body)["id"])
    for path, event_type in (("/v1/invoices", "invoice_issued"), ("/v1/payments", "payment_received")):
        in_log = sum(1 for kind, _ in logged if kind == event_type)
        expect(len(ids[path]) == books.counts[path], f"two commands of {path} got one id")
        expect(in_log == books.counts[path],
               f"{in_log} {event_type} in the log, {books.counts[path]} acknowledged: lost or never asked for")
    for client in clients:
        caught_up = client.get("/v1/business", headers={"Ledger-Min-Position": str(events)})
        expect(caught_up.status == 200, f"position {events} is not shown: {caught_up}")
        for path, ids_of_path in ids.items():
            for identifier in sorted(ids_of_path)[:200]:
                answer = client.get(f"{path}/{identifier}")
                expect(answer.status == 200, f"acknowledged {identifier}: {answer}")
        check_trial_balance(client)
    for key, (path, body, first) in list(books.acknowledged.items())[:300]:
        again = clients[0].post(path, body, key)
        expect(again.body == first, f"the retry of {key} differs")
        expect(again.headers.get("idempotent-replayed") == "true", f"the retry of {key} was not a replay")
    expect(check_density(cluster) == events, "verifying appended events")
    return events


def check_read_models(services):
    """What was folded between kills is what a rebuild folds at the same position, on every service (I6)."""
    names = [row["name"] for row in json.loads(services[0].command("projections", "list", "--output", "json"))["projections"]]
    expect(len(names) >= 7, f"only {names}")
    for name in names:
        kept = {service.command("projections", "digest", name) for service in services}
        expect(len(kept) == 1, f"services differ in {name}: {kept}")
        services[0].command("projections", "rebuild", name)
        rebuilt = services[0].command("projections", "digest", name)
        expect(kept == {rebuilt}, f"{name}: {kept} after the storm, {rebuilt} after a rebuild")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="64 clients, 10 + 10 kills, two services on one log")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--services", type=int, default=1)
    parser.add_argument("--service-kills", type=int, default=2)
    parser.add_argument("--postgres-kills", type=int, default=2)
    parser.add_argument("--cuts", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=60, help="limit of one wait for progress")
    arguments = parser.parse_args()
    if arguments.long:
        arguments.clients, arguments.services = 64, 2
        arguments.service_kills = arguments.postgres_kills = arguments.cuts = 10
    random_seed = seed()
    choose = random.Random(random_seed)
    scratch = scratch_directory("storm")
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    services = [Service(scratch / f"node{index}", cluster.url(), scratch / "kek.json",
                        listen=f"127.0.0.1:{free_port()}") for index in range(arguments.services)]
    started = time.monotonic()
    done = threading.Event()
    books = Books()
    try:
        for service in services:
            service.start()
        api_key = services[0].create_business()["api_key"]
        addresses = [service.http for service in services]
        failures = []

        def storm():
            try:
                run_threads(arguments.clients,
                            lambda index: shop_client(books, addresses, api_key, index, random_seed, done))
            except BaseException as failure:  # noqa: B902 - raised below
                failures.append(failure)
        clients_thread = threading.Thread(target=storm)
        clients_thread.start()
        try:
            worst = chaos(arguments, choose, books, cluster, services)
        finally:
            done.set()
            clients_thread.join()
        if failures:
            raise failures[0]
        clients = [Client(address, api_key) for address in addresses]
        events = verify(books, cluster, clients)
        check_read_models(services)
        print(f"{arguments.clients} clients, {len(services)} services: {arguments.service_kills} service kills, "
              f"{arguments.postgres_kills} PostgreSQL kills, {arguments.cuts} cuts; {events} events, "
              f"{books.total()} acknowledged, {books.refused} refused, {books.unknown_resolved} resolved by retry, "
              f"{books.counts['read back']} read back; "
              f"first success at most {worst:.1f} s after a fault healed; {time.monotonic() - started:.0f} s in all")
    finally:
        for service in services:
            if service.process and service.process.poll() is None:
                service.stop()
        cluster.stop()
    shutil.rmtree(scratch)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
