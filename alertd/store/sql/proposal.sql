-- name: latest
-- The newest proposal of each topic in a world, whatever became of it.
SELECT DISTINCT ON (kind, hazard, area)
       id, kind, hazard, area, msg_type, level, content, state
FROM proposal
WHERE exercise_id IS NOT DISTINCT FROM $1 AND event_id = $2
ORDER BY kind, hazard, area, id DESC;

-- name: propose
-- Write down what should be said. It waits for $15 persons, or is approved by rule.
INSERT INTO proposal (exercise_id, event_id, kind, msg_type, response, hazard, area,
                      places, level, clauses, evidence, content, basis_id, state,
                      persons, submitted_by, created_at, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
        CASE WHEN $14 THEN 'waiting' ELSE 'approved' END, $15, $16, $17,
        CASE WHEN $14 THEN NULL ELSE $17::timestamptz END)
RETURNING id;

-- name: supersede
-- Newer bulletins have overtaken it; no row = it has been decided meanwhile.
UPDATE proposal SET state = 'superseded' WHERE id = $1 AND state = 'waiting' RETURNING id;

-- name: get
-- One proposal, for a person to decide on.
SELECT p.*, e.name AS event_name FROM proposal p JOIN event e ON e.id = p.event_id
WHERE p.id = $1;

-- name: lock
-- One proposal, held while a decision on it is written.
SELECT id, exercise_id, kind, area, level, persons, state, submitted_by
FROM proposal WHERE id = $1 FOR UPDATE;

-- name: waiting
-- What waits for people, worst and oldest first, with the approvals it has.
SELECT p.id, p.exercise_id, p.kind, p.msg_type, p.response, p.hazard, p.area, p.level,
       p.clauses, p.evidence, p.persons, p.created_at, p.submitted_by,
       (SELECT coalesce(array_agg(d.actor ORDER BY d.id), '{}') FROM decision d
        WHERE d.proposal_id = p.id AND d.state = 'approve') AS approved_by
FROM proposal p
WHERE p.exercise_id IS NOT DISTINCT FROM $1 AND p.state = 'waiting'
ORDER BY p.level, p.id;

-- name: decide
-- A person's word on a proposal; no row = that person has spoken already.
INSERT INTO decision (exercise_id, proposal_id, account_id, actor, state, note, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING RETURNING id;

-- name: deciders
-- Who has approved: accounts and the numbers of their phones, one person one vote.
SELECT d.account_id, d.actor, a.phone_hash
FROM decision d LEFT JOIN account a ON a.id = d.account_id
WHERE d.proposal_id = $1 AND d.state = 'approve';

-- name: close
-- The decision is made; no row = somebody was first.
UPDATE proposal SET state = $2, decided_at = $3, document_number = $4
WHERE id = $1 AND state = 'waiting' RETURNING id;

-- name: take_approved
-- The next decided proposals to issue, urgent first, live before exercises.
SELECT id, exercise_id, event_id, kind, msg_type, response, hazard, area, places, level,
       clauses, evidence, content, basis_id, created_at
FROM proposal WHERE state = 'approved'
ORDER BY (exercise_id IS NOT NULL), level, id
LIMIT $1 FOR UPDATE SKIP LOCKED;

-- name: issued
-- Its alert is out; written in the transaction that wrote the alert.
UPDATE proposal SET state = 'issued' WHERE id = $1 AND state = 'approved' RETURNING id;

-- name: quarantine
-- It could not be issued; the reason is for a person.
UPDATE proposal SET state = 'quarantined', reason = $2
WHERE id = $1 AND state = 'approved' RETURNING id;

-- name: activate
-- A response level is in force in an area.
INSERT INTO activation (exercise_id, event_id, response, hazard, area, level, proposal_id, effective_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: deactivate
-- The level that was in force there is adjusted or ended.
UPDATE activation SET state = $5, ended_at = $6
WHERE exercise_id IS NOT DISTINCT FROM $1 AND response = $2 AND hazard = $3 AND area = $4
  AND state = 'active' RETURNING id;

-- name: activations
-- Response levels in force, as decided by people.
SELECT v.id, v.response, v.hazard, v.area, v.level, v.effective_at, p.document_number,
       (SELECT coalesce(array_agg(d.actor ORDER BY d.id), '{}') FROM decision d
        WHERE d.proposal_id = v.proposal_id AND d.state = 'approve') AS decided_by
FROM activation v JOIN proposal p ON p.id = v.proposal_id
WHERE v.exercise_id IS NOT DISTINCT FROM $1 AND v.state = 'active'
ORDER BY v.level, v.area;
