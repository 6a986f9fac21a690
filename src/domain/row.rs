//! The row of a case in the list: what is shown, sorted and searched, derived from the whole case.
//! The store keeps it beside the case and makes it again with every save; it must never hold what the case does not say.

use super::casefile::CaseFile;
use super::code::Lists;
use super::number;
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
    /// everything that is searched, folded, one blank between words
    pub search: String,
}

impl Row {
    /// The row of a case.
    pub fn of(file: &CaseFile, lists: &Lists) -> Row {
        let case = &file.case;
        let text = |v: &Option<String>| v.clone().unwrap_or_default();
        let number = text(&case.number);
        let ordinal = number::read(&number).map_or(0, |n| i64::from(n.year) * 10_000_000 + i64::from(n.seq));
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
        let known = file.suspects.iter().filter(|s| s.stage(false) == "identified").count();
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
            number,
        }
    }
}

/// Every word under which the case may be found, folded.
fn search(file: &CaseFile, lists: &Lists, number: &str) -> String {
    let case = &file.case;
    let mut words: Vec<String> = vec![fold(number), fold(&number::short(number))];
    if let Some(n) = number::read(number) {
        words.push(format!("{:02}{}", n.year % 100, n.seq));
        words.push(n.year.to_string());
    }
    let mut add = |text: &str| words.extend(text.split_whitespace().map(fold).chain([fold(text)]));
    let mut code = |list: &str, code: &Option<String>| {
        if let Some(entry) = code.as_deref().and_then(|c| lists.get(list, c)) {
            add(&entry.en);
            add(entry.km.as_deref().unwrap_or(""));
            add(&entry.code);
            entry.keys.iter().for_each(|k| add(k));
        }
    };
    for offence in &file.offences {
        code("offence", &offence.code);
    }
    code("province", &case.province);
    code("district", &case.district);
    code("commune", &case.commune);
    code("source", &case.source);
    code("team", &case.team);
    code("investigation", &case.investigation);
    for relation in &file.relations {
        code("relationship", &relation.relationship);
    }
    for offence in file.offences.iter().filter(|o| o.clearance.as_deref() != Some("N")) {
        code("clearance", &offence.clearance);
    }
    file.victims.iter().for_each(|v| add(&victim::short(v.sex.as_deref(), v.age)));
    if file.offences.iter().any(|o| o.attempted) {
        add("attempted");
    }
    if file.arrested() > 0 {
        add("arrested");
    }
    let texts = [&case.village, &case.place, &case.summary, &case.lead];
    let people = file.victims.iter().flat_map(|v| [&v.name, &v.name_km]);
    let suspects = file.suspects.iter().flat_map(|s| [&s.name, &s.name_km, &s.nickname, &s.description]);
    let arrests = file.arrests.iter().flat_map(|a| [&a.place]);
    let diary = file.diary.iter().flat_map(|d| [&d.text]);
    for text in texts.into_iter().chain(people).chain(suspects).chain(arrests).chain(diary).flatten() {
        add(text);
    }
    words.retain(|w| !w.is_empty());
    let mut seen = std::collections::HashSet::new();
    words.retain(|w| seen.insert(w.clone()));
    words.join(" ")
}
