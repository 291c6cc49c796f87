-- SPDX-License-Identifier: Apache-2.0
-- Who may do what: migrations own, the service appends, others read. Roles belong to the cluster, so they may be there.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['suoledger_owner', 'suoledger_append', 'suoledger_read', 'suoledger_auditor'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        IF NOT pg_has_role(current_user, role_name, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', role_name, current_user);
        END IF;
    END LOOP;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO suoledger_owner', current_database());
END
$$;
ALTER SCHEMA suoledger OWNER TO suoledger_owner;
ALTER TABLE suoledger.schema_migration OWNER TO suoledger_owner;
GRANT USAGE ON SCHEMA suoledger TO suoledger_append, suoledger_read, suoledger_auditor;
GRANT SELECT ON suoledger.schema_migration TO suoledger_append, suoledger_read;
