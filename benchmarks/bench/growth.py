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
APPEND_SECONDS = 10.0  # of one run: RocksDB merges in bursts, and a short run meets one or none
FILLED = ["sent", "took_s", "cores", "thread_us"]  # what is kept of each run of the filling
APPENDS, POINT_READS, PAGES = "appends", "invoice by id", "list page of 50"


@dataclasses.dataclass
class Log:
    ledger: ledger.Ledger
    generator: load.Load
    requests: pathlib.Path  # file of invoices to issue
    scratch: pathlib.Path

    def grow_to(self, target):
        """Issues invoices until the log holds that many events. What each part of them took."""
        filled = []
        while (missing := target - (head := self.ledger.head())) > 0:
            run = self.checked(0, count=min(missing, CHUNK))
            filled.append({"from": head, **{name: run[name] for name in FILLED}})
        checks.check_books(self.ledger)
        return filled

    def measure(self, what):
        return self.checked(APPEND_SECONDS, warm_up=0.3) if what == APPENDS else self.reads(what)

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
    """Of each log, by its name, the runs of each kind."""
    found = {name: {APPENDS: [], POINT_READS: [], PAGES: []} for name in logs}
    for what in (APPENDS, POINT_READS, PAGES):
        for turn in range(rounds):
            for name, log in sorted(logs.items(), reverse=turn % 2 == 1):
                found[name][what].append(log.measure(what))
    return found


def one_size(log, young, plan, size, say):
    found = {"size": size, **in_turns({"log": log, "young": young}, plan.rounds)}
    found["rebuild"] = parts.rebuild_all(log.ledger, log.ledger.operator_client())
    found["start_to_ready_s"] = [start_to_ready(log.ledger) for _ in range(plan.rounds)]
    say(f"{size} events: done")
    return found


def rates(found, log, what):
    return [run["per_second"] for run in found[log][what]]


def rows(sizes):
    median = report.statistics.median
    for found in sizes:
        def rate(log, what):
            return report.number(median(rates(found, log, what)))
        yield (report.number(found["size"]), rate("log", APPENDS), rate("young", APPENDS), rate("log", POINT_READS),
               rate("young", POINT_READS), f"{median(run['latency']['p99_ms'] for run in found['log'][POINT_READS]):.2f}",
               rate("log", PAGES), report.number(found["rebuild"]["per_second"]),
               f"{found['rebuild']['peak_memory_mb']:.0f}", f"{median(found['start_to_ready_s']):.2f}")


HEAD = ["events", "append /s", "of a young log", "point read /s", "of a young log", "its p99 ms", "page of 50 /s",
        "rebuild, events/s", "its peak MB", "start to ready, s"]


def ratio_rows(sizes):
    """The largest log against a young one, by pairs that were measured in turns."""
    last, median = sizes[-1], report.statistics.median
    grown = f"{report.number(last['size'])} / {report.number(sizes[0]['size'])} events"
    for name, what in (("append rate", APPENDS), ("point reads", POINT_READS)):
        pairs = [one / other for one, other in zip(rates(last, "log", what), rates(last, "young", what))]
        yield budgets.at_least(f"{name}, {grown} (pairs {min(pairs):.2f} – {max(pairs):.2f})", median(pairs), 0.8)
    yield budgets.at_most("start to ready with the largest, s", median(last["start_to_ready_s"]), 2)


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
            filled = log.grow_to(size)
            with opened(given, plan, YOUNG_NEEDS_GB) as young:
                young.grow_to(sizes[0])
                found.append({"filling": filled, **one_size(log, young, plan, size, say)})
            # What was measured stays, even when a later size does not get done.
            given.json.write_text(json.dumps({**described, "sizes": found}, indent=1), encoding="utf8")
            given.results.write_text(markdown({**described, "sizes": found}), encoding="utf8")
            print(report.table(rows(found), HEAD), flush=True)
    say(f"all figures: {given.json}")
