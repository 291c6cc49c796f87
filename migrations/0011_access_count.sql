-- SPDX-License-Identifier: Apache-2.0
-- Who read whose personal data, counted by the hour. Not part of the log: rows grow, and go after twelve months.
CREATE TABLE suoledger.access_count (
    entry     bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id uuid        NOT NULL,
    hour      timestamptz NOT NULL,
    actor     text        NOT NULL,
    person    uuid        NOT NULL,
    reads     bigint      NOT NULL,
    PRIMARY KEY (tenant_id, hour, actor, person)
);
CREATE UNIQUE INDEX ON suoledger.access_count (tenant_id, entry);
CREATE INDEX ON suoledger.access_count (hour);
GRANT SELECT, INSERT, UPDATE, DELETE ON suoledger.access_count TO suoledger_append;
