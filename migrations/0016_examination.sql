-- Requests for examinations of exhibits, and their results.

CREATE TABLE exam_request (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  exhibit_id        TEXT NOT NULL REFERENCES exhibit (id),
  asked_on          TEXT NOT NULL,
  exam              TEXT NOT NULL,
  lab               TEXT NOT NULL,
  due_on            TEXT,
  priority          TEXT NOT NULL,
  question          TEXT,
  authority         TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE INDEX exam_request_exhibit ON exam_request (exhibit_id);
CREATE TRIGGER exam_request_kept BEFORE DELETE ON exam_request BEGIN SELECT RAISE(ABORT, 'a request is taken back, never deleted'); END;
CREATE TRIGGER exam_request_once BEFORE INSERT ON exam_request
  WHEN EXISTS (SELECT 1 FROM exam_request WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER exam_request_place BEFORE UPDATE ON exam_request
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE exam_result (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  exam_request_id   TEXT NOT NULL REFERENCES exam_request (id),
  reported_on       TEXT NOT NULL,
  result            TEXT NOT NULL,
  report_ref        TEXT,
  finding           TEXT,
  opinion           TEXT,
  led_to_arrest     TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE INDEX exam_result_request ON exam_result (exam_request_id);
CREATE TRIGGER exam_result_kept BEFORE DELETE ON exam_result BEGIN SELECT RAISE(ABORT, 'a result is taken back, never deleted'); END;
CREATE TRIGGER exam_result_once BEFORE INSERT ON exam_result
  WHEN EXISTS (SELECT 1 FROM exam_result WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER exam_result_place BEFORE UPDATE ON exam_result
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('exam', 'luminol', 'Luminol', NULL, 'luminol', NULL, 10),
('exam', 'presumptive', 'Presumptive test', NULL, 'presumptive', NULL, 20),
('exam', 'semen', 'Semen', NULL, 'semen', NULL, 30),
('exam', 'dna', 'DNA', NULL, 'dna', NULL, 40),
('exam', 'toxicology', 'Toxicology', NULL, 'toxicology tox', NULL, 50),
('exam', 'postmortem', 'Post-mortem', NULL, 'postmortem autopsy pm', NULL, 60),
('exam', 'fingerprint', 'Fingerprint', NULL, 'fingerprint fp', NULL, 70),
('exam', 'digital', 'Digital extraction', NULL, 'digital extraction', NULL, 80),
('exam', 'other', 'Another examination', NULL, 'other', NULL, 90);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('lab', 'fst', 'FST', NULL, 'fst', NULL, 10),
('lab', 'np', 'National Police S&T', NULL, 'np police', NULL, 20),
('lab', 'hospital', 'Hospital', NULL, 'hospital', NULL, 30),
('lab', 'overseas', 'Overseas', NULL, 'overseas abroad', NULL, 40);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('exam_priority', 'normal', 'Normal', NULL, 'normal', NULL, 10),
('exam_priority', 'urgent', 'Urgent', NULL, 'urgent', NULL, 20);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('exam_result', 'positive', 'Positive', NULL, 'positive pos +', NULL, 10),
('exam_result', 'negative', 'Negative', NULL, 'negative neg', NULL, 20),
('exam_result', 'inconclusive', 'Inconclusive', NULL, 'inconclusive', NULL, 30),
('exam_result', 'notdone', 'Not done', NULL, 'notdone', NULL, 40);
