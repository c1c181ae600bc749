-- name: known
-- Whether these bytes have come from this source before, in this world.
SELECT id FROM document
WHERE exercise_id IS NOT DISTINCT FROM $1 AND source_id = $2 AND sha256 = $3;

-- name: record
-- Keep the bytes as received; no row = they were known already.
INSERT INTO document (exercise_id, source_id, name, sha256, body, received_at, state, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING RETURNING id;

-- name: index
-- Note one bulletin of a document; no row = the same message came by another way.
INSERT INTO bulletin (exercise_id, document_id, ordinal, source_id, format,
                      identifier, sender, sent_at, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING RETURNING id;

-- name: recent
-- Bulletins of a world that could still matter at $3, oldest first.
SELECT id, document_id, ordinal, source_id, identifier, sender, sent_at, received_at, event_id
FROM bulletin
WHERE exercise_id IS NOT DISTINCT FROM $1 AND sent_at > $2 AND received_at <= $3
ORDER BY sent_at, id;

-- name: body
-- The bytes of a document.
SELECT body FROM document WHERE id = $1;

-- name: join_event
-- Put bulletins into the event they belong to.
UPDATE bulletin SET event_id = $2 WHERE id = ANY($1) AND event_id IS NULL;

-- name: quarantined
-- What could not be read, newest first, with the reason for a person.
SELECT id, source_id, name, received_at, reason, length(body) AS size
FROM document
WHERE exercise_id IS NOT DISTINCT FROM $1 AND state = 'quarantined'
ORDER BY received_at DESC LIMIT $2;
