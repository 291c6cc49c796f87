-- SPDX-License-Identifier: Apache-2.0
-- The tables that a batch writes, once more and with the same keys and indexes, for pgbench to write into.
DROP SCHEMA IF EXISTS yardstick CASCADE;
CREATE SCHEMA yardstick;
CREATE TABLE yardstick.event (LIKE suoledger.event INCLUDING ALL) PARTITION BY RANGE (position);
CREATE TABLE yardstick.event_0 PARTITION OF yardstick.event FOR VALUES FROM (1) TO (10000001);
CREATE UNIQUE INDEX ON yardstick.event_0 (position);
CREATE UNIQUE INDEX ON yardstick.event_0 (tenant_id, tenant_sequence);
CREATE UNIQUE INDEX ON yardstick.event_0 (tenant_id, stream_type, stream_id, stream_version);
CREATE UNIQUE INDEX ON yardstick.event_0 (tenant_id, series, series_number) WHERE series <> '';
CREATE TABLE yardstick.command (LIKE suoledger.command INCLUDING ALL);
CREATE TABLE yardstick.log_head (LIKE suoledger.log_head INCLUDING ALL) WITH (fillfactor = 10);
CREATE TABLE yardstick.stream_head (LIKE suoledger.stream_head INCLUDING ALL) WITH (fillfactor = 80);
CREATE TABLE yardstick.tenant_head (LIKE suoledger.tenant_head INCLUDING ALL) WITH (fillfactor = 50);
CREATE TABLE yardstick.series_head (LIKE suoledger.series_head INCLUDING ALL) WITH (fillfactor = 50);
CREATE SEQUENCE yardstick.position;
INSERT INTO yardstick.log_head SELECT true, 1, gen_random_uuid(), 0, now(), decode(repeat('00', 32), 'hex');
INSERT INTO yardstick.tenant_head SELECT ('00000000-0000-8000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 0
    FROM generate_series(1, 16) AS n;
INSERT INTO yardstick.series_head SELECT tenant_id, 'invoice', 0 FROM yardstick.tenant_head;

-- Whoever compares indexes sees here that they are the same.
CREATE VIEW yardstick.indexes AS
    SELECT schemaname, regexp_replace(tablename, '_[0-9]+$', '') AS tablename,
           regexp_replace(indexdef, '^CREATE (UNIQUE )?INDEX \S+ ON (ONLY )?\S+ ', '\1') AS definition
    FROM pg_indexes WHERE schemaname IN ('suoledger', 'yardstick')
      AND tablename ~ '^(event_0+|command|log_head|stream_head|tenant_head|series_head)$';
