-- Imports: files of cases that came in whole. An import is staged, decided, published in portions and then in; until it is in its cases
-- are there and not seen, and so they are again once it is undone. What of a row was not understood stays with its case.

ALTER TABLE cases ADD COLUMN as_imported TEXT;
-- The import with which a case came in.
ALTER TABLE case_row ADD COLUMN import INTEGER;
CREATE INDEX case_row_import ON case_row (import) WHERE import IS NOT NULL;

-- state: staged, coming, in, undone. process: who stages or publishes it; what is left by a process that is gone is taken up or cleared
-- by whoever opens the file next. hash: SHA-256 of the file, and of the map by which it was read.
CREATE TABLE import (
  id      INTEGER PRIMARY KEY,
  op_id   TEXT NOT NULL UNIQUE,
  file    TEXT NOT NULL,
  hash    TEXT NOT NULL,
  person  TEXT NOT NULL,
  session TEXT NOT NULL,
  key     TEXT,
  at      TEXT NOT NULL,
  rows    INTEGER NOT NULL,
  cases   INTEGER NOT NULL,
  state   TEXT NOT NULL CHECK (state IN ('staged', 'coming', 'in', 'undone')),
  process TEXT NOT NULL
) STRICT;

-- A case of an import, by its place in the file. source: under what the file tells it from others; content: digest of what came in.
-- sheets: the records, until they are a case.
CREATE TABLE import_case (
  import  INTEGER NOT NULL REFERENCES import (id),
  place   INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  source  TEXT NOT NULL,
  content TEXT NOT NULL,
  sheets  TEXT,
  case_id TEXT REFERENCES cases (id),
  PRIMARY KEY (import, place),
  CHECK (sheets IS NULL OR case_id IS NULL)
) STRICT;
CREATE INDEX import_case_source ON import_case (source);
CREATE INDEX import_case_case ON import_case (case_id) WHERE case_id IS NOT NULL;

-- What was decided is not taken away; what it was does not change.
CREATE TRIGGER import_kept BEFORE DELETE ON import WHEN OLD.state <> 'staged'
  BEGIN SELECT RAISE(ABORT, 'an import is undone, never deleted'); END;
CREATE TRIGGER import_fixed BEFORE UPDATE ON import
  WHEN NEW.id <> OLD.id OR NEW.op_id <> OLD.op_id OR NEW.file <> OLD.file OR NEW.hash <> OLD.hash OR NEW.person <> OLD.person
    OR NEW.at <> OLD.at OR (OLD.state <> 'staged' AND (NEW.state = 'staged' OR NEW.rows <> OLD.rows OR NEW.cases <> OLD.cases))
    OR (NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM ledger WHERE kind = 'import' AND record_id = OLD.op_id))
  BEGIN SELECT RAISE(ABORT, 'an import is undone, never changed'); END;
CREATE TRIGGER import_case_kept BEFORE DELETE ON import_case WHEN (SELECT state FROM import WHERE id = OLD.import) <> 'staged'
  BEGIN SELECT RAISE(ABORT, 'an import is undone, never deleted'); END;
CREATE TRIGGER import_case_fixed BEFORE UPDATE ON import_case
  WHEN NEW.rowid <> OLD.rowid OR NEW.import <> OLD.import OR NEW.place <> OLD.place OR NEW.line <> OLD.line
    OR (OLD.case_id IS NOT NULL AND NEW.case_id IS NOT OLD.case_id) OR (NEW.sheets IS NOT NULL AND NEW.sheets IS NOT OLD.sheets)
    OR (NEW.source <> OLD.source AND NEW.source <> '') OR (NEW.content <> OLD.content AND NEW.content <> '')
  BEGIN SELECT RAISE(ABORT, 'an import is undone, never changed'); END;
CREATE TRIGGER import_once BEFORE INSERT ON import WHEN EXISTS (SELECT 1 FROM import WHERE id = NEW.id OR op_id = NEW.op_id)
  BEGIN SELECT RAISE(ABORT, 'an import takes no other''s place'); END;
CREATE TRIGGER import_case_once BEFORE INSERT ON import_case
  WHEN EXISTS (SELECT 1 FROM import_case WHERE rowid = NEW.rowid OR (import = NEW.import AND place = NEW.place))
  BEGIN SELECT RAISE(ABORT, 'an import takes no other''s place'); END;
