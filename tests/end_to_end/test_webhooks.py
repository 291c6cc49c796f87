#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Webhooks of Paystack at a real service: only what is signed with a secret in force is kept; a provider that is away
delays, and loses nothing; what cannot be booked is shown, requeued and discarded."""
import hashlib
import hmac
import json
import shutil
import socket
import uuid

from harness import Client, Cluster, Service, expect, free_port, scratch_directory, wait_until
from log_checks import rows
from simulated_paystack import SECRET, SimulatedPaystack

WITHDRAWN = "sk_live_withdrawn_0123456789"
PREVIOUS = "sk_live_previous_0123456789"
LARGEST_BODY = 256 * 1024


def signed(body, secret=SECRET):
    return hmac.new(secret.encode(), body, hashlib.sha512).hexdigest()


def post(address, body, *signature_headers):
    """(status, headers and body): over a bare socket, so that header bytes go as they are."""
    host, port = address.rsplit(":", 1)
    head = b"POST /webhooks/paystack HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/json\r\n"
    for value in signature_headers:
        head += b"x-paystack-signature: " + (value if isinstance(value, bytes) else value.encode()) + b"\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_connection((host, int(port)), 30) as connection:
        connection.sendall(head + body)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return int(answer.split(b" ", 2)[1]), answer


def kept(cluster):
    return rows(cluster, "SELECT count(*) FROM suoledger.inbox")[0][0]


def states(cluster):
    return dict(rows(cluster, "SELECT state, count(*) FROM suoledger.inbox GROUP BY state"))


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


def only_what_is_signed(cluster, service):
    body = json.dumps({"event": "transfer.success", "data": {"id": 7, "status": "success", "domain": "live"}}).encode()
    good = signed(body)
    wrong = [(), ("",), (good[:-1],), (good + "0",), (good[1:],), (good.upper(),), (b"\xc3\xa9\xff" + good.encode(),),
             (good, good), (good, "0" * 128), (f"{good}, {good}",), (signed(body, WITHDRAWN),), (signed(body + b" "),),
             ("sha512=" + good,)]
    for headers in wrong:
        status, answer = post(service.http, body, *headers)
        expect(status == 401, f"signature {headers} is answered {answer}")
    for bit in range(0, len(body) * 8, 5):
        status, _ = post(service.http, flipped(body, bit), good)
        expect(status == 401, f"bit {bit} of the body changed, and it is answered {status}")
    for bit in range(4):  # of hexadecimal digits
        changed = f"{int(good[0], 16) ^ (1 << bit):x}" + good[1:]
        expect(post(service.http, body, changed)[0] == 401, "another signature is taken")
    expect(kept(cluster) == 0, "something that is not signed was kept")
    large = b"x" * (LARGEST_BODY + 1)
    expect(post(service.http, large, signed(large))[0] == 413, "a large body is taken")
    expect(kept(cluster) == 0, "a large body was kept")
    expect(post(service.http, body, good)[0] == 200, "a good one is not taken")
    expect(post(service.http, body, signed(body, PREVIOUS))[0] == 200, "the previous secret is not in force")
    expect(kept(cluster) == 1, "the same fact is kept twice")
    unreadable = b"\xff\x00 no json"
    expect(post(service.http, unreadable, signed(unreadable))[0] == 200, "what cannot be parsed is not taken")
    wait_until(lambda: states(cluster) == {"processed": 1, "dead": 1}, 30, f"they are not worked off: {states(cluster)}")
    return len(wrong)


def booked(cluster):
    return rows(cluster, "SELECT count(*) FROM suoledger.event WHERE event_type = 'payment_received'")[0][0]


def stands_through_a_provider_that_is_away(cluster, service, simulator):
    """Answers that are none, then no answer at all: webhooks wait, and end booked."""
    faults = ["500", "html_200", "half_body", "cut"]
    for kind in faults:
        simulator.ask("/faults", {"kind": kind, "path": "/transaction/verify", "times": 1})
    simulator.ask("/webhooks", {"url": f"http://{service.http}/webhooks/paystack"})
    simulator.ask("/charges", {"reference": "AWAY-1", "amount": 345_600})
    wait_until(lambda: booked(cluster) == 1, 90, "a charge is lost when its provider fails for a while")
    expect(all(fault["left"] == 0 for fault in simulator.ask("/state")["faults"]), "a fault did not happen")
    simulator.ask("/down", {})
    simulator.ask("/charges", {"reference": "AWAY-2", "amount": 1_000})
    wait_until(lambda: rows(cluster, "SELECT count(*) FROM suoledger.inbox WHERE state = 'waiting' AND attempts > 0")
               [0][0] == 1, 90, "nothing was tried")
    simulator.ask("/up", {})
    wait_until(lambda: booked(cluster) == 2, 180, "a charge is lost when its provider is away")
    expect(states(cluster) == {"processed": 3, "dead": 1}, f"{states(cluster)}")


def shows_what_cannot_be_booked(cluster, service, simulator, client):
    reference = f"sl-{uuid.uuid4().hex}-{uuid.uuid4().hex}"
    simulator.ask("/charges", {"reference": reference, "amount": 5_000})
    wait_until(lambda: states(cluster).get("dead") == 2, 60, "a charge of nobody is no dead letter")
    listed = json.loads(service.command("dead-letters", "list", "--output", "json"))["data"]
    by_reason = {letter["reason"]: letter["id"] for letter in listed}
    expect(set(by_reason) == {"malformed", "business_not_found"}, f"{listed}")
    expect(client.get("/v1/dead_letters").json["data"] == [], "a business sees what is not its own")
    shown = json.loads(service.command("dead-letters", "inspect", by_reason["business_not_found"], "--output", "json"))
    expect(reference in shown["body"], f"{shown}")
    looks = rows(cluster, "SELECT count(*) FROM suoledger.event WHERE event_type = 'personal_data_read'")[0][0]
    expect(looks == 1, "nobody knows who looked")
    service.command("dead-letters", "discard", by_reason["malformed"])
    expect(rows(cluster, "SELECT count(*) FROM suoledger.inbox WHERE state = 'discarded' AND body IS NULL")[0][0] == 1,
           "a discarded body is kept")
    service.command("dead-letters", "requeue", "--all")
    wait_until(lambda: rows(cluster, "SELECT count(*) FROM suoledger.inbox WHERE state = 'dead' AND attempts = 1 AND "
                            "claims >= 2")[0][0] == 1, 60, "it was not tried again")
    bodies = rows(cluster, "SELECT string_agg(encode(body, 'escape'), '') FROM suoledger.inbox")[0][0]
    expect("AWAY" not in bodies and "event" not in bodies, "a body lies open in the database")


def main():
    scratch = scratch_directory("webhooks")
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    simulator = SimulatedPaystack(1)
    service = Service(scratch / "node", cluster.url(), scratch / "kek.json", listen=f"127.0.0.1:{free_port()}")
    try:
        made = service.create_business()
        service.environment.update(simulator.environment(made["business"]["id"]))
        service.environment["SUOLEDGER_PAYSTACK_SECRET_KEY"] = f"{SECRET},{PREVIOUS}"
        service.start()
        client = Client(service.http, made["api_key"])
        refusals = only_what_is_signed(cluster, service)
        stands_through_a_provider_that_is_away(cluster, service, simulator)
        shows_what_cannot_be_booked(cluster, service, simulator, client)
        print(f"{refusals} wrong signatures refused, every fault stood through")
    finally:
        service.stop()
        simulator.stop()
        cluster.stop()
    shutil.rmtree(scratch)
    print("3 passed, 0 failed")


if __name__ == "__main__":
    main()
