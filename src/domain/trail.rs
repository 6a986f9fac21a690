//! A line of the audit trail, as it is read, and its words for people. It must never be made but by the write door.

use super::erasure::{ERASE, ERASED};
use super::field::{Desk, FieldKind, Value};
use super::merged::{INTO, MERGE, SAME};
use super::moment;
use super::number;
use super::person::PERSON;
use super::record::RecordKind;

/// One line of the trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditLine {
    /// place in the trail of the office
    pub seq: i64,
    /// the act that it is part of
    pub op_id: String,
    /// when
    pub at: String,
    /// who
    pub person: String,
    /// what was done, in a word
    pub action: String,
    /// why, where it was asked
    pub reason: Option<String>,
    /// the case, blank where it is about none
    pub case_id: String,
    /// its number
    pub number: Option<String>,
    /// table of the record; `look` for an act of looking, `officer` for one on an account
    pub kind: String,
    /// which record
    pub record_id: String,
    /// `V1`
    pub label: String,
    /// column
    pub field: String,
    /// value before
    pub old: Value,
    /// value after
    pub new: Value,
    /// the values that it had were erased with the case
    pub erased: bool,
}

/// Lines with the latest first, taken together by act.
pub fn acts(lines: &[AuditLine]) -> impl Iterator<Item = &[AuditLine]> {
    lines.chunk_by(|a, b| a.op_id == b.op_id)
}

/// What an act did, a part for each of its lines in the order in which they were written; of several cases each with its number, but for
/// what is alike of all, as an export, which is said once.
pub fn what<'a>(act: &'a [AuditLine], desk: &'a Desk) -> impl Iterator<Item = String> + 'a {
    let mut before = None;
    let several = is_of_several(act);
    let parts = act.iter().rev().filter_map(move |line| {
        let (words, look) = (line.words(act, desk)?, line.kind == "look");
        let of = line.number.as_deref().filter(|_| several && !look).map(|n| format!("{}: ", number::short(n)));
        Some((of.unwrap_or_default() + &words, look))
    });
    parts.filter_map(move |(part, look)| {
        let again = look && before.as_ref() == Some(&part);
        before = look.then(|| part.clone());
        (!again).then_some(part)
    })
}

/// Is an act about several cases?
pub fn is_of_several(act: &[AuditLine]) -> bool {
    act.iter().any(|line| line.case_id != act[0].case_id)
}

/// The number of the case that an act is about; `None` for one about none, or about several.
pub fn of_case(act: &[AuditLine]) -> Option<&str> {
    act.first()?.number.as_deref().filter(|_| !is_of_several(act))
}

impl AuditLine {
    /// The line in the words of its field list, with the labels of the records that it points at; `None` for what the label of the
    /// record already says, and for what points at a record of which `all` does not tell.
    pub fn words(&self, all: &[AuditLine], desk: &Desk) -> Option<String> {
        if self.kind == "look" {
            let words = self.new.as_deref().map(|detail| look_words(detail, desk));
            return words.or_else(|| self.erased.then(|| ERASED.to_owned()));
        }
        if self.kind == MERGE {
            return (!self.field.is_empty()).then(|| self.merge_words());
        }
        if self.kind == PERSON {
            return (!self.field.is_empty()).then(|| self.person_words());
        }
        let kind = RecordKind::ALL.into_iter().find(|k| k.table() == self.kind);
        let spec = kind.and_then(|k| k.specs().iter().find(|s| s.column == self.field));
        // The form in which a value is compared is told to nobody.
        if spec.is_some_and(|s| s.kind == FieldKind::Hash && s.is_inside()) {
            return None;
        }
        if self.action == ERASE {
            return (kind != Some(RecordKind::Case)).then(|| format!("{} {ERASED}", self.label));
        }
        if self.erased {
            let of = if kind == Some(RecordKind::Case) { "" } else { &self.label };
            let field = spec.map_or(self.field.as_str(), |s| s.label);
            return Some(format!("{of} {field}: {ERASED}").trim_start().to_owned());
        }
        let labelled = |id: &str| all.iter().find(|l| l.record_id == id).map(|l| l.label.as_str());
        let label_of = |id: &str| labelled(id).unwrap_or("–");
        let is_link = spec.is_some_and(|s| s.kind == FieldKind::Link);
        if is_link && [&self.old, &self.new].into_iter().flatten().any(|id| labelled(id).is_none()) {
            return None;
        }
        let linked = |field: &str| {
            let link = all.iter().find(|l| l.record_id == self.record_id && l.field == field);
            link.and_then(|l| l.new.as_deref()).map_or("–", label_of)
        };
        let record = match kind {
            Some(kind) if kind.is_root() => String::new(),
            Some(RecordKind::Relation) => format!("{} to {} ", linked("suspect_id"), linked("victim_id")),
            _ if self.label.is_empty() => String::new(),
            _ => format!("{} ", self.label),
        };
        let show = |value: &Value| match (spec, value.as_deref()) {
            (Some(spec), Some(id)) if spec.kind == FieldKind::Link => label_of(id).to_owned(),
            (Some(spec), value) => spec.show(value, desk),
            (None, value) => value.unwrap_or("–").to_owned(),
        };
        if kind == Some(RecordKind::Relation) && is_link {
            return None;
        }
        let field = spec.map_or(self.field.as_str(), |s| s.label);
        Some(match self.old {
            None => format!("{record}{field}: {}", show(&self.new)),
            Some(_) => format!("{record}{field}: {} → {}", show(&self.old), show(&self.new)),
        })
    }
}

