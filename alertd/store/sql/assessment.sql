-- name: current
-- The levels that hold in a world, by the rules (not what people have decided).
SELECT response, hazard, area, level, clauses, evidence, since
FROM assessment
WHERE exercise_id IS NOT DISTINCT FROM $1 AND level IS NOT NULL
ORDER BY level, area, hazard;

-- name: set
-- Record what one response, hazard and area stands at; the journal sees a change.
INSERT INTO assessment (exercise_id, event_id, response, hazard, area, state, level,
                        clauses, evidence, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (exercise_id, response, hazard, area) DO UPDATE SET
    event_id = excluded.event_id, state = excluded.state, level = excluded.level,
    clauses = excluded.clauses, evidence = excluded.evidence,
    since = CASE WHEN assessment.state = excluded.state
                 THEN assessment.since ELSE excluded.since END;
