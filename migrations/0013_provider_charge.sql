-- SPDX-License-Identifier: Apache-2.0
-- What providers list of their charges, as last listed: not part of the log, and made anew by the next sweep.
CREATE TABLE suoledger.provider_charge (
    provider            text        NOT NULL,
    provider_payment_id text        NOT NULL,
    reference           text        NOT NULL,
    tenant_id           uuid,       -- whose it is; null: nobody's that we know
    status              text        NOT NULL
        CHECK (status IN ('success', 'failed', 'abandoned', 'pending', 'reversed')),
    currency            text        NOT NULL,
    amount              bigint      NOT NULL,
    fee                 bigint      NOT NULL,
    channel             text        NOT NULL,
    livemode            boolean     NOT NULL,
    at                  timestamptz NOT NULL, -- when it was paid; else when it was listed first
    listed_at           timestamptz NOT NULL, -- by the last sweep that saw it
    PRIMARY KEY (provider, provider_payment_id)
);
CREATE INDEX provider_charge_time ON suoledger.provider_charge (provider, tenant_id, at);
CREATE INDEX provider_charge_reference ON suoledger.provider_charge (provider, reference);
-- What went back of a charge: its refunds and disputes. They name the charge by its reference.
CREATE TABLE suoledger.provider_return (
    provider           text        NOT NULL,
    kind               text        NOT NULL CHECK (kind IN ('refund', 'dispute')),
    provider_return_id text        NOT NULL,
    reference          text        NOT NULL,
    took               boolean     NOT NULL, -- the refund was processed, the dispute lost
    amount             bigint      NOT NULL,
    listed_at          timestamptz NOT NULL,
    PRIMARY KEY (provider, kind, provider_return_id)
);
CREATE INDEX provider_return_reference ON suoledger.provider_return (provider, reference);
-- Up to when each piece of timed work is done: after a downtime it goes on from there.
CREATE TABLE suoledger.timed_work (
    name       text        PRIMARY KEY,
    done_until timestamptz NOT NULL,
    token      bigint      NOT NULL -- of the lease of whoever did it
);
GRANT SELECT, INSERT, UPDATE, DELETE ON suoledger.provider_charge, suoledger.provider_return TO suoledger_append;
GRANT SELECT, INSERT, UPDATE ON suoledger.timed_work TO suoledger_append;
