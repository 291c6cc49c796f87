-- SPDX-License-Identifier: Apache-2.0
-- Before every run: empty tables, the same start for each.
TRUNCATE yardstick.event, yardstick.command;
UPDATE yardstick.log_head SET position = 0;
SELECT setval('yardstick.position', 1, false);
VACUUM ANALYZE yardstick.log_head;
CHECKPOINT;
