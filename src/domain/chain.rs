//! THE rule of a chain of custody: how each entry is linked to the one before, which entries count, where the exhibit is, and what is wrong
//! with the chain. The hash is of what entries say and of the labels of what they point at, so that it goes with them through export and
//! import; who may see what they say is not its business.

use super::custody_event::CustodyEvent;
use super::field::{FieldKind, Value};
use super::ledger::image;
use super::moment::Moment;
use super::record::{RecordKind, Sheet};
use super::text::hex;
use std::collections::BTreeSet;

/// Where an exhibit may be before its chain begins.
const BEFORE: [&str; 2] = ["scene", "held"];
/// Where an exhibit without a chain is.
pub const KEPT: &str = "held";

/// What the next entry of an exhibit is to be linked to: the hash of its last entry or, before there is one, of its label. `all` are the
/// custody entries of the case in their order.
pub fn link(exhibit: &Sheet, all: &[Sheet]) -> String {
    match all.iter().rfind(|e| e.get("exhibit_id") == Some(&exhibit.head.id)) {
        Some(last) => of_entry(last, exhibit, all),
        None => hex(&image(&[], RecordKind::Exhibit.table(), [("label", Some(exhibit.label().as_str()))].into_iter())),
    }
}

fn of_entry(entry: &Sheet, exhibit: &Sheet, all: &[Sheet]) -> String {
    let (label, of) = (entry.label(), exhibit.label());
    let corrects = all.iter().find(|e| Some(e.head.id.as_str()) == entry.get("custody_event_id")).map(Sheet::label);
    let fields = entry.kind.specs().iter().zip(&entry.values).filter(|(spec, _)| spec.kind != FieldKind::Link);
    let fields = fields.map(|(spec, value): (_, &Value)| (spec.column, value.as_deref()));
    let labels = [("label", Some(label.as_str())), ("of", Some(of.as_str())), ("corrects", corrects.as_deref())];
    hex(&image(&[], entry.kind.table(), labels.into_iter().chain(fields)))
}

/// The entries of a case that are not linked to the one before: it was changed, or one in between is gone. `sheets` are all records of
/// the case with nothing masked.
pub fn unlinked(sheets: &[Sheet]) -> BTreeSet<String> {
    let of = |kind| sheets.iter().filter(move |s| s.kind == kind);
    let mut all: Vec<Sheet> = of(RecordKind::CustodyEvent).cloned().collect();
    all.sort_by_key(|entry| entry.head.seq);
    let mut out = BTreeSet::new();
    for (at, entry) in all.iter().enumerate() {
        let exhibit = of(RecordKind::Exhibit).find(|e| Some(e.head.id.as_str()) == entry.get("exhibit_id"));
        let due = exhibit.map(|exhibit| link(exhibit, &all[..at]));
        if due.as_deref() != entry.get("row_before") {
            out.insert(entry.head.id.clone());
        }
    }
    out
}

/// The entries that count, in their order: one that was corrected gives its place to the one that corrects it.
pub fn standing<'a>(all: &[&'a CustodyEvent]) -> Vec<&'a CustodyEvent> {
    let mut out: Vec<&CustodyEvent> = Vec::new();
    for entry in all {
        let corrected = |e: &&CustodyEvent| Some(&e.head.id) == entry.custody_event_id.as_ref();
        match out.iter().position(corrected) {
            Some(at) => out[at] = entry,
            None => out.push(entry),
        }
    }
    out
}

/// The place of an exhibit by its chain.
pub fn place<'a>(standing: &[&'a CustodyEvent]) -> &'a str {
    standing.last().and_then(|e| e.to_place.as_deref()).unwrap_or(KEPT)
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// the seal was broken when it was taken over
    Seal,
    /// it comes from another place than that to which it went
    Gap,
    /// it is earlier than the entry before
    Order,
    /// it is not linked to the entry before
    Link,
}

impl Flaw {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Flaw::Seal => "SEAL BROKEN",
            Flaw::Gap => "GAP: it was last somewhere else, and nobody says how it came here",
            Flaw::Order => "earlier than the entry before",
            Flaw::Link => "CHAIN BROKEN: what was written before it was changed, or is gone",
        }
    }

    /// In one word, as the filter of the exhibits and programs say it.
    pub fn word(self) -> &'static str {
        match self {
            Flaw::Seal => "broken",
            Flaw::Gap => "gap",
            Flaw::Order => "order",
            Flaw::Link => "chain",
        }
    }
}

