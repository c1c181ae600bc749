-- name: add
-- The words for one variant of an audience; the id of the same words if written before.
INSERT INTO message (alert_id, variant, media, language, text, segments)
SELECT $1, variant, media, language, text, segments
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[])
     AS m (variant, media, language, text, segments)
ON CONFLICT (alert_id, variant, media) DO UPDATE SET text = excluded.text
RETURNING id, variant, media;
