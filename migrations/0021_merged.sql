-- Two cases that are one: the younger points at the older. No record moves; that they are one is a row here, and goes with it when they are
-- taken apart again. What was done stands in the ledger, and the row says nothing but what stands there.
-- same: which records of the younger are the same as some of the older, by their labels, as `V1=V1 S1=S2`.

CREATE TABLE merged (
  younger TEXT PRIMARY KEY REFERENCES cases (id),
  older   TEXT NOT NULL REFERENCES cases (id),
  at      TEXT NOT NULL,
  person  TEXT NOT NULL,
  same    TEXT NOT NULL,
  CHECK (younger <> older)
) STRICT;
CREATE INDEX merged_older ON merged (older);

CREATE TRIGGER merged_fixed BEFORE UPDATE ON merged BEGIN SELECT RAISE(ABORT, 'merged cases are taken apart, never changed'); END;
CREATE TRIGGER merged_kept BEFORE DELETE ON merged
  WHEN (SELECT action FROM ledger WHERE case_id = '' AND record_id = OLD.younger AND digest IS NOT NULL ORDER BY seq DESC LIMIT 1) IS NOT 'unmerge'
  BEGIN SELECT RAISE(ABORT, 'merged cases are taken apart by an act that says so'); END;
CREATE TRIGGER merged_once BEFORE INSERT ON merged
  WHEN EXISTS (SELECT 1 FROM merged WHERE rowid = NEW.rowid OR younger IN (NEW.younger, NEW.older) OR older = NEW.younger)
    OR (SELECT action FROM ledger WHERE case_id = '' AND record_id = NEW.younger AND digest IS NOT NULL ORDER BY seq DESC LIMIT 1) IS NOT 'merge'
  BEGIN SELECT RAISE(ABORT, 'cases are merged once, by an act that says so'); END;
