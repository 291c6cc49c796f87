# SPDX-License-Identifier: Apache-2.0
"""A payment provider beside the service: our Paystack, its webhooks posted by a process of their own, and what became of
them in the inbox and in the log."""
import contextlib
import json
import pathlib
import subprocess
import sys

from . import checks
from .ledger import harness

import simulated_paystack  # noqa: E402 - beside the harness; how the simulator is started stands there

POST_WEBHOOKS = pathlib.Path(__file__).resolve().parents[1] / "load/post_webhooks.py"
CONNECTIONS = 8
AMOUNT = 250_000
# Class and name under which the service submits what it was told, by the channel that its events name.
PRINCIPALS = {"webhook": ("consumer", "inbox"), "sweep": ("schedule", "sweep")}

SET_ASIDE = """
    CREATE SCHEMA IF NOT EXISTS outage; CREATE TABLE IF NOT EXISTS outage.inbox (LIKE suoledger.inbox);
    WITH gone AS (DELETE FROM suoledger.inbox WHERE state = 'waiting' RETURNING *) INSERT INTO outage.inbox SELECT * FROM gone"""
PUT_BACK = """
    WITH gone AS (DELETE FROM outage.inbox RETURNING *) INSERT INTO suoledger.inbox OVERRIDING SYSTEM VALUE SELECT * FROM gone;
    UPDATE suoledger.inbox i SET due_at = clock_timestamp() + make_interval(secs => %(seconds)s) * n.number
        FROM (SELECT inbox_id, row_number() OVER (ORDER BY entry) - 1 AS number FROM suoledger.inbox WHERE state = 'waiting') AS n
        WHERE n.inbox_id = i.inbox_id"""
BOOKED = """
    SELECT e.payload ->> 'provider_payment_id', (e.payload ->> 'amount')::bigint, e.metadata ->> 'channel',
           e.metadata ->> 'causation_id', (SELECT max(o.position) FROM suoledger.event o WHERE o.position >= e.position
               AND o.tenant_id = e.tenant_id AND o.metadata ->> 'command_id' = e.metadata ->> 'command_id')
    FROM suoledger.event e WHERE e.position > %(after)s AND e.event_type = 'payment_received' AND e.tenant_id = %(tenant)s"""


class Provider:
    def __init__(self, ledger, simulator, account, scratch):
        self.ledger, self.simulator, self.account, self.scratch = ledger, simulator, account, scratch
        self.tenant = checks.tenant_of(account["id"])
        self.charges, self.taken = [], 0

    def charge(self, count):
        """So many paid charges; their webhooks, as they go over the wire."""
        known = len(self.charges)
        made = self.simulator.ask("/charges", {"charges": [{"amount": AMOUNT + known + n} for n in range(count)]})
        self.charges += made["charges"]
        return self.simulator.ask("/webhooks/made")["webhooks"][known:]

    def start_posting(self, webhooks, rate, pause=0.0):
        """Connected, and waiting for `begin`."""
        file = self.scratch / "webhooks"
        with open(file, "w", encoding="utf8") as out:
            for webhook in webhooks:
                out.write(json.dumps({name: webhook[name] for name in ("body", "signature")}) + "\n")
        command = [sys.executable, "-B", POST_WEBHOOKS, "--address", self.ledger.service.http, "--path", "/webhooks/paystack",
                   "--webhooks", file, "--rate", rate, "--pause", pause, "--connections", CONNECTIONS]
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "ready\n", "webhooks cannot be posted"
        return process

    @staticmethod
    def begin(process):
        process.stdin.write("begin\n")
        process.stdin.flush()

    def finish(self, process, count):
        """What it measured; every webhook was taken."""
        out, _ = process.communicate()
        assert process.returncode == 0, "webhooks were not answered"
        posted = json.loads(out)
        assert posted["statuses"] == {"200": count}, f"webhooks were not taken: {posted['statuses']}"
        self.taken += count
        return posted

    def post(self, webhooks, rate):
        process = self.start_posting(webhooks, rate)
        self.begin(process)
        return self.finish(process, len(webhooks))

    def in_inbox(self, condition="true"):
        return self.ledger.rows(f"SELECT count(*) FROM suoledger.inbox WHERE {condition}")[0][0]

    def wait_until_booked(self, seconds=120):
        harness.wait_until(lambda: self.in_inbox("state = 'waiting'") == 0, seconds, "the inbox is not worked off")

    def is_left_alone(self):
        """The service has seen that it does not answer."""
        return any(value == 1 for name, value in self.ledger.metrics().items() if name.startswith("provider_circuit_open"))

    def set_aside(self):
        """The inbox is empty but for what was booked; how often what waits was tried by now."""
        self.ledger.rows(SET_ASIDE)
        return self.ledger.rows("SELECT sum(attempts) FROM outage.inbox")[0][0]

    def put_back(self, seconds_between):
        """What was set aside waits again; the first is due now."""
        self.ledger.rows(PUT_BACK, {"seconds": seconds_between})

    def booked(self, after):
        """(command id, status, position) of everything booked of it since, as `checks.check_run` takes it."""
        for charge, _, channel, causation, position in self.ledger.rows(BOOKED, {"after": after, "tenant": str(self.tenant)}):
            principal_class, name = PRINCIPALS[channel]
            yield checks.command_id(self.tenant, name, f"{causation}/charge/{charge}", principal_class), 200, position

    def check(self):
        """Every webhook that was taken is in the inbox, booked, and its charge in the log, once and with its amount."""
        states = dict(self.ledger.rows("SELECT state, count(*) FROM suoledger.inbox GROUP BY state"))
        assert states == {"processed": self.taken}, f"{self.taken} webhooks were taken, the inbox holds {states}"
        found = sorted((row[0], row[1]) for row in self.ledger.rows(BOOKED, {"after": 0, "tenant": str(self.tenant)}))
        wanted = sorted((str(charge["id"]), charge["amount"]) for charge in self.charges)
        assert found == wanted, f"{len(wanted)} charges were told of, {len(found)} are booked, not the same ones"


def restart(ledger):
    ledger.service.stop()
    ledger.service.start()


@contextlib.contextmanager
def beside(ledger, scratch):
    """The service with a provider; both as before afterwards."""
    ledger.add_businesses(1)  # whose account it is: none of those whose commands are measured
    simulator = simulated_paystack.SimulatedPaystack(run_seed=1)
    account = ledger.businesses[-1]
    added = simulator.environment(account["id"])
    try:
        ledger.service.environment.update(added)
        restart(ledger)
        yield Provider(ledger, simulator, account, scratch)
        for name in added:
            del ledger.service.environment[name]
        restart(ledger)
    finally:
        simulator.stop()
