-- SPDX-License-Identifier: Apache-2.0
-- Keys, wrapped by the key-encryption key that lives outside the database. Deleting a row forgets a person.
CREATE TABLE suoledger.subject_key (
    tenant_id    uuid   NOT NULL,
    key_id       uuid   NOT NULL,
    key_class    text   NOT NULL,
    subject_type text   NOT NULL,
    subject_id   uuid   NOT NULL,
    kek_epoch    bigint NOT NULL,
    wrapped      bytea  NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
);
CREATE TABLE suoledger.service_key (
    name      text   PRIMARY KEY,
    kek_epoch bigint NOT NULL,
    wrapped   bytea  NOT NULL
);
GRANT SELECT, INSERT ON suoledger.subject_key, suoledger.service_key TO suoledger_append;
