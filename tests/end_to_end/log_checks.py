# SPDX-License-Identifier: Apache-2.0
"""Checks of a whole log from SQL alone: density, one effect per command, and the books."""
from harness import expect


def rows(cluster, sql, parameters=(), database="suoledger"):
    with cluster.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def check_density(cluster, database="suoledger"):
    """Positions, tenant sequences, stream versions and legal numbers: no hole, no duplicate (I4); recorded_at never falls (I12)."""
    events = rows(cluster, "SELECT position, tenant_id, tenant_sequence, stream_type, stream_id, stream_version, series, "
                           "series_number, recorded_at FROM suoledger.event ORDER BY position", database=database)
    last = {}
    latest = None
    for position, tenant, sequence, stream_type, stream, version, series, number, recorded_at in events:
        counters = [(("position",), position), (("tenant", tenant), sequence), (("stream", tenant, stream_type, stream), version)]
        if series:
            counters.append((("series", tenant, series), number))
        for name, value in counters:
            expect(value == last.get(name, 0) + 1, f"{name} jumps from {last.get(name, 0)} to {value} at position {position}")
            last[name] = value
        expect(latest is None or recorded_at >= latest, f"recorded_at falls at position {position}")
        latest = recorded_at
    return len(events)


def check_trial_balance(client, currency="NGN"):
    answer = client.get(f"/v1/reports/trial_balance?currency={currency}")
    expect(answer.status == 200, f"trial balance: {answer}")
    balance = answer.json
    expect(balance["total_debit"] == balance["total_credit"], f"the books do not balance: {balance}")
    return balance
