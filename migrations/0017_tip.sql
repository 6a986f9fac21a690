-- Tips: no cases, but roots of their own, and what they name; and the identifiers of suspects. Of a file nothing but its hash has a place.

CREATE TABLE tip (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL CHECK (case_id = id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  number         TEXT NOT NULL UNIQUE,
  received       TEXT NOT NULL,
  source         TEXT NOT NULL,
  ref_no         TEXT,
  incident_type  TEXT,
  incident_at    TEXT,
  platform       TEXT,
  priority       TEXT NOT NULL,
  referral       TEXT,
  files          TEXT CHECK (files IS NULL OR files NOT GLOB '*[^0-9]*'),
  industry       TEXT,
  sextortion     TEXT NOT NULL CHECK (sextortion IN ('y', 'n')),
  solicitation   TEXT NOT NULL CHECK (solicitation IN ('y', 'n')),
  minors         TEXT NOT NULL CHECK (minors IN ('y', 'n')),
  spam           TEXT NOT NULL CHECK (spam IN ('y', 'n')),
  sadistic       TEXT NOT NULL CHECK (sadistic IN ('y', 'n')),
  team           TEXT NOT NULL,
  lead           TEXT,
  summary        TEXT,
  outcome        TEXT,
  outcome_reason TEXT,
  outcome_at     TEXT,
  outcome_by     TEXT,
  outcome_case   TEXT REFERENCES cases (number),
  CHECK ((outcome IS NULL) = (outcome_at IS NULL))
) STRICT;
CREATE INDEX tip_source ON tip (source, ref_no);
CREATE INDEX tip_case ON tip (outcome_case) WHERE outcome_case IS NOT NULL;
CREATE TRIGGER tip_kept BEFORE DELETE ON tip BEGIN SELECT RAISE(ABORT, 'a tip is never deleted'); END;
CREATE TRIGGER tip_once BEFORE INSERT ON tip
  WHEN EXISTS (SELECT 1 FROM tip WHERE rowid = NEW.rowid OR id = NEW.id OR number = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER tip_place BEFORE UPDATE ON tip
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq OR NEW.number <> OLD.number
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE tip_identifier (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES tip (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  kind   TEXT NOT NULL,
  value  TEXT,
  at     TEXT,
  port   TEXT,
  note   TEXT,
  folded TEXT,
  UNIQUE (case_id, seq)
) STRICT;
CREATE INDEX tip_identifier_folded ON tip_identifier (folded) WHERE folded IS NOT NULL;
CREATE TRIGGER tip_identifier_kept BEFORE DELETE ON tip_identifier BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER tip_identifier_once BEFORE INSERT ON tip_identifier
  WHEN EXISTS (SELECT 1 FROM tip_identifier WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER tip_identifier_place BEFORE UPDATE ON tip_identifier
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

CREATE TABLE identifier (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), seq INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
  suspect_id TEXT NOT NULL REFERENCES suspect (id),
  kind   TEXT NOT NULL,
  value  TEXT,
  at     TEXT,
  port   TEXT,
  note   TEXT,
  folded TEXT,
  taken_back_at     TEXT,
  taken_back_by     TEXT,
  taken_back_reason TEXT,
  UNIQUE (case_id, seq),
  CHECK ((taken_back_at IS NULL) = (taken_back_reason IS NULL))
) STRICT;
CREATE INDEX identifier_suspect ON identifier (suspect_id);
CREATE INDEX identifier_folded ON identifier (folded) WHERE folded IS NOT NULL;
CREATE TRIGGER identifier_kept BEFORE DELETE ON identifier BEGIN SELECT RAISE(ABORT, 'an identifier is taken back, never deleted'); END;
CREATE TRIGGER identifier_once BEFORE INSERT ON identifier
  WHEN EXISTS (SELECT 1 FROM identifier WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER identifier_place BEFORE UPDATE ON identifier
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('tip_source', 'ncmec', 'NCMEC', NULL, 'ncmec cybertip', NULL, 10),
('tip_source', 'inhope', 'APLE or INHOPE', NULL, 'inhope aple', NULL, 20),
('tip_source', 'iwf', 'IWF', NULL, 'iwf', NULL, 30),
('tip_source', 'foreign', 'Foreign police', NULL, 'foreign abroad fbi afp', NULL, 40),
('tip_source', 'platform', 'Platform', NULL, 'platform provider', NULL, 50),
('tip_source', 'public', 'Public', NULL, 'public hotline', NULL, 60),
('tip_source', 'own', 'Own work', NULL, 'own', NULL, 70),
('tip_source', 'other', 'Another source', NULL, 'other', NULL, 80);

-- The incident types of the CyberTipline, word for word.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('tip_type', 'possession', 'Child Pornography (possession, manufacture, and distribution)', NULL, 'possession csam pornography cp', NULL, 10),
('tip_type', 'trafficking', 'Child Sex Trafficking', NULL, 'trafficking', NULL, 20),
('tip_type', 'tourism', 'Child Sex Tourism', NULL, 'tourism', NULL, 30),
('tip_type', 'molestation', 'Child Sexual Molestation', NULL, 'molestation', NULL, 40),
('tip_type', 'domain', 'Misleading Domain Name', NULL, 'domain', NULL, 50),
('tip_type', 'words', 'Misleading Words or Digital Images on the Internet', NULL, 'words images', NULL, 60),
('tip_type', 'enticement', 'Online Enticement of Children for Sexual Acts', NULL, 'enticement grooming', NULL, 70),
('tip_type', 'obscene', 'Unsolicited Obscene Material Sent to a Child', NULL, 'obscene unsolicited', NULL, 80);

-- Kinds of platform; an office adds those that it meets by name.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('platform', 'social', 'Social network', NULL, 'social', NULL, 10),
('platform', 'chat', 'Messenger', NULL, 'chat messenger', NULL, 20),
('platform', 'video', 'Video or live stream', NULL, 'video stream live', NULL, 30),
('platform', 'game', 'Game', NULL, 'game', NULL, 40),
('platform', 'mail', 'E-mail', NULL, 'mail email', NULL, 50),
('platform', 'cloud', 'Cloud storage', NULL, 'cloud storage', NULL, 60),
('platform', 'forum', 'Forum or board', NULL, 'forum board', NULL, 70),
('platform', 'dating', 'Dating', NULL, 'dating', NULL, 80),
('platform', 'web', 'Web site', NULL, 'web site', NULL, 90),
('platform', 'p2p', 'File sharing', NULL, 'p2p torrent', NULL, 100),
('platform', 'other', 'Another platform', NULL, 'other', NULL, 900);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('tip_priority', '1', '1, a child in danger now', NULL, 'p1 imminent', NULL, 10),
('tip_priority', '2', '2, soon', NULL, 'p2 soon', NULL, 20),
('tip_priority', '3', '3, the rest', NULL, 'p3', NULL, 30);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('tip_kind', 'referral', 'Referral', NULL, 'referral', NULL, 10),
('tip_kind', 'info', 'Informational', NULL, 'informational info', NULL, 20);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('industry', 'A1', 'A1, before puberty, sex act', NULL, 'a1', NULL, 10),
('industry', 'A2', 'A2, before puberty, nudity', NULL, 'a2', NULL, 20),
('industry', 'B1', 'B1, after puberty, sex act', NULL, 'b1', NULL, 30),
('industry', 'B2', 'B2, after puberty, nudity', NULL, 'b2', NULL, 40);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('tip_outcome', 'case', 'Case opened', NULL, 'case', NULL, 10),
('tip_outcome', 'link', 'Linked to a case', NULL, 'link linked', NULL, 20),
('tip_outcome', 'refer', 'Referred', NULL, 'refer referred', NULL, 30),
('tip_outcome', 'none', 'No action', NULL, 'none nothing', NULL, 40);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('identifier', 'screen', 'Screen name', NULL, 'screen nick name', NULL, 10),
('identifier', 'userid', 'User id of a platform', NULL, 'userid id', NULL, 20),
('identifier', 'email', 'E-mail', NULL, 'email mail', NULL, 30),
('identifier', 'phone', 'Phone', NULL, 'phone mobile tel', NULL, 40),
('identifier', 'ip', 'IP address', NULL, 'ip', NULL, 50),
('identifier', 'url', 'URL', NULL, 'url link', NULL, 60),
('identifier', 'device', 'Device', NULL, 'device imei', NULL, 70),
('identifier', 'hash', 'Hash of a file', NULL, 'hash md5 sha', NULL, 80);
