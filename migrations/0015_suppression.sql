-- SPDX-License-Identifier: Apache-2.0
-- Addresses that no mail of a business goes to any more, as blind indexes under the business' own key: nobody can read
-- from them who it is.
CREATE TABLE suoledger.suppressed_address (
    tenant_id     uuid        NOT NULL,
    address_index bytea       NOT NULL CHECK (octet_length(address_index) = 16),
    reason        text        NOT NULL, -- a code: 'bounced', 'complained', 'address_refused'
    suppressed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, address_index)
);
GRANT SELECT, INSERT, DELETE ON suoledger.suppressed_address TO suoledger_append;
