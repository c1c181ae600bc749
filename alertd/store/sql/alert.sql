-- name: in_force
-- Our alerts that hold in a world.
SELECT a.id, a.identifier, a.kind, a.msg_type, a.hazard, a.area, a.level, a.headline,
       a.content, a.chain, a.sender, a.sent_at, a.expires_at, a.issued_wall, a.basis_id,
       a.event_id, a.places, p.response
FROM alert a JOIN proposal p ON p.id = a.proposal_id
WHERE a.exercise_id IS NOT DISTINCT FROM $1 AND a.state = 'in_force'
ORDER BY a.level, a.area, a.kind, a.hazard;

-- name: issue
-- Freeze an alert.
INSERT INTO alert (exercise_id, event_id, proposal_id, identifier, kind, msg_type, status,
                   scope, hazard, area, places, level, headline, sender, sent_at,
                   expires_at, expires_wall, basis_id, content, chain, cap, words, state,
                   issued_wall)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20, $21, $22, $23, $24)
RETURNING id;

-- name: end
-- An alert of ours is superseded, cancelled or expired; no row = it had ended before.
UPDATE alert SET state = $2 WHERE id = $1 AND state = 'in_force' RETURNING id;

-- name: expired
-- Alerts past their own validity.
UPDATE alert SET state = 'expired'
WHERE state = 'in_force' AND expires_wall <= $1 RETURNING id, exercise_id;

-- name: chain
-- Every alert of one conversation, oldest first: what an Update or Cancel refers to.
SELECT id, identifier, sender, sent_at FROM alert WHERE chain = $1 ORDER BY id;

-- name: public
-- What the public feeds show: Actual or Exercise alerts of scope Public in force.
SELECT identifier, status, headline, area, hazard, level, msg_type, sender, sent_at, expires_at, cap
FROM alert
WHERE (exercise_id IS NOT NULL) = $1 AND scope = 'Public' AND state = 'in_force'
ORDER BY sent_at DESC, id DESC;

-- name: cap
-- One alert's CAP message, public ones only: an order is never shown outside.
SELECT cap, sent_at, state FROM alert WHERE identifier = $1 AND scope = 'Public';

-- name: counts
-- Per alert of a world: what its deliveries and its people have come to.
SELECT a.id, a.identifier, a.kind, a.msg_type, a.status, a.level, a.hazard, a.area,
       a.headline, a.sent_at, a.expires_at, a.state,
       coalesce(d.people, 0) AS people,
       coalesce(d.queued, 0) AS queued, coalesce(d.sent, 0) AS sent,
       coalesce(d.delivered, 0) AS delivered, coalesce(d.failed, 0) AS failed,
       coalesce(d.expired, 0) AS expired, coalesce(d.unclear, 0) AS unclear,
       coalesce(d.withdrawn, 0) AS withdrawn,
       (SELECT count(DISTINCT person_id) FROM acknowledgement k
        WHERE k.alert_id = a.id AND k.person_id IS NOT NULL) AS acknowledged,
       coalesce(l.unanswered, 0) AS unanswered,
       coalesce(l.lost_contact, 0) AS lost_contact
FROM alert a
LEFT JOIN LATERAL (
    SELECT count(DISTINCT person_id) AS people,
           count(*) FILTER (WHERE state IN ('queued', 'sending')) AS queued,
           count(*) FILTER (WHERE state = 'sent') AS sent,
           count(*) FILTER (WHERE state = 'delivered') AS delivered,
           count(*) FILTER (WHERE state = 'failed') AS failed,
           count(*) FILTER (WHERE state = 'expired') AS expired,
           count(*) FILTER (WHERE state = 'unclear') AS unclear,
           count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn
    FROM delivery WHERE delivery.alert_id = a.id) d ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state IN ('running', 'in_hand', 'unreached')) AS unanswered,
           count(*) FILTER (WHERE state = 'lost_contact') AS lost_contact
    FROM ladder WHERE ladder.alert_id = a.id) l ON true
WHERE a.exercise_id IS NOT DISTINCT FROM $1
ORDER BY a.id DESC LIMIT $2;

-- name: speaking
-- What the later steps of ladders need of their alerts.
SELECT id, identifier, kind, hazard, area, level, words, sent_at FROM alert WHERE id = ANY($1);

-- name: move_clock
-- An exercise's clock was set: expiry moves with it on the wall.
UPDATE alert SET expires_wall = $2::timestamptz + (expires_at - $3::timestamptz) / $4::double precision
WHERE exercise_id = $1 AND state = 'in_force' AND expires_at IS NOT NULL;
