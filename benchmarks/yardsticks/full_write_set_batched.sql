-- SPDX-License-Identifier: Apache-2.0
-- The same write set for :batch commands a transaction, as sets; the rows are made by the server, so this is what the
-- tables cost and no transport of arrays. 16 tenants, as in the runs of the service.
BEGIN;
SELECT position FROM yardstick.log_head FOR UPDATE \gset
\startpipeline
INSERT INTO yardstick.event
    SELECT :position::bigint + i, gen_random_uuid(), t.tenant_id, t.sequence + (i - 1) / 16 + 1, 'invoice',
           ('018f0000-0000-7000-8000-' || lpad(to_hex(:position::bigint + i), 12, '0'))::uuid, 1,
           'invoice_issued', 1, clock_timestamp(), clock_timestamp(), 'invoice', t.number + (i - 1) / 16 + 1,
           decode(:salt, 'hex'), :metadata, :payload, decode(:leaf_hash, 'hex')
    FROM (SELECT n, h.* FROM generate_series(1, least(16, :batch::int)) AS n
          CROSS JOIN yardstick.heads(('00000000-0000-8000-8000-' || lpad(to_hex(n), 12, '0'))::uuid) AS h OFFSET 0) AS t
    JOIN generate_series(1, :batch::int) AS i ON t.n = 1 + (i - 1) % 16;
INSERT INTO yardstick.command
    SELECT gen_random_uuid(), ('00000000-0000-8000-8000-' || lpad(to_hex(1 + (i - 1) % 16), 12, '0'))::uuid,
           decode(:leaf_hash, 'hex'), 201, decode(:reply, 'hex'), gen_random_uuid(), :position::bigint + i, 'invoice',
           ('018f0000-0000-7000-8000-' || lpad(to_hex(:position::bigint + i), 12, '0'))::uuid
    FROM generate_series(1, :batch::int) AS i;
UPDATE yardstick.log_head SET position = :position::bigint + :batch::int, recorded_at = clock_timestamp(),
    leaf_hash = decode(:leaf_hash, 'hex');
COMMIT;
\endpipeline
