-- The ledger: the audit trail as a chain in which no line can be changed, left out or put in unseen.
-- Values are kept apart from what they were committed to, so that erasing them lawfully leaves the chain whole.
-- The lines of before are taken over, in their order and under their numbers, by the program that applies this step.

ALTER TABLE office ADD COLUMN identity TEXT NOT NULL DEFAULT '';

-- The row of the list says by itself whether it is as it was written.
ALTER TABLE case_row ADD COLUMN seal BLOB;

DROP TRIGGER audit_fixed;
DROP TRIGGER audit_kept;
DROP TRIGGER audit_once;
DROP INDEX audit_case;
DROP INDEX audit_op;
DROP INDEX audit_person;
DROP INDEX audit_look;
DROP INDEX audit_account;
ALTER TABLE audit RENAME TO audit_before;

-- One line per changed field, or per act of looking. key: fingerprint; was, version: of the record before and after;
-- digest: of the record's row, on the last line that an act wrote of it; commitment: to the values; hash: over the line before.
CREATE TABLE ledger (
  seq        INTEGER PRIMARY KEY,
  op_id      TEXT NOT NULL,
  at         TEXT NOT NULL,
  person     TEXT NOT NULL,
  session    TEXT NOT NULL,
  key        TEXT,
  program    TEXT NOT NULL,
  schema     INTEGER NOT NULL,
  action     TEXT NOT NULL,
  case_id    TEXT NOT NULL,
  kind       TEXT NOT NULL,
  record_id  TEXT NOT NULL,
  label      TEXT NOT NULL,
  field      TEXT NOT NULL,
  was        INTEGER,
  version    INTEGER,
  digest     BLOB CHECK (length(digest) = 32),
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX ledger_case ON ledger (case_id, seq);
CREATE INDEX ledger_op ON ledger (op_id);
CREATE INDEX ledger_person ON ledger (person, seq);
CREATE INDEX ledger_look ON ledger (case_id, person, seq) WHERE kind = 'look';
CREATE INDEX ledger_account ON ledger (at) WHERE kind = 'officer';
CREATE INDEX ledger_erase ON ledger (case_id) WHERE action = 'erase';
CREATE INDEX ledger_digest ON ledger (case_id, record_id, seq) WHERE digest IS NOT NULL;

-- The values of a line, with the salt under which they were committed to; erased_by: the line of the act that erased them.
CREATE TABLE ledger_value (
  seq       INTEGER PRIMARY KEY REFERENCES ledger (seq),
  salt      BLOB,
  old       TEXT,
  new       TEXT,
  reason    TEXT,
  erased_by INTEGER REFERENCES ledger (seq),
  CHECK ((salt IS NULL) = (erased_by IS NOT NULL)),
  CHECK (erased_by IS NULL OR (old IS NULL AND new IS NULL AND reason IS NULL))
) STRICT;

-- The trail as it is read.
CREATE VIEW audit AS SELECT ledger.*, ledger_value.old, ledger_value.new, ledger_value.reason, ledger_value.erased_by
  FROM ledger LEFT JOIN ledger_value ON ledger_value.seq = ledger.seq;
