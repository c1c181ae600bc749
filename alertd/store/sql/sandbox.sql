-- name: put
-- A made-up phone shows the message; the same delivery twice is shown once.
INSERT INTO sandbox_message (delivery, exercise_id, person_id, phone_hash, media, text, received_wall)
SELECT $1, $2, person.id, person.phone_hash, $4, $5, $6 FROM person WHERE person.id = $3
ON CONFLICT (delivery) DO NOTHING RETURNING id;

-- name: find
-- Whether a delivery has arrived at its made-up phone.
SELECT id FROM sandbox_message WHERE delivery = $1;

-- name: hear
-- Messages the scripted phones of an exercise have not acted on yet.
UPDATE sandbox_message SET heard = true
WHERE id IN (SELECT id FROM sandbox_message
             WHERE exercise_id = $1 AND NOT heard ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, delivery, person_id, phone_hash, media, text, received_wall;

-- name: phones
-- The made-up phones with the newest messages.
SELECT DISTINCT ON (m.phone_hash) m.id, m.person_id, m.phone_hash, m.media, m.text,
       m.received_wall, m.exercise_id, p.name, p.role, p.area
FROM sandbox_message m JOIN person p ON p.id = m.person_id
WHERE m.id > (SELECT coalesce(max(id), 0) - $1::bigint * 4 FROM sandbox_message)
ORDER BY m.phone_hash, m.id DESC;

-- name: screen
-- Everything one made-up phone has on its screen, newest first.
SELECT m.id, m.media, m.text, m.received_wall, m.exercise_id, p.name, p.role, p.area
FROM sandbox_message m JOIN person p ON p.id = m.person_id
WHERE m.phone_hash = (SELECT phone_hash FROM person WHERE person.id = $1)
ORDER BY m.id DESC LIMIT $2;

-- name: plan_answers
-- Write down when the owners of scripted phones will answer, and what.
UPDATE sandbox_message m SET answer_at = a.at, answer = a.text
FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS a (id, at, text)
WHERE m.id = a.id;

-- name: answer
-- Scripted answers whose time has come.
UPDATE sandbox_message SET answer_at = NULL
WHERE id IN (SELECT id FROM sandbox_message
             WHERE exercise_id = $1 AND answer_at <= $2
             ORDER BY answer_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id, delivery, person_id, phone_hash, media, answer AS text, received_wall;

-- name: phone
-- The number hash behind a made-up phone, for an answer typed in the console.
SELECT phone_hash FROM person WHERE id = $1 AND demonstration;
