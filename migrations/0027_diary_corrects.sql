-- A diary entry says which entry it corrects.

ALTER TABLE diary ADD COLUMN diary_id TEXT REFERENCES diary (id);
-- As before, and it keeps what it corrects and when it was.
DROP TRIGGER diary_fixed;
CREATE TRIGGER diary_fixed BEFORE UPDATE ON diary
  WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.seq <> OLD.seq OR NEW.created_at <> OLD.created_at
    OR NEW.created_by <> OLD.created_by OR NEW.kind <> OLD.kind OR NEW.at IS NOT OLD.at OR NEW.diary_id IS NOT OLD.diary_id
    OR NEW.text <> 'erased' OR NOT EXISTS (SELECT 1 FROM ledger WHERE case_id = OLD.case_id AND action = 'erase')
  BEGIN SELECT RAISE(ABORT, 'the diary is append-only'); END;
