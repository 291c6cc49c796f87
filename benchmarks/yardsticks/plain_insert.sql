-- SPDX-License-Identifier: Apache-2.0
-- One event, one statement, one transaction; ids and numbers that never collide, so that clients do not wait for each other.
INSERT INTO yardstick.event
    SELECT n, gen_random_uuid(), ('00000000-0000-8000-8000-' || lpad(to_hex(1 + n % 16), 12, '0'))::uuid, n,
           'invoice', ('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1,
           'invoice_issued', 1, now(), now(), 'invoice', n,
           decode(:salt, 'hex'), :metadata, :payload, decode(:leaf_hash, 'hex')
    FROM nextval('yardstick.position') AS n;
