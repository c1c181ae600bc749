-- name: in_areas
-- The roster of these areas: whom an audience or a ladder can choose from.
SELECT id, name, phone_hash, country, area, role, groups, language, exercise, demonstration, state
FROM person
WHERE area = ANY($1) AND state <> 'left' AND (exercise OR NOT $2)
ORDER BY area, role, id;

-- name: merge
-- Import one roster row; a row already there is brought up to date. The result
-- tells what happened: added, changed or same.
WITH before AS (
    SELECT id, name, groups, language, vessel, sea_area, carrier, terminal, satphone,
           lat, lon, exercise, note, state
    FROM person WHERE phone_hash = $3 AND area = $5 AND role = $6),
merged AS (
    INSERT INTO person (name, phone_sealed, phone_hash, country, area, role, groups, language,
                        vessel, sea_area, carrier, terminal, satphone, lat, lon, exercise,
                        demonstration, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (phone_hash, area, role) DO UPDATE SET
        name = excluded.name, groups = excluded.groups, language = excluded.language,
        vessel = excluded.vessel, sea_area = excluded.sea_area, carrier = excluded.carrier,
        terminal = excluded.terminal, satphone = excluded.satphone, lat = excluded.lat,
        lon = excluded.lon, exercise = excluded.exercise, note = excluded.note
    WHERE (person.name, person.groups, person.language, person.vessel, person.sea_area,
           person.carrier, person.terminal, person.satphone, person.lat, person.lon,
           person.exercise, person.note)
       IS DISTINCT FROM
          (excluded.name, excluded.groups, excluded.language, excluded.vessel,
           excluded.sea_area, excluded.carrier, excluded.terminal, excluded.satphone,
           excluded.lat, excluded.lon, excluded.exercise, excluded.note)
    RETURNING id)
SELECT CASE WHEN NOT EXISTS (SELECT FROM merged) THEN 'same'
            WHEN EXISTS (SELECT FROM before) THEN 'changed' ELSE 'added' END AS result;

-- name: counts
-- How large the roster is, and how much of it is real.
SELECT count(*) AS people, count(*) FILTER (WHERE NOT demonstration) AS real,
       count(DISTINCT area) AS areas, count(*) FILTER (WHERE exercise) AS enrolled
FROM person WHERE state <> 'left';

-- name: by_phone
-- Everybody on the roster with this number.
SELECT id, name, area, role, language, exercise, demonstration
FROM person WHERE phone_hash = $1 AND state <> 'left' ORDER BY id;

-- name: flag
-- The number is wrong; the person stays.
UPDATE person SET state = 'flagged' WHERE id = ANY($1) AND state = 'active';

-- name: number_by_district
-- How many people each district has (first six digits; a desk counts with its own).
SELECT left(area, 6) AS district, count(*) AS number FROM person
WHERE state <> 'left' AND (exercise OR NOT $1) GROUP BY 1;

-- name: of_ids
-- These people.
SELECT id, name, phone_hash, country, area, role, groups, language, exercise, demonstration, state
FROM person WHERE id = ANY($1) ORDER BY area, role, id;
