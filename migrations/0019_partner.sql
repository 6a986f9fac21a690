-- Partners: the agencies that the office works with, which it keeps itself, and which of them works on a case, alone or in a task force.
-- A partner is never deleted and keeps its code, for records hold it; its name and contact may be changed.

CREATE TABLE partner (
  code    TEXT PRIMARY KEY,
  en      TEXT NOT NULL,
  km      TEXT,
  keys    TEXT NOT NULL DEFAULT '',
  kind    TEXT NOT NULL,
  contact TEXT,
  phone   TEXT,
  note    TEXT,
  sort    INTEGER NOT NULL
) STRICT;
CREATE TRIGGER partner_kept BEFORE DELETE ON partner BEGIN SELECT RAISE(ABORT, 'a partner is changed, never deleted'); END;
CREATE TRIGGER partner_once BEFORE INSERT ON partner WHEN EXISTS (SELECT 1 FROM partner WHERE code = NEW.code OR rowid = NEW.rowid)
  BEGIN SELECT RAISE(ABORT, 'a partner takes no other''s place'); END;
CREATE TRIGGER partner_place BEFORE UPDATE ON partner WHEN NEW.rowid <> OLD.rowid OR NEW.code <> OLD.code
  BEGIN SELECT RAISE(ABORT, 'a partner keeps its code'); END;

-- Those that every office has; the unit itself gives services too.
INSERT INTO partner (code, en, km, keys, kind, sort) VALUES
('own', 'The unit itself', NULL, 'own unit ovfs', 'own', 10),
('np', 'National Police', 'នគរបាលជាតិ', 'np police nationalpolice', 'police', 20),
('gend', 'Royal Gendarmerie', 'កងរាជអាវុធហត្ថ', 'gend gendarmerie', 'gendarmerie', 30),
('dosvy', 'Social affairs office (DoSVY)', NULL, 'dosvy mosvy social', 'social', 40);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('partner_kind', 'own', 'The unit itself', NULL, 'own unit', NULL, 10),
('partner_kind', 'police', 'National Police', NULL, 'police np', NULL, 20),
('partner_kind', 'ahtjp', 'Anti-Human-Trafficking and Juvenile Protection Police', NULL, 'ahtjp trafficking', NULL, 30),
('partner_kind', 'cyber', 'Anti-Cybercrime Police', NULL, 'cyber', NULL, 40),
('partner_kind', 'gendarmerie', 'Royal Gendarmerie', NULL, 'gendarmerie gend', NULL, 50),
('partner_kind', 'moi', 'Ministry of Interior', NULL, 'moi interior', NULL, 60),
('partner_kind', 'ncct', 'National Committee for Counter Trafficking', NULL, 'ncct', NULL, 70),
('partner_kind', 'justice', 'Ministry of Justice and courts', NULL, 'justice moj court', NULL, 80),
('partner_kind', 'social', 'Social affairs, MoSVY and DoSVY', NULL, 'social mosvy dosvy', NULL, 90),
('partner_kind', 'hospital', 'Hospital', NULL, 'hospital clinic', NULL, 100),
('partner_kind', 'hotline', 'Hotline for material on the internet', NULL, 'hotline inhope', NULL, 110),
('partner_kind', 'ngo', 'Non-governmental organisation', NULL, 'ngo', NULL, 120),
('partner_kind', 'foreign', 'Foreign police', NULL, 'foreign', NULL, 130),
('partner_kind', 'donor', 'Donor or sponsor', NULL, 'donor sponsor', NULL, 140),
('partner_kind', 'other', 'Another agency', NULL, 'other', NULL, 150);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('partner_role', 'lead', 'Leads the case', NULL, 'lead', NULL, 10),
('partner_role', 'joint', 'Joint investigation', NULL, 'joint', NULL, 20),
('partner_role', 'arrest', 'Support at an arrest', NULL, 'arrest', NULL, 30),
('partner_role', 'forensic', 'Forensic support', NULL, 'forensic', NULL, 40),
('partner_role', 'intel', 'Referral or intelligence', NULL, 'intel referral intelligence', NULL, 50),
('partner_role', 'legal', 'Legal help', NULL, 'legal lawyer', NULL, 60),
('partner_role', 'medical', 'Medical help', NULL, 'medical', NULL, 70),
('partner_role', 'shelter', 'Shelter or care', NULL, 'shelter care', NULL, 80),
('partner_role', 'funding', 'Funding', NULL, 'funding', NULL, 90),
('partner_role', 'other', 'Another role', NULL, 'other', NULL, 100);

-- An office adds its task forces; each is the partners whose roles name it.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('task_force', 'other', 'Another task force', NULL, 'other', NULL, 900);

CREATE TABLE partner_role (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  partner           TEXT NOT NULL,
  role              TEXT NOT NULL,
  task_force        TEXT,
  since_on          TEXT,
  until_on          TEXT,
  contact           TEXT,
  note              TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE TRIGGER partner_role_kept BEFORE DELETE ON partner_role BEGIN SELECT RAISE(ABORT, 'a role is taken back, never deleted'); END;
CREATE TRIGGER partner_role_once BEFORE INSERT ON partner_role
  WHEN EXISTS (SELECT 1 FROM partner_role WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER partner_role_place BEFORE UPDATE ON partner_role
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;
