# SPDX-License-Identifier: Apache-2.0
"""The rate of appends with and without the tree over them, in pairs on one log: with it first, then without it first."""
from .commands import MAIN
from .ledger import harness
from . import load


# A checkpoint is signed once a second: a run holds several, whatever the plan's own length is.
SECONDS = 3.0


def restart(ledger, tree):
    ledger.service.stop()
    ledger.service.environment["SUOLEDGER_CHECKPOINTS"] = "on" if tree else "off"
    ledger.service.start()
    if tree:
        # What was appended meanwhile is signed first, or catching up would be measured.
        harness.wait_until(lambda: ledger.metrics().get("checkpoint_size") == ledger.head(), 300, "a checkpoint of all events")


def measure(ledger, measured, pairs_wanted, say):
    """(with the tree, without it) of every pair; the service is left with it."""
    spread = load.interleaved(ledger.businesses, load.invoice_of)
    pairs = []
    for number in range(pairs_wanted):
        results = {}
        for tree in ((True, False) if number % 2 == 0 else (False, True)):
            restart(ledger, tree)
            measured.run(spread, MAIN)  # a service that was just started is slower
            results[tree] = measured.run(spread, MAIN, seconds=SECONDS)
        pairs.append((results[True], results[False]))
    restart(ledger, tree=True)
    say("appends with and without checkpoints done")
    return pairs
