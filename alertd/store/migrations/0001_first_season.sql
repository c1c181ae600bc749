-- The first season: every noun of the path of one warning.
--
-- Worlds: `exercise_id` null is the live world. Times named *_at in tables of a
-- world are that world's time, except where the comment says "wall": rate caps,
-- leases, receipts and the journal follow the clock on the wall.

CREATE TABLE exercise (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario        text NOT NULL,
    title           text NOT NULL,
    state           text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'ended')),
    speed           double precision NOT NULL CHECK (speed > 0),
    wall_anchor     timestamptz NOT NULL,       -- at this moment on the wall ...
    scenario_anchor timestamptz NOT NULL,       -- ... the scenario's clock showed this
    position        integer NOT NULL DEFAULT 0, -- entries of the script already played
    started_by      text NOT NULL
);

-- The journal ---------------------------------------------------------------

CREATE TABLE journal (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,           -- wall
    exercise_id bigint,
    noun        text NOT NULL,
    noun_id     bigint NOT NULL,
    verb        text NOT NULL,                  -- the state entered, or what was done
    was         text,
    actor       text NOT NULL,
    detail      jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX journal_noun ON journal (noun, noun_id);

CREATE FUNCTION journal_actor() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('alertd.actor', true), ''), 'unknown') $$;

CREATE FUNCTION journal_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('alertd.now', true), '')::timestamptz, now()) $$;

-- One trigger for every noun with a state: a change cannot be forgotten.
CREATE FUNCTION journal_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO journal (at, exercise_id, noun, noun_id, verb, actor)
        VALUES (journal_now(), (to_jsonb(NEW) ->> 'exercise_id')::bigint,
                TG_TABLE_NAME, NEW.id, NEW.state, journal_actor());
    ELSIF NEW.state IS DISTINCT FROM OLD.state THEN
        INSERT INTO journal (at, exercise_id, noun, noun_id, verb, was, actor)
        VALUES (journal_now(), (to_jsonb(NEW) ->> 'exercise_id')::bigint,
                TG_TABLE_NAME, NEW.id, NEW.state, OLD.state, journal_actor());
    END IF;
    RETURN NULL;
END $$;

-- People who decide ---------------------------------------------------------

CREATE TABLE account (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL UNIQUE,
    full_name     text NOT NULL,
    role          text NOT NULL CHECK (role IN ('viewer', 'officer', 'leader', 'administrator')),
    password_hash text NOT NULL,                -- argon2id
    phone_hash    bytea,                        -- one person, one vote, whatever the account
    state         text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
    created_at    timestamptz NOT NULL          -- wall
);

CREATE TABLE session (
    token_hash bytea PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    csrf       text NOT NULL,
    created_at timestamptz NOT NULL,            -- wall
    expires_at timestamptz NOT NULL             -- wall
);

-- The one-time link that makes the first account.
CREATE TABLE login_link (
    token_hash bytea PRIMARY KEY,
    created_at timestamptz NOT NULL,            -- wall
    expires_at timestamptz NOT NULL,            -- wall
    used_at    timestamptz                      -- wall
);

-- Reading -------------------------------------------------------------------

CREATE TABLE source_state (
    source_id     text PRIMARY KEY,
    next_poll_at  timestamptz NOT NULL,         -- wall, as all here
    last_poll_at  timestamptz,
    last_success_at timestamptz,
    last_new_at   timestamptz,
    failures      integer NOT NULL DEFAULT 0,
    reason        text,
    etag          text,
    last_modified text
);

CREATE TABLE document (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id bigint REFERENCES exercise,
    source_id   text NOT NULL,
    name        text NOT NULL,                  -- file name or URL, for a person
    sha256      bytea NOT NULL,
    body        bytea NOT NULL,                 -- as received, byte for byte
    received_at timestamptz NOT NULL,
    state       text NOT NULL CHECK (state IN ('read', 'quarantined')),
    reason      text CHECK ((reason IS NOT NULL) = (state = 'quarantined')),
    UNIQUE NULLS NOT DISTINCT (exercise_id, source_id, sha256)
);

CREATE TABLE event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id bigint REFERENCES exercise,
    name        text NOT NULL,
    state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    opened_at   timestamptz NOT NULL,
    closed_at   timestamptz
);
CREATE UNIQUE INDEX event_open ON event (exercise_id) NULLS NOT DISTINCT WHERE state = 'open';

-- The index of what the documents say; the bytes are the truth and are read again.
CREATE TABLE bulletin (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id bigint REFERENCES exercise,
    document_id bigint NOT NULL REFERENCES document,
    ordinal     integer NOT NULL,
    source_id   text NOT NULL,
    format      text NOT NULL,
    identifier  text NOT NULL,
    sender      text NOT NULL,
    sent_at     timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    event_id    bigint REFERENCES event,
    UNIQUE NULLS NOT DISTINCT (exercise_id, sender, identifier)
);
CREATE INDEX bulletin_recent ON bulletin (exercise_id, sent_at);

