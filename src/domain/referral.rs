//! The referral sheet: what one partner is told of one client, and no more than the consent lets through. What is withheld stays out whole;
//! it must never name the victim on the sheet of a relative, nor anybody else.

use super::age::Age;
use super::casefile::CaseFile;
use super::consent::Consent;
use super::day::Day;
use super::field::Desk;
use super::number;
use super::partner::Partner;
use super::record::{RecordKind, Sheet};
use super::redact;
use super::victim::age_at;

/// The lines of a sheet: heading and text.
pub type Lines = Vec<(&'static str, String)>;

/// The consent that counts for a partner: the last one given that stands.
fn consent<'a>(file: &'a CaseFile, client_id: &str, partner: &str) -> Option<&'a Consent> {
    let of = |c: &&Consent| {
        let client = c.victim_id.as_deref().or(c.relative_id.as_deref());
        c.taken_back_at.is_none() && client == Some(client_id) && c.partner.as_deref() == Some(partner)
    };
    file.consents.iter().filter(of).max_by_key(|c| (c.given_on.map(Day::last), c.head.seq))
}

/// The sheet of a client, by its label, for a partner.
/// # Errors
/// A sentence why there is none: no such client, or no consent to tell this partner.
pub fn lines(file: &CaseFile, label: &str, partner: &Partner, desk: &Desk) -> Result<Lines, String> {
    let clients = file.clients();
    let is = |c: &&Sheet| c.stands() && c.label().eq_ignore_ascii_case(label.trim());
    let client = clients.iter().find(is).ok_or_else(|| {
        let labels: Vec<String> = clients.iter().filter(|c| c.stands()).map(Sheet::label).collect();
        format!("“{label}” is no client of the case; there are: {}", labels.join(", "))
    })?;
    let consent = consent(file, &client.head.id, &partner.code).filter(|c| c.sharing.as_deref() == Some("y"));
    let whom = format!("{} with {} ({})", client.label(), partner.name, partner.code);
    let consent = match consent {
        Some(consent) if consent.withdrawn_on.is_none() => consent,
        Some(_) => return Err(format!("the consent to sharing what is known of {whom} was withdrawn")),
        None => {
            return Err(format!("no consent to sharing what is known of {whom} is on record: A on the case adds one"));
        }
    };
    let day = file.case.incident_on.or(file.case.reported_on);
    let said = client.get("age").and_then(Age::iso);
    let age =
        if client.kind == RecordKind::Victim { age_at(said, client.get("born").and_then(Day::iso), day) } else { said };
    let word = |list: &str, code: Option<&str>| code.map(|code| desk.lists.word(list, code).to_owned());
    let mut out: Lines = Vec::new();
    let mut say = |heading: &'static str, text: Option<String>| out.extend(text.map(|text| (heading, text)));
    let number = number::short(file.case.number.as_deref().unwrap_or_default());
    say("Reference", Some(format!("{number} {}", client.label())));
    say("Printed", Some(Day::of(desk.now.today()).long()));
    let contact = [&partner.contact, &partner.phone].into_iter().flatten().cloned();
    say("To", Some([partner.name.clone()].into_iter().chain(contact).collect::<Vec<_>>().join(", ")));
    let names: Vec<String> = ["name", "name_km"].into_iter().filter_map(|c| client.get(c)).map(str::to_owned).collect();
    if !consent.withhold_name {
        say("Name", Some(names.join(" · ")).filter(|names| !names.is_empty()));
    }
    say("Sex", word("sex", client.get("sex")));
    say("Age", age.map(|age| age.to_string()));
    if client.kind == RecordKind::Relative {
        say("Relative", word("kin", client.get("relation")).map(|kin| format!("{} of a victim", kin.to_lowercase())));
    }
    if !consent.withhold_contact {
        say("Phone", client.get("phone").map(str::to_owned));
        let case = &file.case;
        let place = [("commune", &case.commune), ("district", &case.district), ("province", &case.province)];
        let place: Vec<String> = place.into_iter().filter_map(|(list, code)| word(list, code.as_deref())).collect();
        say("Place", Some(place.join(", ")).filter(|place| !place.is_empty()));
    }
    if !consent.withhold_story {
        let offences: Vec<String> = file.offences.iter().filter_map(|o| word("offence", o.code.as_deref())).collect();
        say("What", Some(offences.join(", ")).filter(|what| !what.is_empty()));
        // Whose names they are, they are not on the sheet but as its client's.
        let known = every_name(file);
        say("Told", file.case.summary.as_deref().map(|told| redact::blank(told, &known)));
    }
    for sheet in file.of_client(&client.head.id).iter().filter(|s| s.stands()) {
        match sheet.kind {
            RecordKind::Need => {
                let risk = word("risk", sheet.get("risk")).map(|risk| format!(", {} risk", risk.to_lowercase()));
                let need = word("service", sheet.get("service"));
                say("Need", need.map(|need| need + &risk.unwrap_or_default()));
            }
            RecordKind::Service if sheet.get("partner") == Some(&partner.code) => {
                say("Asked for", Some(asked(sheet, desk)));
            }
            _ => {}
        }
    }
    let basis = word("legal_basis", consent.basis.as_deref()).map(|basis| format!(", {}", basis.to_lowercase()));
    say("Consent", consent.given_on.map(|on| format!("{}{}", on.long(), basis.unwrap_or_default())));
    let withheld = [
        ("name", consent.withhold_name),
        ("phone and place", consent.withhold_contact),
        ("what happened", consent.withhold_story),
    ];
    let withheld: Vec<&str> = withheld.into_iter().filter(|(_, kept)| *kept).map(|(word, _)| word).collect();
    say("Withheld", Some(withheld.join(", ")).filter(|words| !words.is_empty()));
    Ok(out)
}

