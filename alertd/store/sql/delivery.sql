-- name: queue
-- Write deliveries down, set-wise; one that exists already is left as it is.
INSERT INTO delivery (alert_id, person_id, channel, step, attempt, exercise_id, message_id,
                      ladder_id, urgency, due_wall, state, reason)
SELECT alert_id, person_id, channel, step, attempt, $1, message_id, ladder_id, urgency, $2,
       CASE WHEN reason IS NULL THEN 'queued' ELSE 'failed' END, reason
FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::smallint[], $7::smallint[],
            $8::bigint[], $9::bigint[], $10::smallint[], $11::text[])
     AS d (alert_id, person_id, channel, step, attempt, message_id, ladder_id, urgency, reason)
ORDER BY alert_id, person_id
ON CONFLICT DO NOTHING;

-- name: claim
-- Take the next window of a channel, most urgent first, under a lease. Everything
-- a last look needs comes with it.
WITH picked AS (
    SELECT alert_id, person_id, channel, step, attempt FROM delivery
    WHERE channel = $1 AND state = 'queued' AND due_wall <= $2
    ORDER BY urgency, due_wall LIMIT $3 FOR UPDATE SKIP LOCKED),
claimed AS (
    UPDATE delivery d SET state = 'sending', tries = d.tries + 1, lease = $4, lease_until = $5
    FROM picked p
    WHERE (d.alert_id, d.person_id, d.channel, d.step, d.attempt)
        = (p.alert_id, p.person_id, p.channel, p.step, p.attempt)
    RETURNING d.*)
SELECT c.alert_id, c.person_id, c.channel, c.step, c.attempt, c.exercise_id, c.tries,
       c.urgency, p.phone_sealed, p.exercise, p.demonstration, m.text, m.media, m.segments,
       a.state AS alert_state, a.expires_wall
FROM claimed c
JOIN person p ON p.id = c.person_id
JOIN message m ON m.id = c.message_id
JOIN alert a ON a.id = c.alert_id
ORDER BY c.urgency, c.due_wall;

-- name: lease
-- A number no other claim has: the fence around its results.
SELECT nextval('lease');

-- name: settle
-- Bring results home: only rows still under this lease move, and each leaves an attempt.
WITH result AS (
    SELECT * FROM unnest($3::bigint[], $4::bigint[], $5::smallint[], $6::smallint[],
                         $7::text[], $8::text[], $9::text[], $10::timestamptz[])
         AS r (alert_id, person_id, step, attempt, state, provider_id, reason, due_wall)),
logged AS (
    INSERT INTO attempt (alert_id, person_id, channel, step, attempt, at, outcome, provider_id, reason)
    SELECT alert_id, person_id, $1, step, attempt, $11, state, provider_id, reason FROM result)
UPDATE delivery d SET
    state = CASE WHEN d.state = 'delivered' THEN d.state ELSE r.state END,
    provider_id = coalesce(r.provider_id, d.provider_id), reason = r.reason,
    due_wall = coalesce(r.due_wall, d.due_wall), lease = NULL, lease_until = NULL,
    sent_wall = CASE WHEN r.state IN ('sent', 'delivered') THEN $11 ELSE d.sent_wall END,
    delivered_wall = CASE WHEN r.state = 'delivered' THEN $11 ELSE d.delivered_wall END
FROM result r
WHERE d.channel = $1 AND d.lease = $2
  AND (d.alert_id, d.person_id, d.step, d.attempt)
    = (r.alert_id, r.person_id, r.step, r.attempt)
RETURNING d.alert_id;

-- name: take_over
-- Leases that ran out: their holder died or hangs. Whether these went is unclear.
UPDATE delivery SET state = 'unclear', lease = NULL, lease_until = NULL, due_wall = $1,
    reason = 'the dispatcher that held it stopped before it wrote the result'
WHERE state = 'sending' AND lease_until <= $1
RETURNING alert_id, person_id, channel, step, attempt;

