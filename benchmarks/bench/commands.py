# SPDX-License-Identifier: Apache-2.0
"""Commands against the yardsticks, round by round, so that what the machine does meanwhile falls on both."""
import time

from . import checks, load
from .yardsticks import BATCHED, ONE_BY_ONE, PLAIN_INSERT

MAIN = 64  # connections of the budget
PROBE_RATE = 50
BATCH_SERIES = ("append_batch_commands_sum", "append_batch_commands_count")


class Commands:
    def __init__(self, ledger, generator, yardsticks, plan, scratch, say):
        self.ledger, self.generator, self.yardsticks, self.plan = ledger, generator, yardsticks, plan
        self.scratch, self.say = scratch, say
        self.requests, self.acknowledged = scratch / "requests", scratch / "acknowledged"
        self.checked = 0

    def run(self, requests, connections, **options):
        """One run of commands and its check; without `seconds` as long as the plan says."""
        result, after = self.run_unchecked(requests, connections, **options)
        self.check_last(after)
        return result

    def run_unchecked(self, requests, connections, seconds=None, starting=None, **options):
        """(one run, the position before it); `starting` is called right before the first request."""
        self.ledger.rows("CHECKPOINT")
        load.write_requests(self.requests, requests)
        after, before = self.ledger.head(), self.ledger.metrics()
        if starting:
            starting()
        result = self.generator.run(self.requests, connections, seconds or self.plan.seconds, warm_up=self.plan.warm_up,
                                    acknowledged=self.acknowledged, **options)
        metrics = self.ledger.metrics()
        result["projection_lag_events"] = metrics["projection_lag_events"]
        commands, batches = (metrics[name] - before.get(name, 0) for name in BATCH_SERIES)
        result["batch"] = commands / batches
        result["events"] = self.ledger.head() - after
        return result, after

    def check_last(self, after, more=()):
        """Of the last run, and of what else was acknowledged since."""
        self.check([(self.requests, self.acknowledged)], after, more)

    def check(self, runs, after, more=()):
        self.checked += checks.check_run(self.ledger, runs, after, more)
        checks.check_books(self.ledger)

    def kinds(self):
        """name: (requests, connections, options of the run)"""
        businesses = self.ledger.businesses
        spread = load.interleaved(businesses, load.invoice_of)
        kinds = {f"invoices, {n} connections": (lambda: spread, n, {}) for n in self.plan.connections}
        if self.plan.more_commands:
            kinds["invoices, new customers"] = (
                lambda: load.interleaved(businesses, load.invoice_of_new_customer), MAIN, {})
            kinds["invoices, one hot business"] = (lambda: load.interleaved(businesses[:1], load.invoice_of), MAIN, {})
            kinds["payments, one hot invoice"] = (lambda: [load.payment_of(businesses[0], self.hot_invoice())], MAIN, {})
            kinds[f"invoices, {MAIN} over TCP"] = (lambda: spread, MAIN, {"address": self.ledger.service.http})
        return kinds

    def hot_invoice(self):
        client = self.ledger.client()
        made = client.post("/v1/invoices", {"customer": self.ledger.businesses[0]["customers"][0],
                                            "lines": [{**load.LINE, "unit_price": 100_000_000_000}]})
        client.close()
        assert made.status == 201, made
        return made.json["id"]

    def best_clients(self, script):
        found = {clients: self.yardsticks.pgbench(script, clients, self.plan.pgbench_seconds)
                 for clients in self.plan.clients}
        return max(found, key=lambda clients: found[clients]["per_second"]), found

    def rounds(self, count):
        """name: results of every round"""
        results = {}
        note = lambda name, result: results.setdefault(name, []).append(result)  # noqa: E731
        best, tried = {}, {}
        for script in (PLAIN_INSERT, ONE_BY_ONE):
            best[script], tried[script] = self.best_clients(script)
            self.say(f"pgbench {script}: best with {best[script]} clients")
        self.tried = tried
        for number in range(count):
            begun = time.monotonic()
            note("plain INSERT", self.yardsticks.pgbench(PLAIN_INSERT, best[PLAIN_INSERT], self.plan.pgbench_seconds))
            note("plain INSERT, 1 client", self.yardsticks.pgbench(PLAIN_INSERT, 1, self.plan.pgbench_seconds))
            for name, (requests, connections, options) in self.kinds().items():
                note(name, self.run(requests(), connections, **options))
            note("full write set, one by one", self.yardsticks.pgbench(ONE_BY_ONE, best[ONE_BY_ONE],
                                                                      self.plan.pgbench_seconds))
            batch = max(1, round(results[f"invoices, {MAIN} connections"][-1]["batch"]))
            if self.plan.batched:
                note("full write set, batched", self.yardsticks.pgbench(BATCHED, 1, self.plan.pgbench_seconds, batch))
            self.say(f"round {number + 1} of {count}: {time.monotonic() - begun:.0f} s")
        return results

    def long_half_load(self, maximum):
        """Open loop at half of the maximum, alone and in one go."""
        seconds = min(self.plan.long_seconds, 0.9 * load.NUMBERS_PER_RUN / (maximum / 2))
        return self.run(load.interleaved(self.ledger.businesses, load.invoice_of), MAIN, seconds=seconds, rate=maximum / 2)

    def half_load(self, maximum, count, reports=0):
        """Open loop at half of the maximum; beside it, slowly, commands that are read once they show, and as many
        connections as `reports` says that ask for a report again and again: work that keeps handler threads busy."""
        results = []
        key = self.ledger.businesses[1]["key"]
        probes, controls, probed = self.scratch / "probes", self.scratch / "controls", self.scratch / "probed"
        load.write_requests(probes, [load.invoice_of(self.ledger.businesses[1], self.ledger.businesses[1]["customers"][0])])
        load.write_requests(controls, [(key, "GET", "/v1/business", None)])
        asked = self.scratch / "reports"
        load.write_requests(asked, [(key, "GET", "/v1/reports/journal?limit=200", None)])
        for _ in range(count):
            seconds = self.plan.seconds
            spread = load.interleaved(self.ledger.businesses, load.invoice_of)
            self.ledger.rows("CHECKPOINT")
            load.write_requests(self.requests, spread)
            after = self.ledger.head()
            beside = [self.generator.start(probes, 8, seconds, warm_up=self.plan.warm_up, rate=PROBE_RATE,
                                           acknowledged=probed, more=["--then-read", "/v1/business", "--then-read-key", key]),
                      self.generator.start(controls, 8, seconds, warm_up=self.plan.warm_up, rate=PROBE_RATE)]
            if reports:
                beside.append(self.generator.start(asked, reports, seconds, warm_up=self.plan.warm_up))
            result = self.generator.run(self.requests, MAIN, seconds, warm_up=self.plan.warm_up, rate=maximum / 2,
                                        acknowledged=self.acknowledged)
            probe, control, *_ = [self.generator.finish(process) for process in beside]
            result["visible"], result["read_alone"] = probe["read_after"], control["latency"]
            results.append(result)
            self.check([(self.requests, self.acknowledged), (probes, probed)], after)
        return results
