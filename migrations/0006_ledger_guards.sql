-- What may only grow says so itself, also to other programs: no change, no removal, no line in another's place, no gap.
-- Values are erased by the act that says so, in no other way. REPLACE removes without asking, so every row is guarded as it comes in.

DROP TABLE audit_before;

CREATE TRIGGER ledger_fixed BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_next BEFORE INSERT ON ledger WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
  BEGIN SELECT RAISE(ABORT, 'the ledger grows by the next line only'); END;
CREATE TRIGGER ledger_value_once BEFORE INSERT ON ledger_value
  WHEN EXISTS (SELECT 1 FROM ledger_value WHERE seq = NEW.seq) OR NOT EXISTS (SELECT 1 FROM ledger WHERE seq = NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_value_kept BEFORE DELETE ON ledger_value BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
-- With a case go the words of a search that stood in it: a search is about no case, and may well be a name. The act names its line.
CREATE TRIGGER ledger_value_fixed BEFORE UPDATE ON ledger_value
  WHEN NEW.seq <> OLD.seq OR OLD.erased_by IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM ledger act JOIN ledger line ON line.seq = OLD.seq JOIN ledger_value said ON said.seq = act.seq
    WHERE act.seq = NEW.erased_by AND act.seq > line.seq AND act.action = 'erase' AND act.case_id <> ''
      AND (act.case_id = line.case_id OR (line.case_id = '' AND line.kind = 'look' AND line.action = 'search'
        AND instr(said.new || ' ', ' ' || line.seq || ' ') > 0)))
  BEGIN SELECT RAISE(ABORT, 'values of the ledger are only ever erased, by an act that says so'); END;

-- A diary entry is erased with its case, and changed in no other way.
DROP TRIGGER diary_fixed;
CREATE TRIGGER diary_fixed BEFORE UPDATE ON diary
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq OR NEW.created_at <> OLD.created_at
    OR NEW.created_by <> OLD.created_by OR NEW.kind <> OLD.kind OR NEW.text <> 'erased'
    OR NOT EXISTS (SELECT 1 FROM ledger WHERE case_id = OLD.case_id AND action = 'erase')
  BEGIN SELECT RAISE(ABORT, 'the diary is append-only'); END;
-- Why a glass was broken is erased with the case; that it was broken stays.
DROP TRIGGER glass_fixed;
CREATE TRIGGER glass_fixed BEFORE UPDATE ON glass
  WHEN NEW.op_id <> OLD.op_id OR NEW.officer <> OLD.officer OR NEW.case_id <> OLD.case_id OR NEW.at <> OLD.at
    OR NEW.until <> OLD.until OR NEW.reason <> 'erased'
    OR NOT EXISTS (SELECT 1 FROM ledger WHERE case_id = OLD.case_id AND action = 'erase')
  BEGIN SELECT RAISE(ABORT, 'broken glass stays broken'); END;
-- Who must be told of it is told, once.
CREATE TRIGGER notice_kept BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT, 'who must be told of broken glass is told'); END;
CREATE TRIGGER notice_fixed BEFORE UPDATE ON notice
  WHEN NEW.rowid <> OLD.rowid OR NEW.glass <> OLD.glass OR NEW.officer <> OLD.officer OR OLD.read_at IS NOT NULL OR NEW.read_at IS NULL
  BEGIN SELECT RAISE(ABORT, 'who must be told of broken glass is told'); END;
CREATE TRIGGER diary_next BEFORE INSERT ON diary
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM diary WHERE case_id = NEW.case_id)
    OR EXISTS (SELECT 1 FROM diary WHERE id = NEW.id OR rowid = NEW.rowid)
  BEGIN SELECT RAISE(ABORT, 'the diary is append-only'); END;

CREATE TRIGGER cases_once BEFORE INSERT ON cases WHEN EXISTS (SELECT 1 FROM cases WHERE rowid = NEW.rowid OR id = NEW.id OR number = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'a case takes no other''s place'); END;
CREATE TRIGGER offence_once BEFORE INSERT ON offence
  WHEN EXISTS (SELECT 1 FROM offence WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER victim_once BEFORE INSERT ON victim
  WHEN EXISTS (SELECT 1 FROM victim WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER suspect_once BEFORE INSERT ON suspect
  WHEN EXISTS (SELECT 1 FROM suspect WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER relation_once BEFORE INSERT ON relation
  WHEN EXISTS (SELECT 1 FROM relation WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq)
    OR (suspect_id = NEW.suspect_id AND victim_id = NEW.victim_id))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER arrest_once BEFORE INSERT ON arrest
  WHEN EXISTS (SELECT 1 FROM arrest WHERE rowid = NEW.rowid OR id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))
  BEGIN SELECT RAISE(ABORT, 'a record takes no other''s place'); END;
CREATE TRIGGER officer_once BEFORE INSERT ON officer WHEN EXISTS (SELECT 1 FROM officer WHERE rowid = NEW.rowid OR name = NEW.name)
  BEGIN SELECT RAISE(ABORT, 'an officer takes no other''s place'); END;
CREATE TRIGGER officer_key_once BEFORE INSERT ON officer_key
  WHEN EXISTS (SELECT 1 FROM officer_key WHERE rowid = NEW.rowid OR id = NEW.id OR fingerprint = NEW.fingerprint)
  BEGIN SELECT RAISE(ABORT, 'a key takes no other''s place'); END;
CREATE TRIGGER glass_once BEFORE INSERT ON glass WHEN EXISTS (SELECT 1 FROM glass WHERE rowid = NEW.rowid OR op_id = NEW.op_id)
  BEGIN SELECT RAISE(ABORT, 'broken glass stays broken'); END;

-- UPDATE OR REPLACE removes without asking as well: whoever stood in the place that a record is moved to.
CREATE TRIGGER cases_place BEFORE UPDATE ON cases
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;
CREATE TRIGGER offence_place BEFORE UPDATE ON offence
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;
CREATE TRIGGER victim_place BEFORE UPDATE ON victim
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;
CREATE TRIGGER suspect_place BEFORE UPDATE ON suspect
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;
CREATE TRIGGER relation_place BEFORE UPDATE ON relation
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
    OR EXISTS (SELECT 1 FROM relation WHERE id <> OLD.id AND suspect_id = NEW.suspect_id AND victim_id = NEW.victim_id)
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;
CREATE TRIGGER arrest_place BEFORE UPDATE ON arrest
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a record keeps its place'); END;
CREATE TRIGGER officer_place BEFORE UPDATE ON officer WHEN NEW.rowid <> OLD.rowid
  BEGIN SELECT RAISE(ABORT, 'an officer keeps their place'); END;
CREATE TRIGGER officer_key_place BEFORE UPDATE ON officer_key WHEN NEW.rowid <> OLD.rowid
  BEGIN SELECT RAISE(ABORT, 'a key keeps its owner'); END;

-- What is read past the digests of records says by itself whether it is as it was written: what the figures count of a case, and
-- the office with the words of its code lists.
ALTER TABLE case_row ADD COLUMN counted BLOB;
ALTER TABLE office ADD COLUMN seal BLOB;
