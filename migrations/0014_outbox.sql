-- SPDX-License-Identifier: Apache-2.0
-- Effects on the world outside that events imply: read from the log, done by workers, kept until a person looks after
-- those that cannot be done. Nothing in it is personal.
CREATE TABLE suoledger.outbox (
    outbox_id   uuid        PRIMARY KEY, -- derived from event, channel, recipient and template
    entry       bigint      NOT NULL DEFAULT nextval('suoledger.inbox_entry_seq'), -- of inbox and outbox together
    tenant_id   uuid        NOT NULL,
    event_id    uuid        NOT NULL,
    position    bigint      NOT NULL,    -- of the event
    received_at timestamptz NOT NULL,    -- when the event was recorded
    channel     text        NOT NULL,    -- who performs it: 'mail', 'provider_refund'
    template    text        NOT NULL,
    recipient   bytea       NOT NULL,    -- SHA-256 of what names who it is for: an id, never a contact
    state       text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead', 'processed', 'discarded')),
    due_at      timestamptz NOT NULL,    -- the next attempt; while one is being made, when it is given up for lost
    attempts    integer     NOT NULL DEFAULT 0, -- that ended and failed
    claims      bigint      NOT NULL DEFAULT 0, -- the fence: only the last claim may say how it ended
    unsettled   integer     NOT NULL DEFAULT 0, -- claims since the last one that said how it ended
    reason      text        NOT NULL DEFAULT '', -- why the last attempt failed: nothing personal
    finished_at timestamptz,
    UNIQUE (event_id, channel, recipient, template)
);
-- Claims, the depth and the dead letters; an entry that is done with leaves it.
CREATE INDEX outbox_open ON suoledger.outbox (channel, state, due_at) WHERE state IN ('waiting', 'dead');
CREATE INDEX outbox_dead ON suoledger.outbox (entry) WHERE state = 'dead';
CREATE INDEX outbox_finished ON suoledger.outbox (finished_at) WHERE finished_at IS NOT NULL;
GRANT SELECT, INSERT, DELETE ON suoledger.outbox TO suoledger_append;
GRANT UPDATE (state, due_at, attempts, claims, unsettled, reason, finished_at, tenant_id) ON suoledger.outbox
    TO suoledger_append;
GRANT USAGE ON SEQUENCE suoledger.inbox_entry_seq TO suoledger_append;

-- Up to where the log was read for what it implies. It begins where the log stands now: what was recorded before was
-- looked after by people.
CREATE TABLE suoledger.outbox_cursor (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch     bigint  NOT NULL,
    position  bigint  NOT NULL,
    leaf_hash bytea   NOT NULL
) WITH (fillfactor = 10);
INSERT INTO suoledger.outbox_cursor (epoch, position, leaf_hash) SELECT epoch, position, leaf_hash FROM suoledger.log_head;
GRANT SELECT, UPDATE ON suoledger.outbox_cursor TO suoledger_append;
