//! The audit trail: one line per changed field, in the transaction of the change; and the history of a case.

use super::access::{self, Owned, Seat};
use super::ledger::{self, Act, Entry, Of};
use super::seal::{self, IMPORT, Image, OFFICER};
use super::{Error, Result, Store, sheet};
use crate::domain::erasure::{ERASED, Erasure};
use crate::domain::field::{See, Spec, Value};
use crate::domain::merged::MERGE;
use crate::domain::moment::Now;
use crate::domain::person::PERSON;
use crate::domain::record::{HIDDEN, Head, RecordKind, Sheet};
use crate::domain::redact;
use crate::domain::rights::Right;
use crate::domain::trail::AuditLine;
use rusqlite::{Connection, OptionalExtension, Row};

/// The kind of a line about looking.
pub(super) const LOOK: &str = "look";
/// The kind of a line about the file as a whole.
pub(super) const OFFICE: &str = "office";

/// An act while it is written.
pub(super) struct Trail<'a> {
    pub conn: &'a Connection,
    pub act: &'a Act,
}

impl Trail<'_> {
    /// One line for each field that differs from `before`; for a new record one for each that is known, and one at least. The
    /// last of them bears the digest of the row. Then the row is read again: what stands in the file must be what was written.
    pub fn note(&self, before: Option<&Sheet>, after: &Sheet) -> Result<()> {
        let nothing = Sheet { values: vec![None; after.values.len()], ..after.clone() };
        let changes = before.unwrap_or(&nothing).changes(after);
        let entry = |(spec, old, new): (&Spec, &'_ Value, &'_ Value)| (spec.column, old.clone(), new.clone());
        let mut entries: Vec<(&str, Value, Value)> = changes.map(entry).collect();
        if entries.is_empty() {
            entries.push(("", None, None));
        }
        self.lines(before, after, &entries)
    }

    /// One line for a record that came in with an import, and no value: what it said stands in the record. The caller reads the
    /// case again.
    pub fn brought_in(&self, after: &Sheet, whence: Option<&str>) -> Result<()> {
        let field = if whence.is_some() { IMPORT } else { "" };
        self.write(None, after, &Image::of(after), &[(field, None, whence.map(str::to_owned))])
    }

    /// One line of what becomes of an import; with what it is now.
    pub fn import(&self, op_id: &str, label: &str, old: Option<&str>, new: &str) -> Result<()> {
        let of = Of { record_id: op_id, label, ..Of::nothing("", IMPORT) };
        let import = seal::import(self.conn, op_id)?;
        let entry = Entry { field: "state", old, new: Some(new) };
        ledger::append(self.conn, self.act, &of, &entry, Some(&|salt| import.digest(salt)))
    }

    /// One line for a record of which everything was erased that its field list says; no value stands in it.
    pub fn erased(&self, before: &Sheet, after: &Sheet) -> Result<()> {
        self.lines(Some(before), after, &[(ERASED, None, None)])
    }

    fn lines(&self, before: Option<&Sheet>, after: &Sheet, entries: &[(&str, Value, Value)]) -> Result<()> {
        let image = Image::of(after);
        self.write(before, after, &image, entries)?;
        let stands = sheet::find(self.conn, after.kind, &after.head.id)?;
        if stands.is_none_or(|stands| Image::of(&stands) != image) {
            let (kind, label) = (after.kind.name(), after.label());
            return Err(Error::Altered(format!("{kind} {label} was changed by something else while it was saved")));
        }
        Ok(())
    }

    fn write(
        &self,
        before: Option<&Sheet>,
        after: &Sheet,
        image: &Image,
        entries: &[(&str, Value, Value)],
    ) -> Result<()> {
        let (head, label) = (&after.head, after.label());
        let of = Of {
            case_id: &head.case_id,
            kind: after.kind.table(),
            record_id: &head.id,
            label: &label,
            was: before.map(|b| b.head.version.into()),
            version: Some(head.version.into()),
        };
        let digest = |salt: &[u8]| image.digest(salt);
        let last = entries.len() - 1;
        for (i, (field, old, new)) in entries.iter().enumerate() {
            let entry = Entry { field, old: old.as_deref(), new: new.as_deref() };
            ledger::append(self.conn, self.act, &of, &entry, (i == last).then_some(&digest))?;
        }
        Ok(())
    }

    /// One line of an act of looking: at a case, or at none.
    pub fn look(&self, case_id: &str, detail: &str) -> Result<()> {
        let entry = Entry { new: Some(detail), ..Entry::default() };
        ledger::append(self.conn, self.act, &Of::nothing(case_id, LOOK), &entry, None)
    }

    /// One line of an act on an account, where something changes; with what the account is now.
    pub fn account(&self, name: &str, field: &str, old: Option<&str>, new: Option<&str>) -> Result<()> {
        if old == new {
            return Ok(());
        }
        let of = Of { record_id: name, label: name, ..Of::nothing("", OFFICER) };
        let account = seal::account(self.conn, name)?;
        ledger::append(self.conn, self.act, &of, &Entry { field, old, new }, Some(&|salt| account.digest(salt)))
    }

    /// One line of an act on the file as a whole.
    pub fn office(&self, identity: &str, field: &str, old: Option<&str>, new: Option<&str>) -> Result<()> {
        let of = Of { record_id: identity, ..Of::nothing("", OFFICE) };
        ledger::append(self.conn, self.act, &of, &Entry { field, old, new }, None)
    }
}

