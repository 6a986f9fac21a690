-- One person behind people of several cases: two of them are joined by a row here, which goes with it when they are separated again. Nothing
-- of any case moves or changes. What was done stands in the ledger, and the row says nothing but what stands there.
-- a, b: a suspect or victim each, the lower identity first.

CREATE TABLE same_person (
  a      TEXT NOT NULL,
  b      TEXT NOT NULL,
  at     TEXT NOT NULL,
  person TEXT NOT NULL,
  op_id  TEXT NOT NULL,
  PRIMARY KEY (a, b),
  CHECK (a < b)
) STRICT;
CREATE INDEX same_person_b ON same_person (b);

CREATE TRIGGER same_person_fixed BEFORE UPDATE ON same_person BEGIN SELECT RAISE(ABORT, 'a person is joined and separated, never changed'); END;
CREATE TRIGGER same_person_kept BEFORE DELETE ON same_person
  WHEN coalesce((SELECT action FROM ledger WHERE case_id = '' AND record_id = OLD.a AND digest IS NOT NULL ORDER BY seq DESC LIMIT 1), '') NOT IN ('separate', 'erase')
    OR coalesce((SELECT action FROM ledger WHERE case_id = '' AND record_id = OLD.b AND digest IS NOT NULL ORDER BY seq DESC LIMIT 1), '') NOT IN ('separate', 'erase')
  BEGIN SELECT RAISE(ABORT, 'a person is separated by an act that says so'); END;
CREATE TRIGGER same_person_once BEFORE INSERT ON same_person
  WHEN EXISTS (SELECT 1 FROM same_person WHERE rowid = NEW.rowid OR (a = NEW.a AND b = NEW.b))
    OR (SELECT action || ' ' || op_id FROM ledger WHERE case_id = '' AND record_id = NEW.a AND digest IS NOT NULL ORDER BY seq DESC LIMIT 1) IS NOT 'join ' || NEW.op_id
    OR (SELECT action || ' ' || op_id FROM ledger WHERE case_id = '' AND record_id = NEW.b AND digest IS NOT NULL ORDER BY seq DESC LIMIT 1) IS NOT 'join ' || NEW.op_id
  BEGIN SELECT RAISE(ABORT, 'people are joined once, by an act that says so'); END;

-- By what the people of a case are found from another: how their names sound, in either script. Made from the records at each save of the
-- case, as the row of the list is; ordinal: of that row.
CREATE TABLE person_key (
  key     TEXT NOT NULL,
  ordinal INTEGER NOT NULL
) STRICT;
CREATE INDEX person_key_key ON person_key (key, ordinal);
CREATE INDEX person_key_case ON person_key (ordinal);

-- With a case goes why its people were joined with those of another, as it stands with that other.
DROP TRIGGER ledger_value_fixed;
CREATE TRIGGER ledger_value_fixed BEFORE UPDATE ON ledger_value
  WHEN NEW.seq <> OLD.seq OR OLD.erased_by IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM ledger act JOIN ledger line ON line.seq = OLD.seq JOIN ledger_value said ON said.seq = act.seq
    WHERE act.seq = NEW.erased_by AND act.seq > line.seq AND act.action = 'erase' AND act.case_id <> ''
      AND (act.case_id = line.case_id OR (line.kind = 'person' AND line.record_id = act.case_id)
        OR (line.case_id = '' AND line.kind = 'look' AND line.action = 'search'
        AND instr(said.new || ' ', ' ' || line.seq || ' ') > 0)))
  BEGIN SELECT RAISE(ABORT, 'values of the ledger are only ever erased, by an act that says so'); END;
