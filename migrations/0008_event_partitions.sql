-- SPDX-License-Identifier: Apache-2.0
-- Ten million events a partition, always two ahead of the head. Unique indexes are a second net under the heads' lock.
CREATE FUNCTION suoledger.ensure_event_partitions() RETURNS void
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
        EXECUTE format('CREATE UNIQUE INDEX ON suoledger.%I (event_id)', name);
        EXECUTE format('CREATE UNIQUE INDEX ON suoledger.%I (tenant_id, tenant_sequence)', name);
        EXECUTE format('CREATE UNIQUE INDEX ON suoledger.%I (tenant_id, stream_type, stream_id, stream_version)', name);
        EXECUTE format('CREATE UNIQUE INDEX ON suoledger.%I (tenant_id, series, series_number) WHERE series <> ''''', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON suoledger.%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION suoledger.refuse_change()', name);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION suoledger.ensure_event_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION suoledger.ensure_event_partitions() TO suoledger_append;
SELECT suoledger.ensure_event_partitions();
-- Tables never analysed give small batches bad plans.
ANALYZE suoledger.log_head;
