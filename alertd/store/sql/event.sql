-- name: open
-- The world's open event, made when there is none.
WITH made AS (
    INSERT INTO event (exercise_id, name, opened_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING RETURNING id)
SELECT id FROM made
UNION ALL
SELECT id FROM event WHERE exercise_id IS NOT DISTINCT FROM $1 AND state = 'open'
LIMIT 1;

-- name: rename
-- A storm gets its name: the event takes it over.
UPDATE event SET name = $2 WHERE id = $1 AND name <> $2;

-- name: current
-- The world's open event.
SELECT id, name, opened_at FROM event
WHERE exercise_id IS NOT DISTINCT FROM $1 AND state = 'open';

-- name: close
-- The event is over: nothing is in force in it any more.
UPDATE event SET state = 'closed', closed_at = $2
WHERE id = $1 AND state = 'open' RETURNING id;
