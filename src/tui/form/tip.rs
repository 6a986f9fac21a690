//! How the forms of tips begin: a new one, an edit, one more identifier, what becomes of it; and the form of the case that one becomes.

use super::open::{named, this_minute, typed};
use super::{Form, Purpose, Section};
use crate::domain::act::Change;
use crate::domain::day::Day;
use crate::domain::line::NEW_CASE;
use crate::domain::record::{Record, RecordKind, Sheet};
use crate::domain::tip;
use crate::domain::tipfile::TipFile;
use crate::tui::parts::View;

/// What a tip is called until it is saved.
const NEW_TIP: &str = "new:tip";
/// So many blank identifiers stand in the form of a new tip.
const BLANK: u32 = 3;

impl Form {
    /// A new tip, received now, with room for what it names.
    pub fn new_tip(view: &View) -> Form {
        let mut form = Form::blank("New tip", "new tip", None);
        let mut tip = Sheet::blank(RecordKind::Tip, NEW_TIP, 0);
        tip.set("received", Some(this_minute(view)));
        tip.set("lead", Some(view.viewer.name.clone()));
        let at = form.push(tip, view);
        form.sections[at].by_hand = true;
        for seq in 1..=BLANK {
            form.push(Sheet::blank(RecordKind::TipIdentifier, NEW_TIP, seq), view);
        }
        form.opened()
    }

    /// Every record of a tip, and one more identifier.
    pub fn edit_tip(file: &TipFile, view: &View) -> Form {
        let mut form = Form::blank(&format!("Edit {}", file.number()), "edit", None);
        for sheet in file.sheets() {
            let mut fields = typed(sheet.kind);
            let specs = sheet.kind.specs();
            fields.retain(|i| {
                !sheet.is_masked(specs[*i].column) && view.viewer.may_change(sheet.kind, &specs[*i], &file.whose())
            });
            if !fields.is_empty() {
                let title = form.title_of(&sheet);
                form.sections.push(Section::new(title, Some(sheet.clone()), sheet, fields, &view.desk));
            }
        }
        form.push(Sheet::blank(RecordKind::TipIdentifier, &file.tip.head.id, file.next_seq()), view);
        form.opened()
    }

    /// One more identifier of a tip.
    pub fn tip_identifier(file: &TipFile, view: &View) -> Form {
        let mut form = Form::blank(&format!("Identifier in {}", file.number()), "identifier", None);
        let sheet = Sheet::blank(RecordKind::TipIdentifier, &file.tip.head.id, file.next_seq());
        let at = form.push(sheet, view);
        form.sections[at].by_hand = true;
        form.opened()
    }

    /// What becomes of a tip, other than a new case.
    pub fn triage(file: &TipFile, outcome: &str, view: &View) -> Form {
        let word = view.desk.lists.word("tip_outcome", outcome);
        let mut form = Form::blank(&format!("{word}: {}", file.number()), "triage", None);
        form.purpose = Purpose::Triage;
        let before = file.tip.to_sheet();
        let mut sheet = before.clone();
        sheet.set("outcome", Some(outcome.to_owned()));
        let links = tip::names_case(outcome);
        if !links && !sheet.is_masked("outcome_case") {
            sheet.set("outcome_case", None);
        }
        let columns: &[&str] = if links { &["outcome_case", "outcome_reason"] } else { &["outcome_reason"] };
        let shown = named(sheet.kind, columns);
        let title = if links { "The number of the case, as 19/274" } else { "Why, and to whom" };
        form.sections.push(Section::new(title.to_owned(), Some(before), sheet, shown, &view.desk));
        form.opened()
    }

    /// A new case with what the tip knows; when it is saved, the tip says so.
    pub fn case_of_tip(file: &TipFile, view: &View) -> Form {
        let mut form = Form::new_case(view);
        form.title = format!("New case from {}", file.number());
        let tip = &file.tip;
        let day = |at: Option<crate::domain::moment::Moment>| at.map(|at| at.day(view.desk.now.zone).to_iso());
        let source = match tip.source.as_deref() {
            Some(source @ ("ncmec" | "public")) => Some(source.to_owned()),
            Some("inhope" | "iwf" | "platform") => Some("partner".to_owned()),
            Some("foreign") => Some("police".to_owned()),
            _ => None,
        };
        let known = [
            ("reported_on", Some(Day::of(view.desk.now.today()).to_iso())),
            ("source", source),
            ("incident_on", day(tip.incident_at)),
            ("summary", tip.summary.clone()),
            ("team", tip.team.clone()),
            ("lead", tip.lead.clone()),
        ];
        if let Some(section) = form.sections.iter_mut().find(|s| s.sheet.kind == RecordKind::Case) {
            for (column, value) in known.into_iter().filter(|(_, value)| value.is_some()) {
                section.sheet.set(column, value);
                // The one-line entry leaves it alone.
                named(RecordKind::Case, &[column]).into_iter().for_each(|i| section.touched[i] = true);
            }
            section.retype(&view.desk);
        }
        let before = tip.to_sheet();
        let mut after = before.clone();
        after.set("outcome", Some("case".to_owned()));
        after.set("outcome_case", Some(NEW_CASE.to_owned()));
        form.also = vec![Change { before: Some(before), after }];
        form.opened()
    }

    /// Is it a form of a tip?
    pub(super) fn is_of_tip(&self) -> bool {
        self.sections.first().is_some_and(|s| s.sheet.kind.root() == RecordKind::Tip)
    }

    /// The tip of the form, if its source or its number there was typed: it may be in the file already.
    pub(super) fn typed_ref(&self) -> Option<Sheet> {
        let tip = self.sections.iter().find(|s| s.sheet.kind == RecordKind::Tip)?;
        let of = |sheet: &Sheet| ["source", "ref_no"].map(|c| sheet.get(c).map(str::to_owned));
        let changed = tip.before.as_ref().is_none_or(|before| of(before) != of(&tip.sheet));
        (changed && of(&tip.sheet).iter().all(Option::is_some)).then(|| tip.sheet.clone())
    }
}
