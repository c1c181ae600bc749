-- name: stamp
-- Name the actor and the time for every change of this transaction.
SELECT set_config('alertd.actor', $1, true), set_config('alertd.now', $2, true);

-- name: write
-- Note something that is no change of state.
INSERT INTO journal (at, exercise_id, noun, noun_id, verb, actor, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: recent
-- The newest entries of a world.
SELECT at, noun, noun_id, verb, was, actor, detail FROM journal
WHERE exercise_id IS NOT DISTINCT FROM $1 ORDER BY id DESC LIMIT $2;
