# SPDX-License-Identifier: Apache-2.0
"""What commands see of documents being drawn: p99 at half load while all threads that draw are busy, and while none is."""
import uuid

from . import checks, load
from .commands import MAIN

# Each asks for another document as soon as it has one: more than draw, so that some always wait.
CONNECTIONS = 8
# Far more than are drawn in one run: what was drawn before is handed out as it was kept.
INVOICES_A_SECOND = 1_500

INVOICES = """
    SELECT e.tenant_id, e.stream_id FROM suoledger.event e WHERE e.event_type = 'invoice_issued' AND NOT EXISTS (
        SELECT 1 FROM suoledger.event d WHERE d.tenant_id = e.tenant_id AND d.stream_type = 'delivery'
            AND d.stream_id = e.stream_id)
    ORDER BY e.position LIMIT %(count)s"""
RENDERED = """
    SELECT (metadata ->> 'command_id')::uuid, position FROM suoledger.event
    WHERE event_type = 'document_rendered' AND position > %(after)s"""


def type_id(prefix, value):
    number, characters = uuid.UUID(str(value)).int, ""
    for _ in range(26):
        characters = checks.CROCKFORD[number & 31] + characters
        number >>= 5
    return f"{prefix}_{characters}"


def requests(ledger, seconds):
    """For invoices that were never drawn."""
    keys = {checks.tenant_of(business["id"]): business["key"] for business in ledger.businesses}
    rows = ledger.rows(INVOICES, {"count": round(INVOICES_A_SECOND * seconds)})
    return [(keys[uuid.UUID(str(tenant))], "GET", f"/v1/invoices/{type_id('inv', invoice)}/invoice.pdf", None)
            for tenant, invoice in rows if uuid.UUID(str(tenant)) in keys]


def one_run(ledger, measured, spread, rate, plan, asked):
    """At half load; beside it whoever asks for these documents."""
    drawing = []

    def begin():
        if asked:
            drawing.append(measured.generator.start(asked, CONNECTIONS, plan.seconds, warm_up=plan.warm_up))

    before = ledger.metrics()
    result, after = measured.run_unchecked(spread, MAIN, rate=rate, starting=begin)
    for process in drawing:
        measured.generator.finish(process)
    drawn = 'documents_made_total{kind="invoice",source="drawn"}'
    result["documents"] = ledger.metrics().get(drawn, 0) - before.get(drawn, 0)
    assert (result["documents"] > 0) == bool(asked), f"{result['documents']} documents were drawn"
    measured.check_last(after, [(command, 200, position) for command, position in ledger.rows(RENDERED, {"after": after})])
    return result


def measure(ledger, measured, maximum, plan, scratch, say):
    """(drawing, not drawing) of every pair, in turns which of them comes first."""
    spread, asked, pairs = load.interleaved(ledger.businesses, load.invoice_of), scratch / "documents", []
    for number in range(plan.document_pairs):
        results = {}
        for draws in ((True, False) if number % 2 == 0 else (False, True)):
            if draws:
                load.write_requests(asked, requests(ledger, plan.seconds + plan.warm_up))
            results[draws] = one_run(ledger, measured, spread, maximum / 2, plan, asked if draws else None)
        pairs.append((results[True], results[False]))
    say("commands beside documents done")
    return pairs
