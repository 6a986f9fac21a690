//! The index of words, by which the list is narrowed before it is compared: written with each row of the list, believed only while it holds as
//! many cases as were entered, compared with the rows by `audit verify`. It tells where a word may stand: whether it stands there, and who may
//! learn of it, is asked of the row, but for words that are pieces themselves in an office without accounts. It must never hold more of a word
//! than its pieces.
//!
//! The engine's own index (FTS5) knows no words of one or two letters within others, keeps what was deleted until it merges, and cannot be
//! verified on a copy without writing.

use super::filter::SEARCHED;
use super::{Error, Result};
use crate::domain::field::See;
use crate::domain::pieces::{self, is_one};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The step since which there is an index of words.
pub(super) const SINCE: i64 = 32;
/// A block is so many bits of a number.
const BITS: i64 = 8;
/// The places of fewer cases than this are a byte each, else a bit for each place.
const SPARSE: usize = 32;
/// So few cases are sooner compared than narrowed down further.
const FEW: usize = 24;

/// What a row of the list is searched by.
pub(super) type Texts = [String; See::ALL.len()];

/// Some cases of a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cases([u64; 4]);

impl Cases {
    fn of(place: u8) -> Cases {
        let mut cases = Cases::default();
        cases.0[usize::from(place >> 6)] = 1 << (place & 63);
        cases
    }

    /// Nothing where it is none that was written here.
    fn read(bytes: &[u8]) -> Option<Cases> {
        let mut cases = Cases::default();
        if let Ok(bits) = <&[u8; SPARSE]>::try_from(bytes) {
            let (words, _) = bits.as_chunks::<8>();
            cases.0.iter_mut().zip(words).for_each(|(word, bytes)| *word = u64::from_le_bytes(*bytes));
            return (cases.count() >= SPARSE).then_some(cases);
        }
        bytes.iter().for_each(|place| cases = cases.or(Cases::of(*place)));
        (bytes.len() < SPARSE && bytes.is_sorted_by(|a, b| a < b)).then_some(cases)
    }

    fn write(&self) -> Vec<u8> {
        if self.count() < SPARSE {
            self.places().collect()
        } else {
            self.0.iter().flat_map(|word| word.to_le_bytes()).collect()
        }
    }

    /// In order.
    fn places(self) -> impl Iterator<Item = u8> {
        let of = |(at, mut word): (u8, u64)| {
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros() as u8)?;
                word &= word - 1;
                Some(at << 6 | bit)
            })
        };
        (0..).zip(self.0).flat_map(of)
    }

    fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn is_none(&self) -> bool {
        self.0 == [0; 4]
    }

    fn each(self, other: Cases, of: impl Fn(u64, u64) -> u64) -> Cases {
        let mut out = self;
        out.0.iter_mut().zip(other.0).for_each(|(a, b)| *a = of(*a, b));
        out
    }

    fn and(self, other: Cases) -> Cases {
        self.each(other, |a, b| a & b)
    }

    fn or(self, other: Cases) -> Cases {
        self.each(other, |a, b| a | b)
    }

    fn but(self, other: Cases) -> Cases {
        self.each(other, |a, b| a & !b)
    }
}

/// The block of a number, and its place there.
fn place(ordinal: i64) -> (i64, u8) {
    let [place, ..] = ordinal.to_le_bytes();
    (ordinal >> BITS, place)
}

/// Pieces with the cases of a block in which they stand.
type Index<'a> = HashMap<&'a str, Cases>;

/// What an entry says; an error where it is none that was written here.
fn read(r: &Row) -> rusqlite::Result<Result<Cases>> {
    let cases = r.get_ref(0)?.as_blob().ok().and_then(Cases::read);
    Ok(cases.ok_or_else(|| Error::Altered("the index of words is not as it was written".to_owned())))
}

/// Which cases of a block are in the index.
fn held(conn: &Connection, block: i64) -> Result<Cases> {
    let mut query = conn.prepare_cached("SELECT cases FROM word_block WHERE block = ?1")?;
    query.query_row([block], read).optional()?.unwrap_or_else(|| Ok(Cases::default()))
}

