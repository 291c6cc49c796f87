# SPDX-License-Identifier: Apache-2.0
"""Commands beside other work: what each of them costs, in pairs with and without it, on one service."""
import statistics

from . import checkpoints, documents, load, money_in, report
from .budgets import answer_times, beside_rows, percentile
from .commands import MAIN


def measure(ledger, measured, plan, scratch, say):
    spread = load.interleaved(ledger.businesses, load.invoice_of)
    alone = [measured.run(spread, MAIN) for _ in range(plan.rounds)]
    maximum = statistics.median(run["per_second"] for run in alone)
    say(f"{maximum:.0f} invoices a second beside nothing")
    found = {"alone": alone, "checkpoints": checkpoints.measure(ledger, measured, plan.checkpoint_pairs, say),
             "beside documents": documents.measure(ledger, measured, maximum, plan, scratch, say)}
    return {**found, **money_in.measure(ledger, measured, maximum, plan, scratch, say)}


def full_load_rows(found):
    signed, unsigned = zip(*found["checkpoints"])
    commands = [posted["commands"] for posted in found["webhooks"]]
    for beside, runs in (("nothing", found["alone"]), ("checkpoints on", signed), ("checkpoints off", unsigned),
                         ("webhooks, checkpoints on", commands)):
        rates = [run["per_second"] for run in runs]
        yield (beside, report.number(statistics.median(rates)), report.spread(rates),
               *_middles([run["latency"] for run in runs]), report.cores_of(list(runs)))


def half_load_rows(found):
    """With and without each kind of work, and the ratios of the pairs."""
    tried = statistics.median(down["tried again"] for down, _ in found["outage"])
    drawn = statistics.median(drawing["documents"] for drawing, _ in found["beside documents"])
    for pairs, one, other in (
            (found["outage"], f"provider down, {tried:.0f} webhooks tried again in a run", "provider up, inbox empty"),
            (found["beside documents"], f"documents drawn on all threads, {drawn:.0f} in a run", "no documents drawn")):
        for name, runs in zip((one, other), zip(*pairs)):
            yield name, *_middles([run["latency"] for run in runs])
        ratios = [{key: first["latency"][key] / second["latency"][key] for key in first["latency"]} for first, second in pairs]
        yield f"ratios of {len(pairs)} pairs", *_middles(ratios)


def _middles(latencies):
    for key in ("p50_ms", "p99_ms", "max_ms"):
        yield f"{statistics.median(latency[key] for latency in latencies):.2f}"
    yield report.spread([latency["p99_ms"] for latency in latencies])


def webhook_rows(found):
    times, late = answer_times(found), [ms for posted in found["webhooks"] for ms in posted["late_ms"]]
    yield (f"{len(times)} webhooks beside {MAIN} connections, posted {percentile(late, 0.99):.2f} ms late by p99",
           f"{percentile(times, 0.5):.2f}", f"{percentile(times, 0.99):.2f}", f"{max(times):.2f}",
           report.spread([percentile(posted["latency_ms"], 0.99) for posted in found["webhooks"]]))


def sections(found):
    """(title, text) each"""
    times = ["p50 ms", "p99 ms", "longest ms", "p99 of a run, lowest – highest"]
    yield "Ratios", report.ratio_table(beside_rows(found))
    yield (f"Invoices at {MAIN} connections, beside", report.table(
        full_load_rows(found), ["what", "median /s", "lowest – highest", *times, "cores used"]))
    yield ("Invoices at half of that rate, beside (open loop, from the time one was due)",
           report.table(half_load_rows(found), ["what", *times]))
    yield "Webhooks, from the time one was due", report.table(webhook_rows(found), ["what", *times])
