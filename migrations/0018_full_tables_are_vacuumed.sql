-- SPDX-License-Identifier: Apache-2.0
-- Tables that only grow have no dead rows, so a vacuum does nothing for them but freeze rows, and dirties each page for it
-- once more. It waits until a partition is all but full, ten million commands are new, or PostgreSQL must; then it is slow.
CREATE FUNCTION suoledger.vacuum_when_full(growing regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_insert_scale_factor = 0, '
                   'autovacuum_vacuum_insert_threshold = 9900000, autovacuum_vacuum_cost_delay = 10)', growing);
END
$$;
REVOKE ALL ON FUNCTION suoledger.vacuum_when_full(regclass) FROM PUBLIC;
SELECT suoledger.vacuum_when_full('suoledger.command');

-- Partitions that are made later, too.
ALTER FUNCTION suoledger.ensure_event_partitions() RENAME TO make_event_partitions;
REVOKE ALL ON FUNCTION suoledger.make_event_partitions() FROM suoledger_append;
CREATE FUNCTION suoledger.ensure_event_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM suoledger.make_event_partitions();
    PERFORM suoledger.vacuum_when_full(inhrelid) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        WHERE inhparent = 'suoledger.event'::regclass AND c.reloptions IS NULL;
END
$$;
REVOKE ALL ON FUNCTION suoledger.ensure_event_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION suoledger.ensure_event_partitions() TO suoledger_append;
SELECT suoledger.ensure_event_partitions();
