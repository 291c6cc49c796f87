-- SPDX-License-Identifier: Apache-2.0
-- What must be unique inside a business, by an opaque key; rows go when a person is forgotten.
CREATE TABLE suoledger.reservation (
    tenant_id uuid  NOT NULL,
    kind      text  NOT NULL,
    key       bytea NOT NULL,
    owner     uuid  NOT NULL,
    PRIMARY KEY (tenant_id, kind, key)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON suoledger.reservation TO suoledger_append;