/// Changes some entries of a block. What stays as it is is not written again.
fn change<'a>(
    conn: &Connection,
    block: i64,
    pieces: impl Iterator<Item = (&'a str, Cases)>,
    to: impl Fn(Cases, Cases) -> Cases,
) -> Result<()> {
    let mut there = conn.prepare_cached("SELECT cases FROM word_piece WHERE block = ?1 AND piece = ?2")?;
    let sql = "INSERT INTO word_piece (block, piece, cases) VALUES (?1, ?2, ?3) ON CONFLICT (block, piece) DO UPDATE SET cases = ?3";
    let mut put = conn.prepare_cached(sql)?;
    for (piece, cases) in pieces {
        let before =
            there.query_row(params![block, piece], read).optional()?.unwrap_or_else(|| Ok(Cases::default()))?;
        let after = to(before, cases);
        if after == before {
            continue;
        }
        if after.is_none() {
            let mut gone = conn.prepare_cached("DELETE FROM word_piece WHERE block = ?1 AND piece = ?2")?;
            gone.execute(params![block, piece])?;
        } else {
            put.execute(params![block, piece, after.write()])?;
        }
    }
    Ok(())
}

fn add(conn: &Connection, block: i64, index: &Index) -> Result<()> {
    // In the order in which they stand in the file.
    let mut pieces: Vec<(&str, Cases)> = index.iter().map(|(piece, cases)| (*piece, *cases)).collect();
    pieces.sort_unstable_by_key(|(piece, _)| *piece);
    change(conn, block, pieces.into_iter(), Cases::or)
}

/// After a case of the list was written anew with other words: its pieces are those of its words. One that is not in the index yet stays so.
pub(super) fn keep(conn: &Connection, ordinal: i64, before: &Texts, after: &Texts) -> Result<()> {
    let (block, at) = place(ordinal);
    let case = Cases::of(at);
    let changed = || {
        if before == after {
            return Ok(());
        }
        let (before, after) = (of(before), of(after));
        if !held(conn, block)?.and(case).is_none() {
            add(conn, block, &after.iter().map(|piece| (*piece, case)).collect())?;
        }
        change(conn, block, before.difference(&after).map(|piece| (*piece, case)), Cases::but)
    };
    made(conn, block, changed())
}

fn of(texts: &Texts) -> HashSet<&str> {
    pieces::of(texts.iter().map(String::as_str))
}

/// Takes new cases into the index, in the transaction in which their rows are written.
pub(super) fn take_in<'a>(conn: &Connection, cases: impl IntoIterator<Item = &'a str>) -> Result<()> {
    let sql = format!("SELECT ordinal, {} FROM case_row WHERE case_id = ?1", SEARCHED.join(", "));
    let mut query = conn.prepare_cached(&sql)?;
    let mut blocks: BTreeMap<i64, Vec<(u8, Texts)>> = BTreeMap::new();
    for case_id in cases {
        let row = query.query_row([case_id], |r| Ok((place(r.get(0)?), texts(r)?))).optional()?;
        let Some(((block, at), texts)) = row else { continue };
        if held(conn, block).map_or(true, |held| held.and(Cases::of(at)).is_none()) {
            blocks.entry(block).or_default().push((at, texts));
        }
    }
    for (block, rows) in blocks {
        let (cases, index) = index(&rows);
        let added = held(conn, block).and_then(|held| {
            add(conn, block, &index)?;
            hold(conn, block, held.or(cases))
        });
        made(conn, block, added)?;
    }
    Ok(())
}

/// Where a block cannot be read it is made anew.
fn made(conn: &Connection, block: i64, done: Result<()>) -> Result<()> {
    if let Err(Error::Altered(_)) = done { make(conn, block) } else { done }
}

fn texts(r: &Row) -> rusqlite::Result<Texts> {
    let mut texts = Texts::default();
    for (i, text) in texts.iter_mut().enumerate() {
        *text = r.get(i + 1)?;
    }
    Ok(texts)
}

