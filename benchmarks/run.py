# SPDX-License-Identifier: Apache-2.0
"""Measures a release build of the service on this machine. See README.md; run by `./dev bench`."""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import signal
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["all", "beside", "growth", "kafka"], default="all")
    parser.add_argument("--quick", action="store_true", help="ratios only, within 3 minutes")
    parser.add_argument("--rounds", type=int, help="of everything, 5 or, of the quick ones, 3; medians are taken")
    parser.add_argument("--binary", default=HERE.parent / "build/release/suoledger", type=pathlib.Path)
    parser.add_argument("--programs", default=HERE.parent / "build/release/benchmarks", type=pathlib.Path,
                        help="directory of the benchmark programs")
    parser.add_argument("--directory", default="/var/tmp", help="where the log is kept meanwhile: a real disk")
    parser.add_argument("--json", type=pathlib.Path, default=HERE.parent / "build/bench.json")
    parser.add_argument("--results", type=pathlib.Path, help="file to write; RESULTS.md, BESIDE.md or GROWTH.md when not --quick")
    parser.add_argument("--sizes", default="10000,1000000,10000000", help="of growth, in events")
    parser.add_argument("--need-gb", type=int, default=50, help="of growth: free space without which it refuses")
    return parser.parse_args()


BEGUN = time.monotonic()


def say(text):
    print(f"bench: {time.monotonic() - BEGUN:4.0f} s: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def prepared(given, plan):
    """(ledger with its businesses, what drives commands, what was found out about both, scratch)"""
    from bench import commands, ledger, load, machine, yardsticks
    with ledger.running(given.directory, plan.need_gb) as (the_ledger, scratch):
        generator = load.Load(given.programs / "load_generator", the_ledger, scratch)
        found = {"date": datetime.date.today().isoformat(), "rounds": plan.rounds,
                 "command": " ".join(["./dev bench", *([given.what] if given.what != "all" else []),
                                      *(["--quick"] if plan.quick else [])]),
                 "machine": machine.describe(scratch), "postgres": the_ledger.settings(),
                 "software": the_ledger.service.command("--version").strip(),
                 "limits": ledger.LIMITS["SUOLEDGER_RATE_LIMIT_PER_KEY"],
                 "fsync": machine.test_fsync(ledger.harness.POSTGRES_BIN / "pg_test_fsync", scratch, 1),
                 "pgoptions": os.environ.get("PGOPTIONS", ""), "businesses": plan.businesses, "customers": plan.customers}
        load.prepare(the_ledger, generator, plan, scratch)
        say(f"{plan.businesses} businesses with {plan.customers} customers each")
        yards = yardsticks.Yardsticks(the_ledger)
        found["sizes"] = yards.sizes()
        yield the_ledger, commands.Commands(the_ledger, generator, yards, plan, scratch, say), found, scratch


def keep(given, plan, found, sections, file):
    """Tables on the terminal, all figures in one file, a full run's tables in another."""
    from bench import report
    found["seconds"] = time.monotonic() - BEGUN
    given.json.write_text(json.dumps(found, indent=1, default=str), encoding="utf8")
    results = given.results or (None if plan.quick else HERE / file)
    if results:
        results.write_text(report.markdown(found, sections), encoding="utf8")
    print(dict(sections)["Ratios"] if plan.quick else report.terminal(sections))
    say(f"{found['seconds']:.0f} s; all figures: {given.json}")


def measure_all(given, plan):
    from bench import memory, parts, reads, report
    with prepared(given, plan) as (the_ledger, measured, found, scratch):
        generator, yards = measured.generator, measured.yardsticks
        found["title"] = "Results"
        found["commands"] = measured.rounds(plan.rounds)
        found["pgbench clients"] = measured.tried
        maximum = report.statistics.median(r["per_second"] for r in found["commands"]["invoices, 64 connections"])
        found["half load"] = measured.half_load(maximum, plan.rounds)
        found["half load, reports"] = measured.half_load(maximum, plan.rounds, reports=4)
        found["half load, long"] = [measured.long_half_load(maximum)] if plan.long_seconds else []
        say("half load done")
        # Here, where the log holds some hundred thousand events: it grows much from here on.
        operator = the_ledger.operator_client()
        found["copy out"], found["rebuild"] = [], []
        for _ in range(plan.rounds):
            found["copy out"].append(yards.copy_out())
            found["rebuild"].append(parts.rebuild_all(the_ledger, operator))
        say("rebuilds done")
        found["checked"] = measured.checked
        found["reads"] = reads.measure(the_ledger, generator, given.programs, plan, scratch, plan.rounds, say)
        found["fan out"] = reads.fan_out(the_ledger, generator, given.programs, plan, scratch)
        say("live streams done")
        found["store alone"] = parts.store_alone(the_ledger, given.programs, plan, plan.rounds)
        say("store alone done")
        if plan.many_commands:
            found["many commands"] = memory.over_many_commands(the_ledger, generator, plan.many_commands, scratch)
            found["checked"] += found["many commands"]["checked"]
            say(f"{plan.many_commands} commands in one go done")
    found["parts"] = parts.steps(given.programs, plan, plan.rounds)
    found["documents"] = parts.documents(given.programs, plan)
    keep(given, plan, found, [*report.sections(found), report.in_the_way()], "RESULTS.md")


def measure_beside(given, plan):
    from bench import beside
    with prepared(given, plan) as (the_ledger, measured, found, scratch):
        found["title"] = "Beside other work"
        found.update(beside.measure(the_ledger, measured, plan, scratch, say))
        found["checked"] = measured.checked
    keep(given, plan, found, list(beside.sections(found)), "BESIDE.md")


def main():
    given = arguments()
    # The service runs in a session of its own: it is stopped on the way out, also when we are told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ["SUOLEDGER_BINARY"] = str(given.binary.resolve())  # before the harness is imported
    if given.what == "growth":
        from bench import growth
        given.results = given.results or HERE / "GROWTH.md"
        return growth.measure(given, say)
    if given.what == "kafka":
        from bench import kafka
        return kafka.measure(given, say)
    from bench import plan as plans
    plan = (plans.QUICK if given.quick else plans.FULL).with_rounds(given.rounds)
    return (measure_beside if given.what == "beside" else measure_all)(given, plan)


if __name__ == "__main__":
    sys.exit(main())
