-- Releases that were signed, as they were, for ever: content in its canonical form with its hash, how each case counted, and the rules
-- under which. And figures that were printed elsewhere or before this file was, with their source.

CREATE TABLE release (
  id        INTEGER PRIMARY KEY,
  op_id     TEXT NOT NULL UNIQUE,
  year      INTEGER NOT NULL,
  as_of     TEXT NOT NULL,
  signed_at TEXT NOT NULL,
  signed_by TEXT NOT NULL,
  program   TEXT NOT NULL,
  content   TEXT NOT NULL,
  hash      TEXT NOT NULL CHECK (length(hash) = 64),
  counted   TEXT NOT NULL
) STRICT;
CREATE TRIGGER release_kept BEFORE DELETE ON release BEGIN SELECT RAISE(ABORT, 'a signed release stays'); END;
CREATE TRIGGER release_fixed BEFORE UPDATE ON release BEGIN SELECT RAISE(ABORT, 'a signed release stays as it is'); END;
CREATE TRIGGER release_once BEFORE INSERT ON release
  WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM release) OR EXISTS (SELECT 1 FROM release WHERE op_id = NEW.op_id)
  BEGIN SELECT RAISE(ABORT, 'a signed release stays as it is'); END;

CREATE TABLE published (
  id     INTEGER PRIMARY KEY,
  op_id  TEXT NOT NULL,
  year   INTEGER NOT NULL,
  figure TEXT NOT NULL,
  value  TEXT NOT NULL,
  source TEXT NOT NULL,
  as_of  TEXT,
  note   TEXT
) STRICT;
CREATE INDEX published_year ON published (year);
CREATE TRIGGER published_kept BEFORE DELETE ON published BEGIN SELECT RAISE(ABORT, 'what was printed stays'); END;
CREATE TRIGGER published_fixed BEFORE UPDATE ON published BEGIN SELECT RAISE(ABORT, 'what was printed stays as it was'); END;
CREATE TRIGGER published_once BEFORE INSERT ON published WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM published)
  BEGIN SELECT RAISE(ABORT, 'what was printed stays as it was'); END;
