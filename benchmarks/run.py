# SPDX-License-Identifier: Apache-2.0
"""Measures a release build of the service on this machine. See README.md; run by `./dev bench`."""
import argparse
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
    parser.add_argument("what", nargs="?", choices=["all", "growth", "kafka"], default="all")
    parser.add_argument("--quick", action="store_true", help="ratios only, within 3 minutes")
    parser.add_argument("--rounds", type=int, help="of everything, 5 or, of the quick ones, 3; medians are taken")
    parser.add_argument("--binary", default=HERE.parent / "build/release/suoledger", type=pathlib.Path)
    parser.add_argument("--programs", default=HERE.parent / "build/release/benchmarks", type=pathlib.Path,
                        help="directory of the benchmark programs")
    parser.add_argument("--directory", default="/var/tmp", help="where the log is kept meanwhile: a real disk")
    parser.add_argument("--json", type=pathlib.Path, default=HERE.parent / "build/bench.json")
    parser.add_argument("--results", type=pathlib.Path, help="file to write; RESULTS.md or GROWTH.md when not --quick")
    parser.add_argument("--sizes", default="10000,1000000,10000000", help="of growth, in events")
    parser.add_argument("--need-gb", type=int, default=40, help="of growth: free space without which it refuses")
    return parser.parse_args()


BEGUN = time.monotonic()


def say(text):
    print(f"bench: {time.monotonic() - BEGUN:4.0f} s: {text}", file=sys.stderr, flush=True)


def measure_all(given):
    from bench import checkpoints, commands, documents, ledger, load, machine, memory, money_in, parts, reads, report, yardsticks
    from bench import plan as plans
    plan = (plans.QUICK if given.quick else plans.FULL).with_rounds(given.rounds)
    begun = time.monotonic()
    with ledger.running(given.directory, plan.need_gb) as (the_ledger, scratch):
        found = {"date": datetime.date.today().isoformat(), "quick": plan.quick, "rounds": plan.rounds,
                 "machine": machine.describe(scratch), "postgres": the_ledger.settings(),
                 "software": the_ledger.service.command("--version").strip(),
                 "limits": ledger.LIMITS["SUOLEDGER_RATE_LIMIT_PER_KEY"],
                 "fsync": machine.test_fsync(ledger.harness.POSTGRES_BIN / "pg_test_fsync", scratch, 1),
                 "pgoptions": os.environ.get("PGOPTIONS", ""), "businesses": plan.businesses, "customers": plan.customers}
        generator = load.Load(given.programs / "load_generator", the_ledger, scratch)
        load.prepare(the_ledger, generator, plan, scratch)
        say(f"{plan.businesses} businesses with {plan.customers} customers each")
        yards = yardsticks.Yardsticks(the_ledger)
        found["sizes"] = yards.sizes()
        measured = commands.Commands(the_ledger, generator, yards, plan, scratch, say)
        found["commands"] = measured.rounds(plan.rounds)
        found["pgbench clients"] = measured.tried
        maximum = report.statistics.median(r["per_second"] for r in found["commands"]["invoices, 64 connections"])
        found["half load"] = measured.half_load(maximum, plan.rounds)
        found["half load, reports"] = measured.half_load(maximum, plan.rounds, reports=4)
        say("half load done")
        # Here, where the log holds some hundred thousand events: it grows much from here on.
        operator = the_ledger.operator_client()
        found["copy out"], found["rebuild"] = [], []
        for _ in range(plan.rounds):
            found["copy out"].append(yards.copy_out())
            found["rebuild"].append(parts.rebuild_all(the_ledger, operator))
        say("rebuilds done")
        found["checkpoints"] = checkpoints.measure(the_ledger, measured, min(plan.rounds, plan.checkpoint_pairs), say)
        found["beside documents"] = documents.measure(the_ledger, measured, maximum, plan, scratch, say)
        found.update(money_in.measure(the_ledger, measured, maximum, plan, scratch, say))
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
    found["seconds"] = time.monotonic() - begun
    given.json.write_text(json.dumps(found, indent=1, default=str), encoding="utf8")
    results = given.results or (None if given.quick else HERE / "RESULTS.md")
    if results:
        results.write_text(report.markdown(found), encoding="utf8")
    print(report.ratios(found) if given.quick else report.terminal(found))
    say(f"{found['seconds']:.0f} s; all figures: {given.json}")


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
    return measure_all(given)


if __name__ == "__main__":
    sys.exit(main())
