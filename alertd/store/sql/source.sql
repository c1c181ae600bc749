-- name: all
-- What is known of each source's polling.
SELECT source_id, next_poll_at, last_poll_at, last_success_at, last_new_at,
       failures, reason, etag, last_modified
FROM source_state ORDER BY source_id;

-- name: begin
-- Claim a poll: move its time on so that no other process polls too; no row = taken.
INSERT INTO source_state (source_id, next_poll_at, last_poll_at) VALUES ($1, $3, $2)
ON CONFLICT (source_id) DO UPDATE SET next_poll_at = $3, last_poll_at = $2
WHERE source_state.next_poll_at <= $2 RETURNING source_id;

-- name: succeeded
-- A poll that answered; $4 tells whether it brought anything new.
UPDATE source_state SET last_success_at = $2, next_poll_at = $3, failures = 0, reason = NULL,
    last_new_at = CASE WHEN $4 THEN $2 ELSE last_new_at END, etag = $5, last_modified = $6
WHERE source_id = $1;

-- name: failed
-- A poll that did not; the reason is for a person.
UPDATE source_state SET next_poll_at = $2, failures = failures + 1, reason = $3
WHERE source_id = $1;
