-- SPDX-License-Identifier: Apache-2.0
-- Events are never changed: not by the service, not by the owner. Rights alone would not stop the owner.
CREATE FUNCTION suoledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are immutable: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Cloned to every partition, so that a partition named directly refuses as well.
CREATE TRIGGER refuse_update_and_delete BEFORE UPDATE OR DELETE ON suoledger.event
    FOR EACH ROW EXECUTE FUNCTION suoledger.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON suoledger.event
    FOR EACH STATEMENT EXECUTE FUNCTION suoledger.refuse_change();
