-- Care of victims and of their families: relatives, needs, services, follow-ups and consent. What is of a client points at the victim or at
-- the relative, never at both.
--
-- service  The groups by which the ministry and its partners key referral sheets, with their codes as they are; below some of them what
--          they consist of, and behind them what only this unit gives.

CREATE TABLE relative (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  victim_id         TEXT NOT NULL REFERENCES victim (id),
  relation          TEXT NOT NULL,
  name              TEXT,
  name_km           TEXT,
  phone             TEXT,
  sex               TEXT,
  age               TEXT,
  served            TEXT NOT NULL CHECK (served IN ('y', 'n')),
  note              TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE INDEX relative_victim ON relative (victim_id);
CREATE TRIGGER relative_kept BEFORE DELETE ON relative BEGIN SELECT RAISE(ABORT, 'a relative is taken back, never deleted'); END;
CREATE TRIGGER relative_once BEFORE INSERT ON relative
  WHEN EXISTS (SELECT 1 FROM relative WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER relative_place BEFORE UPDATE ON relative
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE need (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  victim_id         TEXT REFERENCES victim (id),
  relative_id       TEXT REFERENCES relative (id),
  service           TEXT NOT NULL,
  risk              TEXT,
  assessed_on       TEXT NOT NULL,
  note              TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL)),
  CHECK ((victim_id IS NULL) <> (relative_id IS NULL))
) STRICT;
CREATE INDEX need_victim ON need (victim_id);
CREATE INDEX need_relative ON need (relative_id);
CREATE TRIGGER need_kept BEFORE DELETE ON need BEGIN SELECT RAISE(ABORT, 'a need is taken back, never deleted'); END;
CREATE TRIGGER need_once BEFORE INSERT ON need
  WHEN EXISTS (SELECT 1 FROM need WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER need_place BEFORE UPDATE ON need
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE service (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  victim_id         TEXT REFERENCES victim (id),
  relative_id       TEXT REFERENCES relative (id),
  service           TEXT NOT NULL,
  partner           TEXT,
  referred_on       TEXT NOT NULL,
  timeframe         TEXT,
  appointment       TEXT,
  answer            TEXT NOT NULL,
  answered_on       TEXT,
  answer_reason     TEXT,
  implemented_on    TEXT,
  outcome           TEXT,
  ended_on          TEXT,
  note              TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL)),
  CHECK ((victim_id IS NULL) <> (relative_id IS NULL))
) STRICT;
CREATE INDEX service_victim ON service (victim_id);
CREATE INDEX service_relative ON service (relative_id);
CREATE TRIGGER service_kept BEFORE DELETE ON service BEGIN SELECT RAISE(ABORT, 'a service is taken back, never deleted'); END;
CREATE TRIGGER service_once BEFORE INSERT ON service
  WHEN EXISTS (SELECT 1 FROM service WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER service_place BEFORE UPDATE ON service
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE follow_up (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  victim_id         TEXT REFERENCES victim (id),
  relative_id       TEXT REFERENCES relative (id),
  kind              TEXT NOT NULL,
  due_on            TEXT,
  done_on           TEXT,
  partner           TEXT,
  note              TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL)),
  CHECK ((victim_id IS NULL) <> (relative_id IS NULL))
) STRICT;
CREATE INDEX follow_up_victim ON follow_up (victim_id);
CREATE INDEX follow_up_relative ON follow_up (relative_id);
CREATE TRIGGER follow_up_kept BEFORE DELETE ON follow_up BEGIN SELECT RAISE(ABORT, 'a follow-up is taken back, never deleted'); END;
CREATE TRIGGER follow_up_once BEFORE INSERT ON follow_up
  WHEN EXISTS (SELECT 1 FROM follow_up WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER follow_up_place BEFORE UPDATE ON follow_up
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE consent (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  victim_id         TEXT REFERENCES victim (id),
  relative_id       TEXT REFERENCES relative (id),
  given_on          TEXT NOT NULL,
  partner           TEXT,
  services          TEXT,
  sharing           TEXT,
  withhold_name     TEXT NOT NULL CHECK (withhold_name IN ('y', 'n')),
  withhold_contact  TEXT NOT NULL CHECK (withhold_contact IN ('y', 'n')),
  withhold_story    TEXT NOT NULL CHECK (withhold_story IN ('y', 'n')),
  basis             TEXT,
  given_by          TEXT,
  withdrawn_on      TEXT,
  note              TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL)),
  CHECK ((victim_id IS NULL) <> (relative_id IS NULL))
) STRICT;
CREATE INDEX consent_victim ON consent (victim_id);
CREATE INDEX consent_relative ON consent (relative_id);
CREATE TRIGGER consent_kept BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'a consent is taken back, never deleted'); END;
CREATE TRIGGER consent_once BEFORE INSERT ON consent
  WHEN EXISTS (SELECT 1 FROM consent WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER consent_place BEFORE UPDATE ON consent
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('service', 'social_work', 'Social work', NULL, 'social', NULL, 10),
('service', 'family_based_care', 'Family-based care', NULL, 'fbc', NULL, 20),
('service', 'family_based_care.emergency_foster', 'Emergency foster care', NULL, 'emergencyfoster', 'family_based_care', 30),
('service', 'family_based_care.foster', 'Long-term foster care', NULL, 'foster longterm', 'family_based_care', 40),
('service', 'family_based_care.kinship', 'Kinship care', NULL, 'kinship', 'family_based_care', 50),
('service', 'family_based_care.adoption', 'Adoption', NULL, 'adoption', 'family_based_care', 60),
('service', 'family_based_care.preservation', 'Family preservation', NULL, 'preservation', 'family_based_care', 70),
('service', 'family_based_care.reunification', 'Reunification', NULL, 'reunification', 'family_based_care', 80),
('service', 'family_based_care.independent_living', 'Independent living', NULL, 'independent', 'family_based_care', 90),
('service', 'drug_alcohol', 'Drug and alcohol', NULL, 'drug alcohol', NULL, 100),
('service', 'counselling', 'Counselling', NULL, 'counselling counseling couns', NULL, 110),
('service', 'counselling.generalist', 'Generalist counselling', NULL, 'generalist', 'counselling', 120),
('service', 'counselling.abuse', 'Counselling of abuse survivors', NULL, 'abuse', 'counselling', 130),
('service', 'counselling.trauma', 'Trauma counselling', NULL, 'trauma', 'counselling', 140),
('service', 'counselling.family', 'Family counselling', NULL, 'familycounselling', 'counselling', 150),
('service', 'financial_development', 'Financial development', NULL, 'financial money', NULL, 160),
('service', 'disability_support', 'Disability support', NULL, 'disability', NULL, 170),
('service', 'medical_support', 'Medical support', NULL, 'medical', NULL, 180),
('service', 'legal_support', 'Legal support', NULL, 'legal', NULL, 190),
('service', 'legal_support.access', 'Access to legal help', NULL, 'legalaccess', 'legal_support', 200),
('service', 'legal_support.advocacy', 'Legal advocacy', NULL, 'advocacy', 'legal_support', 210),
('service', 'legal_support.representation', 'Legal representation', NULL, 'representation lawyer', 'legal_support', 220),
('service', 'legal_support.prison_visit', 'Prison visit', NULL, 'prison', 'legal_support', 230),
('service', 'mental_health_support', 'Mental health support', NULL, 'mental mh', NULL, 240),
('service', 'training_education', 'Training and education', NULL, 'training education school', NULL, 250),
('service', 'family_support', 'Family support', NULL, 'fs', NULL, 260),
('service', 'anti_trafficking', 'Anti-trafficking', NULL, 'trafficking', NULL, 270),
('service', 'anti_trafficking.rescue', 'Rescue', NULL, 'rescue', 'anti_trafficking', 280),
('service', 'anti_trafficking.accommodation', 'Transitional accommodation', NULL, 'transitional', 'anti_trafficking', 290),
('service', 'anti_trafficking.post_trafficking', 'Post-trafficking support', NULL, 'posttrafficking', 'anti_trafficking', 300),
('service', 'anti_trafficking.reintegration', 'Reintegration', NULL, 'reintegration', 'anti_trafficking', 310),
('service', 'residential_care', 'Residential care', NULL, 'residential', NULL, 320),
('service', 'medical_exam', 'Medical exam or prophylaxis', NULL, 'pep exam', NULL, 330),
('service', 'medevac', 'Medical evacuation', NULL, 'medevac evacuation', NULL, 340),
('service', 'forensic_interview', 'Forensic interview', NULL, 'interview', NULL, 350),
('service', 'court_accompaniment', 'Court accompaniment', NULL, 'court accompaniment', NULL, 360),
('service', 'funeral_support', 'Funeral support', NULL, 'funeral', NULL, 370),
('service', 'other', 'Another service', NULL, 'other', NULL, 380);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('risk', 'high', 'High', NULL, 'high h', NULL, 10),
('risk', 'medium', 'Medium', NULL, 'medium med', NULL, 20),
('risk', 'low', 'Low', NULL, 'low l', NULL, 30);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('timeframe', 'h1', 'Within 1 hour', NULL, '1h h1', NULL, 10),
('timeframe', 'h3', 'Within 3 hours', NULL, '3h h3', NULL, 20),
('timeframe', 'd1', 'Within 1 day', NULL, '1d d1', NULL, 30),
('timeframe', 'd3', 'Within 3 days', NULL, '3d d3', NULL, 40);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('answer', 'open', 'Not answered yet', NULL, 'open waiting', NULL, 10),
('answer', 'accepted', 'Accepted', NULL, 'accepted acc yes', NULL, 20),
('answer', 'rejected', 'Rejected', NULL, 'rejected rej no', NULL, 30);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('service_outcome', 'done', 'Given as agreed', NULL, 'done given', NULL, 10),
('service_outcome', 'partly', 'Given in part', NULL, 'partly', NULL, 20),
('service_outcome', 'declined', 'Client declined', NULL, 'declined', NULL, 30),
('service_outcome', 'moved', 'Client moved away', NULL, 'moved', NULL, 40),
('service_outcome', 'notgiven', 'Not given', NULL, 'notgiven', NULL, 50),
('service_outcome', 'other', 'Another outcome', NULL, 'other', NULL, 60);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('follow_up', 'reunification', 'After reunification', NULL, 'reunification', NULL, 10),
('follow_up', 'care', 'In care', NULL, 'incare', NULL, 20),
('follow_up', 'service', 'For a service', NULL, 'service', NULL, 30),
('follow_up', 'assessment', 'For an assessment', NULL, 'assessment', NULL, 40);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('legal_basis', 'child', 'Consent of the child', NULL, 'child', NULL, 10),
('legal_basis', 'guardian', 'Consent of a parent or guardian', NULL, 'guardian parent', NULL, 20),
('legal_basis', 'court', 'Order of a court', NULL, 'court', NULL, 30),
('legal_basis', 'law', 'Duty by law', NULL, 'law duty', NULL, 40),
('legal_basis', 'vital', 'Danger to life', NULL, 'vital danger', NULL, 50),
('legal_basis', 'other', 'Another basis', NULL, 'other', NULL, 60);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('kin', 'mother', 'Mother', NULL, 'mother mum mom', NULL, 10),
('kin', 'father', 'Father', NULL, 'father dad', NULL, 20),
('kin', 'stepparent', 'Step-parent', NULL, 'stepmother stepfather stepparent', NULL, 30),
('kin', 'grandmother', 'Grandmother', NULL, 'grandmother grandma', NULL, 40),
('kin', 'grandfather', 'Grandfather', NULL, 'grandfather grandpa', NULL, 50),
('kin', 'sister', 'Sister', NULL, 'sister', NULL, 60),
('kin', 'brother', 'Brother', NULL, 'brother', NULL, 70),
('kin', 'aunt', 'Aunt', NULL, 'aunt', NULL, 80),
('kin', 'uncle', 'Uncle', NULL, 'uncle', NULL, 90),
('kin', 'cousin', 'Cousin', NULL, 'cousin', NULL, 100),
('kin', 'foster', 'Foster parent', NULL, 'fosterparent foster', NULL, 110),
('kin', 'guardian', 'Guardian', NULL, 'guardian carer', NULL, 120),
('kin', 'child', 'Own child', NULL, 'son daughter child', NULL, 130),
('kin', 'other', 'Another relative', NULL, 'other relative', NULL, 140);
