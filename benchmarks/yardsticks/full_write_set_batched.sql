-- SPDX-License-Identifier: Apache-2.0
-- The same write set for :batch commands a transaction, as sets; the rows are made by the server, so this is what the
-- tables cost and no transport of arrays. 16 tenants, as in the runs of the service.
BEGIN;
SELECT position FROM yardstick.log_head FOR UPDATE \gset
\startpipeline
INSERT INTO yardstick.event
    SELECT :position::bigint + i, gen_random_uuid(), t.tenant_id, t.sequence + (i - 1) / 16 + 1, 'invoice',
           ('018f0000-0000-7000-8000-' || lpad(to_hex(:position::bigint + i), 12, '0'))::uuid, 1,
           'invoice_issued', 1, clock_timestamp(), clock_timestamp(), 'invoice', s.number + (i - 1) / 16 + 1,
           decode(:salt, 'hex'), :metadata, :payload, decode(:leaf_hash, 'hex')
    FROM generate_series(1, :batch::int) AS i
    JOIN yardstick.tenant_head t ON t.tenant_id = ('00000000-0000-8000-8000-' || lpad(to_hex(1 + (i - 1) % 16), 12, '0'))::uuid
    JOIN yardstick.series_head s ON s.tenant_id = t.tenant_id;
INSERT INTO yardstick.command
    SELECT gen_random_uuid(), ('00000000-0000-8000-8000-' || lpad(to_hex(1 + (i - 1) % 16), 12, '0'))::uuid,
           decode(:leaf_hash, 'hex'), 201, decode(:reply, 'hex'), gen_random_uuid(), :position::bigint + i, 'invoice',
           ('018f0000-0000-7000-8000-' || lpad(to_hex(:position::bigint + i), 12, '0'))::uuid
    FROM generate_series(1, :batch::int) AS i;
INSERT INTO yardstick.stream_head
    SELECT ('00000000-0000-8000-8000-' || lpad(to_hex(1 + (i - 1) % 16), 12, '0'))::uuid, 'invoice',
           ('018f0000-0000-7000-8000-' || lpad(to_hex(:position::bigint + i), 12, '0'))::uuid, 1
    FROM generate_series(1, :batch::int) AS i
    ON CONFLICT (tenant_id, stream_type, stream_id) DO UPDATE SET version = excluded.version;
UPDATE yardstick.tenant_head t SET sequence = t.sequence + w.added
    FROM (SELECT 1 + (i - 1) % 16 AS n, count(*) AS added FROM generate_series(1, :batch::int) AS i GROUP BY 1) AS w
    WHERE t.tenant_id = ('00000000-0000-8000-8000-' || lpad(to_hex(w.n), 12, '0'))::uuid;
UPDATE yardstick.series_head t SET number = t.number + w.added
    FROM (SELECT 1 + (i - 1) % 16 AS n, count(*) AS added FROM generate_series(1, :batch::int) AS i GROUP BY 1) AS w
    WHERE t.tenant_id = ('00000000-0000-8000-8000-' || lpad(to_hex(w.n), 12, '0'))::uuid;
UPDATE yardstick.log_head SET position = :position::bigint + :batch::int, recorded_at = clock_timestamp(),
    leaf_hash = decode(:leaf_hash, 'hex');
COMMIT;
\endpipeline