/// What is wrong with the entries of one exhibit, by their identities.
pub fn flaws(all: &[&CustodyEvent], unlinked: &BTreeSet<String>) -> Vec<(String, Flaw)> {
    let mut out = Vec::new();
    let mut before: Option<&CustodyEvent> = None;
    for entry in standing(all) {
        let mut flaw = |flaw| out.push((entry.head.id.clone(), flaw));
        let from = entry.from_place.as_deref().unwrap_or_default();
        let joins = before.map_or(BEFORE.contains(&from), |b| b.to_place.as_deref() == Some(from));
        if !joins {
            flaw(Flaw::Gap);
        }
        if let (Some(Moment::At(was)), Some(Moment::At(at))) = (before.and_then(|b| b.at), entry.at)
            && at < was
        {
            flaw(Flaw::Order);
        }
        if entry.seal.as_deref() == Some("broken") {
            flaw(Flaw::Seal);
        }
        before = Some(entry);
    }
    out.extend(all.iter().filter(|e| unlinked.contains(&e.head.id)).map(|e| (e.head.id.clone(), Flaw::Link)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Record;

    fn exhibit() -> Sheet {
        Sheet::blank(RecordKind::Exhibit, "c", 3)
    }

    fn entry(seq: u32, fields: &[(&str, &str)], all: &[Sheet]) -> Sheet {
        let mut sheet = Sheet::blank(RecordKind::CustodyEvent, "c", seq);
        sheet.set("exhibit_id", Some(exhibit().head.id));
        fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
        sheet.set("row_before", Some(link(&exhibit(), all)));
        sheet
    }

    #[test]
    fn an_entry_that_is_changed_or_gone_is_missed_by_the_next() {
        let mut all = vec![exhibit()];
        for (seq, to) in [(1, "held"), (2, "lab"), (3, "held")] {
            let entry = entry(seq, &[("to_place", to), ("to_whom", "Sok")], &all[1..]);
            all.push(entry);
        }
        assert!(unlinked(&all).is_empty());
        let third = BTreeSet::from([all[3].head.id.clone()]);
        let mut changed = all.clone();
        changed[2].set("to_whom", Some("Sao".to_owned()));
        assert_eq!(unlinked(&changed), third, "a name was changed");
        let mut gone = all.clone();
        gone.remove(2);
        assert_eq!(unlinked(&gone), third, "an entry is gone");
        let mut first = all;
        first.remove(1);
        assert_eq!(unlinked(&first).len(), 1, "also the first");
    }

    #[test]
    fn gaps_broken_seals_and_order_are_found_and_a_correction_takes_the_place_of_what_it_corrects() {
        let typed = |sheet: &Sheet| CustodyEvent::from_sheet(sheet).unwrap();
        let flaws_of = |sheets: &[Sheet]| {
            let all: Vec<CustodyEvent> = sheets.iter().map(typed).collect();
            let all: Vec<&CustodyEvent> = all.iter().collect();
            let words: Vec<&str> = flaws(&all, &BTreeSet::new()).into_iter().map(|(_, flaw)| flaw.word()).collect();
            format!("{} {}", place(&standing(&all)), words.join(" ")).trim().to_owned()
        };
        let moved = |seq, from, to, more: &[(&str, &str)]| {
            entry(seq, &[&[("from_place", from), ("to_place", to), ("seal", "whole")], more].concat(), &[])
        };
        assert_eq!(flaws_of(&[]), "held");
        assert_eq!(flaws_of(&[moved(1, "scene", "held", &[])]), "held");
        assert_eq!(flaws_of(&[moved(1, "court", "held", &[])]), "held gap", "nobody says how it came to the court");
        let lab = moved(2, "held", "lab", &[("at", "2021-03-02T05:00:00.000Z")]);
        let back = moved(3, "court", "held", &[("at", "2021-03-02T04:00:00.000Z"), ("seal", "broken")]);
        assert_eq!(flaws_of(&[moved(1, "scene", "held", &[]), lab.clone(), back.clone()]), "held gap order broken");
        let at_once = moved(3, "lab", "held", &[("at", "2021-03-02T05:00:00.000Z")]);
        assert_eq!(flaws_of(&[moved(1, "scene", "held", &[]), lab.clone(), at_once]), "held", "twice in one minute");
        let right = moved(4, "lab", "held", &[("at", "2021-03-02T06:00:00.000Z"), ("custody_event_id", &back.head.id)]);
        let corrected = [moved(1, "scene", "held", &[]), lab, back, right.clone()];
        assert_eq!(flaws_of(&corrected), "held", "the wrong entry stays and counts no more");
        let again = moved(5, "lab", "court", &[("custody_event_id", &right.head.id)]);
        assert_eq!(flaws_of(&[corrected.as_slice(), &[again]].concat()), "court", "a correction can be corrected");
    }
}
