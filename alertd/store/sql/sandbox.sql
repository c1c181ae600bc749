-- name: put
-- A made-up phone shows the message; the same delivery twice is shown once.
INSERT INTO sandbox_message (delivery, exercise_id, person_id, phone_hash, media, text, received_wall)
VALUES ($1, $2, $3, $4, $5, $6, $7)
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
