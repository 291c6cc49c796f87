# SPDX-License-Identifier: Apache-2.0
"""Kafka beside commands: their p99 while no Kafka is named, while one is there, and while the one that is named is away;
then how soon a backlog is in the topic."""
import json
import statistics
import time

from . import commands, growth, ledger, load, machine, plan as plans, report, yardsticks
from .ledger import harness

import kafka_broker  # noqa: E402 - beside the harness; how a broker is started stands there

SETTING = "SUOLEDGER_KAFKA_BROKERS"
MODES = ("none", "there", "away")
SECONDS = 5.0
BACKLOG = 100_000  # events


class Publishing:
    """A service whose Kafka comes and goes."""

    def __init__(self, the_ledger, scratch):
        self.ledger, self.service = the_ledger, the_ledger.service
        self.kafka = kafka_broker.Kafka(scratch / "kafka").start()
        self.is_up = True

    def enter(self, mode):
        """The service as newly started in each mode, so that none is the warmer one."""
        self.service.stop()
        if mode == "away" and self.is_up:
            self.kafka.kill()
        elif mode != "away" and not self.is_up:
            self.kafka.start()
        self.is_up = mode != "away"
        self.service.environment.pop(SETTING, None)
        if mode != "none":
            self.service.environment[SETTING] = self.kafka.brokers
        self.service.start()
        if mode == "there":
            self.wait_until_published(600)

    def wait_until_published(self, seconds):
        """Seconds until the topic had what the log had when this was called."""
        head, begun = self.ledger.head(), time.monotonic()
        harness.wait_until(lambda: self.ledger.metrics().get("kafka_published_position", 0) >= head, seconds,
                           f"position {head} is not published")
        return time.monotonic() - begun

    def drain(self, generator, requests, scratch):
        """Commands go on while Kafka is away; then it comes back."""
        self.enter("there")
        self.kafka.kill()
        before = self.ledger.head()
        growth.Log(self.ledger, generator, requests, scratch).grow_to(before + BACKLOG)
        events = self.ledger.head() - before
        self.kafka.start()
        seconds = self.wait_until_published(600)
        records = self.kafka.last_offset("suoledger.log")
        assert records >= self.ledger.head(), f"{records} records of {self.ledger.head()} events"
        return {"events": events, "seconds": seconds, "per_second": events / seconds}

    def stop(self):
        self.service.environment.pop(SETTING, None)
        if self.is_up:
            self.kafka.stop()


def rounds(publishing, measured, spread, maximum, count, say):
    """Results by mode; which comes first changes from round to round."""
    results = {mode: [] for mode in MODES}
    for number in range(count):
        for mode in MODES[number % 3:] + MODES[:number % 3]:
            publishing.enter(mode)
            measured.run(spread, commands.MAIN)  # a service that was just started is slower
            results[mode].append(measured.run(spread, commands.MAIN, seconds=SECONDS, rate=maximum / 2))
        say(f"round {number + 1} of {count}")
    return results


def rows(results):
    for mode, runs in results.items():
        ratios = [run["latency"]["p99_ms"] / base["latency"]["p99_ms"] for run, base in zip(runs, results["none"])]
        p99 = [run["latency"]["p99_ms"] for run in runs]
        yield (mode, report.number(statistics.median(run["per_second"] for run in runs)),
               f"{statistics.median(p99):.2f}", report.spread(p99), f"{statistics.median(ratios):.2f}",
               report.spread(ratios), report.cores_of(runs))


HEAD = ["Kafka", "commands /s", "p99 ms", "lowest – highest", "p99 / none (of pairs)", "lowest – highest", "cores used"]


def measure(given, say):
    plan = plans.FULL.with_rounds(given.rounds)
    with ledger.running(given.directory, plan.need_gb) as (the_ledger, scratch):
        generator = load.Load(given.programs / "load_generator", the_ledger, scratch)
        load.prepare(the_ledger, generator, plan, scratch)
        spread = load.interleaved(the_ledger.businesses, load.invoice_of)
        measured = commands.Commands(the_ledger, generator, yardsticks.Yardsticks(the_ledger), plan, scratch, say)
        maximum = statistics.median(measured.run(spread, commands.MAIN)["per_second"] for _ in range(3))
        publishing = Publishing(the_ledger, scratch)
        try:
            found = {"machine": machine.describe(scratch), "postgres": the_ledger.settings(), "maximum": maximum,
                     "modes": rounds(publishing, measured, spread, maximum, plan.rounds, say)}
            requests = scratch / "growing"
            load.write_requests(requests, spread)
            found["backlog"] = publishing.drain(generator, requests, scratch)
        finally:
            publishing.stop()
    given.json.write_text(json.dumps(found, indent=1, default=str), encoding="utf8")
    print(report.table(rows(found["modes"]), HEAD))
    backlog = found["backlog"]
    print(f"a backlog of {backlog['events']} events was in the topic {backlog['seconds']:.1f} s after Kafka answered "
          f"({report.number(backlog['per_second'])}/s)")
    say(f"all figures: {given.json}")
