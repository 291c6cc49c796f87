-- SPDX-License-Identifier: Apache-2.0
-- No index by an event's id. Nothing looks for one, and an id is a hash of its command's id and a count, of which
-- command.command_id is unique for ever: a second index by random keys guarded nothing of its own, and cost every event
-- a page somewhere in it, whole in the server's log after each checkpoint.
DO $$
DECLARE
    found regclass;
BEGIN
    FOR found IN
        SELECT i.indexrelid FROM pg_inherits p JOIN pg_index i ON i.indrelid = p.inhrelid
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE p.inhparent = 'suoledger.event'::regclass AND i.indnatts = 1 AND a.attname = 'event_id'
    LOOP
        EXECUTE format('DROP INDEX %s', found);
    END LOOP;
END
$$;

-- As in 0008, without it.
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
    END LOOP;
END
$$;
