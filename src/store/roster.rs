//! The clients of the family services: a window of them and the sums of all, of the cases whose care whoever asks may see. What the list
//! tells of a client comes from its case whole, as it was saved, and masked; the sums are counted past the digests of the cases that are
//! not shown.

use super::access::{self, IN_CASES};
use super::{Result, Store, row, seal, sheet};
use crate::domain::casefile::CaseFile;
use crate::domain::client::client_of;
use crate::domain::field::{Desk, See};
use crate::domain::moment::Now;
use crate::domain::number;
use crate::domain::record::{HIDDEN, Record, RecordKind, Sheet};
use crate::domain::rights::Right;
use crate::domain::roster::{Counted, Item, Query, Roster, Sums};
use std::collections::HashMap;

/// What hangs on each client, by its identity.
type OfClient<T> = HashMap<String, Vec<T>>;

impl Store {
    /// The clients from `offset` on, at most `limit`, of those that the words ask for; the latest case first.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no care; or when the file cannot be read.
    pub fn roster(&mut self, words: &str, offset: usize, limit: usize, now: &Now) -> Result<Roster> {
        self.need(Right::See(See::Care), now)?;
        let lists = self.lists();
        let query = Query::read(words, &lists);
        let misread = query.misread();
        let _moment = seal::moment(&self.conn)?;
        let cases = self.with_care()?;
        let clients = self.clients(&cases)?;
        let (needs, services, follow_ups) = (self.hanging()?, self.hanging()?, self.hanging()?);
        let mut found: Vec<(&str, &str, Counted)> = Vec::new();
        for (case_id, number) in &cases {
            for client in clients.get(case_id.as_str()).into_iter().flatten() {
                let id = &client.head.id;
                let counted =
                    Counted::of(id, &client.label(), &of(&needs, id), &of(&services, id), &of(&follow_ups, id), now);
                if !counted.is_blank() && misread.is_none() && query.fits(number, &counted) {
                    found.push((case_id, number, counted));
                }
            }
        }
        let sums = Sums::of(found.iter().map(|(.., counted)| counted), &query);
        found.retain(|(.., counted)| query.shows(counted));
        let total = found.len();
        let offset = offset.min(total.saturating_sub(1));
        let desk = Desk { lists: &lists, now: *now };
        let mut read: HashMap<&str, Option<CaseFile>> = HashMap::new();
        let mut items = Vec::new();
        for (case_id, number, counted) in found.into_iter().skip(offset).take(limit) {
            if !read.contains_key(case_id) {
                read.insert(case_id, self.as_saved(case_id)?);
            }
            let file = read.get(case_id).and_then(Option::as_ref);
            let what = file.map_or_else(|| row::ALTERED.to_owned(), |file| file.client_in_words(&counted.id, &desk));
            items.push(Item {
                case_id: case_id.to_owned(),
                number: format!("{} {}", number::short(number), counted.label),
                what: if self.seat.veiled && file.is_some() { HIDDEN.to_owned() } else { what },
                // Behind the privacy screen nothing of care is shown, nor that anything is overdue.
                counted: Some(counted).filter(|_| !self.seat.veiled && file.is_some()),
            });
        }
        let read = query.words();
        Ok(Roster { words: words.to_owned(), read, misread, offset, total, items, sums })
    }

    /// Refuses, on record, who sees the care of no case.
    /// # Errors
    /// [`super::Error::NotAllowed`].
    pub fn need_care(&mut self, now: &Now) -> Result<()> {
        self.need(Right::See(See::Care), now)
    }

    /// The cases with anything of care whose care whoever is signed in may see, the latest first: identity and number.
    fn with_care(&self) -> Result<Vec<(String, String)>> {
        let known = access::within(&self.conn, &self.viewer(), Right::See(See::Care), IN_CASES)?;
        let any: Vec<String> =
            RecordKind::of_client().map(|kind| format!("SELECT case_id FROM {}", kind.table())).collect();
        let sql = format!(
            "SELECT cases.id, cases.number FROM case_row JOIN cases ON cases.id = case_row.case_id \
             WHERE {known} AND cases.id IN ({}) ORDER BY case_row.ordinal DESC",
            any.join(" UNION ")
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let cases = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(cases.collect::<rusqlite::Result<_>>()?)
    }

    /// Victims and relatives of these cases, victims first: there are many more of cases without care.
    fn clients<'a>(&self, cases: &'a [(String, String)]) -> Result<HashMap<&'a str, Vec<Sheet>>> {
        let mut clients: HashMap<&str, Vec<Sheet>> = HashMap::new();
        for (case_id, _) in cases {
            for kind in [RecordKind::Victim, RecordKind::Relative] {
                let standing = sheet::of_case(&self.conn, kind, case_id)?.into_iter().filter(Sheet::stands);
                clients.entry(case_id).or_default().extend(standing);
            }
        }
        Ok(clients)
    }

    /// All records of a kind by the client on whom they hang.
    fn hanging<T: Record>(&self) -> Result<OfClient<T>> {
        let mut all: OfClient<T> = HashMap::new();
        for sheet in sheet::all(&self.conn, T::KIND)? {
            let client = client_of(&sheet).unwrap_or_default().to_owned();
            all.entry(client).or_default().push(T::from_sheet(&sheet)?);
        }
        Ok(all)
    }
}

fn of<'a, T>(all: &'a OfClient<T>, client_id: &str) -> Vec<&'a T> {
    all.get(client_id).into_iter().flatten().collect()
}
