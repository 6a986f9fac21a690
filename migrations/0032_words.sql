-- An index of words: in which cases each piece of one to three letters stands that stands in what they are found by. It is kept apart for every
-- 256 numbers, a block, so that a save writes few pages; `cases` are places in the block: less than 32 as one byte each, more as 256 bits.
-- It is made from the rows of the list by the program that applies this step, and checked against them by `audit verify`.

-- Which cases are in the index. It is believed only while these are all.
CREATE TABLE word_block (
  block INTEGER PRIMARY KEY,
  cases BLOB NOT NULL
) STRICT;
CREATE TABLE word_piece (
  block INTEGER NOT NULL,
  piece TEXT NOT NULL,
  cases BLOB NOT NULL,
  PRIMARY KEY (block, piece)
) STRICT, WITHOUT ROWID;
