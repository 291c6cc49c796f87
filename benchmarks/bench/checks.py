# SPDX-License-Identifier: Apache-2.0
"""After every run of commands: what was acknowledged is in the log, once; and the log and the books are whole.

Shares no code with the service: command ids are derived here from the rule in docs/audit-format.md.
"""
import hashlib
import io
import uuid

import psycopg2



CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"

# Of the events after one position; each names what is wrong, and is empty when nothing is.
RULES = {
    "positions are dense": """
        SELECT count(*), min(position), max(position) FROM suoledger.event WHERE position > %(after)s
        HAVING count(*) <> (SELECT position FROM suoledger.log_head) - %(after)s OR count(DISTINCT position) <> count(*)""",
    "sequences of a business are dense": """
        SELECT e.tenant_id FROM suoledger.event e WHERE e.position > %(after)s GROUP BY e.tenant_id
        HAVING count(DISTINCT tenant_sequence) <> count(*) OR max(tenant_sequence) - min(tenant_sequence) + 1 <> count(*)
            OR NOT (min(tenant_sequence) = 1 OR EXISTS (SELECT 1 FROM suoledger.event o WHERE o.position <= %(after)s
                AND o.tenant_id = e.tenant_id AND o.tenant_sequence = min(e.tenant_sequence) - 1))""",
    "versions of a stream are dense": """
        SELECT e.stream_id FROM suoledger.event e WHERE e.position > %(after)s
        GROUP BY e.tenant_id, e.stream_type, e.stream_id
        HAVING count(DISTINCT stream_version) <> count(*) OR max(stream_version) - min(stream_version) + 1 <> count(*)
            OR NOT (min(stream_version) = 1 OR EXISTS (SELECT 1 FROM suoledger.event o WHERE o.position <= %(after)s
                AND o.tenant_id = e.tenant_id AND o.stream_type = e.stream_type AND o.stream_id = e.stream_id
                AND o.stream_version = min(e.stream_version) - 1))""",
    "legal numbers are dense": """
        SELECT e.tenant_id, e.series FROM suoledger.event e WHERE e.position > %(after)s AND e.series <> ''
        GROUP BY e.tenant_id, e.series
        HAVING count(DISTINCT series_number) <> count(*) OR max(series_number) - min(series_number) + 1 <> count(*)
            OR NOT (min(series_number) = 1 OR EXISTS (SELECT 1 FROM suoledger.event o WHERE o.position <= %(after)s
                AND o.tenant_id = e.tenant_id AND o.series = e.series AND o.series <> ''
                AND o.series_number = min(e.series_number) - 1))""",
    "recorded_at never falls": """
        SELECT position FROM (SELECT position, recorded_at, lag(recorded_at) OVER (ORDER BY position) AS earlier
            FROM suoledger.event WHERE position >= %(after)s) AS pairs WHERE recorded_at < earlier""",
    "every event belongs to a recorded command": """
        SELECT e.position FROM suoledger.event e LEFT JOIN suoledger.command c
            ON c.command_id = (e.metadata ->> 'command_id')::uuid AND c.tenant_id = e.tenant_id
        WHERE e.position > %(after)s AND c.command_id IS NULL""",
    "an acknowledged command is recorded with the status and position that the client saw": """
        SELECT a.command_id FROM acknowledged a LEFT JOIN suoledger.command c USING (command_id)
        WHERE c.status IS DISTINCT FROM a.status OR c.position IS DISTINCT FROM a.position""",
    "its events are in the log once": """
        WITH written AS (
            SELECT (metadata ->> 'command_id')::uuid AS command_id, count(*) AS events, count(DISTINCT event_id) AS ids,
                   min(position) AS first, max(position) AS last
            FROM suoledger.event WHERE position > %(after)s GROUP BY 1)
        SELECT a.command_id FROM acknowledged a LEFT JOIN written w USING (command_id)
        WHERE w.last IS DISTINCT FROM a.position OR w.events <> w.ids OR w.last - w.first + 1 <> w.events""",
    "nothing was recorded that nobody was told of": """
        SELECT c.command_id FROM suoledger.command c LEFT JOIN acknowledged a USING (command_id)
        WHERE c.position > %(after)s AND a.command_id IS NULL""",
}


def tenant_of(business_id):
    """The UUID in a TypeID: 26 characters of five bits, the highest first."""
    number = 0
    for character in business_id.split("_", 1)[1]:
        number = number << 5 | CROCKFORD.index(character)
    return uuid.UUID(int=number)


def command_id(tenant, route, key, principal_class="api_key"):
    """UUIDv8 from SHA-256 over length-prefixed fields."""
    fields = [b"suoledger/command-id/v1", tenant.bytes, principal_class.encode(), route.encode(), key.encode()]
    digest = bytearray(hashlib.sha256(b"".join(len(field).to_bytes(4, "big") + field for field in fields)).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return uuid.UUID(bytes=bytes(digest))


def acknowledged_commands(file, requests, tenants):
    """(command id, status, position) of everything the load generator was told."""
    with open(requests, encoding="utf8") as lines:
        keys = [line.split("\t", 3)[:3] for line in lines]
    with open(file, encoding="utf8") as lines:
        for line in lines:
            number, index, status, position = map(int, line.split())
            key, method, path = keys[index]
            yield command_id(tenants[key], f"{method} {path}", f"bench-{number:09}"), status, position


def check_run(ledger, runs, after, more=()):
    """Of all runs of the load generator since that position: (requests, acknowledged) each; `more`: what else was
    acknowledged, (command id, status, position) each.

    Raises AssertionError with what is wrong; returns how many commands were acknowledged.
    """
    tenants = {business["key"]: tenant_of(business["id"]) for business in ledger.businesses}
    told = [one for requests, acknowledged in runs for one in acknowledged_commands(acknowledged, requests, tenants)]
    told += more
    refused = [one for one in told if one[1] >= 300]
    assert not refused, f"{len(refused)} of {len(told)} commands were not accepted, the first with status {refused[0][1]}"
    connection = psycopg2.connect(**ledger.connection_values())
    with connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("CREATE TEMP TABLE acknowledged (command_id uuid PRIMARY KEY, status integer, position bigint)")
        cursor.copy_expert("COPY acknowledged FROM STDIN",
                           io.StringIO("".join(f"{one[0]}\t{one[1]}\t{one[2]}\n" for one in told)))
        cursor.execute("ANALYZE acknowledged")
        for name, sql in RULES.items():
            cursor.execute(sql, {"after": after})
            wrong = cursor.fetchall()
            assert not wrong, f"not true: {name}; {len(wrong)} offend, the first: {wrong[0]}"
        cursor.execute("DROP TABLE acknowledged")
    connection.close()
    return len(told)


def check_books(ledger):
    """Debits are credits, in every business."""
    position = ledger.head()
    for index in range(len(ledger.businesses)):
        client = ledger.client(index)
        # Waits, a while, until what was recorded is shown.
        answer = client.get("/v1/reports/trial_balance?currency=NGN", headers={"Ledger-Min-Position": str(position)})
        client.close()
        assert answer.status == 200, f"trial balance: {answer}"
        balance = answer.json
        assert balance["total_debit"] == balance["total_credit"], f"the books do not balance: {balance}"
