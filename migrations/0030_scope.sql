-- By which rules the figures are counted, from which day on: entered with a reason, and never changed or taken away. A later entry from the
-- same day or a later one goes before. Provinces and offences are codes with blanks between; none is all.

CREATE TABLE scope (
  id         INTEGER PRIMARY KEY,
  op_id      TEXT NOT NULL UNIQUE,
  starts     TEXT NOT NULL CHECK (starts GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  age        TEXT NOT NULL CHECK (age IN ('13', '13.5', '15', 'under-15', 'under-18')),
  provinces  TEXT CHECK (provinces <> ''),
  offences   TEXT CHECK (offences <> ''),
  rounding   TEXT NOT NULL CHECK (rounding IN ('half-up', 'down')),
  count_by   TEXT NOT NULL CHECK (count_by IN ('report', 'incident', 'arrest')),
  why        TEXT NOT NULL CHECK (why <> ''),
  entered_at TEXT NOT NULL,
  entered_by TEXT NOT NULL
) STRICT;
CREATE TRIGGER scope_kept BEFORE DELETE ON scope BEGIN SELECT RAISE(ABORT, 'an entry of the scope stays'); END;
CREATE TRIGGER scope_fixed BEFORE UPDATE ON scope BEGIN SELECT RAISE(ABORT, 'an entry of the scope stays as it is'); END;
CREATE TRIGGER scope_once BEFORE INSERT ON scope
  WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM scope) OR NEW.starts < (SELECT max(starts) FROM scope)
  BEGIN SELECT RAISE(ABORT, 'an entry of the scope stays as it is'); END;

-- Every figure asks for the scope, so its lines of the ledger are found without the others.
CREATE INDEX ledger_scope ON ledger (seq) WHERE kind = 'scope';