/// A service as its provider is asked for it.
fn asked(service: &Sheet, desk: &Desk) -> String {
    let told = ["service", "referred_on", "timeframe", "appointment"].into_iter().filter_map(|column| {
        let spec = service.kind.specs().iter().find(|s| s.column == column)?;
        service.get(column).map(|value| spec.show(Some(value), desk))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// The names of victims, suspects and relatives.
fn every_name(file: &CaseFile) -> Vec<String> {
    let columns = ["name", "name_km", "nickname"];
    let people = [RecordKind::Victim, RecordKind::Suspect, RecordKind::Relative];
    let sheets = file.sheets().into_iter().filter(|s| people.contains(&s.kind));
    sheets.flat_map(|s| columns.iter().filter_map(move |c| s.get(c).map(str::to_owned)).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Lists;
    use crate::domain::moment::{Now, read_clock};

    fn sheet(kind: RecordKind, seq: u32, fields: &[(&str, &str)]) -> Sheet {
        let mut sheet = Sheet::blank(kind, "c", seq);
        for (column, value) in fields {
            assert!(kind.specs().iter().any(|s| s.column == *column), "{column}");
            sheet.set(column, Some((*value).to_owned()));
        }
        sheet
    }

    fn told(consent: &[(&str, &str)]) -> Result<String, String> {
        let zone = chrono_tz::Asia::Phnom_Penh;
        let desk =
            Desk { lists: &Lists::default(), now: Now { utc: read_clock("2019-12-31T16:42", zone).unwrap(), zone } };
        let fields = [&[("victim_id", "new:V1"), ("given_on", "2019-12-01"), ("partner", "lotus")], consent].concat();
        let file = CaseFile::from_sheets(&[
            sheet(
                RecordKind::Case,
                0,
                &[("number", "CPU-19-0274"), ("summary", "Sok Maly ran to the canal"), ("province", "02")],
            ),
            sheet(RecordKind::Victim, 1, &[("sex", "f"), ("age", "7y"), ("name", "Sok Maly")]),
            sheet(
                RecordKind::Service,
                1,
                &[
                    ("victim_id", "new:V1"),
                    ("service", "counselling"),
                    ("partner", "lotus"),
                    ("referred_on", "2019-12-02"),
                ],
            ),
            sheet(
                RecordKind::Service,
                2,
                &[("victim_id", "new:V1"), ("service", "medevac"), ("partner", "other"), ("referred_on", "2019-12-02")],
            ),
            sheet(RecordKind::Consent, 1, &fields),
        ])
        .unwrap();
        let partner = Partner { code: "lotus".into(), name: "Lotus House".into(), ..Partner::default() };
        let lines = lines(&file, "v1", &partner, &desk)?;
        Ok(lines.into_iter().map(|(heading, text)| format!("{heading}: {text}")).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn a_sheet_tells_what_consent_lets_through_and_nothing_without_one() {
        let all = [("sharing", "y"), ("withhold_name", "n"), ("withhold_contact", "n"), ("withhold_story", "n")];
        let full = told(&all).unwrap();
        assert!(full.contains("Name: Sok Maly; Sex: f; Age: 7") && full.contains("Place: 02"), "{full}");
        assert!(full.contains("Told: ▒▒▒▒ ran to the canal"), "a name in words is none of the sheet's: {full}");
        assert!(full.contains("Asked for: counselling, 2 Dec 2019") && !full.contains("medevac"), "{full}");
        let least = told(&[("sharing", "y")]).unwrap();
        assert!(!least.contains("Sok") && !least.contains("canal") && !least.contains("02;"), "{least}");
        assert!(least.contains("Withheld: name, phone and place, what happened"), "{least}");
        assert!(told(&[]).unwrap_err().contains("no consent to sharing"));
        assert!(told(&[("sharing", "n")]).is_err());
        assert!(told(&[("sharing", "y"), ("withdrawn_on", "2019-12-30")]).unwrap_err().contains("was withdrawn"));
        assert!(told(&[("sharing", "y"), ("taken_back_at", "2019-12-30"), ("taken_back_reason", "x")]).is_err());
    }
}
