#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""1 000 live streams on one process: each reader sees every event of its business once and in order, over connections
that it drops itself and over a kill -9 of the service; 50 clients that never read cost next to no memory."""
import asyncio
import http.client
import json
import random
import resource
import socket
import threading
import time
import uuid

from harness import Client, expect, free_port, invoice_body, one_service, run_threads, seed

SMALL, READERS_OF_SMALL = 9, 105  # businesses with short events, most of the readers
READERS_OF_LARGE, SILENT = 5, 50  # one business with long ones
FIRST_ROUND, SECOND_ROUND = 6, 8  # invoices of each business before and after the kill
LARGE_LINES, LARGE_INVOICES = 450, 40
# A queue for each of the 50 would hold some 5 MB, 250 MB in all; a portion is one event of 130 KB, most of them shared.
GROWTH_BOUND_MB = 96
PATIENCE = 200  # seconds: a safety net for loaded machines, never a measurement


class Business:
    def __init__(self, admin, name):
        made = admin.post("/v1/businesses", {"name": name, "address": "1 Marina"})
        expect(made.status == 201, f"{made}")
        self.key, self.id = made.json["api_key"], made.json["business"]["id"]
        self.readers = []

    def positions(self, client):
        found, after = [], 0
        while after is not None:
            page = client.get(f"/v1/events?limit=1000&after={after}").json
            found += [event["position"] for event in page["data"]]
            after = page["next_after"]
        return found


class Reader:
    """Reads, leaves now and then, comes back with the last id that it saw."""

    def __init__(self, address, business, dice):
        self.host, self.port = address.rsplit(":", 1)
        self.business, self.dice = business, dice
        self.seen, self.connections, self.ended_whole = [], 0, False

    async def run(self):
        while not self.ended_whole:
            try:
                await self.follow()
            except (OSError, asyncio.IncompleteReadError, ValueError):
                await asyncio.sleep(0.2)  # killed, or not up again yet

    async def follow(self):
        reader, writer = await asyncio.open_connection(self.host, int(self.port), limit=1 << 20)
        try:
            writer.write(self.request())
            status = await reader.readline()
            if b" 200 " not in status:
                raise OSError(f"{status}")
            while await reader.readline() != b"\r\n":
                continue
            self.connections += 1
            await self.read_chunks(reader)
        finally:
            writer.close()

    def request(self):
        last = f"Last-Event-ID: {self.seen[-1]}\r\n" if self.seen else ""
        return (f"GET /v1/events?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.business.key}\r\n"
                f"Accept: text/event-stream\r\n{last}\r\n").encode()

    async def read_chunks(self, reader):
        while True:
            size = int(await reader.readuntil(b"\r\n"), 16)
            chunk = await reader.readexactly(size + 2)
            if size == 0:
                self.ended_whole = True
                return
            if chunk.startswith(b"id: "):
                self.take(chunk[:-2])
                if self.dice.random() < 0.06:
                    return

    def take(self, block):
        fields = dict(line.split(b": ", 1) for line in block.split(b"\n") if line)
        expect(fields[b"event"] != b"gap", "a reader is told that it is too slow")
        event = json.loads(fields[b"data"])
        expect(event["position"] == int(fields[b"id"]) and event["type"] == fields[b"event"].decode(), f"{fields}")
        self.seen.append(event["position"])


def open_silent(address, business):
    """A client that asks for everything and never reads."""
    host, port = address.rsplit(":", 1)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect((host, int(port)))
    client.sendall(Reader(address, business, random).request())
    return client


def resident_mb(service, name="VmRSS"):
    with open(f"/proc/{service.process.pid}/status", encoding="utf8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name)) / 1024


def long_invoice():
    body = invoice_body()
    body["lines"] = [{"description": f"Rice, bag {number} " + "x" * 150, "unit_price": 100}
                     for number in range(LARGE_LINES)]
    return body


def issue(service, business, body):
    """Retried until it is known to be recorded, once."""
    key, deadline = str(uuid.uuid4()), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = Client(service.http, business.key).post("/v1/invoices", body, key)
            if answer.status == 201:
                return
            expect(answer.status in (429, 503), f"{answer}")
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    raise TimeoutError("no invoice")


def issue_round(service, businesses, count):
    for _ in range(count):
        run_threads(len(businesses), lambda index: issue(service, businesses[index], invoice_body()))


async def until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        await asyncio.sleep(0.05)


async def readers_have_all(service, businesses):
    """What each business has, once every reader of it has come as far."""
    positions = await asyncio.to_thread(
        lambda: {business.id: business.positions(Client(service.http, business.key)) for business in businesses})
    readers = [reader for business in businesses for reader in business.readers]
    await until(lambda: all(reader.seen and reader.seen[-1] >= positions[reader.business.id][-1]
                            for reader in readers), "a reader waits in vain")
    return positions


async def first_round(service, small, large):
    """Everybody reads but the silent, who are connected before the long events are issued."""
    await asyncio.to_thread(issue_round, service, small, FIRST_ROUND)
    await readers_have_all(service, [*small, large])
    before = resident_mb(service)
    silent = [await asyncio.to_thread(open_silent, service.http, large) for _ in range(SILENT)]
    highest = before
    for _ in range(LARGE_INVOICES):
        await asyncio.to_thread(issue, service, large, long_invoice())
        highest = max(highest, resident_mb(service))
    await readers_have_all(service, [*small, large])
    highest = max(highest, resident_mb(service))
    print(f"resident: {before:.0f} MB with {readers_of(small, large)} readers, at most {highest:.0f} MB with "
          f"{len(silent)} silent clients besides", flush=True)
    expect(highest - before < GROWTH_BOUND_MB, f"{highest - before:.0f} MB more for clients that do not read")
    return silent


def readers_of(small, large):
    return sum(len(business.readers) for business in [*small, large])


async def second_round(service, small):
    """A kill -9 in the middle; commands and streams go on as soon as the service does."""
    issuing = threading.Thread(target=issue_round, args=(service, small, SECOND_ROUND))
    issuing.start()
    watched = small[0].readers[0]
    came = len(watched.seen)
    await until(lambda: len(watched.seen) > came + 2, "nothing comes")
    service.kill()
    await asyncio.to_thread(service.start)
    await until(lambda: not issuing.is_alive(), "the invoices are not issued")


async def run(service, dice):
    operator = json.loads(service.command("keys", "create", "--operator", "--output", "json"))["api_key"]
    admin = Client(service.admin, operator)
    small = [Business(admin, f"Ada Stores {number}") for number in range(SMALL)]
    large = Business(admin, "Bola Foods")
    businesses = [*small, large]
    for business in businesses:
        count = READERS_OF_LARGE if business is large else READERS_OF_SMALL
        business.readers = [Reader(service.http, business, random.Random(dice.random())) for _ in range(count)]
    readers = [reader for business in businesses for reader in business.readers]
    tasks = [asyncio.create_task(reader.run()) for reader in readers]
    silent = await first_round(service, small, large)
    await second_round(service, small)
    expected = await readers_have_all(service, businesses)
    await asyncio.to_thread(service.stop)
    await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)
    for client in silent:
        client.close()
    for reader in readers:
        expect(reader.seen == expected[reader.business.id],
               f"a reader saw {reader.seen}, the log has {expected[reader.business.id]}")
    connections = sum(reader.connections for reader in readers)
    print(f"{len(readers)} readers saw {sum(len(reader.seen) for reader in readers)} events over {connections} "
          "connections, each event once and in order; all streams ended in good order", flush=True)
    expect(connections > 2 * len(readers), "hardly anybody came back")


def main():
    dice = random.Random(seed())
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # for the clients; the service sees to its own
    # Freed memory that the sanitizer keeps back is none that the service uses.
    environment = {"ASAN_OPTIONS": "quarantine_size_mb=1:malloc_context_size=2"}
    with one_service("event-streams", lambda scratch: environment, f"127.0.0.1:{free_port()}") as (_, _, service):
        asyncio.run(run(service, dice))
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
