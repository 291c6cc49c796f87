-- SPDX-License-Identifier: Apache-2.0
-- Auditors read the events of one business with SQL of their own. Which business is said by this table alone, by the
-- login that opened the session: no setting, no role taken later and no function changes session_user.
CREATE TABLE suoledger.auditor (
    login      name        PRIMARY KEY,
    tenant_id  uuid        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- With the owner's rights, since auditors may not read the table itself.
CREATE FUNCTION suoledger.audited_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT tenant_id FROM suoledger.auditor WHERE login = session_user
$$;
REVOKE ALL ON FUNCTION suoledger.audited_tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION suoledger.audited_tenant() TO suoledger_auditor;

-- Constants cost the service nothing. The owner has no policy: a view or function with the owner's rights, made by
-- mistake, then shows nothing rather than everything.
ALTER TABLE suoledger.event ENABLE ROW LEVEL SECURITY;
ALTER TABLE suoledger.event FORCE ROW LEVEL SECURITY;
CREATE POLICY read_all ON suoledger.event FOR SELECT TO suoledger_append, suoledger_read USING (true);
CREATE POLICY append_all ON suoledger.event FOR INSERT TO suoledger_append WITH CHECK (true);
CREATE POLICY read_own ON suoledger.event FOR SELECT TO suoledger_auditor
    USING (tenant_id = (SELECT suoledger.audited_tenant()));

-- Whoever sees no row changes none; the statement itself must be refused as well.
CREATE TRIGGER refuse_update_and_delete_of_nothing BEFORE UPDATE OR DELETE ON suoledger.event
    FOR EACH STATEMENT EXECUTE FUNCTION suoledger.refuse_change();

CREATE VIEW suoledger.audited_event WITH (security_invoker = true, security_barrier = true) AS
    SELECT position, event_id, tenant_id, tenant_sequence, stream_type, stream_id, stream_version, event_type,
           schema_version, recorded_at, effective_at, series, series_number, salt, metadata, payload, leaf_hash
    FROM suoledger.event;
-- A stream of which last_version <> events, or a series of which last_number <> numbers, has a hole.
CREATE VIEW suoledger.audited_stream WITH (security_invoker = true, security_barrier = true) AS
    SELECT stream_type, stream_id, count(*) AS events, max(stream_version) AS last_version,
           min(recorded_at) AS first_recorded_at, max(recorded_at) AS last_recorded_at, max(position) AS last_position
    FROM suoledger.event GROUP BY stream_type, stream_id;
CREATE VIEW suoledger.audited_series WITH (security_invoker = true, security_barrier = true) AS
    SELECT series, count(*) AS numbers, max(series_number) AS last_number
    FROM suoledger.event WHERE series <> '' GROUP BY series;

-- On the parent alone: a partition that is named directly has no policy, and so no grant either.
GRANT SELECT ON suoledger.event, suoledger.audited_event, suoledger.audited_stream, suoledger.audited_series
    TO suoledger_auditor;