-- name: unclear
-- What nobody knows of; its carrier is asked before a second try.
WITH picked AS (
    SELECT alert_id, person_id, channel, step, attempt FROM delivery
    WHERE channel = $1 AND state = 'unclear' AND due_wall <= $2
    ORDER BY urgency LIMIT $3 FOR UPDATE SKIP LOCKED),
claimed AS (
    UPDATE delivery d SET lease = $4, due_wall = $5
    FROM picked p
    WHERE (d.alert_id, d.person_id, d.channel, d.step, d.attempt)
        = (p.alert_id, p.person_id, p.channel, p.step, p.attempt)
    RETURNING d.*)
SELECT c.alert_id, c.person_id, c.channel, c.step, c.attempt, c.exercise_id, c.tries,
       c.urgency, p.phone_sealed, p.exercise, p.demonstration, m.text, m.media, m.segments,
       a.state AS alert_state, a.expires_wall
FROM claimed c
JOIN person p ON p.id = c.person_id
JOIN message m ON m.id = c.message_id
JOIN alert a ON a.id = c.alert_id;

-- name: receive
-- A carrier's receipt: it moves a delivery forward, never back; no row = nothing to move.
UPDATE delivery SET
    state = $3,
    reason = coalesce($4, reason),
    sent_wall = coalesce(sent_wall, $5),
    delivered_wall = CASE WHEN $3 = 'delivered' THEN $5 ELSE delivered_wall END
WHERE channel = $1 AND provider_id = $2 AND state = ANY($6)
RETURNING alert_id, person_id;

-- name: log_receipt
-- Keep what the carrier said, applied or not: unknown states are shown, not dropped.
INSERT INTO receipt (channel, provider_id, status, reason, received_wall, applied)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: withdraw_alert
-- An alert was superseded or cancelled: what has not left does not leave.
UPDATE delivery SET state = 'withdrawn', reason = $2
WHERE alert_id = $1 AND state = 'queued';

-- name: withdraw_ladder
-- A village has answered: nobody else of it is called any more.
UPDATE delivery SET state = 'withdrawn', reason = 'answered'
WHERE ladder_id = $1 AND state = 'queued';

-- name: expire_alert
-- An alert's validity is over: what has not left is shown as expired.
UPDATE delivery SET state = 'expired' WHERE alert_id = ANY($1) AND state = 'queued';

-- name: reached
-- Who has, or may have, got any alert of a conversation: a Cancel goes to exactly them.
SELECT DISTINCT d.person_id FROM delivery d JOIN alert a ON a.id = d.alert_id
WHERE a.chain = $1 AND d.state IN ('sending', 'sent', 'delivered', 'unclear');

-- name: open_to
-- What one number has been sent and could be answering, newest first.
SELECT d.alert_id, d.person_id, d.ladder_id, d.sent_wall, d.delivered_wall, d.state,
       a.kind, a.exercise_id, p.role, p.area,
       l.state AS ladder_state, l.alert_id AS ladder_alert
FROM delivery d
JOIN person p ON p.id = d.person_id
JOIN alert a ON a.id = d.alert_id
LEFT JOIN ladder l ON l.id = d.ladder_id
WHERE p.phone_hash = $1 AND d.state IN ('sending', 'sent', 'delivered', 'unclear')
  AND a.msg_type <> 'Cancel'
ORDER BY d.alert_id DESC, d.step DESC, d.attempt DESC;

-- name: depths
-- How long each channel's queue is, and since when its oldest waits.
SELECT channel, state, count(*) AS number, min(due_wall) AS oldest
FROM delivery WHERE state IN ('queued', 'sending', 'unclear') GROUP BY channel, state;

-- name: confirm
-- Handsets have these messages.
UPDATE delivery SET state = 'delivered', delivered_wall = $3, sent_wall = coalesce(sent_wall, $3)
WHERE channel = $1 AND provider_id = ANY($2) AND state IN ('sending', 'sent', 'unclear');
