-- Warrants, and provisional detention: the first order and each renewal of it.

CREATE TABLE warrant (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  suspect_id        TEXT NOT NULL REFERENCES suspect (id),
  issued_on         TEXT NOT NULL,
  kind              TEXT,
  issued_by         TEXT,
  state             TEXT NOT NULL,
  ended_on          TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE TRIGGER warrant_kept BEFORE DELETE ON warrant BEGIN SELECT RAISE(ABORT, 'a warrant is taken back, never deleted'); END;
CREATE TRIGGER warrant_once BEFORE INSERT ON warrant
  WHEN EXISTS (SELECT 1 FROM warrant WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER warrant_place BEFORE UPDATE ON warrant
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE detention (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  suspect_id        TEXT NOT NULL REFERENCES suspect (id),
  began_on          TEXT NOT NULL,
  kind              TEXT NOT NULL,
  until_on          TEXT,
  released_on       TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE TRIGGER detention_kept BEFORE DELETE ON detention BEGIN SELECT RAISE(ABORT, 'a detention is taken back, never deleted'); END;
CREATE TRIGGER detention_once BEFORE INSERT ON detention
  WHEN EXISTS (SELECT 1 FROM detention WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER detention_place BEFORE UPDATE ON detention
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('warrant', 'arrest', 'Arrest warrant', NULL, 'arrest', NULL, 10),
('warrant', 'bring', 'Order to bring', NULL, 'bring summons', NULL, 20),
('warrant', 'detention', 'Detention warrant', NULL, 'detention', NULL, 30);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('warrant_state', 'open', 'Open', NULL, 'open wanted', NULL, 10),
('warrant_state', 'executed', 'Executed', NULL, 'executed arrested', NULL, 20),
('warrant_state', 'withdrawn', 'Withdrawn', NULL, 'withdrawn', NULL, 30);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('detention', 'order', 'First order', NULL, 'order first', NULL, 10),
('detention', 'renewal', 'Renewal', NULL, 'renewal renewed', NULL, 20);
