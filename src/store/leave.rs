//! Cases that leave the office in a file: whole, a portion at a time, with what may not be seen masked. That they leave is on
//! record before they are given: once for all of them, and once at each case. It must never know in which form they leave.

use super::access::{self, Owned, Seat};
use super::audit::Trail;
use super::{Error, Result, Store, merged, read, seal, ties};
use crate::domain::casefile::CaseFile;
use crate::domain::chain;
use crate::domain::field::See;
use crate::domain::moment::Now;
use crate::domain::record::Sheet;
use crate::domain::rights::{Right, Scope};

/// The act, as it stands in the ledger.
const EXPORT: &str = "export";

/// How much of a case is shown, in words.
fn how(shown: &[See]) -> &'static str {
    match (shown.contains(&See::Identity), shown.contains(&See::Narrative)) {
        (true, _) => "names shown",
        (false, true) => "narrative shown, names masked",
        (false, false) => "names and narrative masked",
    }
}

impl Store {
    /// So many cases are about to leave in a form, with names and narrative where the role lets them through, or without; the
    /// words by which they were found are on record as a search, where they are told to fewer. Gives how they leave.
    /// # Errors
    /// [`Error::NotAllowed`] for who sees no case; or when it cannot be put on record.
    pub fn leaves(&mut self, cases: usize, form: &str, names: bool, now: &Now) -> Result<&'static str> {
        self.need(Right::See(See::Facts), now)?;
        let viewer = self.viewer();
        let reach = |see: &See| viewer.reach(Right::See(*see)) > Scope::No;
        let shown: Vec<See> = See::ALL.into_iter().filter(|see| names && reach(see)).collect();
        self.record(EXPORT, None, &[format!("{cases} cases as {form}, {}", how(&shown))], now)?;
        Ok(how(&shown))
    }

    /// Cases whole, each as [`Store::case`] gives it: read at one moment, put on record in one transaction, then given. Without
    /// `names` everything but facts is masked, as behind the privacy screen. One that went out of reach since it was listed is
    /// left out.
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Altered`], or what else is wrong with the file: then none is given.
    pub fn leaving(&mut self, case_ids: &[String], form: &str, names: bool, now: &Now) -> Result<Vec<CaseFile>> {
        self.need(Right::See(See::Facts), now)?;
        let mut seat: Seat = self.seat.clone();
        seat.veiled = !names;
        let may = |store: &Store, owned: &Owned| store.viewer().may(Right::See(See::Facts), &owned.whose());
        let mut cases: Vec<(&String, Owned, Vec<Sheet>)> = Vec::new();
        {
            let _moment = seal::moment(&self.conn)?;
            for id in case_ids {
                let owned = access::whose(&self.conn, id)?.ok_or_else(|| Error::Altered("a case is missing".into()))?;
                if may(self, &owned) {
                    let sheets = read::sheets(&self.conn, id)?;
                    seal::refuse_altered(&self.conn, id, &sheets)?;
                    cases.push((id, owned, sheets));
                }
            }
        }
        let line = |owned: &Owned| format!("as {form}, {}", how(&access::shown(&seat, &owned.whose(), false)));
        let lines: Vec<_> = cases.iter().map(|(id, owned, _)| (id.as_str(), line(owned))).collect();
        let act = self.act(EXPORT, now);
        if access::is_office(&self.conn)? {
            self.write_aside(|tx| {
                let trail = Trail { conn: tx, act: &act };
                lines.iter().try_for_each(|(case_id, line)| trail.look(case_id, line))
            })?;
        }
        // Who was let out while it was put on record is given nothing.
        self.refresh(now)?;
        cases.retain(|(_, owned, _)| may(self, owned));
        let give = |(id, owned, mut sheets): (&String, Owned, Vec<Sheet>)| {
            let unlinked = chain::unlinked(&sheets);
            access::mask(&self.conn, &seat, &mut sheets, &owned, false)?;
            access::leave_known(&seat, &mut sheets, &owned);
            let mut file = CaseFile { unlinked, ..CaseFile::from_sheets(&sheets)? };
            file.erased = self.erasure(&seat, id, &owned)?;
            let _moment = seal::moment(&self.conn)?;
            file.people = Some(ties::ties(&self.conn, &seat, &sheets, false)?);
            let into = merged::into(&self.conn, id)?.map(|row| merged::pointer(&self.conn, row)).transpose()?;
            self.point(&mut file, into)?;
            Ok(file)
        };
        cases.into_iter().map(give).collect()
    }
}
