-- name: record
-- Keep one answer; no row = the carrier has told us of it before.
INSERT INTO acknowledgement (exercise_id, channel, provider_id, person_id, alert_id, ladder_id,
                             meaning, number, words, received_at, received_wall)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING RETURNING id;

-- name: known
-- Whether the carrier has told us of this message before.
SELECT id FROM acknowledgement WHERE channel = $1 AND provider_id = $2 LIMIT 1;

-- name: recent
-- The newest answers of a world.
SELECT k.id, k.meaning, k.number, k.words, k.received_at, k.alert_id, p.area, p.role, p.name
FROM acknowledgement k LEFT JOIN person p ON p.id = k.person_id
WHERE k.exercise_id IS NOT DISTINCT FROM $1
ORDER BY k.id DESC LIMIT $2;

-- name: totals
-- People moved (latest figure of each village), and calls for help or of danger.
SELECT coalesce(sum(number) FILTER (WHERE newest = 1 AND meaning = 'moved'), 0) AS moved,
       count(*) FILTER (WHERE meaning = 'help') AS help,
       count(*) FILTER (WHERE meaning = 'danger') AS danger
FROM (SELECT k.meaning, k.number,
             row_number() OVER (PARTITION BY p.area, k.meaning ORDER BY k.id DESC) AS newest
      FROM acknowledgement k JOIN person p ON p.id = k.person_id
      WHERE k.exercise_id IS NOT DISTINCT FROM $1) latest;
