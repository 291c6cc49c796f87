-- SPDX-License-Identifier: Apache-2.0
-- One row a command that had an effect, for ever: its retry gets the same sealed reply. Fences close unknown outcomes.
CREATE TABLE suoledger.command (
    command_id  uuid    PRIMARY KEY,
    tenant_id   uuid    NOT NULL,
    fingerprint bytea   NOT NULL,
    status      integer NOT NULL,
    reply       bytea   NOT NULL,
    reply_key   uuid,
    position    bigint  NOT NULL,
    target_type text    NOT NULL,
    target_id   uuid    NOT NULL
);
CREATE TABLE suoledger.fence (
    fence_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position bigint NOT NULL,
    fenced_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT ON suoledger.command, suoledger.fence TO suoledger_append;
