-- The start: office, counters, code lists, the records of a case, drafts, the audit trail, the row of the list.
-- Keys are UUIDv7 text, identity only; order comes from counters. Times are UTC instants, dates ISO text known to day, month or year.
-- A column of a record's table that is not in its field list, or the other way round, fails a test.

CREATE TABLE office (
  id     TEXT PRIMARY KEY,
  name   TEXT NOT NULL,
  prefix TEXT NOT NULL CHECK (length(prefix) BETWEEN 1 AND 8),
  zone   TEXT NOT NULL,
  demo   TEXT NOT NULL DEFAULT 'n' CHECK (demo IN ('y', 'n')),
  note   TEXT
) STRICT;

-- The last number drawn: `case:2019`, `audit`.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL CHECK (last >= 0)
) STRICT;

CREATE TABLE code (
  list   TEXT NOT NULL,
  code   TEXT NOT NULL,
  en     TEXT NOT NULL,
  km     TEXT,
  keys   TEXT NOT NULL DEFAULT '',
  parent TEXT,
  sort   INTEGER NOT NULL,
  PRIMARY KEY (list, code)
) STRICT;

CREATE TABLE cases (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL CHECK (case_id = id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  number        TEXT NOT NULL UNIQUE,
  reported_on   TEXT NOT NULL CHECK (length(reported_on) IN (4, 7, 10)),
  source        TEXT,
  incident_on   TEXT,
  province      TEXT,
  district      TEXT,
  commune       TEXT,
  village       TEXT,
  place         TEXT,
  summary       TEXT,
  team          TEXT,
  lead          TEXT,
  investigation TEXT NOT NULL,
  arrests_known TEXT NOT NULL CHECK (arrests_known IN ('y', 'n'))
) STRICT;
CREATE INDEX cases_reported ON cases (reported_on);

CREATE TABLE offence (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  code             TEXT NOT NULL,
  attempted        TEXT NOT NULL CHECK (attempted IN ('y', 'n')),
  victims          TEXT,
  clearance        TEXT NOT NULL,
  cleared_on       TEXT,
  cleared_by       TEXT,
  clearance_reason TEXT,
  UNIQUE (case_id, seq)
) STRICT;
CREATE INDEX offence_cleared ON offence (cleared_on) WHERE cleared_on IS NOT NULL;

CREATE TABLE victim (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  sex     TEXT,
  age     TEXT,
  born    TEXT,
  name    TEXT,
  name_km TEXT,
  care    TEXT NOT NULL,
  UNIQUE (case_id, seq)
) STRICT;

CREATE TABLE suspect (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  identity    TEXT,
  sex         TEXT,
  age         TEXT,
  born        TEXT,
  name        TEXT,
  name_km     TEXT,
  nickname    TEXT,
  description TEXT,
  UNIQUE (case_id, seq)
) STRICT;

CREATE TABLE relation (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  suspect_id   TEXT NOT NULL REFERENCES suspect (id),
  victim_id    TEXT NOT NULL REFERENCES victim (id),
  relationship TEXT,
  UNIQUE (case_id, seq),
  UNIQUE (suspect_id, victim_id)
) STRICT;

CREATE TABLE arrest (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  suspect_id        TEXT NOT NULL REFERENCES suspect (id),
  at                TEXT NOT NULL,
  place             TEXT,
  unit              TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;

CREATE TABLE diary (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version = 1),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  text TEXT NOT NULL,
  kind TEXT NOT NULL,
  at   TEXT,
  UNIQUE (case_id, seq)
) STRICT;

-- One line per changed field, written in the transaction of the change.
CREATE TABLE audit (
  seq       INTEGER PRIMARY KEY,
  op_id     TEXT NOT NULL,
  at        TEXT NOT NULL,
  person    TEXT NOT NULL,
  session   TEXT NOT NULL,
  program   TEXT NOT NULL,
  action    TEXT NOT NULL,
  reason    TEXT,
  case_id   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  record_id TEXT NOT NULL,
  label     TEXT NOT NULL,
  field     TEXT NOT NULL,
  old       TEXT,
  new       TEXT
) STRICT;
CREATE INDEX audit_case ON audit (case_id, seq);
CREATE INDEX audit_op ON audit (op_id);

-- The list of cases, made again by every save of the case; `doctor` compares it with the records.
CREATE TABLE case_row (
  case_id       TEXT PRIMARY KEY REFERENCES cases (id),
  ordinal       INTEGER NOT NULL UNIQUE,
  number        TEXT NOT NULL,
  reported_on   TEXT NOT NULL,
  offence       TEXT NOT NULL,
  province      TEXT NOT NULL,
  victims       TEXT NOT NULL,
  suspects      TEXT NOT NULL,
  arrested      INTEGER NOT NULL,
  lead          TEXT NOT NULL,
  investigation TEXT NOT NULL,
  search        TEXT NOT NULL
) STRICT;
CREATE INDEX case_row_reported ON case_row (reported_on, ordinal);
CREATE INDEX case_row_offence ON case_row (offence, ordinal);
CREATE INDEX case_row_province ON case_row (province, ordinal);
CREATE INDEX case_row_arrested ON case_row (arrested, ordinal);
CREATE INDEX case_row_lead ON case_row (lead, ordinal);

-- Unsaved forms, kept every few keystrokes. Not part of the record, so not of the audit trail.
CREATE TABLE draft (
  session  TEXT PRIMARY KEY,
  person   TEXT NOT NULL,
  process  TEXT NOT NULL,
  kept_at  TEXT NOT NULL,
  title    TEXT NOT NULL,
  content  TEXT NOT NULL
) STRICT;

CREATE TABLE migration (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  digest     TEXT NOT NULL,
  applied_at TEXT NOT NULL
) STRICT;

-- What may only grow may neither be changed nor removed; records are never removed.
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_once BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER diary_fixed BEFORE UPDATE ON diary BEGIN SELECT RAISE(ABORT, 'the diary is append-only'); END;
CREATE TRIGGER diary_kept BEFORE DELETE ON diary BEGIN SELECT RAISE(ABORT, 'the diary is append-only'); END;
CREATE TRIGGER cases_kept BEFORE DELETE ON cases BEGIN SELECT RAISE(ABORT, 'a case is never deleted'); END;
CREATE TRIGGER cases_number BEFORE UPDATE OF number ON cases WHEN NEW.number <> OLD.number
  BEGIN SELECT RAISE(ABORT, 'a case number never changes'); END;
CREATE TRIGGER offence_kept BEFORE DELETE ON offence BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER victim_kept BEFORE DELETE ON victim BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER suspect_kept BEFORE DELETE ON suspect BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER relation_kept BEFORE DELETE ON relation BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER arrest_kept BEFORE DELETE ON arrest BEGIN SELECT RAISE(ABORT, 'an arrest is taken back, never deleted'); END;
