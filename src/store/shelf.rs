//! The exhibits of the office: a window of them and the sums of all, as far as whoever asks knows of their cases. What the list tells of
//! an exhibit comes from its case whole, as it was saved, and masked; the sums are counted past the digests of the cases that are not shown.

use super::access::{self, IN_CASES};
use super::{Error, Result, Store, erase, read, row, seal, sheet};
use crate::domain::casefile::CaseFile;
use crate::domain::chain;
use crate::domain::field::{Desk, See};
use crate::domain::forensics::Bench;
use crate::domain::moment::Now;
use crate::domain::number;
use crate::domain::record::{HIDDEN, Record, RecordKind, Sheet};
use crate::domain::rights::Right;
use crate::domain::shelf::{Counted, Item, Query, Shelf, Sums};
use std::collections::{BTreeSet, HashMap};

/// What hangs together of a case.
type OfCase = HashMap<RecordKind, Vec<Sheet>>;

impl Store {
    /// The exhibits from `offset` on, at most `limit`, of those that the words ask for; the latest case first.
    /// # Errors
    /// [`Error::NotAllowed`] for who sees no case; or when the file cannot be read.
    pub fn shelf(&mut self, words: &str, offset: usize, limit: usize, now: &Now) -> Result<Shelf> {
        self.need(Right::See(See::Facts), now)?;
        let lists = self.lists();
        let query = Query::read(words, &lists);
        let misread = query.misread();
        let _moment = seal::moment(&self.conn)?;
        let cases = self.with_exhibits()?;
        let mut found: Vec<(&str, &str, u32, Counted)> = Vec::new();
        let mut of_cases: HashMap<String, OfCase> = HashMap::new();
        for kind in [RecordKind::Exhibit].into_iter().chain(RecordKind::of_exhibit()) {
            for sheet in sheet::all(&self.conn, kind)? {
                of_cases.entry(sheet.head.case_id.clone()).or_default().entry(kind).or_default().push(sheet);
            }
        }
        for (case_id, number) in &cases {
            let Some(of_case) = of_cases.get(case_id) else { continue };
            for (seq, counted) in self.counted(case_id, of_case, now)? {
                if misread.is_none() && query.fits(number, &counted) {
                    found.push((case_id, number, seq, counted));
                }
            }
        }
        let mut sums = Sums::of(found.iter().map(|(.., counted)| counted), &query, &lists);
        if misread.is_none() {
            sums.scenes = self.scenes()?.into_iter().filter(|(number, _)| query.fits_case(number)).collect();
        }
        let total = found.len();
        let offset = offset.min(total.saturating_sub(1));
        let desk = Desk { lists: &lists, now: *now };
        let mut read: HashMap<&str, Option<CaseFile>> = HashMap::new();
        let mut items = Vec::new();
        for (case_id, number, seq, counted) in found.into_iter().skip(offset).take(limit) {
            if !read.contains_key(case_id) {
                read.insert(case_id, self.as_saved(case_id)?);
            }
            let file = read.get(case_id).and_then(Option::as_ref);
            let what = file.map_or_else(|| row::ALTERED.to_owned(), |file| told(file, &counted.id, &desk));
            items.push(Item { case_id: case_id.to_owned(), number: number::exhibit(number, seq), counted, what });
        }
        let read = query.words();
        Ok(Shelf { words: words.to_owned(), read, misread, offset, total, items, sums })
    }

    /// The cases with exhibits of which whoever is signed in may know, the latest first: identity and number.
    fn with_exhibits(&self) -> Result<Vec<(String, String)>> {
        let known = access::within(&self.conn, &self.viewer(), Right::See(See::Facts), IN_CASES)?;
        let sql = format!(
            "SELECT cases.id, cases.number FROM case_row JOIN cases ON cases.id = case_row.case_id \
             WHERE {known} AND cases.id IN (SELECT case_id FROM exhibit) \
             ORDER BY case_row.ordinal DESC"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let cases = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(cases.collect::<rusqlite::Result<_>>()?)
    }

    /// How often a scene was attended, by the diaries of the cases of which whoever is signed in may know: an entry that was corrected is
    /// counted as what corrects it.
    fn scenes(&self) -> Result<Vec<(String, usize)>> {
        let known = access::within(&self.conn, &self.viewer(), Right::See(See::Facts), IN_CASES)?;
        let sql = format!(
            "SELECT cases.number, count(*) FROM diary JOIN cases ON cases.id = diary.case_id JOIN case_row ON case_row.case_id = cases.id \
             WHERE diary.kind = 'scene' AND {known} \
               AND NOT EXISTS (SELECT 1 FROM diary later WHERE later.case_id = diary.case_id AND later.diary_id = diary.id) \
             GROUP BY cases.id ORDER BY case_row.ordinal DESC"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let cases = query.query_map([], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?)))?;
        let count = |(number, n)| (number, usize::try_from(n).unwrap_or(0));
        Ok(cases.map(|case| case.map(count)).collect::<rusqlite::Result<_>>()?)
    }

    /// What is counted of the exhibits of a case that were not taken back, each with its place in it.
    fn counted(&self, case_id: &str, of: &OfCase, now: &Now) -> Result<Vec<(u32, Counted)>> {
        fn typed<T: Record>(of: &OfCase) -> Result<Vec<T>> {
            Ok(of.get(&T::KIND).into_iter().flatten().map(T::from_sheet).collect::<std::result::Result<_, _>>()?)
        }
        let links: Vec<Sheet> = [RecordKind::Exhibit, RecordKind::CustodyEvent]
            .iter()
            .filter_map(|kind| of.get(kind))
            .flatten()
            .cloned()
            .collect();
        let mut unlinked = chain::unlinked(&links);
        // Of what was erased the links tell nothing any more.
        if !unlinked.is_empty() && erase::refuse_erased(&self.conn, case_id).is_err() {
            unlinked = BTreeSet::new();
        }
        let (exhibits, custody, exams, results) = (typed(of)?, typed(of)?, typed(of)?, typed(of)?);
        let bench =
            Bench { exhibits: &exhibits, custody: &custody, exams: &exams, results: &results, unlinked: &unlinked };
        let standing = bench.exhibits.iter().filter(|e| e.taken_back_at.is_none());
        Ok(standing.map(|e| (e.head.seq, Counted::of(e, &bench, now))).collect())
    }

    /// A case as it was saved, masked; nothing where it is not as it was saved.
    pub(super) fn as_saved(&self, case_id: &str) -> Result<Option<CaseFile>> {
        let sheets = read::sheets(&self.conn, case_id)?;
        match seal::refuse_altered(&self.conn, case_id, &sheets) {
            Err(Error::Altered(_)) => return Ok(None),
            sound => sound?,
        }
        let owned = access::whose(&self.conn, case_id)?.ok_or_else(|| Error::NoCase(String::new()))?;
        Ok(Some(self.masked(sheets, &owned, false)?))
    }
}

/// What an exhibit is, and who has it, as far as that may be seen.
fn told(file: &CaseFile, exhibit_id: &str, desk: &Desk) -> String {
    let Some(exhibit) = file.exhibits.iter().find(|e| e.head.id == exhibit_id) else { return String::new() };
    let hidden = exhibit.to_sheet().is_masked("what").then_some(HIDDEN);
    let what = exhibit.what.as_deref().or(hidden).unwrap_or("–");
    let place = file.whereabouts(exhibit, desk);
    match place.split_once(", ") {
        Some((_, whom)) => format!("{what} ({whom})"),
        None => what.to_owned(),
    }
}
