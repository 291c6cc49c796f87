# SPDX-License-Identifier: Apache-2.0
"""One log that grows: at each size the append rate, a point read, a page, a rebuild, and from start to ready.

It takes an hour, in which a machine may change its pace: what is compared is measured in turns with a log of the smallest
size that has just been made.
"""
import contextlib
import dataclasses
import datetime
import json
import pathlib
import time

from . import budgets, checks, ledger, load, machine, parts, plan as plans, reads, report

CONNECTIONS = 128
YOUNG_NEEDS_GB = 2
CHUNK = 400_000  # invoices of one run of the generator: numbers of a run are its own


@dataclasses.dataclass
class Log:
    ledger: ledger.Ledger
    generator: load.Load
    requests: pathlib.Path  # file of invoices to issue
    scratch: pathlib.Path

    def grow_to(self, target):
        """Issues invoices until the log holds that many events."""
        while (missing := target - self.ledger.head()) > 0:
            self.checked(0, count=min(missing, CHUNK))
        checks.check_books(self.ledger)

    def append_rate(self):
        return self.checked(2.0, warm_up=0.3)["per_second"]

    def checked(self, seconds, **how):
        after, acknowledged = self.ledger.head(), self.scratch / "acknowledged"
        result = self.generator.run(self.requests, CONNECTIONS, seconds, acknowledged=acknowledged, **how)
        checks.check_run(self.ledger, [(self.requests, acknowledged)], after)
        return result

    def reads(self, name):
        asked = self.scratch / "asked"
        load.write_requests(asked, reads.targets(self.ledger)[name])
        return reads.only_200(self.generator.run(asked, reads.CONNECTIONS, 1.0, warm_up=0.3), name)


@contextlib.contextmanager
def opened(given, plan, need_gb):
    with ledger.running(given.directory, need_gb) as (the_ledger, scratch):
        generator = load.Load(given.programs / "load_generator", the_ledger, scratch)
        log = Log(the_ledger, generator, scratch / "growing", scratch)
        load.prepare(the_ledger, generator, plan, scratch)
        load.write_requests(log.requests, load.interleaved(the_ledger.businesses, load.invoice_of))
        yield log


def start_to_ready(the_ledger):
    """The rows and the log are there already; PostgreSQL starts with the service."""
    the_ledger.service.stop(120)
    begun = time.monotonic()
    the_ledger.service.start(wait=False)
    the_ledger.service.wait_ready(600)
    return time.monotonic() - begun


def in_turns(logs, rounds):
    """Of each log, by its name, what was measured in each round."""
    found = {name: {"append_per_second": [], "invoice by id": [], "list page of 50": []} for name in logs}
    for measured in ("append_per_second", "invoice by id", "list page of 50"):
        for turn in range(rounds):
            for name, log in sorted(logs.items(), reverse=turn % 2 == 1):
                found[name][measured].append(log.append_rate() if measured == "append_per_second" else log.reads(measured))
    return found


def one_size(log, young, plan, size, say):
    found = {"size": size, **in_turns({"log": log, "young": young}, plan.rounds)}
    found["rebuild"] = parts.rebuild_all(log.ledger, log.ledger.operator_client())
    found["start_to_ready_s"] = [start_to_ready(log.ledger) for _ in range(plan.rounds)]
    say(f"{size} events: done")
    return found


def rows(sizes):
    median = report.statistics.median
    for found in sizes:
        log = found["log"]
        point, page = log["invoice by id"], log["list page of 50"]
        yield (report.number(found["size"]), report.number(median(log["append_per_second"])),
               report.number(median(found["young"]["append_per_second"])),
               report.number(median(r["per_second"] for r in point)),
               report.number(median(r["per_second"] for r in found["young"]["invoice by id"])),
               f"{median(r['latency']['p99_ms'] for r in point):.2f}",
               report.number(median(r["per_second"] for r in page)), report.number(found["rebuild"]["per_second"]),
               f"{found['rebuild']['peak_memory_mb']:.0f}", f"{median(found['start_to_ready_s']):.2f}")


HEAD = ["events", "append /s", "of a young log", "point read /s", "of a young log", "its p99 ms", "page of 50 /s",
        "rebuild, events/s", "its peak MB", "start to ready, s"]


def of_pairs(found, measured, value):
    """The grown log's over the young one's: lowest, median and highest of those that were measured in turns."""
    ratios = sorted(value(one) / value(other) for one, other in zip(found["log"][measured], found["young"][measured]))
    return ratios[0], report.statistics.median(ratios), ratios[-1]


def ratio_rows(sizes):
    """The largest log against a young one, in turns."""
    last = sizes[-1]
    grown = f"{report.number(last['size'])} / {report.number(sizes[0]['size'])} events"
    for name, measured, value in (("append rate", "append_per_second", lambda rate: rate),
                                  ("point reads", "invoice by id", lambda run: run["per_second"])):
        lowest, median, highest = of_pairs(last, measured, value)
        yield budgets.at_least(f"{name}, {grown} (pairs {lowest:.2f} – {highest:.2f})", median, 0.8)
    yield budgets.at_most("start to ready with the largest, s", report.statistics.median(last["start_to_ready_s"]), 2)


def markdown(found):
    return "\n".join([
        "# Growth", "",
        f"{found['date']}, {found['software']}, one log that grew, medians of {found['rounds']} rounds at each size. "
        "Written by `./dev bench growth`.", "",
        report.machine_line(found["machine"]),
        "- Each size in turns with a young log, of as many events as the first line has, made just before.",
        f"- {CONNECTIONS} connections append; each run's positions, sequences, versions and numbers were dense, every acknowledged",
        "  command was found exactly once, and the books balanced.", "",
        report.table(rows(found["sizes"]), HEAD), "",
        report.ratio_table(ratio_rows(found["sizes"])), ""])


def measure(given, say):
    plan = plans.FULL.with_rounds(given.rounds)
    sizes = sorted(int(size) for size in given.sizes.split(","))
    with opened(given, plan, given.need_gb) as log:
        described = {"date": datetime.date.today().isoformat(), "machine": machine.describe(log.scratch),
                     "postgres": log.ledger.settings(), "rounds": plan.rounds,
                     "software": log.ledger.service.command("--version").strip()}
        found = []
        for size in sizes:
            log.grow_to(size)
            with opened(given, plan, YOUNG_NEEDS_GB) as young:
                young.grow_to(sizes[0])
                found.append(one_size(log, young, plan, size, say))
            # What was measured stays, even when a later size does not get done.
            given.json.write_text(json.dumps({**described, "sizes": found}, indent=1), encoding="utf8")
            given.results.write_text(markdown({**described, "sizes": found}), encoding="utf8")
            print(report.table(rows(found), HEAD), flush=True)
    say(f"all figures: {given.json}")
