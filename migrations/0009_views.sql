-- Saved views: a filter with an order and columns under a name. They belong to a desk, as settings do, and not to the record: they are
-- dropped, and an erasure takes those whose words hit the case.

CREATE TABLE saved_view (
  id      TEXT PRIMARY KEY,
  officer TEXT NOT NULL,
  shared  TEXT NOT NULL CHECK (shared IN ('y', 'n')),
  name    TEXT NOT NULL,
  key     TEXT,
  words   TEXT NOT NULL,
  sort    TEXT NOT NULL,
  columns TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_view_own ON saved_view (officer, name) WHERE shared = 'n';
CREATE UNIQUE INDEX saved_view_shared ON saved_view (name) WHERE shared = 'y';
