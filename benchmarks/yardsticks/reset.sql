-- SPDX-License-Identifier: Apache-2.0
-- Before every run: empty tables, the same start for each.
TRUNCATE yardstick.event, yardstick.command, yardstick.stream_head;
UPDATE yardstick.tenant_head SET sequence = 0;
UPDATE yardstick.series_head SET number = 0;
UPDATE yardstick.log_head SET position = 0;
SELECT setval('yardstick.position', 1, false);
VACUUM ANALYZE yardstick.tenant_head, yardstick.series_head, yardstick.log_head;
CHECKPOINT;
