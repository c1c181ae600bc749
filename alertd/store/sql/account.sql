-- name: add
-- Make an account; no row = the name is taken.
INSERT INTO account (name, full_name, role, password_hash, phone_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING RETURNING id;

-- name: find
-- The account of a name, closed ones left out.
SELECT id, name, full_name, role, password_hash, phone_hash
FROM account WHERE name = $1 AND state = 'active';

-- name: get
-- One account.
SELECT id, name, full_name, role, password_hash, phone_hash
FROM account WHERE id = $1 AND state = 'active';

-- name: all
-- Every account, for `alertd user list`.
SELECT id, name, full_name, role, state, created_at FROM account ORDER BY name;

-- name: set_password
-- A new password ends every session of the account.
WITH ended AS (DELETE FROM session USING account
               WHERE account.name = $1 AND session.account_id = account.id)
UPDATE account SET password_hash = $2 WHERE name = $1 AND state = 'active' RETURNING id;

-- name: count
-- How many accounts there are: while none, only loopback is served.
SELECT count(*) FROM account WHERE state = 'active';

-- name: begin_session
-- A login.
INSERT INTO session (token_hash, account_id, csrf, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5);

-- name: session
-- The account behind a session cookie.
SELECT a.id, a.name, a.full_name, a.role, s.csrf, s.expires_at
FROM session s JOIN account a ON a.id = s.account_id
WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.state = 'active';

-- name: end_session
-- A logout.
DELETE FROM session WHERE token_hash = $1;

-- name: make_link
-- A one-time link for the first account.
INSERT INTO login_link (token_hash, created_at, expires_at) VALUES ($1, $2, $3);

-- name: link
-- Whether a one-time link still opens.
SELECT token_hash FROM login_link WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2;

-- name: use_link
-- Use a one-time link up; no row = used or too old.
UPDATE login_link SET used_at = $2
WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING token_hash;
