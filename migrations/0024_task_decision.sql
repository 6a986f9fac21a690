-- Tasks of a case, and its decision log, which may only grow.

CREATE TABLE task (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  what              TEXT NOT NULL,
  due_on            TEXT,
  owner             TEXT,
  team              TEXT,
  done_on           TEXT,
  result            TEXT,
  filed_on          TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
-- What is still to be done, for the board of what is due.
CREATE INDEX task_open ON task (case_id) WHERE done_on IS NULL AND filed_on IS NULL AND taken_back_at IS NULL;
CREATE TRIGGER task_kept BEFORE DELETE ON task BEGIN SELECT RAISE(ABORT, 'a task is taken back, never deleted'); END;
CREATE TRIGGER task_once BEFORE INSERT ON task
  WHEN EXISTS (SELECT 1 FROM task WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER task_place BEFORE UPDATE ON task
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE decision (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version = 1),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  what        TEXT NOT NULL,
  why         TEXT NOT NULL,
  decided_at  TEXT NOT NULL,
  decided_by  TEXT,
  decision_id TEXT REFERENCES decision (id),
  UNIQUE (case_id, seq)
) STRICT;
-- As the diary: an entry is erased with its case, and changed in no other way; none is removed, and none is put in between.
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
CREATE TRIGGER decision_fixed BEFORE UPDATE ON decision
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq OR NEW.created_at <> OLD.created_at
    OR NEW.created_by <> OLD.created_by OR NEW.decided_at <> OLD.decided_at OR NEW.decided_by IS NOT NULL
    OR NEW.decision_id IS NOT OLD.decision_id OR NEW.what <> 'erased' OR NEW.why <> 'erased'
    OR NOT EXISTS (SELECT 1 FROM ledger WHERE case_id = OLD.case_id AND action = 'erase')
  BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
CREATE TRIGGER decision_next BEFORE INSERT ON decision
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM decision WHERE case_id = NEW.case_id)
    OR EXISTS (SELECT 1 FROM decision WHERE id = NEW.id OR rowid = NEW.rowid)
  BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;
