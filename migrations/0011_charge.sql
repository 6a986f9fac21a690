-- Charges of a suspect: the article of the law, its ICCS offence, by whom, and whether it stands, was changed or dropped.
--
-- An office adds rows of its own to some lists, articles of the law among them, beside those that come with the program: they are never
-- changed, for records and what is searched hold them.
--
-- article  Cambodian law. [K]: from general knowledge of the law, and not compared with its text; a Cambodian lawyer must read the
--          list. The first key of a row is the number of the article.

CREATE TABLE office_code (
  list TEXT NOT NULL,
  code TEXT NOT NULL,
  en   TEXT NOT NULL,
  km   TEXT,
  keys TEXT NOT NULL DEFAULT '',
  sort INTEGER NOT NULL,
  PRIMARY KEY (list, code)
) STRICT;
CREATE TRIGGER office_code_kept BEFORE DELETE ON office_code BEGIN SELECT RAISE(ABORT, 'a code is never deleted'); END;
CREATE TRIGGER office_code_fixed BEFORE UPDATE ON office_code BEGIN SELECT RAISE(ABORT, 'a code is never changed'); END;
CREATE TRIGGER office_code_once BEFORE INSERT ON office_code
  WHEN EXISTS (SELECT 1 FROM office_code WHERE rowid = NEW.rowid OR (list = NEW.list AND code = NEW.code))
    OR EXISTS (SELECT 1 FROM code WHERE list = NEW.list AND code = NEW.code)
  BEGIN SELECT RAISE(ABORT, 'a code takes no other''s place'); END;

CREATE TABLE charge (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  suspect_id        TEXT NOT NULL REFERENCES suspect (id),
  charged_on        TEXT NOT NULL,
  article           TEXT,
  iccs              TEXT,
  class             TEXT,
  brought_by        TEXT,
  state             TEXT NOT NULL,
  ended_on          TEXT,
  ended_reason      TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE TRIGGER charge_kept BEFORE DELETE ON charge BEGIN SELECT RAISE(ABORT, 'a charge is taken back, never deleted'); END;
CREATE TRIGGER charge_once BEFORE INSERT ON charge
  WHEN EXISTS (SELECT 1 FROM charge WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER charge_place BEFORE UPDATE ON charge
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('article', 'PC-199', 'Penal Code 199, murder', NULL, '199 pc199 murder', NULL, 10),  -- [K]
('article', 'PC-200', 'Penal Code 200, premeditated murder', NULL, '200 pc200 premeditated assassination', NULL, 20),  -- [K]
('article', 'PC-239', 'Penal Code 239, rape', NULL, '239 pc239 rape', NULL, 30),  -- [K]
('article', 'PC-240', 'Penal Code 240, aggravated rape', NULL, '240 pc240', NULL, 40),  -- [K]
('article', 'PC-241', 'Penal Code 241, aggravated rape', NULL, '241 pc241', NULL, 50),  -- [K]
('article', 'PC-242', 'Penal Code 242, aggravated rape', NULL, '242 pc242', NULL, 60),  -- [K]
('article', 'PC-246', 'Penal Code 246, indecent assault', NULL, '246 pc246 indecent', NULL, 70),  -- [K]
('article', 'HT-8', 'Trafficking law 8, unlawful removal', NULL, '8 ht8 removal', NULL, 80),
('article', 'HT-10', 'Trafficking law 10, unlawful removal with purpose', NULL, '10 ht10', NULL, 90),
('article', 'HT-34', 'Trafficking law 34, purchase of child prostitution', NULL, '34 ht34 prostitution', NULL, 100),  -- [K]
('article', 'HT-35', 'Trafficking law 35, soliciting for child prostitution', NULL, '35 ht35', NULL, 110),  -- [K]
('article', 'HT-41', 'Trafficking law 41, child pornography', NULL, '41 ht41 pornography', NULL, 120),  -- [K]
('article', 'HT-42', 'Trafficking law 42, intercourse with a minor under 15', NULL, '42 ht42 intercourse', NULL, 130),  -- [K]
('article', 'HT-43', 'Trafficking law 43, indecent act against a minor under 15', NULL, '43 ht43 act', NULL, 140),  -- [K]
('article', 'other', 'Another article', NULL, 'other', NULL, 900);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('offence_class', 'felony', 'Felony', NULL, 'felony fel', NULL, 10),
('offence_class', 'misdemeanour', 'Misdemeanour', NULL, 'misdemeanour misdemeanor mis', NULL, 20),
('offence_class', 'petty', 'Petty offence', NULL, 'petty', NULL, 30);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('magistrate', 'prosecutor', 'Prosecutor', NULL, 'prosecutor pros', NULL, 10),
('magistrate', 'judge', 'Investigating judge', NULL, 'judge ij', NULL, 20);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('charge_state', 'stands', 'Stands', NULL, 'stands', NULL, 10),
('charge_state', 'changed', 'Changed to another', NULL, 'changed', NULL, 20),
('charge_state', 'dropped', 'Dropped', NULL, 'dropped', NULL, 30);
