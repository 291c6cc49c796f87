-- SPDX-License-Identifier: Apache-2.0
-- Streams are looked for by all they are named by, so the order of the index' columns is free. Behind the business each new
-- stream had a page of its own business to be put into; ids of new streams rise with time, so that by id they all come to
-- the same page, which is written whole once after a checkpoint and not once for each business.
CREATE FUNCTION suoledger.index_streams_by_id(partition regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    former regclass;
BEGIN
    SELECT indexrelid INTO STRICT former FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid
        WHERE indrelid = partition AND indisunique AND attname = 'stream_version';
    EXECUTE format('DROP INDEX %s', former);
    EXECUTE format('CREATE UNIQUE INDEX ON %s (stream_id, stream_type, tenant_id, stream_version)', partition);
END
$$;
REVOKE ALL ON FUNCTION suoledger.index_streams_by_id(regclass) FROM PUBLIC;

-- Partitions that are made later, too; those that hold events keep what they have.
CREATE OR REPLACE FUNCTION suoledger.ensure_event_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM suoledger.make_event_partitions();
    PERFORM suoledger.vacuum_when_full(inhrelid), suoledger.index_streams_by_id(inhrelid)
        FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        WHERE inhparent = 'suoledger.event'::regclass AND c.reloptions IS NULL;
END
$$;
SELECT suoledger.index_streams_by_id(inhrelid) FROM pg_inherits
    WHERE inhparent = 'suoledger.event'::regclass AND pg_relation_size(inhrelid) = 0;
