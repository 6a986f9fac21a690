-- Exhibits, and the chain of custody of each: entries that may only grow.

CREATE TABLE exhibit (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  kind              TEXT NOT NULL,
  what              TEXT,
  found_where       TEXT,
  found_at          TEXT,
  found_by          TEXT,
  packaging         TEXT,
  seal              TEXT,
  sealed_at         TEXT,
  sealed_by         TEXT,
  kept_at           TEXT,
  biohazard         TEXT NOT NULL,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE TRIGGER exhibit_kept BEFORE DELETE ON exhibit BEGIN SELECT RAISE(ABORT, 'an exhibit is taken back, never deleted'); END;
CREATE TRIGGER exhibit_once BEFORE INSERT ON exhibit
  WHEN EXISTS (SELECT 1 FROM exhibit WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER exhibit_place BEFORE UPDATE ON exhibit
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE custody_event (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version = 1),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  exhibit_id       TEXT NOT NULL REFERENCES exhibit (id),
  at               TEXT NOT NULL,
  from_place       TEXT NOT NULL,
  to_place         TEXT NOT NULL,
  purpose          TEXT NOT NULL,
  seal             TEXT NOT NULL,
  new_seal         TEXT,
  from_whom        TEXT,
  to_whom          TEXT,
  digest           TEXT,
  note             TEXT,
  custody_event_id TEXT REFERENCES custody_event (id),
  row_before       TEXT NOT NULL,
  UNIQUE (case_id, seq)
) STRICT;
CREATE INDEX custody_event_exhibit ON custody_event (exhibit_id, seq);
-- As the diary: an entry is erased with its case, and changed in no other way; none is removed, and none is put in between.
CREATE TRIGGER custody_event_kept BEFORE DELETE ON custody_event BEGIN SELECT RAISE(ABORT, 'a chain of custody is append-only'); END;
CREATE TRIGGER custody_event_fixed BEFORE UPDATE ON custody_event
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq OR NEW.created_at <> OLD.created_at
    OR NEW.created_by <> OLD.created_by OR NEW.exhibit_id <> OLD.exhibit_id OR NEW.at <> OLD.at OR NEW.from_place <> OLD.from_place
    OR NEW.to_place <> OLD.to_place OR NEW.purpose <> OLD.purpose OR NEW.seal <> OLD.seal OR NEW.row_before <> OLD.row_before
    OR NEW.custody_event_id IS NOT OLD.custody_event_id OR NEW.new_seal IS NOT NULL OR NEW.from_whom IS NOT NULL
    OR NEW.to_whom IS NOT NULL OR NEW.digest IS NOT NULL OR NEW.note IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM ledger WHERE case_id = OLD.case_id AND action = 'erase')
  BEGIN SELECT RAISE(ABORT, 'a chain of custody is append-only'); END;
CREATE TRIGGER custody_event_next BEFORE INSERT ON custody_event
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM custody_event WHERE case_id = NEW.case_id)
    OR EXISTS (SELECT 1 FROM custody_event WHERE id = NEW.id OR rowid = NEW.rowid)
  BEGIN SELECT RAISE(ABORT, 'a chain of custody is append-only'); END;

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('exhibit', 'swab', 'Swab', NULL, 'swab', NULL, 10),
('exhibit', 'clothing', 'Clothing', NULL, 'clothing clothes', NULL, 20),
('exhibit', 'nail', 'Nail scrapings', NULL, 'nail nails scrapings', NULL, 30),
('exhibit', 'luminol', 'Luminol-positive area', NULL, 'luminol blood', NULL, 40),
('exhibit', 'fingerprint', 'Fingerprint', NULL, 'fingerprint fp', NULL, 50),
('exhibit', 'footprint', 'Footprint', NULL, 'footprint shoe', NULL, 60),
('exhibit', 'phone', 'Phone', NULL, 'phone mobile', NULL, 70),
('exhibit', 'sim', 'SIM card', NULL, 'sim', NULL, 80),
('exhibit', 'drive', 'Drive', NULL, 'drive disk usb', NULL, 90),
('exhibit', 'photos', 'Photo set', NULL, 'photos pictures', NULL, 100),
('exhibit', 'document', 'Document', NULL, 'document paper', NULL, 110),
('exhibit', 'sak', 'Sexual-assault kit', NULL, 'sak kit', NULL, 120),
('exhibit', 'other', 'Another thing', NULL, 'other', NULL, 130);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('custody_place', 'scene', 'Where it was found', NULL, 'scene found', NULL, 10),
('custody_place', 'held', 'Held at the unit', NULL, 'held unit store', NULL, 20),
('custody_place', 'lab', 'At the laboratory', NULL, 'lab laboratory', NULL, 30),
('custody_place', 'court', 'At the court', NULL, 'court', NULL, 40),
('custody_place', 'returned', 'Returned', NULL, 'returned owner', NULL, 50),
('custody_place', 'destroyed', 'Destroyed', NULL, 'destroyed', NULL, 60);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('custody_purpose', 'storage', 'Storage', NULL, 'storage keep', NULL, 10),
('custody_purpose', 'examination', 'Examination', NULL, 'examination exam', NULL, 20),
('custody_purpose', 'court', 'Court', NULL, 'court', NULL, 30),
('custody_purpose', 'return', 'Return', NULL, 'return', NULL, 40),
('custody_purpose', 'disposal', 'Disposal', NULL, 'disposal', NULL, 50),
('custody_purpose', 'correction', 'Correction of an entry', NULL, 'correction', NULL, 60),
('custody_purpose', 'other', 'Another purpose', NULL, 'other', NULL, 70);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('seal_check', 'whole', 'Whole', NULL, 'whole intact yes', NULL, 10),
('seal_check', 'broken', 'Broken', NULL, 'broken no', NULL, 20),
('seal_check', 'none', 'None', NULL, 'none', NULL, 30),
('seal_check', 'unchecked', 'Not checked', NULL, 'unchecked', NULL, 40);
