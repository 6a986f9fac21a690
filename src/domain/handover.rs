//! The hand-over of a case to another officer or team: what goes along with it, the deed, and one printed page of that case only. It must
//! never decide who may give a case away.

use super::act::{Change, Deed};
use super::casefile::CaseFile;
use super::chain;
use super::decision::Decision;
use super::diary::Diary;
use super::due::Due;
use super::exhibit::Exhibit;
use super::field::Desk;
use super::moment;
use super::offence::Offence;
use super::record::{HIDDEN, Record, RecordKind, Sheet};
use super::suspect::Suspect;

/// The act, as it stands in the history.
pub const HAND_OVER: &str = "hand over";
/// A page has so many lines of so many columns: A4 in a usual typeface.
const PAGE: usize = 60;
const COLUMNS: usize = 78;
/// So many of the latest entries of the diary and of the decision log are on it.
const LATEST: usize = 5;

impl CaseFile {
    /// What goes along with the case, for its diary: what is due and where the exhibits are, by their labels and no more, for the diary
    /// is read by some who may not read what a task says, and nothing of care.
    pub fn goes_along(&self, desk: &Desk) -> String {
        let line = |due: &Due| {
            let owner = due.owner.as_deref().map(|owner| format!(" ({owner})")).unwrap_or_default();
            // What is read next year says no "tomorrow".
            let at = due.at.map_or("no day is set".to_owned(), |at| at.long(desk.now.zone));
            format!("{} {}, {at}{owner}", due.kind.word(), due.label)
        };
        let due = self.due_in_order(desk);
        let due = due.iter().filter(|due| !due.kind.is_care()).map(line);
        let bench = self.bench();
        let place = |e: &Exhibit| {
            let place = chain::place(&chain::standing(&bench.chain(&e.head.id))).to_owned();
            format!(
                "exhibit {}, {}",
                self.exhibit_number(e.head.seq),
                desk.lists.word("custody_place", &place).to_lowercase()
            )
        };
        let exhibits = self.exhibits.iter().filter(|e| e.taken_back_at.is_none()).map(place);
        let along: Vec<String> = due.chain(exhibits).collect();
        if along.is_empty() { "nothing is open".to_owned() } else { along.join("; ") }
    }

    fn due_in_order(&self, desk: &Desk) -> Vec<Due> {
        let mut due = self.due(desk);
        due.sort_by_key(|due| due.order(&desk.now));
        due
    }

    /// The open tasks of the officer who leads the case, given to the one who gets it.
    pub fn tasks_along(&self, to: &str) -> Vec<Change> {
        let led_by = self.case.lead.as_deref().filter(|lead| *lead != to);
        let open = self.tasks.iter().filter(|task| task.taken_back_at.is_none() && task.is_open());
        let theirs = open.filter(|task| task.owner.is_some() && task.owner.as_deref() == led_by);
        let given = |before: Sheet| {
            let mut after = before.clone();
            after.set("owner", Some(to.to_owned()));
            Change { before: Some(before), after }
        };
        theirs.map(Record::to_sheet).map(given).collect()
    }

    /// The deed that gives the case to an officer, a team, or both, with an entry of the diary that says why and what goes along.
    pub fn hand_over(&self, to: Option<&str>, team: Option<&str>, reason: &str, desk: &Desk) -> Deed {
        let before = self.case.to_sheet();
        let mut after = before.clone();
        for (column, value) in [("lead", to), ("team", team)] {
            if let Some(value) = value {
                after.set(column, Some(value.to_owned()));
            }
        }
        let mut entry = Sheet::blank(RecordKind::Diary, &self.case.head.id, self.next_seq(RecordKind::Diary));
        let whom: Vec<&str> = [to, team].into_iter().flatten().collect();
        let along = self.goes_along(desk);
        entry.set("text", Some(format!("Handed over to {}: {reason}. With it: {along}", whom.join(", "))));
        let changes = vec![Change { before: Some(before), after }, Change { before: None, after: entry }];
        Deed { action: HAND_OVER.to_owned(), reason: Some(reason.to_owned()), op_id: None, changes }
    }

