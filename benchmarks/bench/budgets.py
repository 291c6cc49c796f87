# SPDX-License-Identifier: Apache-2.0
"""Ratios within one run against what we want them to be. Judged by people, with the machine in view: nothing fails."""
import math
import statistics

MAIN_RUN = "invoices, 64 connections"


def median(results, key="per_second"):
    return statistics.median(result[key] for result in results)


def percentile(values, share):
    """By nearest rank, as the load generator does."""
    return sorted(values)[max(1, math.ceil(share * len(values))) - 1]


def answer_times(found):
    """Of the webhooks of all rounds together, in ms: one round has too few for a p99."""
    return [latency for posted in found["webhooks"] for latency in posted["latency_ms"]]


def ratio_rows(found):
    """(what, ratio or figure, budget, is kept) each"""
    runs = found["commands"]
    rate = {name: median(results) for name, results in runs.items()}
    most = max(rate[name] for name in ("invoices, 128 connections", "invoices, 256 connections"))
    lone = statistics.median(r["latency"]["p50_ms"] for r in runs["invoices, 1 connections"])
    plain_lone = median(runs["plain INSERT, 1 client"], "latency_ms")
    visible_p99 = statistics.median(r["visible"]["p99_ms"] for r in found["half load"])
    copy, rebuild = median(found["copy out"]), median(found["rebuild"])
    memory = max(result["peak_memory_mb"] for results in (*runs.values(), found["half load"])
                 for result in results if "peak_memory_mb" in result)
    yield at_least("invoices at 64 connections / plain INSERT", rate[MAIN_RUN] / rate["plain INSERT"], 1.0)
    yield at_least("invoices at 64 / full write set one by one", rate[MAIN_RUN] / rate["full write set, one by one"], 10)
    yield at_least("invoices at 128 or 256 / plain INSERT", most / rate["plain INSERT"], 1.2)
    yield at_most("lone invoice p50 / plain INSERT of 1 client", lone / plain_lone, 3)
    for load, results in (("half load", found["half load"]), ("half load beside reports", found["half load, reports"])):
        for quantile, budget in (("p99", 20), ("p999", 60)):
            value = statistics.median(r["latency"][f"{quantile}_ms"] for r in results)
            yield at_most(f"{quantile.replace('999', '99.9')} at {load}, ms", value, budget)
    for name in ("invoices, one hot business", "payments, one hot invoice"):
        if name in rate:
            yield at_least(f"{name} / invoices at 64 connections", rate[name] / rate[MAIN_RUN], 0.5)
    if "full write set, batched" in rate:
        alone = statistics.median(found["store alone"]["PostgreSQL"]["per_second"])
        yield at_least("store alone / full write set batched", alone / rate["full write set, batched"], 0.8)
    yield at_most("acknowledged to visible p99 at half load, ms", visible_p99, 50)
    yield at_least("full rebuild / COPY out", rebuild / copy, 0.4)
    yield at_least("full rebuild / append rate", rebuild / rate[MAIN_RUN], 4)
    for name, pairs in found["reads"].items():
        ratios = [read["per_second"] / fixed["per_second"] for read, fixed in pairs]
        budget = {"invoice by id": 0.7, "list page of 50": 0.3}.get(name)
        row = at_least(f"{name} / fixed body of its size", statistics.median(ratios), budget or 0)
        yield row if budget else (row[0], row[1], "-", None)
    leaf_ns = statistics.median(found["parts"]["leaf"]["values"])
    yield at_most("leaf hashes at that rate, % of one core", leaf_ns * rate[MAIN_RUN] / 1e9 * 100, 5)
    verified = 1e9 / statistics.median(found["parts"]["leaf_from_row"]["values"])
    yield at_least("leaf hashes from rows, a second and core", verified, 200_000)
    documents = found["documents"]
    yield at_least("invoices rendered as PDF, a second and core", documents["per_core_second"], 200)
    yield at_most("an invoice of one page as PDF, bytes", documents["bytes"], 40 * 1024)
    yield at_most(f"memory over {documents['documents']} PDFs, last quarter / second",
                   documents["last_quarter_mb"] / documents["second_quarter_mb"], 1.05)
    yield at_most("peak memory of the service under commands, MB", memory, 256)
    if many := found.get("many commands"):
        yield at_most(f"memory over {many['commands']} commands, last quarter / second",
                       many["last_quarter_mb"] / many["second_quarter_mb"], 1.05)
    later = [run for pairs in found["reads"].values() for run, _ in pairs] + found["fan out"]
    yield at_most("peak memory of the service in runs after a rebuild, MB", max(r["peak_memory_mb"] for r in later), 256)
    yield at_most("peak memory of the service in a rebuild, MB", max(r["peak_memory_mb"] for r in found["rebuild"]), 512)


def beside_rows(found):
    """The same of commands beside other work."""
    pairs = [signed["per_second"] / unsigned["per_second"] for signed, unsigned in found["checkpoints"]]
    yield at_least("appends with the Merkle tree / without", statistics.median(pairs), 0.95)
    for quantile, share, budget in (("p50", 0.5, 20), ("p99", 0.99, 250)):
        yield at_most(f"webhooks answered beside 64 connections, {quantile} ms", percentile(answer_times(found), share), budget)
    pairs = [down["latency"]["p99_ms"] / up["latency"]["p99_ms"] for down, up in found["outage"]]
    yield at_most("p99 at half load, provider down / up and inbox empty", statistics.median(pairs), 1.1)
    pairs = [drawing["latency"]["p99_ms"] / idle["latency"]["p99_ms"] for drawing, idle in found["beside documents"]]
    yield at_most("p99 at half load, documents drawn on all threads / none", statistics.median(pairs), 1.5)


def at_least(what, value, budget):
    return what, value, f">= {budget:g}", value >= budget


def at_most(what, value, budget):
    return what, value, f"<= {budget:g}", value <= budget
