-- name: running
-- The exercises that run, oldest first; each is a world of its own.
SELECT id, scenario, title, speed, wall_anchor, scenario_anchor, position
FROM exercise WHERE state = 'running' ORDER BY id;

-- name: start
-- Begin an exercise; its clock shows $4 at wall time $3 and runs $5 times as fast.
INSERT INTO exercise (scenario, title, wall_anchor, scenario_anchor, speed, started_by)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;

-- name: step
-- Move the script on; no row = another process has played this entry.
UPDATE exercise SET position = $2 + 1
WHERE id = $1 AND position = $2 AND state = 'running' RETURNING id;

-- name: finish
-- End an exercise; its rows stay.
UPDATE exercise SET state = 'ended' WHERE id = $1 AND state = 'running' RETURNING id;

-- name: set_clock
-- Set an exercise's clock: at wall time $2 it shows $3 and runs $4 times as fast.
UPDATE exercise SET wall_anchor = $2, scenario_anchor = $3, speed = $4
WHERE id = $1 AND state = 'running';
