# SPDX-License-Identifier: Apache-2.0
"""One log that grows: at each size the append rate, a point read, a page, a rebuild, and from start to ready."""
import datetime
import json
import time

from . import budgets, checks, ledger, load, machine, parts, plan as plans, reads, report

CONNECTIONS = 128
CHUNK = 400_000  # invoices of one run of the generator: numbers of a run are its own


def grow_to(the_ledger, generator, requests, target, scratch):
    """Issues invoices until the log holds that many events; the rate is of the last run."""
    result = None
    while (missing := target - the_ledger.head()) > 0:
        after, acknowledged = the_ledger.head(), scratch / "acknowledged"
        begun = time.monotonic()
        result = generator.run(requests, CONNECTIONS, 0, count=min(missing, CHUNK), acknowledged=acknowledged)
        result["per_second"] = result["sent"] / (time.monotonic() - begun)
        checks.check_run(the_ledger, [(requests, acknowledged)], after)
    return result


def append_rate(the_ledger, generator, requests, scratch):
    after, acknowledged = the_ledger.head(), scratch / "acknowledged"
    result = generator.run(requests, CONNECTIONS, 2.0, warm_up=0.3, acknowledged=acknowledged)
    checks.check_run(the_ledger, [(requests, acknowledged)], after)
    return result["per_second"]


def start_to_ready(the_ledger):
    """The rows and the log are there already; PostgreSQL starts with the service."""
    the_ledger.service.stop(120)
    begun = time.monotonic()
    the_ledger.service.start(wait=False)
    the_ledger.service.wait_ready(600)
    return time.monotonic() - begun


def one_size(the_ledger, generator, plan, size, scratch, say):
    requests = scratch / "growing"
    load.write_requests(requests, load.interleaved(the_ledger.businesses, load.invoice_of))
    grown = grow_to(the_ledger, generator, requests, size, scratch)
    checks.check_books(the_ledger)
    rates = [append_rate(the_ledger, generator, requests, scratch) for _ in range(plan.rounds)]
    found = {"size": size, "growing_per_second": grown["per_second"] if grown else None, "append_per_second": rates}
    asked = scratch / "asked"
    for name in ("invoice by id", "list page of 50"):
        load.write_requests(asked, reads.targets(the_ledger)[name])
        found[name] = [reads.only_200(generator.run(asked, reads.CONNECTIONS, 1.0, warm_up=0.3), name)
                       for _ in range(plan.rounds)]
    found["rebuild"] = parts.rebuild_all(the_ledger, the_ledger.operator_client())
    found["start_to_ready_s"] = [start_to_ready(the_ledger) for _ in range(plan.rounds)]
    say(f"{size} events: done")
    return found


def rows(sizes):
    median = report.statistics.median
    for found in sizes:
        point, page = found["invoice by id"], found["list page of 50"]
        yield (report.number(found["size"]), report.number(median(found["append_per_second"])),
               report.number(median(r["per_second"] for r in point)), f"{median(r['latency']['p99_ms'] for r in point):.2f}",
               report.number(median(r["per_second"] for r in page)), report.number(found["rebuild"]["per_second"]),
               f"{found['rebuild']['peak_memory_mb']:.0f}", f"{median(found['start_to_ready_s']):.2f}")


HEAD = ["events", "append /s", "point read /s", "its p99 ms", "page of 50 /s", "rebuild, events/s", "its peak MB",
        "start to ready, s"]


def ratio_rows(sizes):
    """The largest log against the smallest."""
    median = report.statistics.median
    first, last = sizes[0], sizes[-1]
    grown = f"{report.number(last['size'])} / {report.number(first['size'])} events"
    reads = [median(run["per_second"] for run in one["invoice by id"]) for one in (first, last)]
    yield budgets.at_least(f"append rate, {grown}", median(last["append_per_second"]) / median(first["append_per_second"]), 0.8)
    yield budgets.at_least(f"point reads, {grown}", reads[1] / reads[0], 0.8)
    yield budgets.at_most("start to ready with the largest, s", median(last["start_to_ready_s"]), 2)


def markdown(found):
    return "\n".join([
        "# Growth", "",
        f"{found['date']}, {found['software']}, one log that grew, medians of {found['rounds']} rounds at each size. "
        "Written by `./dev bench growth`.", "",
        report.machine_line(found["machine"]),
        f"- {CONNECTIONS} connections append; each run's positions, sequences, versions and numbers were dense, every acknowledged",
        "  command was found exactly once, and the books balanced.", "",
        report.table(rows(found["sizes"]), HEAD), "",
        report.ratio_table(ratio_rows(found["sizes"])), ""])


def measure(given, say):
    plan = plans.FULL.with_rounds(given.rounds)
    sizes = sorted(int(size) for size in given.sizes.split(","))
    with ledger.running(given.directory, given.need_gb) as (the_ledger, scratch):
        described = {"date": datetime.date.today().isoformat(), "machine": machine.describe(scratch),
                     "postgres": the_ledger.settings(), "rounds": plan.rounds,
                     "software": the_ledger.service.command("--version").strip()}
        generator = load.Load(given.programs / "load_generator", the_ledger, scratch)
        load.prepare(the_ledger, generator, plan, scratch)
        found = []
        for size in sizes:
            found.append(one_size(the_ledger, generator, plan, size, scratch, say))
            # What was measured stays, even when a later size does not get done.
            given.json.write_text(json.dumps({**described, "sizes": found}, indent=1), encoding="utf8")
            given.results.write_text(markdown({**described, "sizes": found}), encoding="utf8")
            print(report.table(rows(found), HEAD), flush=True)
    say(f"all figures: {given.json}")
