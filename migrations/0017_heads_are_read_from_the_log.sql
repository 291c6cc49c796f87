-- SPDX-License-Identifier: Apache-2.0
-- Versions, sequences and numbers stand in the events and in their indexes; a second copy had to be written with each.
DROP TABLE suoledger.stream_head, suoledger.tenant_head, suoledger.series_head;
