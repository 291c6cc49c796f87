-- SPDX-License-Identifier: Apache-2.0
-- The log. Partitioned by position from the first row on; metadata and payload are json: the exact bytes are kept.
CREATE TABLE suoledger.event (
    position        bigint      NOT NULL CHECK (position > 0),
    event_id        uuid        NOT NULL,
    tenant_id       uuid        NOT NULL,
    tenant_sequence bigint      NOT NULL CHECK (tenant_sequence > 0),
    stream_type     text        NOT NULL,
    stream_id       uuid        NOT NULL,
    stream_version  bigint      NOT NULL CHECK (stream_version > 0),
    event_type      text        NOT NULL,
    schema_version  integer     NOT NULL CHECK (schema_version > 0),
    recorded_at     timestamptz NOT NULL,
    effective_at    timestamptz NOT NULL,
    series          text        NOT NULL,
    series_number   bigint      NOT NULL CHECK ((series = '') = (series_number = 0)),
    salt            bytea       NOT NULL CHECK (octet_length(salt) = 16),
    metadata        json        NOT NULL,
    payload         json        NOT NULL,
    leaf_hash       bytea       NOT NULL CHECK (octet_length(leaf_hash) = 32)
) PARTITION BY RANGE (position);

GRANT SELECT, INSERT ON suoledger.event TO suoledger_append;
GRANT SELECT ON suoledger.event TO suoledger_read;
