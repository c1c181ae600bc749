-- name: begin
-- Start, or start again with a new version, the ladders of one alert's villages.
-- An upgrade, or an order after a relay, asks again; a lesser matter does not.
INSERT INTO ladder (exercise_id, event_id, area, alert_id, kind, level, plan, state,
                    started_at, next_rung, next_due_at, ahead_s)
SELECT $1, $2, area, $3, $4, $5, $6, 'running', $7, next_rung, next_due_at, ahead_s
FROM unnest($8::text[], $9::smallint[], $10::timestamptz[], $11::double precision[])
     AS l (area, next_rung, next_due_at, ahead_s)
ON CONFLICT (exercise_id, event_id, area) DO UPDATE SET
    alert_id = excluded.alert_id, kind = excluded.kind, level = excluded.level,
    plan = excluded.plan, state = 'running', started_at = excluded.started_at,
    next_rung = excluded.next_rung, next_due_at = excluded.next_due_at,
    ahead_s = excluded.ahead_s, round = ladder.round + 1,
    answered_by = NULL, answered_at = NULL
WHERE excluded.level < ladder.level
   OR (excluded.kind = 'order' AND ladder.kind = 'relay')
RETURNING id, area, round;

-- name: standing
-- How the villages of an event stand, before a new alert.
SELECT area, kind, level, state FROM ladder
WHERE exercise_id IS NOT DISTINCT FROM $1 AND event_id = $2;

-- name: due
-- Ladders whose next step has come. The cost follows what is due, not what exists.
SELECT id, exercise_id, event_id, area, alert_id, round, kind, level, plan, state,
       started_at, next_rung, ahead_s
FROM ladder
WHERE exercise_id IS NOT DISTINCT FROM $1 AND next_due_at <= $2
ORDER BY level, next_due_at LIMIT $3 FOR UPDATE SKIP LOCKED;

-- name: next_due
-- When a world's ladders want to be looked at next.
SELECT min(next_due_at) FROM ladder WHERE exercise_id IS NOT DISTINCT FROM $1;

-- name: climb
-- Write down where each ladder stands after its due steps.
UPDATE ladder l SET state = c.state, next_rung = c.next_rung, next_due_at = c.next_due_at,
    ahead_s = c.ahead_s
FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::timestamptz[], $5::double precision[])
     AS c (id, state, next_rung, next_due_at, ahead_s)
WHERE l.id = c.id;

-- name: steps
-- Keep every step that was taken, and whom it found.
INSERT INTO ladder_step (ladder_id, round, step, attempt, taken_at, roles, media, people, note)
SELECT ladder_id, round, step, attempt, $1, string_to_array(roles, ','),
       string_to_array(media, ','), people, note
FROM unnest($2::bigint[], $3::smallint[], $4::smallint[], $5::smallint[], $6::text[],
            $7::text[], $8::integer[], $9::text[])
     AS s (ladder_id, round, step, attempt, roles, media, people, note)
ON CONFLICT DO NOTHING;

-- name: answer
-- A person of the village has answered this version; no row = nothing was open.
UPDATE ladder SET state = $3, answered_by = $4, answered_at = $5,
    next_rung = NULL, next_due_at = NULL
WHERE id = $1 AND alert_id = $2
  AND state IN ('running', 'in_hand', 'unreached', 'lost_contact', 'acknowledged')
RETURNING id, area;

-- name: take_in_hand
-- A desk has taken the villages of its area up; the clock runs on.
UPDATE ladder SET state = 'in_hand'
WHERE alert_id = $1 AND left(area, length($2)) = $2 AND state = 'running' RETURNING id;

-- name: stop
-- The alert was cancelled: nobody is called any more, but an unreached village stays
-- on the board until a person reports.
UPDATE ladder SET state = CASE WHEN state IN ('running', 'in_hand') THEN 'unreached' ELSE state END,
    next_rung = NULL, next_due_at = NULL
WHERE alert_id = ANY($1) AND next_due_at IS NOT NULL;

-- name: follow
-- A correction or repeat takes an unanswered ladder over without starting it again.
UPDATE ladder SET alert_id = $2
WHERE alert_id = $1 AND state IN ('running', 'in_hand', 'unreached', 'lost_contact');

-- name: open
-- The villages of a world that have not answered, longest first.
SELECT l.id, l.area, l.state, l.level, l.started_at, l.alert_id, l.next_due_at, l.round,
       a.identifier, a.headline
FROM ladder l JOIN alert a ON a.id = l.alert_id
WHERE l.exercise_id IS NOT DISTINCT FROM $1
  AND l.state IN ('running', 'in_hand', 'unreached', 'lost_contact')
ORDER BY l.started_at, l.level, l.area LIMIT $2;

-- name: counts
-- How the villages of a world stand, by county (first six digits) and state.
SELECT left(area, 6) AS district, state, count(*) AS number
FROM ladder WHERE exercise_id IS NOT DISTINCT FROM $1 GROUP BY 1, 2;