impl AuditLine {
    /// What a line of a merge says: of which case, and whether they became one or two again.
    fn merge_words(&self) -> String {
        let value = self.new.as_deref().or(self.old.as_deref()).unwrap_or(ERASED);
        match (self.field.as_str(), self.new.is_some()) {
            (SAME, true) => format!("the same as in {}: {value}", self.label),
            (SAME, false) => format!("no more the same as in {}: {value}", self.label),
            (INTO, true) => format!("merged into {value}"),
            (INTO, false) => format!("merged into {value} no more"),
            (_, true) => format!("{value} is merged into it"),
            (_, false) => format!("{value} is a case of its own again"),
        }
    }
}

impl AuditLine {
    /// What a line about a person says: who of another case is one with whom.
    fn person_words(&self) -> String {
        let value = self.new.as_deref().or(self.old.as_deref()).unwrap_or(ERASED);
        let more = if self.new.is_none() && self.old.is_some() { " no more" } else { "" };
        format!("{}: one person with {value}{more}", self.label)
    }
}

/// The detail of a look; an instant in it as the office reads it.
pub fn look_words(detail: &str, desk: &Desk) -> String {
    match detail.strip_prefix("until ") {
        Some(stamp) => format!("until {}", moment::local(stamp, desk.now.zone)),
        None => detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Lists;
    use crate::domain::moment::Now;

    #[test]
    fn what_was_done_alike_to_several_cases_is_said_once_and_of_none_of_them() {
        let line = |case: &str, detail: &str| AuditLine {
            seq: 0,
            op_id: "act".into(),
            at: String::new(),
            person: String::new(),
            action: "export".into(),
            reason: None,
            case_id: case.into(),
            number: Some(format!("CPU-21-000{case}")),
            kind: "look".into(),
            record_id: String::new(),
            label: String::new(),
            field: String::new(),
            old: None,
            new: Some(detail.into()),
            erased: false,
        };
        let lists = Lists::default();
        let desk = Desk { lists: &lists, now: Now { utc: chrono::DateTime::UNIX_EPOCH, zone: chrono_tz::UTC } };
        // The latest line stands first.
        let act = [line("3", "masked"), line("2", "shown"), line("1", "shown")];
        assert_eq!(what(&act, &desk).collect::<Vec<_>>(), ["shown", "masked"]);
        assert_eq!((is_of_several(&act), of_case(&act)), (true, None));
        assert_eq!((is_of_several(&act[..1]), of_case(&act[..1])), (false, Some("CPU-21-0003")));
        let change = |case: &str| AuditLine {
            kind: "cases".into(),
            field: "lead".into(),
            old: Some("dara".into()),
            new: Some("rith".into()),
            ..line(case, "")
        };
        let act = [change("2"), change("1")];
        assert_eq!(what(&act, &desk).collect::<Vec<_>>(), ["21/0001: Lead: dara → rith", "21/0002: Lead: dara → rith"]);
        assert_eq!(what(&act[..1], &desk).collect::<Vec<_>>(), ["Lead: dara → rith"]);
    }

    #[test]
    fn who_is_not_told_of_beside_it_is_no_nobody() {
        let line = |kind: &str, id: &str, field: &str, new: &str| AuditLine {
            label: if id == "a" { "A1" } else { "S1" }.into(),
            kind: kind.into(),
            record_id: id.into(),
            field: field.into(),
            new: Some(new.into()),
            ..AuditLine::default()
        };
        let lists = Lists::default();
        let desk = Desk { lists: &lists, now: Now { utc: chrono::DateTime::UNIX_EPOCH, zone: chrono_tz::UTC } };
        let arrest = [line("arrest", "a", "at", "2021-12-30"), line("arrest", "a", "suspect_id", "s")];
        assert_eq!(what(&arrest, &desk).collect::<Vec<_>>(), ["A1 When: 30 Dec 2021"]);
        let both = [arrest[1].clone(), line("suspect", "s", "name", "x")];
        assert!(what(&both, &desk).any(|part| part == "A1 Suspect: S1"), "it is told where the act tells of it");
    }
}
