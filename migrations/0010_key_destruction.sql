-- SPDX-License-Identifier: Apache-2.0
-- Destroying keys and wrapping the others anew: rows of keys go and change, and only these.
GRANT DELETE ON suoledger.subject_key TO suoledger_append;
GRANT UPDATE (kek_epoch, wrapped) ON suoledger.subject_key, suoledger.service_key TO suoledger_append;
CREATE INDEX subject_key_epoch ON suoledger.subject_key (kek_epoch);
CREATE INDEX reservation_owner ON suoledger.reservation (tenant_id, owner);
-- The few events that say which keys go; whoever destroys them reads nothing else of the log.
CREATE INDEX event_of_keys ON suoledger.event (event_type, position)
    WHERE event_type IN ('erasure_requested', 'record_key_postponed', 'subject_key_destroyed');
