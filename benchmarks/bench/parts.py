# SPDX-License-Identifier: Apache-2.0
"""Parts alone: steps of a command, the store without HTTP, read models made anew, COPY out of the same rows."""
import json
import subprocess
import time

from . import machine

POLL_S = 0.02
REBUILD_LIMIT_S = 600


def _tool(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")
    return done.stdout


def steps(binaries, plan, count):
    """name: nanoseconds of one, or events a second, of every repetition"""
    found = {}
    text = _tool(binaries / "parts_benchmark", f"--benchmark_repetitions={count}", "--benchmark_format=json",
                 f"--benchmark_min_time={0.05 if plan.quick else 0.2}")
    for run in json.loads(text)["benchmarks"]:
        if run["run_type"] != "iteration":
            continue
        is_rate = "items_per_second" in run
        name = run["run_name"].split("/")[0]
        found.setdefault(name, {"unit": "events/s" if is_rate else "ns", "values": []})["values"].append(
            run["items_per_second"] if is_rate else run["cpu_time"])
    return found


def documents(binaries, plan):
    """Invoices of one page, rendered one after the other."""
    return json.loads(_tool(binaries / "documents_benchmark", plan.documents))


def store_alone(ledger, binaries, plan, count, at_once=64):
    """Commands a second of every round: into PostgreSQL (a database of its own), and into memory."""
    values = ledger.connection_values()
    ledger.rows("DROP DATABASE IF EXISTS store_alone")
    ledger.rows("CREATE DATABASE store_alone")
    url = " ".join(f"{name}={'store_alone' if name == 'dbname' else value}" for name, value in values.items())
    options = ["--at-once", at_once, "--commands", plan.store_commands, "--rounds", count]
    found = {"PostgreSQL": json.loads(_tool(binaries / "store_alone", "--database-url", url, *options)),
             "memory": json.loads(_tool(binaries / "store_alone", *options))}
    ledger.rows("DROP DATABASE store_alone")
    return found


def rebuild_all(ledger, operator):
    """All read models anew, beside those that serve; they read the log once, together."""
    names = [row["name"] for row in operator.get("/v1/projections").json["data"]]
    head = ledger.head()
    machine.reset_peak_memory(ledger.service.process.pid)
    with machine.CpuUse(ledger.processes()) as cpu:
        begun = time.monotonic()
        for name in names:
            answer = operator.post(f"/v1/projections/{name}/rebuild", None)
            assert answer.status == 202, answer
        while any(row.get("rebuild") for row in operator.get("/v1/projections").json["data"]):
            if time.monotonic() - begun > REBUILD_LIMIT_S:
                raise RuntimeError("the rebuild does not end")
            time.sleep(POLL_S)
        took = time.monotonic() - begun
    return {"per_second": head / took, "events": head, "seconds": took, "cores": cpu.cores,
            "peak_memory_mb": machine.peak_memory_mb(ledger.service.process.pid)}
