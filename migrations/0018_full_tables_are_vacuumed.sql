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
SELECT suoledger.vacuum_when_full(inhrelid) FROM pg_inherits WHERE inhparent = 'suoledger.event'::regclass;

-- As in 0016, with that.
CREATE OR REPLACE FUNCTION suoledger.ensure_event_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    size  constant bigint := 10000000;
    first bigint;
    name  text;
BEGIN
    SELECT position / size INTO first FROM suoledger.log_head;
    FOR number IN first .. first + 2 LOOP
        name := 'event_' || lpad(number::text, 6, '0');
        CONTINUE WHEN to_regclass('suoledger.' || name) IS NOT NULL;
        -- Two services may start at once.
        PERFORM pg_advisory_xact_lock(5461203842717);
        CONTINUE WHEN to_regclass('suoledger.' || name) IS NOT NULL;
        EXECUTE format('CREATE TABLE suoledger.%I PARTITION OF suoledger.event FOR VALUES FROM (%s) TO (%s)',
                       name, number * size + 1, (number + 1) * size + 1);
        EXECUTE format('CREATE UNIQUE INDEX ON suoledger.%I (position)', name);
        EXECUTE format('CREATE UNIQUE INDEX ON suoledger.%I (tenant_id, tenant_sequence)', name);
        EXECUTE format('CREATE UNIQUE INDEX ON suoledger.%I (tenant_id, stream_type, stream_id, stream_version)', name);
        EXECUTE format('CREATE UNIQUE INDEX ON suoledger.%I (tenant_id, series, series_number) WHERE series <> ''''', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON suoledger.%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION suoledger.refuse_change()', name);
        PERFORM suoledger.vacuum_when_full(to_regclass('suoledger.' || name));
    END LOOP;
END
$$;