/// These cases, and the pieces of their words.
fn index(rows: &[(u8, Texts)]) -> (Cases, Index<'_>) {
    let (mut all, mut index) = (Cases::default(), Index::new());
    for (at, texts) in rows {
        let case = Cases::of(*at);
        all = all.or(case);
        for piece in pieces::all(texts.iter().map(String::as_str)) {
            let there = index.entry(piece).or_default();
            *there = there.or(case);
        }
    }
    (all, index)
}

fn hold(conn: &Connection, block: i64, cases: Cases) -> Result<()> {
    if cases.is_none() {
        conn.prepare_cached("DELETE FROM word_block WHERE block = ?1")?.execute([block])?;
        return Ok(());
    }
    let sql = "INSERT INTO word_block (block, cases) VALUES (?1, ?2) ON CONFLICT (block) DO UPDATE SET cases = ?2";
    conn.prepare_cached(sql)?.execute(params![block, cases.write()])?;
    Ok(())
}

/// The rows of a block.
fn rows(conn: &Connection, block: i64) -> Result<Vec<(u8, Texts)>> {
    let columns = SEARCHED.join(", ");
    let sql = format!("SELECT ordinal, {columns} FROM case_row WHERE ordinal BETWEEN ?1 AND ?2 ORDER BY ordinal");
    let mut query = conn.prepare_cached(&sql)?;
    let first = block << BITS;
    let rows = query.query_map([first, first | i64::from(u8::MAX)], |r| Ok((place(r.get(0)?).1, texts(r)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Makes a block anew from its rows: nothing stays of what stood there.
fn make(conn: &Connection, block: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM word_piece WHERE block = ?1")?.execute([block])?;
    let rows = rows(conn, block)?;
    let (cases, index) = index(&rows);
    add(conn, block, &index)?;
    hold(conn, block, cases)
}

/// The same of the block of a number.
pub(super) fn make_at(conn: &Connection, ordinal: i64) -> Result<()> {
    make(conn, place(ordinal).0)
}

/// The same of the block of a case, so that nothing stays of what the case held before.
pub(super) fn make_of(conn: &Connection, case_id: &str) -> Result<()> {
    let mut query = conn.prepare_cached("SELECT ordinal FROM case_row WHERE case_id = ?1")?;
    let ordinal: Option<i64> = query.query_row([case_id], |r| r.get(0)).optional()?;
    ordinal.map_or(Ok(()), |ordinal| make_at(conn, ordinal))
}

/// Empties the index, before every row of the list is made again.
pub(super) fn clear(conn: &Connection) -> Result<()> {
    Ok(conn.execute_batch("DELETE FROM word_piece; DELETE FROM word_block")?)
}

/// Makes the whole index from the rows of the list.
pub(super) fn make_all(conn: &Connection) -> Result<()> {
    blocks(conn)?.into_iter().try_for_each(|block| make(conn, block))
}

/// Every block of which there is a case or an entry.
pub(super) fn blocks(conn: &Connection) -> Result<Vec<i64>> {
    let sql = format!(
        "SELECT DISTINCT ordinal >> {BITS} FROM case_row UNION SELECT block FROM word_block UNION SELECT DISTINCT block FROM word_piece"
    );
    let mut query = conn.prepare(&sql)?;
    Ok(query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Which cases of a block the index holds otherwise than their rows are, by their numbers: those that it lacks or of which it lacks a
/// piece, and those of which it holds more.
pub(super) fn differing(conn: &Connection, block: i64) -> Result<[Vec<i64>; 2]> {
    let rows = rows(conn, block)?;
    let (there, mut due) = index(&rows);
    // What cannot be read holds nothing.
    let held = held(conn, block).unwrap_or_default();
    let (mut less, mut more) = (there.but(held), held.but(there));
    let mut query = conn.prepare_cached("SELECT piece, cases FROM word_piece WHERE block = ?1")?;
    let mut entries = query.query([block])?;
    while let Some(entry) = entries.next()? {
        let due = entry.get_ref(0)?.as_str().ok().and_then(|piece| due.remove(piece)).unwrap_or_default();
        // One of no case is none that was written here.
        let kept = entry.get_ref(1)?.as_blob().ok().and_then(Cases::read).filter(|cases| !cases.is_none());
        less = less.or(kept.map_or(there, |kept| due.but(kept)));
        more = more.or(kept.map_or(Cases::default(), |kept| kept.but(due)));
    }
    less = due.into_values().fold(less, Cases::or);
    Ok([less, more].map(|cases| cases.places().map(|at| (block << BITS) | i64::from(at)).collect()))
}

/// Cases in which some words may stand.
pub(super) struct Found {
    blocks: Vec<(i64, Cases)>,
    /// the words stand in each of them, for one who may see everything
    pub exact: bool,
}

impl Found {
    /// How many.
    pub fn count(&self) -> usize {
        self.blocks.iter().map(|(_, cases)| cases.count()).sum()
    }

    /// Their numbers, in order.
    pub fn ordinals(&self) -> Vec<i64> {
        let of = |(block, cases): &(i64, Cases)| {
            let first = *block << BITS;
            cases.places().map(move |at| first | i64::from(at)).collect::<Vec<_>>()
        };
        self.blocks.iter().flat_map(of).collect()
    }
}

/// The cases in which all of these words may stand, of so many that there are; nothing where the index is not to be believed.
pub(super) fn sought(conn: &Connection, words: &[String], due: i64) -> Result<Option<Found>> {
    let Some(blocks) = entries(conn, "SELECT block, cases FROM word_block ORDER BY block", [])? else {
        return Ok(None);
    };
    let mut found = Found { blocks, exact: words.iter().all(|word| is_one(word)) };
    if i64::try_from(found.count()) != Ok(due) {
        return Ok(None);
    }
    let mut pieces: Vec<&str> = words.iter().flat_map(|word| pieces::sought(word)).collect();
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.chars().count()));
    pieces.dedup();
    for piece in pieces {
        if !found.exact && found.count() <= FEW {
            break;
        }
        let sql = "SELECT word_piece.block, word_piece.cases FROM word_block \
                   CROSS JOIN word_piece ON word_piece.block = word_block.block WHERE piece = ?1";
        let Some(there) = entries(conn, sql, [piece])? else { return Ok(None) };
        let there: HashMap<i64, Cases> = there.into_iter().collect();
        found.blocks.iter_mut().for_each(|(block, cases)| {
            *cases = cases.and(there.get(block).copied().unwrap_or_default());
        });
        found.blocks.retain(|(_, cases)| !cases.is_none());
    }
    Ok(Some(found))
}

/// Blocks with cases; nothing where one of them is not as it was written.
fn entries(conn: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Option<Vec<(i64, Cases)>>> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query(values)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(cases) = row.get_ref(1)?.as_blob().ok().and_then(Cases::read) else { return Ok(None) };
        out.push((row.get(0)?, cases));
    }
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_of_cases_is_read_again_and_nothing_else_is() {
        let some = |places: &[u8]| places.iter().fold(Cases::default(), |all, at| all.or(Cases::of(*at)));
        let many: Vec<u8> = (0..=u8::MAX).step_by(7).collect();
        for places in [&[][..], &[0], &[63, 64, 255], &many[..31], &many[..32], &many] {
            let cases = some(places);
            let bytes = cases.write();
            assert_eq!((cases.places().collect::<Vec<_>>().as_slice(), cases.count()), (places, places.len()));
            assert!(bytes.len() <= SPARSE && Cases::read(&bytes) == Some(cases), "{places:?}");
        }
        let full = some(&(0..=u8::MAX).collect::<Vec<_>>());
        assert_eq!((full.count(), Cases::read(&full.write())), (256, Some(full)));
        for bytes in [&[2, 1][..], &[1, 1], &[0; 32], &[1; 33]] {
            assert_eq!(Cases::read(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_number_is_at_one_place_of_one_block() {
        for ordinal in [1, 255, 256, 20_210_000_008, 99_999_999_999] {
            let (block, at) = place(ordinal);
            assert_eq!((block << BITS) | i64::from(at), ordinal);
        }
    }
}