-- Deciding ------------------------------------------------------------------

CREATE TABLE assessment (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id bigint REFERENCES exercise,
    event_id    bigint REFERENCES event,
    response    text NOT NULL,
    hazard      text NOT NULL,
    area        text NOT NULL,
    state       text NOT NULL,                  -- 'I' to 'IV', or 'none'
    level       smallint CHECK (level BETWEEN 1 AND 4),
    clauses     text[] NOT NULL,
    evidence    text[] NOT NULL,
    since       timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (exercise_id, response, hazard, area)
);

CREATE TABLE proposal (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id  bigint REFERENCES exercise,
    event_id     bigint NOT NULL REFERENCES event,
    kind         text NOT NULL CHECK (kind IN ('relay', 'order')),
    msg_type     text NOT NULL CHECK (msg_type IN ('Alert', 'Update', 'Cancel')),
    response     text NOT NULL,                 -- the plan; '' for a relay
    hazard       text NOT NULL,
    area         text NOT NULL,
    places       text[] NOT NULL,               -- codes within the area; the area itself: all of it
    level        smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
    clauses      text[] NOT NULL,
    evidence     text[] NOT NULL,
    basis_id     bigint REFERENCES bulletin,    -- the bulletin whose words are passed on
    persons      smallint NOT NULL CHECK (persons BETWEEN 0 AND 2),
    content      text NOT NULL,                 -- changes when level, text or validity do
    state        text NOT NULL CHECK (state IN ('waiting', 'approved', 'rejected', 'superseded', 'issued', 'quarantined')),
    reason       text,
    submitted_by bigint REFERENCES account,     -- null: the rules
    created_at   timestamptz NOT NULL,
    decided_at   timestamptz,
    document_number text
);
CREATE INDEX proposal_approved ON proposal (id) WHERE state = 'approved';
CREATE UNIQUE INDEX proposal_waiting ON proposal (exercise_id, kind, hazard, area)
    NULLS NOT DISTINCT WHERE state IN ('waiting', 'approved');

CREATE TABLE decision (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id bigint REFERENCES exercise,
    proposal_id bigint NOT NULL REFERENCES proposal,
    account_id  bigint REFERENCES account,
    actor       text NOT NULL,
    state       text NOT NULL CHECK (state IN ('approve', 'reject')),
    note        text NOT NULL DEFAULT '',
    decided_at  timestamptz NOT NULL,
    UNIQUE (proposal_id, actor),
    UNIQUE (proposal_id, account_id),
    -- a scripted officer decides in exercises only
    CHECK (account_id IS NOT NULL OR exercise_id IS NOT NULL)
);

CREATE TABLE activation (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id bigint REFERENCES exercise,
    event_id    bigint NOT NULL REFERENCES event,
    response    text NOT NULL,
    hazard      text NOT NULL,
    area        text NOT NULL,
    level       smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
    state       text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'adjusted', 'ended')),
    proposal_id bigint NOT NULL REFERENCES proposal,
    effective_at timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE UNIQUE INDEX activation_active ON activation (exercise_id, response, hazard, area)
    NULLS NOT DISTINCT WHERE state = 'active';

-- Issuing -------------------------------------------------------------------

CREATE TABLE alert (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id  bigint REFERENCES exercise,
    event_id     bigint NOT NULL REFERENCES event,
    proposal_id  bigint NOT NULL UNIQUE REFERENCES proposal,
    identifier   text NOT NULL UNIQUE,
    kind         text NOT NULL CHECK (kind IN ('relay', 'order')),
    msg_type     text NOT NULL,
    status       text NOT NULL,
    scope        text NOT NULL,
    hazard       text NOT NULL,
    area         text NOT NULL,
    level        smallint NOT NULL,
    headline     text NOT NULL,
    sender       text NOT NULL,
    sent_at      timestamptz NOT NULL,          -- frozen at issue
    expires_at   timestamptz,
    expires_wall timestamptz,                   -- the same moment on the wall
    basis_id     bigint REFERENCES bulletin,
    content      text NOT NULL,                 -- of the proposal
    places       text[] NOT NULL,
    chain        text NOT NULL,                 -- identifier of the first alert of this conversation
    cap          bytea NOT NULL,                -- the CAP message, frozen
    words        jsonb NOT NULL,                -- what its texts are composed from, later steps too
    state        text NOT NULL DEFAULT 'in_force'
                 CHECK (state IN ('in_force', 'superseded', 'cancelled', 'expired', 'ended')),
    issued_wall  timestamptz NOT NULL,
    CHECK ((status = 'Exercise') = (exercise_id IS NOT NULL)),
    CHECK (kind = 'relay' OR scope = 'Restricted')
);
CREATE INDEX alert_in_force ON alert (exercise_id, kind, hazard, area) WHERE state = 'in_force';
CREATE INDEX alert_chain ON alert (chain);

