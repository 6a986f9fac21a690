-- What courts did: the events before them, and the result for each defendant. What is counted of a result is sealed in the row of
-- its case, which the program that applies this step makes again.

CREATE TABLE court_event (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  suspect_id        TEXT NOT NULL REFERENCES suspect (id),
  kind              TEXT NOT NULL,
  held_on           TEXT NOT NULL,
  court             TEXT,
  province          TEXT,
  summary           TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE TRIGGER court_event_kept BEFORE DELETE ON court_event BEGIN SELECT RAISE(ABORT, 'a court event is taken back, never deleted'); END;
CREATE TRIGGER court_event_once BEFORE INSERT ON court_event
  WHEN EXISTS (SELECT 1 FROM court_event WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER court_event_place BEFORE UPDATE ON court_event
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE court_result (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  suspect_id        TEXT NOT NULL REFERENCES suspect (id),
  result            TEXT NOT NULL,
  decided_on        TEXT,
  iccs              TEXT,
  sentence          TEXT,
  suspended         TEXT,
  compensation      TEXT,
  deported          TEXT NOT NULL CHECK (deported IN ('y', 'n')),
  appealed_on       TEXT,
  appealed_by       TEXT,
  final_on          TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE TRIGGER court_result_kept BEFORE DELETE ON court_result BEGIN SELECT RAISE(ABORT, 'a result is taken back, never deleted'); END;
CREATE TRIGGER court_result_once BEFORE INSERT ON court_result
  WHEN EXISTS (SELECT 1 FROM court_result WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER court_result_place BEFORE UPDATE ON court_result
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('court_event', 'submission', 'Submission of the prosecutor', NULL, 'submission prosecutor', NULL, 10),
('court_event', 'investigation', 'Judicial investigation', NULL, 'investigation judge', NULL, 20),
('court_event', 'indictment', 'Closing order: indictment', NULL, 'indictment closing', NULL, 30),
('court_event', 'dismissal', 'Closing order: dismissal', NULL, 'dismissal', NULL, 40),
('court_event', 'trial', 'Trial', NULL, 'trial hearing', NULL, 50),
('court_event', 'judgment', 'Judgment', NULL, 'judgment judgement', NULL, 60),
('court_event', 'appeal', 'Appeal', NULL, 'appeal', NULL, 70),
('court_event', 'supreme', 'Supreme Court', NULL, 'supreme', NULL, 80);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('court', 'first', 'Court of first instance', NULL, 'first', NULL, 10),
('court', 'appeal', 'Court of Appeal', NULL, 'appeal', NULL, 20),
('court', 'supreme', 'Supreme Court', NULL, 'supreme', NULL, 30);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('result', 'convicted', 'Convicted', NULL, 'convicted guilty con', NULL, 10),
('result', 'absent', 'Convicted in absence', NULL, 'absent absence', NULL, 20),
('result', 'acquitted', 'Acquitted', NULL, 'acquitted acq', NULL, 30),
('result', 'dismissed', 'Dismissed', NULL, 'dismissed dis', NULL, 40),
('result', 'nonsuit', 'Non-suit', NULL, 'nonsuit non', NULL, 50),
('result', 'died', 'Died', NULL, 'died death', NULL, 60),
('result', 'pending', 'Pending', NULL, 'pending', NULL, 70);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('appellant', 'accused', 'The accused', NULL, 'accused defence', NULL, 10),
('appellant', 'prosecutor', 'The prosecutor', NULL, 'prosecutor', NULL, 20),
('appellant', 'civil', 'The civil party', NULL, 'civil victim', NULL, 30),
('appellant', 'several', 'Several of them', NULL, 'several both', NULL, 40);
