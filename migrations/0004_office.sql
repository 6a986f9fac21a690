-- The office: officers, their keys and settings, who is in which case, broken glass and its notices; fields that not everybody sees.
-- Looks (a case opened, words searched, a refusal, a sign-in) are audit lines of the kind `look`, without a field.

ALTER TABLE cases ADD COLUMN reporter TEXT;
ALTER TABLE cases ADD COLUMN restricted_to TEXT;
ALTER TABLE victim ADD COLUMN care_note TEXT;
ALTER TABLE suspect ADD COLUMN online TEXT;

CREATE TABLE officer (
  name    TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 32),
  role    TEXT NOT NULL,
  team    TEXT,
  active  TEXT NOT NULL CHECK (active IN ('y', 'n')),
  pin     TEXT
) STRICT;

-- A key is revoked, never removed: a key that was lost must not come back under another name.
CREATE TABLE officer_key (
  id          TEXT PRIMARY KEY,
  officer     TEXT NOT NULL REFERENCES officer (name),
  fingerprint TEXT NOT NULL UNIQUE,
  public      TEXT NOT NULL,
  comment     TEXT NOT NULL,
  added_at    TEXT NOT NULL,
  added_by    TEXT NOT NULL,
  revoked_at  TEXT
) STRICT;

-- What a person likes: their own, not the record.
CREATE TABLE setting (
  officer TEXT NOT NULL,
  name    TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (officer, name)
) STRICT;

-- Who sits at a console now, in which case. A row whose process is gone says nothing.
CREATE TABLE presence (
  session TEXT PRIMARY KEY,
  officer TEXT NOT NULL,
  process TEXT NOT NULL,
  since   TEXT NOT NULL,
  case_id TEXT,
  editing TEXT NOT NULL CHECK (editing IN ('y', 'n'))
) STRICT;

-- A case that somebody opened out of their reach, until when it stays open to them.
CREATE TABLE glass (
  op_id   TEXT PRIMARY KEY,
  officer TEXT NOT NULL REFERENCES officer (name),
  case_id TEXT NOT NULL REFERENCES cases (id),
  at      TEXT NOT NULL,
  until   TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT;
CREATE INDEX glass_officer ON glass (officer, until);

-- What somebody must be told of a broken glass.
CREATE TABLE notice (
  glass   TEXT NOT NULL REFERENCES glass (op_id),
  officer TEXT NOT NULL,
  read_at TEXT,
  PRIMARY KEY (glass, officer)
) STRICT;
CREATE INDEX notice_unread ON notice (officer) WHERE read_at IS NULL;

CREATE INDEX audit_person ON audit (person, seq);
CREATE INDEX audit_look ON audit (case_id, person, seq) WHERE kind = 'look';
CREATE INDEX audit_account ON audit (at) WHERE kind = 'officer';

-- Whose a case is stands beside its row, and what is searched stands apart by who may see it.
-- The rows are made again from their cases by the program that applies this step.
DROP TABLE case_row;
CREATE TABLE case_row (
  case_id            TEXT PRIMARY KEY REFERENCES cases (id),
  ordinal            INTEGER NOT NULL UNIQUE,
  number             TEXT NOT NULL,
  reported_on        TEXT NOT NULL,
  offence            TEXT NOT NULL,
  province           TEXT NOT NULL,
  victims            TEXT NOT NULL,
  suspects           TEXT NOT NULL,
  arrested           INTEGER NOT NULL,
  lead               TEXT NOT NULL,
  investigation      TEXT NOT NULL,
  search_facts       TEXT NOT NULL,
  search_identity    TEXT NOT NULL,
  search_narrative   TEXT NOT NULL,
  search_identifiers TEXT NOT NULL,
  search_care        TEXT NOT NULL,
  team               TEXT,
  led_by             TEXT,
  entered_by         TEXT NOT NULL,
  restricted_to      TEXT
) STRICT;
CREATE INDEX case_row_reported ON case_row (reported_on, ordinal);
CREATE INDEX case_row_offence ON case_row (offence, ordinal);
CREATE INDEX case_row_province ON case_row (province, ordinal);
CREATE INDEX case_row_arrested ON case_row (arrested, ordinal);
CREATE INDEX case_row_lead ON case_row (lead, ordinal);

CREATE TRIGGER officer_kept BEFORE DELETE ON officer BEGIN SELECT RAISE(ABORT, 'an officer is disabled, never deleted'); END;
CREATE TRIGGER officer_name BEFORE UPDATE OF name ON officer BEGIN SELECT RAISE(ABORT, 'an officer keeps their name'); END;
CREATE TRIGGER officer_key_kept BEFORE DELETE ON officer_key BEGIN SELECT RAISE(ABORT, 'a key is revoked, never deleted'); END;
CREATE TRIGGER officer_key_fixed BEFORE UPDATE OF id, officer, fingerprint, public ON officer_key
  BEGIN SELECT RAISE(ABORT, 'a key keeps its owner'); END;
CREATE TRIGGER glass_fixed BEFORE UPDATE ON glass BEGIN SELECT RAISE(ABORT, 'broken glass stays broken'); END;
CREATE TRIGGER glass_kept BEFORE DELETE ON glass BEGIN SELECT RAISE(ABORT, 'broken glass stays broken'); END;
