-- Custody: when an arrested suspect came to the station, an extension, and how it ended; and the limits of time that the law sets, in
-- a table that an administrator may correct.

ALTER TABLE arrest ADD COLUMN arrived_at TEXT;
ALTER TABLE arrest ADD COLUMN kind TEXT;
ALTER TABLE arrest ADD COLUMN extended_at TEXT;
ALTER TABLE arrest ADD COLUMN outcome TEXT;
ALTER TABLE arrest ADD COLUMN ended_at TEXT;
-- Those whose custody clock may run.
CREATE INDEX arrest_held ON arrest (at) WHERE outcome IS NULL AND taken_back_at IS NULL;

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('arrest', 'onview', 'On view', NULL, 'onview view flagrante', NULL, 10),
('arrest', 'warrant', 'On a warrant', NULL, 'warrant', NULL, 20),
('arrest', 'summons', 'On a summons', NULL, 'summons', NULL, 30);

INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('custody', 'court', 'Sent to court', NULL, 'court sent', NULL, 10),
('custody', 'released', 'Released', NULL, 'released free', NULL, 20),
('custody', 'handed', 'Handed over', NULL, 'handed handover', NULL, 30);

-- Limits of time: amount in hours, months or times. 48 hours: code of criminal procedure, article 96. [K]: from general knowledge;
-- a Cambodian lawyer must read them.
CREATE TABLE time_limit (
  name   TEXT PRIMARY KEY,
  amount INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 9999),
  unit   TEXT NOT NULL CHECK (unit IN ('hours', 'months', 'times')),
  words  TEXT NOT NULL
) STRICT;
INSERT INTO time_limit (name, amount, unit, words) VALUES
('custody', 48, 'hours', 'Police custody, from the arrival at the station'),
('custody_extension', 24, 'hours', 'Its extension by the prosecutor'),  -- [K]
('detention_felony', 6, 'months', 'Provisional detention for a felony'),  -- [K]
('detention_felony_renewals', 2, 'times', 'It may be renewed'),  -- [K]
('detention_misdemeanour', 4, 'months', 'Provisional detention for a misdemeanour'),  -- [K]
('detention_misdemeanour_renewals', 1, 'times', 'It may be renewed'),  -- [K]
('detention_felony_minor', 4, 'months', 'Provisional detention of a minor for a felony'),  -- [K]
('detention_misdemeanour_minor', 2, 'months', 'Provisional detention of a minor for a misdemeanour'),  -- [K]
('detention_minor_renewals', 0, 'times', 'It may be renewed');  -- [K]
CREATE TRIGGER time_limit_kept BEFORE DELETE ON time_limit BEGIN SELECT RAISE(ABORT, 'a limit is changed, never deleted'); END;
CREATE TRIGGER time_limit_once BEFORE INSERT ON time_limit WHEN EXISTS (SELECT 1 FROM time_limit WHERE name = NEW.name OR rowid = NEW.rowid)
  BEGIN SELECT RAISE(ABORT, 'a limit takes no other''s place'); END;
