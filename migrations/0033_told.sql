-- The lines that the log tells, numbered without a gap: all but those of the records that an import brought in, which stand in its way by the
-- hundred thousand and are told where their case is asked for. By the numbers the log sees that none is left out.

CREATE TABLE ledger_told (
  seq INTEGER PRIMARY KEY,
  n   INTEGER NOT NULL
) STRICT;
INSERT INTO ledger_told (seq, n) SELECT seq, row_number() OVER (ORDER BY seq) FROM ledger WHERE action <> 'import' OR case_id = '' ORDER BY seq;
INSERT INTO counter (name, last) SELECT 'told', count(*) FROM ledger_told;

CREATE TRIGGER ledger_tell AFTER INSERT ON ledger WHEN NEW.action <> 'import' OR NEW.case_id = ''
  BEGIN
    UPDATE counter SET last = last + 1 WHERE name = 'told';
    INSERT INTO ledger_told (seq, n) SELECT NEW.seq, last FROM counter WHERE name = 'told';
  END;
CREATE TRIGGER ledger_told_kept BEFORE DELETE ON ledger_told BEGIN SELECT RAISE(ABORT, 'what is told stays told'); END;
CREATE TRIGGER ledger_told_fixed BEFORE UPDATE ON ledger_told BEGIN SELECT RAISE(ABORT, 'what is told stays told'); END;
CREATE TRIGGER ledger_told_next BEFORE INSERT ON ledger_told
  WHEN NEW.seq <= (SELECT max(seq) FROM ledger_told) OR NEW.n IS NOT coalesce((SELECT n FROM ledger_told ORDER BY seq DESC LIMIT 1), 0) + 1
  BEGIN SELECT RAISE(ABORT, 'what is told stays told'); END;
