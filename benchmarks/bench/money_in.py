# SPDX-License-Identifier: Apache-2.0
"""What webhooks and commands are to each other: how soon a webhook is answered beside the full load, and what commands
of other businesses see of a provider that is down while its webhooks wait and are tried again."""
from . import load, provider as providers
from .commands import MAIN
from .ledger import harness

WEBHOOKS_A_SECOND = 50
# In the inbox while the provider is down. They are due again at the rate at which they would have come: that of the first
# minute, of which an hour of longer and longer pauses keeps a small part.
WAITING = 300
FILLED_A_SECOND = 200
INBOX_POLL_S = 1  # how late the service notices at most that something is due again


def webhooks_beside_commands(provider, measured, spread, plan):
    """One run of the full load, and the webhooks answered meanwhile."""
    webhooks = provider.charge(round(WEBHOOKS_A_SECOND * plan.webhook_seconds))
    process = provider.start_posting(webhooks, WEBHOOKS_A_SECOND, pause=plan.warm_up)
    commands, after = measured.run_unchecked(spread, MAIN, seconds=plan.webhook_seconds,
                                             starting=lambda: provider.begin(process))
    posted = provider.finish(process, len(webhooks))
    provider.wait_until_booked()
    measured.check_last(after, provider.booked(after))
    provider.check()
    return {**posted, "commands": commands}


def fill_inbox(provider):
    """The provider goes down, tells of charges, and does not answer when it is asked about them."""
    provider.simulator.ask("/down", {})
    provider.post(provider.charge(WAITING), FILLED_A_SECOND)
    harness.wait_until(provider.is_left_alone, 120, "the provider is asked all the same")
    waiting = provider.in_inbox("state = 'waiting'")
    assert waiting == WAITING, f"{WAITING} webhooks were taken while the provider was down, {waiting} wait"


def commands_beside_outage(provider, measured, spread, rate, plan, tried):
    """One run while the provider is down and what waits becomes due; (the run, how often what waits was tried by now)."""
    seconds = plan.outage_seconds
    provider.simulator.ask("/down", {})
    result, after = measured.run_unchecked(spread, MAIN, seconds=seconds, rate=rate,
                                           starting=lambda: provider.put_back(1 / WEBHOOKS_A_SECOND))
    left_alone = provider.in_inbox("state = 'waiting' AND due_at <= clock_timestamp()")
    waiting, tried_since = provider.in_inbox("state = 'waiting'"), provider.set_aside()
    assert waiting == WAITING, f"of {WAITING} webhooks {waiting} wait while the provider is down"
    result["tried again"] = tried_since - tried
    due = min(WAITING, WEBHOOKS_A_SECOND * (plan.warm_up + seconds - INBOX_POLL_S))
    worked_off = result["tried again"] + left_alone
    assert worked_off >= due / 2, f"{worked_off} webhooks were tried again or left alone, {due:.0f} were long due"
    measured.check_last(after, provider.booked(after))
    return result, tried_since


def commands_beside_nothing(provider, measured, spread, rate, plan):
    provider.simulator.ask("/up", {})
    result, after = measured.run_unchecked(spread, MAIN, seconds=plan.outage_seconds, rate=rate)
    measured.check_last(after, provider.booked(after))
    return result


def book_what_waited(provider, measured):
    """By a service that was just started: the old one would leave the provider alone for half a minute."""
    provider.simulator.ask("/up", {})
    after = measured.ledger.head()
    providers.restart(measured.ledger)
    provider.put_back(0)
    provider.wait_until_booked()
    measured.check([], after, provider.booked(after))
    provider.check()


def outage(provider, measured, spread, rate, plan):
    """(down, up and the inbox empty) of every pair, on one service, in turns which of them comes first."""
    fill_inbox(provider)
    tried, pairs = provider.set_aside(), []
    for number in range(min(2 * plan.rounds, plan.outage_pairs)):
        results = {}
        for down in ((True, False) if number % 2 == 0 else (False, True)):
            if down:
                results[down], tried = commands_beside_outage(provider, measured, spread, rate, plan, tried)
            else:
                results[down] = commands_beside_nothing(provider, measured, spread, rate, plan)
        pairs.append((results[True], results[False]))
    book_what_waited(provider, measured)
    return pairs


def measure(ledger, measured, maximum, plan, scratch, say):
    spread = load.interleaved(ledger.businesses, load.invoice_of)
    with providers.beside(ledger, scratch) as provider:
        measured.run(spread, MAIN)  # a service that was just started is slower
        found = {"webhooks": [webhooks_beside_commands(provider, measured, spread, plan)
                              for _ in range(min(plan.rounds, plan.webhook_rounds))]}
        say("webhooks beside commands done")
        found["outage"] = outage(provider, measured, spread, maximum / 2, plan)
        say("commands beside a provider that is down done")
    return found
