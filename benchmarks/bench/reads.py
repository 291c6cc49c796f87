# SPDX-License-Identifier: Apache-2.0
"""Reads, each against a body of the same size that is made of nothing, behind the same gate, key check and limits."""
import contextlib
import json
import subprocess

from . import checks, load
from .ledger import LIMITS

CONNECTIONS = 32


@contextlib.contextmanager
def fixed_body_server(binary, scratch):
    with open(scratch / "fixed.log", "ab") as log:
        process = subprocess.Popen([binary, scratch / "fixed-rows", LIMITS["SUOLEDGER_RATE_LIMIT_PER_KEY"]],
                                   stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the server of fixed bodies did not start; see {scratch / 'fixed.log'}")
        yield process, json.loads(line)
    finally:
        process.terminate()
        process.wait(30)


def targets(ledger):
    """name: requests"""
    client = ledger.client()
    invoices = [invoice["id"] for invoice in client.get("/v1/invoices?limit=200").json["data"]]
    client.close()
    key = ledger.businesses[0]["key"]
    return {"invoice by id": [(key, "GET", f"/v1/invoices/{one}", None) for one in invoices],
            "list page of 50": [(key, "GET", "/v1/invoices?limit=50", None)],
            "summary": [(key, "GET", "/v1/reports/summary", None)],
            "trial balance": [(key, "GET", "/v1/reports/trial_balance?currency=NGN", None)]}


def only_200(result, name):
    assert set(result["statuses"]) == {"200"}, f"{name}: {result['statuses']}"
    return result


def measure(ledger, generator, binaries, plan, scratch, count, say):
    """name: [(read, fixed body) of every round]"""
    results = {}
    requests, fixed_requests = scratch / "reads", scratch / "fixed"
    wanted = targets(ledger)
    with fixed_body_server(binaries / "fixed_body_server", scratch) as (process, server):
        for _ in range(count):
            for name, asked in wanted.items():
                load.write_requests(requests, asked)
                read = only_200(generator.run(requests, CONNECTIONS, plan.read_seconds, warm_up=plan.warm_up,
                                              address=ledger.service.http), name)
                target = f"/v1/fixed?bytes={read['body_bytes']}"
                load.write_requests(fixed_requests, [(server["api_key"], "GET", target, None)])
                fixed = only_200(generator.run(fixed_requests, CONNECTIONS, plan.read_seconds, warm_up=plan.warm_up,
                                               processes={"service": (process.pid, False)}, address=server["http"]), target)
                results.setdefault(name, []).append((read, fixed))
    say("reads done")
    return results


def fan_out(ledger, generator, binaries, plan, scratch):
    """Live streams of one business while invoices of it are issued: events delivered a second, over all streams."""
    results = []
    business = ledger.businesses[0]
    requests, acknowledged = scratch / "fan-out", scratch / "fan-out-acknowledged"
    load.write_requests(requests, load.interleaved([business], load.invoice_of))
    for streams in plan.streams:
        seconds = plan.seconds + 2
        reader = subprocess.Popen([binaries / "stream_reader", "--address", ledger.service.http, "--key", business["key"],
                                   "--streams", str(streams), "--seconds", str(seconds)], stdout=subprocess.PIPE, text=True)
        after = ledger.head()
        result = generator.run(requests, 8, plan.seconds, warm_up=0.5, acknowledged=acknowledged)
        out, _ = reader.communicate()
        if reader.returncode != 0:
            raise RuntimeError("the stream reader failed")
        checks.check_run(ledger, [(requests, acknowledged)], after)
        read = json.loads(out)
        read["per_second"] = read["events"] / (plan.seconds + 0.5)
        results.append({**read, "commands_per_second": result["per_second"], "sent": result["sent"],
                        "cores": result["cores"], "peak_memory_mb": result["peak_memory_mb"]})
    return results
