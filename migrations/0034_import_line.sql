-- The line of the ledger that answers for what becomes of an import is found by an index: the guard of `import` (0008) asks for it in the
-- turn to write, and in a file of a million cases went through all lines for it.
CREATE INDEX ledger_import ON ledger (record_id) WHERE kind = 'import';
