-- SPDX-License-Identifier: Apache-2.0
-- The tables that a batch writes, once more and with the same keys and indexes, for pgbench to write into.
DROP SCHEMA IF EXISTS yardstick CASCADE;
CREATE SCHEMA yardstick;
CREATE TABLE yardstick.event (LIKE suoledger.event INCLUDING ALL) PARTITION BY RANGE (position);
CREATE TABLE yardstick.event_0 PARTITION OF yardstick.event FOR VALUES FROM (1) TO (10000001);
CREATE UNIQUE INDEX ON yardstick.event_0 (position);
CREATE UNIQUE INDEX ON yardstick.event_0 (tenant_id, tenant_sequence);
CREATE UNIQUE INDEX ON yardstick.event_0 (stream_id, stream_type, tenant_id, stream_version);
CREATE UNIQUE INDEX ON yardstick.event_0 (tenant_id, series, series_number) WHERE series <> '';
CREATE TABLE yardstick.command (LIKE suoledger.command INCLUDING ALL);
SELECT suoledger.vacuum_when_full(grown::regclass) FROM unnest(ARRAY['yardstick.event_0', 'yardstick.command']) grown;
CREATE TABLE yardstick.log_head (LIKE suoledger.log_head INCLUDING ALL) WITH (fillfactor = 10);
CREATE SEQUENCE yardstick.position;
INSERT INTO yardstick.log_head SELECT true, 1, gen_random_uuid(), 0, now(), decode(repeat('00', 32), 'hex');

-- Where a tenant and its invoices stand; small enough to be a part of whoever asks.
CREATE FUNCTION yardstick.heads(tenant uuid) RETURNS TABLE (tenant_id uuid, sequence bigint, number bigint)
LANGUAGE sql STABLE AS $$
    SELECT tenant,
           coalesce((SELECT e.tenant_sequence FROM yardstick.event e WHERE e.tenant_id = tenant
                     ORDER BY e.tenant_sequence DESC LIMIT 1), 0),
           coalesce((SELECT e.series_number FROM yardstick.event e WHERE e.tenant_id = tenant AND e.series = 'invoice'
                     ORDER BY e.series_number DESC LIMIT 1), 0)
$$;

-- Whoever compares indexes sees here that they are the same.
CREATE VIEW yardstick.indexes AS
    SELECT schemaname, regexp_replace(tablename, '_[0-9]+$', '') AS tablename,
           regexp_replace(indexdef, '^CREATE (UNIQUE )?INDEX \S+ ON (ONLY )?\S+ ', '\1') AS definition
    FROM pg_indexes WHERE schemaname IN ('suoledger', 'yardstick')
      AND tablename ~ '^(event_0+|command|log_head)$';