CREATE FUNCTION alert_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'state' - 'expires_wall') IS DISTINCT FROM
       (to_jsonb(OLD) - 'state' - 'expires_wall') THEN
        RAISE EXCEPTION 'alert % is issued and frozen; a correction is a new alert', OLD.identifier;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER alert_frozen BEFORE UPDATE ON alert
    FOR EACH ROW EXECUTE FUNCTION alert_frozen();

-- The roster ----------------------------------------------------------------

CREATE TABLE person (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL,
    phone_sealed  bytea NOT NULL,               -- AES-GCM, key outside the database
    phone_hash    bytea NOT NULL,               -- keyed hash, to find a caller
    country       text NOT NULL,                -- dialling prefix, "+86": for routes
    area          text NOT NULL,
    role          text NOT NULL CHECK (role IN ('officer_a', 'officer_b', 'secretary', 'township_desk', 'county_desk', 'member')),
    groups        text[] NOT NULL DEFAULT '{}',
    language      text NOT NULL DEFAULT 'zh-CN',
    vessel        text, sea_area text, carrier text, terminal text, satphone text,
    lat           double precision, lon double precision,
    exercise      boolean NOT NULL DEFAULT false, -- enrolled in exercises
    demonstration boolean NOT NULL DEFAULT false, -- no real person
    note          text,
    state         text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'flagged', 'left')),
    UNIQUE (phone_hash, area, role)
);
CREATE INDEX person_area ON person (area, role);

-- Sending -------------------------------------------------------------------

CREATE TABLE message (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id bigint NOT NULL REFERENCES alert,
    variant  text NOT NULL,                     -- group, language, place
    media    text NOT NULL CHECK (media IN ('sms', 'voice')),
    language text NOT NULL,
    text     text NOT NULL,
    segments smallint NOT NULL,
    UNIQUE (alert_id, variant, media)
);

-- One message to one person by one channel. No foreign keys, no row trigger:
-- the attempts are its journal (architecture.md, rule 4).
CREATE TABLE delivery (
    alert_id     bigint NOT NULL,
    person_id    bigint NOT NULL,
    channel      text NOT NULL,
    step         smallint NOT NULL,
    attempt      smallint NOT NULL,
    exercise_id  bigint,
    message_id   bigint NOT NULL,
    ladder_id    bigint,
    urgency      smallint NOT NULL,             -- level: smaller leaves first
    state        text NOT NULL DEFAULT 'queued'
                 CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'unclear',
                                  'failed', 'expired', 'withdrawn')),
    due_wall     timestamptz NOT NULL,
    tries        smallint NOT NULL DEFAULT 0,
    lease        bigint,                        -- which claim holds it
    lease_until  timestamptz,
    provider_id  text,
    reason       text,
    sent_wall    timestamptz,
    delivered_wall timestamptz,
    PRIMARY KEY (alert_id, person_id, channel, step, attempt)
) WITH (fillfactor = 80);
CREATE INDEX delivery_due ON delivery (channel, urgency, due_wall) WHERE state = 'queued';
CREATE INDEX delivery_leased ON delivery (lease_until) WHERE state = 'sending';
CREATE INDEX delivery_provider ON delivery (channel, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX delivery_person ON delivery (person_id);
CREATE INDEX delivery_ladder ON delivery (ladder_id) WHERE ladder_id IS NOT NULL;
CREATE SEQUENCE lease;

-- The wall of the exercise: set-wise, once a statement. No row of one world may
-- reach a person of another, whatever the program above believes.
CREATE FUNCTION delivery_world() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE strays bigint;
BEGIN
    SELECT count(*) INTO strays
    FROM (SELECT DISTINCT alert_id, exercise_id FROM fresh) one
    LEFT JOIN alert ON alert.id = one.alert_id
    WHERE alert.id IS NULL OR alert.exercise_id IS DISTINCT FROM one.exercise_id;
    IF strays > 0 THEN
        RAISE EXCEPTION 'delivery of another world than its alert' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM fresh WHERE exercise_id IS NOT NULL) THEN
        SELECT count(*) INTO strays FROM fresh
        LEFT JOIN person ON person.id = fresh.person_id
        WHERE fresh.exercise_id IS NOT NULL AND person.exercise IS NOT TRUE;
        IF strays > 0 THEN
            RAISE EXCEPTION 'an exercise may reach enrolled people only (% are not)', strays
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER delivery_world AFTER INSERT ON delivery
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION delivery_world();