/// Who changed a field of a record last, and when.
pub(super) fn last_change(conn: &Connection, of: &Head, field: &str) -> Result<Option<(String, String)>> {
    let sql =
        "SELECT person, at FROM ledger WHERE case_id = ?1 AND record_id = ?2 AND field = ?3 ORDER BY seq DESC LIMIT 1";
    let mut query = conn.prepare_cached(sql)?;
    Ok(query.query_row([&of.case_id, &of.id, field], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}

impl Store {
    /// The history of a case, newest first: what was done to it; who looked is asked apart.
    /// # Errors
    /// [`super::Error::NoCase`] where it is out of reach.
    pub fn history(&mut self, case_id: &str, now: &Now) -> Result<Vec<AuditLine>> {
        let owned = self.need_case(Right::See(See::Facts), case_id, now)?;
        let _moment = seal::moment(&self.conn)?;
        let mut query = self.conn.prepare_cached(
            "SELECT a.*, coalesce(r.number, tip.number) AS number FROM audit a LEFT JOIN cases c ON c.id = a.case_id \
             LEFT JOIN case_row r ON r.case_id = c.id AND r.number = c.number LEFT JOIN tip ON tip.id = a.case_id \
             WHERE a.case_id = ?1 AND a.kind <> 'look' AND coalesce(r.number, tip.number) IS NOT NULL ORDER BY a.seq DESC",
        )?;
        let lines = query.query_map([case_id], line_of)?.collect::<rusqlite::Result<Vec<_>>>()?;
        drop(query);
        // An index may say of a line that it is of this case.
        if let Some(line) = lines.iter().find(|line| line.case_id != case_id) {
            return Err(Error::Altered(format!("line {} of the ledger is not where it belongs", line.seq)));
        }
        let seqs: Vec<i64> = lines.iter().map(|line| line.seq).collect();
        seal::refuse_lost(&self.conn, case_id, &seqs)?;
        seal::refuse_touched(&self.conn, seqs.into_iter())?;
        let hidden = Hidden::of(&self.conn, &self.seat, case_id, &owned)?;
        Ok(lines.into_iter().filter(|line| hidden.is_known(line)).map(|line| hidden.masked(line)).collect())
    }
}

pub(super) fn line_of(r: &Row) -> rusqlite::Result<AuditLine> {
    Ok(AuditLine {
        seq: r.get("seq")?,
        op_id: r.get("op_id")?,
        at: r.get("at")?,
        person: r.get("person")?,
        action: r.get("action")?,
        reason: r.get("reason")?,
        case_id: r.get("case_id")?,
        number: r.get("number")?,
        kind: r.get("kind")?,
        record_id: r.get("record_id")?,
        label: r.get("label")?,
        field: r.get("field")?,
        old: r.get("old")?,
        new: r.get("new")?,
        erased: r.get::<_, Option<i64>>("erased_by")?.is_some(),
    })
}

/// What of the lines of one case is kept from whoever is signed in.
pub(super) struct Hidden {
    shown: Vec<See>,
    names: Vec<String>,
    /// cases that it is or was one with, or whose people were joined with its own, and that are out of reach
    others: Vec<String>,
    /// those of them of which not even that they are there may be known
    unknown: Vec<String>,
    /// may they know of the care of the case?
    care: bool,
}

impl Hidden {
    pub fn of(conn: &Connection, seat: &Seat, case_id: &str, owned: &Owned) -> Result<Hidden> {
        let shown = access::shown(seat, &owned.whose(), false);
        let names = access::names(conn, &shown, case_id)?;
        let sql = "SELECT DISTINCT record_id FROM ledger WHERE case_id = ?1 AND kind IN ('merge', 'person')";
        let mut query = conn.prepare_cached(sql)?;
        let mut others: Vec<String> = query.query_map([case_id], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let viewer = seat.viewer();
        let whose = others.iter().map(|id| access::whose(conn, id)).collect::<Result<Vec<_>>>()?;
        let mut seen = whose.iter().map(|o| o.as_ref().is_some_and(|o| viewer.may(Right::See(See::Facts), &o.whose())));
        others.retain(|_| !seen.next().unwrap_or(false));
        let mut unknown = others.clone();
        unknown.retain(|id| {
            whose.iter().flatten().all(|o| {
                let whose = o.whose();
                whose.case_id != id.as_str() || !viewer.may(Right::Figures, &whose)
            })
        });
        let care = seat.viewer().may(Right::See(See::Care), &owned.whose());
        Ok(Hidden { shown, names, others, unknown, care })
    }

    /// Is it a line about somebody of a case of which whoever is signed in may not even know?
    pub fn is_untold(&self, line: &AuditLine) -> bool {
        line.kind == PERSON && self.unknown.contains(&line.record_id)
    }

    /// May whoever is signed in know of the record that the line is about?
    pub fn is_known(&self, line: &AuditLine) -> bool {
        if self.is_untold(line) {
            return false;
        }
        self.care || !RecordKind::ALL.into_iter().any(|kind| kind.is_care() && kind.table() == line.kind)
    }

    /// An erasure with its reason blanked as narrative.
    pub fn erasure(&self, erasure: Erasure) -> Erasure {
        Erasure { reason: self.text(See::Narrative, &erasure.reason), ..erasure }
    }

    /// The line with what may not be seen blanked: values by the class of their field, a reason as narrative.
    pub fn masked(&self, mut line: AuditLine) -> AuditLine {
        let kind = RecordKind::ALL.into_iter().find(|k| k.table() == line.kind);
        let spec = kind.and_then(|k| k.specs().iter().find(|s| s.column == line.field));
        // A look says how, never a value, and a merge numbers; a field that this program does not know may be anything.
        let unknown = if [LOOK, MERGE, PERSON].contains(&line.kind.as_str()) { See::Facts } else { See::Identity };
        if line.kind == MERGE && self.others.contains(&line.record_id) {
            line.label = HIDDEN.to_owned();
            [&mut line.old, &mut line.new].into_iter().flatten().for_each(|value| *value = HIDDEN.to_owned());
        }
        if line.kind == PERSON && self.others.contains(&line.record_id) {
            // Why may well name somebody of the other case.
            let said = [&mut line.old, &mut line.new, &mut line.reason];
            said.into_iter().flatten().for_each(|value| *value = HIDDEN.to_owned());
        }
        let see = spec.map_or(unknown, |s| s.see);
        for value in [&mut line.old, &mut line.new] {
            *value = value.take().map(|v| self.text(see, &v));
        }
        line.reason = line.reason.map(|r| self.text(See::Narrative, &r));
        line
    }

    pub fn text(&self, see: See, text: &str) -> String {
        match see {
            see if !self.shown.contains(&see) => HIDDEN.to_owned(),
            See::Narrative => redact::blank(text, &self.names),
            _ => text.to_owned(),
        }
    }
}
