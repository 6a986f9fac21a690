-- What the figures are of, by date: which ages, provinces and offences, how is rounded, by which day is counted. A change is an entry with
-- who and why, and none is ever changed. With this step every row of the list is made again: sex, ages of suspects, and who is what to
-- whom are counted from here on.

CREATE TABLE scope (
  id       INTEGER PRIMARY KEY,
  op_id    TEXT NOT NULL,
  since    TEXT NOT NULL CHECK (length(since) = 10),
  aspect   TEXT NOT NULL,
  value    TEXT NOT NULL,
  why      TEXT NOT NULL CHECK (why <> ''),
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL
) STRICT;
CREATE TRIGGER scope_kept BEFORE DELETE ON scope BEGIN SELECT RAISE(ABORT, 'an entry of the scope stays'); END;
CREATE TRIGGER scope_fixed BEFORE UPDATE ON scope BEGIN SELECT RAISE(ABORT, 'an entry of the scope stays as it is'); END;
CREATE TRIGGER scope_once BEFORE INSERT ON scope WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM scope)
  BEGIN SELECT RAISE(ABORT, 'an entry of the scope stays as it is'); END;