    /// The page of the case: whose it is, who is in it, what goes along, the latest decisions and entries; as whoever asks sees it.
    pub fn page(&self, office: &str, desk: &Desk) -> Vec<String> {
        let case = self.case.to_sheet();
        let shown = |sheet: &Sheet, column: &str| {
            let spec = sheet.kind.specs().iter().find(|s| s.column == column);
            spec.map(|s| sheet.show(s, desk)).unwrap_or_default()
        };
        let number = self.case.number.clone().unwrap_or_default();
        let printed = moment::local(&moment::stamp(desk.now.utc), desk.now.zone);
        let mut page = vec![
            format!("{office}: {number}, one page, as of {printed}"),
            "=".repeat(COLUMNS),
            format!(
                "Team {}   Lead {}   Stage {}",
                shown(&case, "team"),
                shown(&case, "lead"),
                shown(&case, "investigation")
            ),
            format!(
                "Reported {} by {}, incident {}",
                shown(&case, "reported_on"),
                shown(&case, "source"),
                shown(&case, "incident_on")
            ),
            format!("Place {}, {}", shown(&case, "province"), shown(&case, "place")),
            format!("What {}", shown(&case, "summary")),
        ];
        let mut part = |heading: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                page.extend([String::new(), heading.to_owned()]);
                page.extend(lines.into_iter().map(|line| format!("  {line}")));
            }
        };
        let words = |sheet: &Sheet, columns: &[&str]| {
            let known = columns.iter().filter(|c| sheet.get(c).is_some() || sheet.is_masked(c));
            let words: Vec<String> = known.map(|c| shown(sheet, c)).collect();
            format!("{} {}", sheet.label(), words.join(", "))
        };
        let offence = |o: &Offence| {
            let attempted = if o.attempted { ", attempted" } else { "" };
            format!("{}{attempted}", words(&o.to_sheet(), &["code", "clearance"]))
        };
        part("Offences", self.offences.iter().map(offence).collect());
        part(
            "Victims",
            self.victims.iter().map(|v| words(&v.to_sheet(), &["sex", "age", "name", "name_km"])).collect(),
        );
        let suspect = |s: &Suspect| {
            let stage = self.course(s).stage(desk).word();
            format!("{}: {stage}", words(&s.to_sheet(), &["identity", "sex", "age", "name", "name_km"]))
        };
        part("Suspects", self.suspects.iter().map(suspect).collect());
        let due = |due: Due| {
            let owner = due.owner.as_deref().map(|owner| format!(" ({owner})")).unwrap_or_default();
            format!("{} {}: {}, {}{owner}", due.kind.word(), due.label, due.what, due.when(&desk.now))
        };
        let exhibits = self.exhibits.iter().filter(|e| e.taken_back_at.is_none());
        let place = |e: &Exhibit| format!("exhibit {}: {}", self.exhibit_number(e.head.seq), self.whereabouts(e, desk));
        part("What goes along", self.due_in_order(desk).into_iter().map(due).chain(exhibits.map(place)).collect());
        let decision = |d: &Decision| {
            let sheet = d.to_sheet();
            format!(
                "{} {}: {} ({})",
                sheet.label(),
                shown(&sheet, "decided_at"),
                shown(&sheet, "what"),
                shown(&sheet, "why")
            )
        };
        part("Latest decisions", self.decisions.iter().rev().take(LATEST).map(decision).collect());
        let entry = |d: &Diary| {
            let when =
                d.at.map_or_else(|| moment::local(&d.head.created_at, desk.now.zone), |at| at.long(desk.now.zone));
            let hidden = d.to_sheet().is_masked("text").then_some(HIDDEN);
            format!("{when} {}: {}", d.head.created_by, d.text.as_deref().or(hidden).unwrap_or_default())
        };
        part("Latest entries", self.diary.iter().rev().take(LATEST).map(entry).collect());
        let cut = |line: String| match line.chars().count() > COLUMNS {
            true => line.chars().take(COLUMNS - 1).chain(['…']).collect(),
            false => line.replace('\n', " "),
        };
        let more = page.len().saturating_sub(PAGE);
        let mut page: Vec<String> = page.into_iter().map(cut).collect();
        if more > 0 {
            page.truncate(PAGE - 1);
            page.push(format!("… {} more lines: caseload show {number}", more + 1));
        }
        page
    }
}
