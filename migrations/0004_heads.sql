-- SPDX-License-Identifier: Apache-2.0
-- Where the log and everything numbered in it stands. The one row of log_head is the lock that orders all appends.
CREATE TABLE suoledger.log_head (
    only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch       bigint      NOT NULL,
    epoch_id    uuid        NOT NULL,
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    leaf_hash   bytea       NOT NULL
) WITH (fillfactor = 10);
INSERT INTO suoledger.log_head (epoch, epoch_id, position, recorded_at, leaf_hash)
    VALUES (1, gen_random_uuid(), 0, 'epoch', decode(repeat('00', 32), 'hex'));

CREATE TABLE suoledger.stream_head (
    tenant_id   uuid   NOT NULL,
    stream_type text   NOT NULL,
    stream_id   uuid   NOT NULL,
    version     bigint NOT NULL,
    PRIMARY KEY (tenant_id, stream_type, stream_id)
) WITH (fillfactor = 80);
CREATE TABLE suoledger.tenant_head (
    tenant_id uuid   PRIMARY KEY,
    sequence  bigint NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE suoledger.series_head (
    tenant_id uuid   NOT NULL,
    series    text   NOT NULL,
    number    bigint NOT NULL,
    PRIMARY KEY (tenant_id, series)
) WITH (fillfactor = 50);

GRANT SELECT, UPDATE ON suoledger.log_head TO suoledger_append;
GRANT SELECT, INSERT, UPDATE ON suoledger.stream_head, suoledger.tenant_head, suoledger.series_head TO suoledger_append;
GRANT SELECT ON suoledger.log_head TO suoledger_read;