CREATE TABLE attempt (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id  bigint NOT NULL,
    person_id bigint NOT NULL,
    channel   text NOT NULL,
    step      smallint NOT NULL,
    attempt   smallint NOT NULL,
    at        timestamptz NOT NULL,             -- wall
    outcome   text NOT NULL,
    provider_id text,
    reason    text
);

-- What a carrier said later; kept even where it fits no delivery.
CREATE TABLE receipt (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel     text NOT NULL,
    provider_id text NOT NULL,
    status      text NOT NULL,
    reason      text,
    received_wall timestamptz NOT NULL,
    applied     boolean NOT NULL
);

-- Answering -----------------------------------------------------------------

CREATE TABLE ladder (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id bigint REFERENCES exercise,
    event_id    bigint NOT NULL REFERENCES event,
    area        text NOT NULL,                  -- the village
    alert_id    bigint NOT NULL REFERENCES alert, -- the version that asks
    round       smallint NOT NULL DEFAULT 1,    -- an upgrade asks again
    kind        text NOT NULL,
    level       smallint NOT NULL,
    plan        jsonb NOT NULL,                 -- steps copied at the start of the round
    state       text NOT NULL CHECK (state IN ('running', 'in_hand', 'acknowledged', 'acting', 'unreached', 'lost_contact', 'found')),
    started_at  timestamptz NOT NULL,
    next_rung   smallint,                       -- null: only the breach is left
    ahead_s     double precision NOT NULL DEFAULT 0, -- how far missing roles pulled it on
    next_due_at timestamptz,                    -- null: nothing more is due
    answered_by bigint REFERENCES person,
    answered_at timestamptz,
    UNIQUE NULLS NOT DISTINCT (exercise_id, event_id, area)
);
CREATE INDEX ladder_due ON ladder (next_due_at, exercise_id) WHERE next_due_at IS NOT NULL;
CREATE INDEX ladder_alert ON ladder (alert_id);

CREATE TABLE ladder_step (
    ladder_id bigint NOT NULL REFERENCES ladder,
    round     smallint NOT NULL,
    step      smallint NOT NULL,
    attempt   smallint NOT NULL,
    taken_at  timestamptz NOT NULL,
    roles     text[] NOT NULL,
    media     text[] NOT NULL,
    people    integer NOT NULL,                 -- 0: nobody holds the role, the next step fires at once
    note      text,
    PRIMARY KEY (ladder_id, round, step, attempt)
);

CREATE TABLE acknowledgement (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exercise_id bigint REFERENCES exercise,
    channel     text NOT NULL,
    provider_id text NOT NULL,
    person_id   bigint REFERENCES person,       -- null: nobody on the roster has this number
    alert_id    bigint REFERENCES alert,        -- null: bound to nothing
    ladder_id   bigint REFERENCES ladder,
    meaning     text NOT NULL,
    number      integer,
    words       text NOT NULL,
    received_at timestamptz NOT NULL,           -- world
    received_wall timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (channel, provider_id, ladder_id)
);
CREATE INDEX acknowledgement_alert ON acknowledgement (alert_id);

-- Sandbox phones: what a made-up phone has on its screen --------------------

CREATE TABLE sandbox_message (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery    text NOT NULL UNIQUE,           -- the delivery's key: asked before a second try
    exercise_id bigint,
    person_id   bigint NOT NULL,
    phone_hash  bytea NOT NULL,
    media       text NOT NULL,
    text        text NOT NULL,
    received_wall timestamptz NOT NULL,
    heard       boolean NOT NULL DEFAULT false, -- the scripted phone has seen it
    answer_at   timestamptz,                    -- world: when its owner answers
    answer      text
);
CREATE INDEX sandbox_unheard ON sandbox_message (exercise_id, id) WHERE NOT heard;
CREATE INDEX sandbox_answer ON sandbox_message (exercise_id, answer_at) WHERE answer_at IS NOT NULL;
CREATE INDEX sandbox_phone ON sandbox_message (phone_hash);

-- Journals ------------------------------------------------------------------

CREATE TRIGGER exercise_journal AFTER INSERT OR UPDATE ON exercise FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER account_journal AFTER INSERT OR UPDATE ON account FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER document_journal AFTER INSERT OR UPDATE ON document FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER event_journal AFTER INSERT OR UPDATE ON event FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER assessment_journal AFTER INSERT OR UPDATE ON assessment FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER proposal_journal AFTER INSERT OR UPDATE ON proposal FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER decision_journal AFTER INSERT ON decision FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER activation_journal AFTER INSERT OR UPDATE ON activation FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER alert_journal AFTER INSERT OR UPDATE ON alert FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER person_journal AFTER UPDATE ON person FOR EACH ROW EXECUTE FUNCTION journal_state();
CREATE TRIGGER ladder_journal AFTER UPDATE ON ladder FOR EACH ROW EXECUTE FUNCTION journal_state();
