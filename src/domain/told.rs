//! What is to be said of a record beside its own fields, because of the others of its case. It must never decide who may see it.

use super::casefile::CaseFile;
use super::field::Desk;
use super::forensics::Answer;
use super::moment;
use super::record::{RecordKind, Sheet};

impl CaseFile {
    /// What is to be said of a record beside its fields, and is it urgent: what is wrong with an entry of a chain and what corrects it, how
    /// a request stands, when a decision was entered.
    pub fn told_of(&self, sheet: &Sheet, desk: &Desk) -> Vec<(String, bool)> {
        let bench = self.bench();
        match sheet.kind {
            RecordKind::CustodyEvent => {
                let flaws = bench.flaws(sheet.get("exhibit_id").unwrap_or_default()).into_iter();
                let mut out: Vec<(String, bool)> = flaws
                    .filter(|(id, _)| *id == sheet.head.id)
                    .map(|(_, flaw)| (flaw.words().to_owned(), true))
                    .collect();
                out.extend(self.corrections(sheet).into_iter().map(calm));
                out
            }
            RecordKind::ExamRequest => {
                let request = self.exams.iter().find(|r| r.head.id == sheet.head.id);
                let answer = request.map(|r| bench.answer(r, &desk.now)).filter(|a| *a != Answer::Withdrawn);
                answer.map(|a| (a.words(), a.is_overdue())).into_iter().collect()
            }
            RecordKind::Decision => {
                let entered = format!("entered {}", moment::local(&sheet.head.created_at, desk.now.zone));
                [entered].into_iter().chain(self.corrections(sheet)).map(calm).collect()
            }
            RecordKind::Diary => self.corrections(sheet).into_iter().map(calm).collect(),
            _ => Vec::new(),
        }
    }

    /// Which entry corrects this one, and which it corrects.
    pub(super) fn corrections(&self, sheet: &Sheet) -> Vec<String> {
        let Some(column) = sheet.kind.corrects() else { return Vec::new() };
        let of_kind: Vec<Sheet> = self.sheets().into_iter().filter(|s| s.kind == sheet.kind).collect();
        let by = of_kind.iter().find(|s| s.get(column) == Some(&sheet.head.id));
        let corrects = of_kind.iter().find(|s| Some(s.head.id.as_str()) == sheet.get(column));
        let by = by.map(|s| format!("corrected by {}", s.label()));
        by.into_iter().chain(corrects.map(|s| format!("corrects {}", s.label()))).collect()
    }
}

/// What is said and is not urgent.
fn calm(words: String) -> (String, bool) {
    (words, false)
}
