-- SPDX-License-Identifier: Apache-2.0
-- What the store guarantees, at one command a transaction: the head's lock, what must be read under it, every write.
-- The writes travel in one round trip.
\set tenant_number random(1, 16)
BEGIN;
SELECT position + 1 AS position FROM yardstick.log_head FOR UPDATE \gset
SELECT t.tenant_id, t.sequence + 1 AS sequence, t.number + 1 AS number,
       ('018f0000-0000-7000-8000-' || lpad(to_hex(:position::bigint), 12, '0'))::uuid AS stream_id,
       gen_random_uuid() AS command_id
    FROM yardstick.heads(('00000000-0000-8000-8000-' || lpad(to_hex(:tenant_number::int), 12, '0'))::uuid) t \gset
\startpipeline
SELECT stream_version FROM yardstick.event WHERE tenant_id = :tenant_id AND stream_type = 'invoice' AND stream_id = :stream_id
    ORDER BY stream_version DESC LIMIT 1;
SELECT fingerprint FROM yardstick.command WHERE command_id = :command_id;
INSERT INTO yardstick.event VALUES (:position, gen_random_uuid(), :tenant_id, :sequence, 'invoice', :stream_id, 1,
    'invoice_issued', 1, clock_timestamp(), clock_timestamp(), 'invoice', :number,
    decode(:salt, 'hex'), :metadata, :payload, decode(:leaf_hash, 'hex'));
INSERT INTO yardstick.command VALUES (:command_id, :tenant_id, decode(:leaf_hash, 'hex'), 201, decode(:reply, 'hex'),
    :stream_id, :position, 'invoice', :stream_id);
UPDATE yardstick.log_head SET position = :position, recorded_at = clock_timestamp(), leaf_hash = decode(:leaf_hash, 'hex');
COMMIT;
\endpipeline
