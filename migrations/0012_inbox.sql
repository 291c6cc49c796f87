-- SPDX-License-Identifier: Apache-2.0
-- What providers told us, sealed, until it is booked: receipt is one small commit, and nothing of it waits for the log.
CREATE TABLE suoledger.inbox (
    inbox_id    uuid        PRIMARY KEY,
    entry       bigint      GENERATED ALWAYS AS IDENTITY,
    provider    text        NOT NULL,
    event_key   bytea       NOT NULL, -- SHA-256 of what makes two deliveries the same fact
    received_at timestamptz NOT NULL,
    body_key    text        NOT NULL, -- the service key that seals it: one of a provider and month
    body        bytea,                -- gone when it was discarded
    state       text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead', 'processed', 'discarded')),
    due_at      timestamptz NOT NULL, -- the next attempt; while one is being made, when it is given up for lost
    attempts    integer     NOT NULL DEFAULT 0, -- that ended and failed
    claims      bigint      NOT NULL DEFAULT 0, -- the fence: only the last claim may say how it ended
    unsettled   integer     NOT NULL DEFAULT 0, -- claims since the last one that said how it ended
    reason      text        NOT NULL DEFAULT '', -- why the last attempt failed: nothing personal
    finished_at timestamptz,
    tenant_id   uuid,                 -- whose money it is about, once that is known
    UNIQUE (provider, event_key)
);
-- Claims, the depth and the dead letters; an entry that is done with leaves it.
CREATE INDEX inbox_open ON suoledger.inbox (state, due_at) WHERE state IN ('waiting', 'dead');
CREATE INDEX inbox_dead ON suoledger.inbox (entry) WHERE state = 'dead';
CREATE INDEX inbox_finished ON suoledger.inbox (finished_at) WHERE finished_at IS NOT NULL;
GRANT SELECT, INSERT, DELETE ON suoledger.inbox TO suoledger_append;
GRANT UPDATE (body, state, due_at, attempts, claims, unsettled, reason, finished_at, tenant_id) ON suoledger.inbox
    TO suoledger_append;

-- Forgets the keys of months before this one ('2026-08') that seal nothing any more. No other service key can go.
CREATE FUNCTION suoledger.forget_inbox_keys(before_month text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM suoledger.service_key k
        WHERE k.name LIKE 'inbox/%' AND right(k.name, 7) < before_month
          AND NOT EXISTS (SELECT 1 FROM suoledger.inbox i WHERE i.body_key = k.name AND i.body IS NOT NULL)
        RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION suoledger.forget_inbox_keys(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION suoledger.forget_inbox_keys(text) TO suoledger_append;

-- Who does a piece of timed work of which there is to be one in the whole deployment. The token grows with every
-- holder: what an old holder still writes can be told by it.
CREATE TABLE suoledger.lease (
    name       text        PRIMARY KEY,
    holder     uuid        NOT NULL,
    token      bigint      NOT NULL,
    expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON suoledger.lease TO suoledger_append;
