//! The row of a case in the list: what is shown, sorted and searched, derived from the whole case.
//! The store keeps it beside the case and makes it again with every save; it must never hold what the case does not say.

use super::casefile::CaseFile;
use super::code::Lists;
use super::field::{FieldKind, Need, See};
use super::number;
use super::record::{RecordKind, Sheet};
use super::suspect::Suspect;
use super::text::fold;
use super::victim;

/// One row of the list of cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// the case
    pub case_id: String,
    /// `CPU-19-0274`
    pub number: String,
    /// year and sequence as one number, so that numbers sort
    pub ordinal: i64,
    /// ISO date of the report
    pub reported_on: String,
    /// the first offence in words, `+1` where there are more, `att.` where attempted
    pub offence: String,
    /// the province in words
    pub province: String,
    /// `f7`, `m8m +1`
    pub victims: String,
    /// suspects, `?` for one who is not known
    pub suspects: String,
    /// suspects with an arrest that stands; −1 where nobody can say whether there was one
    pub arrested: i64,
    /// the lead or, without one, the team
    pub lead: String,
    /// code of the investigation's stage
    pub investigation: String,
    /// everything that is searched, folded, one blank between words; apart by who may see it, in the order of [`See::ALL`]
    pub search: [String; See::ALL.len()],
    /// code of the team
    pub team: Option<String>,
    /// the officer who leads it
    pub led_by: Option<String>,
    /// the officer who entered it
    pub entered_by: String,
    /// the officers who alone may know of it
    pub restricted_to: Option<String>,
}

impl Row {
    /// The row of a case.
    pub fn of(file: &CaseFile, lists: &Lists) -> Row {
        let case = &file.case;
        let text = |v: &Option<String>| v.clone().unwrap_or_default();
        let number = text(&case.number);
        let ordinal = number::read(&number).map_or(0, |n| n.ordinal());
        let more = |n: usize| if n > 1 { format!(" +{}", n - 1) } else { String::new() };
        let offence = file.offences.first().map_or(String::new(), |o| {
            let attempted = if o.attempted { ", att." } else { "" };
            let word = lists.word("offence", o.code.as_deref().unwrap_or("?"));
            format!("{word}{attempted}{}", more(file.offences.len()))
        });
        let day = case.incident_on.or(case.reported_on);
        let victims = file.victims.first().map_or(String::new(), |v| {
            let age = victim::age_at(v.age, v.born, day);
            format!("{}{}", victim::short(v.sex.as_deref(), age), more(file.victims.len()))
        });
        let known = file.suspects.iter().filter(|s| Suspect::identified(s.identity.as_deref())).count();
        let suspects = match (file.suspects.len(), known) {
            (0, _) => "–".to_owned(),
            (n, 0) => "?".repeat(n.min(3)),
            (_, k) => k.to_string(),
        };
        Row {
            case_id: case.head.id.clone(),
            ordinal,
            reported_on: case.reported_on.map(|d| d.to_iso()).unwrap_or_default(),
            offence,
            province: case.province.as_deref().map(|p| lists.word("province", p).to_owned()).unwrap_or_default(),
            victims,
            suspects,
            arrested: if file.arrested() == 0 && !case.arrests_known { -1 } else { file.arrested() as i64 },
            lead: case.lead.clone().or_else(|| case.team.clone()).unwrap_or_default(),
            investigation: text(&case.investigation),
            search: search(file, lists, &number),
            team: case.team.clone(),
            led_by: case.lead.clone(),
            entered_by: case.head.created_by.clone(),
            restricted_to: case.restricted_to.clone(),
            number,
        }
    }
}

/// Every word under which the case may be found, folded, by who may see it: the texts and the words of the codes of every
/// field that says more than what it was given at the start, and a few words that say what several fields mean together.
fn search(file: &CaseFile, lists: &Lists, number: &str) -> [String; See::ALL.len()] {
    let mut words: [Vec<String>; See::ALL.len()] = Default::default();
    let of = |see: See| See::ALL.iter().position(|s| *s == see).unwrap_or(0);
    let mut add = |see: See, text: &str| {
        words[of(see)].extend(text.split_whitespace().map(fold).chain([fold(text)]));
    };
    add(See::Facts, &number::short(number));
    if let Some(n) = number::read(number) {
        add(See::Facts, &format!("{:02}{}", n.year % 100, n.seq));
        add(See::Facts, &n.year.to_string());
    }
    let day = file.case.incident_on.or(file.case.reported_on);
    for victim in &file.victims {
        add(See::Facts, &victim::short(victim.sex.as_deref(), victim::age_at(victim.age, victim.born, day)));
    }
    if file.offences.iter().any(|o| o.attempted) {
        add(See::Facts, "attempted");
    }
    if file.arrested() > 0 {
        add(See::Facts, "arrested");
    }
    for sheet in file.sheets() {
        for (see, found) in of_record(&sheet, lists) {
            words[of(see)].extend(found);
        }
    }
    words.map(|mut words| {
        let mut seen = std::collections::HashSet::new();
        words.retain(|w| !w.is_empty() && seen.insert(w.clone()));
        words.join(" ")
    })
}

fn of_record(sheet: &Sheet, lists: &Lists) -> Vec<(See, Vec<String>)> {
    let mut out = Vec::new();
    for (spec, value) in sheet.kind.specs().iter().zip(&sheet.values) {
        let Some(value) = value.as_deref() else { continue };
        match spec.kind {
            FieldKind::Line | FieldKind::Prose => {
                out.push((sheet.kind.see(spec), value.split_whitespace().map(fold).chain([fold(value)]).collect()));
            }
            FieldKind::Code(list) | FieldKind::Within { list, .. } => {
                // A case is asked for by its stage, also by the first; any other start value tells no case apart.
                let as_given = matches!(spec.need, Need::Given(start) if start == value);
                let entry = lists.get(list, value).filter(|_| !as_given || sheet.kind == RecordKind::Case);
                out.extend(entry.map(|entry| (sheet.kind.see(spec), entry.words().to_vec())));
            }
            _ => {}
        }
    }
    out
}
