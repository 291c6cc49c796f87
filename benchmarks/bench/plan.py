# SPDX-License-Identifier: Apache-2.0
"""How much of everything: a full run, and a quick one that only looks at the ratios."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Plan:
    quick: bool
    seconds: float            # of one measured run of commands
    pgbench_seconds: int      # the time that pgbench takes to connect is in it
    read_seconds: float
    warm_up: float = 0.3
    connections: tuple = (1, 8, 64, 128, 256)
    clients: tuple = (1, 8, 32, 64)
    businesses: int = 16      # as many as the yardsticks have
    customers: int = 64       # of each
    more_commands: bool = True
    long_seconds: float = 60.0    # at half of the maximum in one go: the system writes old files every half a minute
    many_commands: int = 500_000  # in one go, to see whether memory grows; 0: not at all
    batched: bool = True
    streams: tuple = (10, 100)
    store_commands: int = 20_000
    documents: int = 10_000       # rendered in one go
    document_pairs: int = 12      # of runs beside drawing and without: p99 of so short a time says little alone
    checkpoint_pairs: int = 10    # each begins with two starts of the service
    webhook_seconds: float = 2.0  # of one run of webhooks beside commands
    webhook_rounds: int = 5       # of them, at most
    outage_seconds: float = 4.0   # of one run beside a provider that is down: the inbox is looked at once a second
    outage_pairs: int = 8         # of them, at most: p99 of so short a time says little alone
    need_gb: int = 15
    rounds: int = 5           # of everything; medians are taken

    def with_rounds(self, rounds):
        """As many as somebody asked for, if anybody did."""
        return dataclasses.replace(self, rounds=rounds) if rounds else self


FULL = Plan(quick=False, seconds=2.0, pgbench_seconds=3, read_seconds=1.0)
QUICK = Plan(quick=True, seconds=0.8, pgbench_seconds=2, read_seconds=0.4, warm_up=0.2, connections=(1, 64, 128, 256),
             clients=(1, 32), more_commands=False, long_seconds=0, many_commands=0, batched=False, streams=(),
             store_commands=2_000, documents=600, document_pairs=1, checkpoint_pairs=1, webhook_rounds=1, outage_seconds=1.2,
             outage_pairs=1, rounds=3, need_gb=8)
