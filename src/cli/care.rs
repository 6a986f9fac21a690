//! The clients of the family services from the command line: what runs, what is overdue, the figures with their rules. It must never know
//! who may see which.

use super::exit::{Exit, USAGE};
use super::print;
use super::start::Run;
use crate::domain::care::{RULES, Share, Tally, due_in_words};
use crate::domain::code::Lists;
use crate::domain::rate::percent;
use crate::domain::roster::{Item, Roster, Sums};
use serde_json::{Value, json};
use std::io::Write;

/// Prints the clients that the words ask for, their sums, and those by partner.
pub(super) fn care(mut run: Run, words: &str, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    let Roster { items, sums, misread, .. } = run.store.roster(words, 0, usize::MAX, &now)?;
    if let Some(sentence) = misread {
        return Err(Exit::new(USAGE, sentence));
    }
    let lists = run.store.lists();
    if run.json {
        let all: Vec<Value> = items.iter().map(|item| item_json(item, &lists)).collect();
        print::json(out, &json!({ "clients": all, "sums": sums_json(&sums, &lists) }))?;
        return Ok(0);
    }
    let row = |item: &Item| {
        let counted = item.counted.as_ref();
        let risk = counted.and_then(|c| c.risk.as_deref()).map(|risk| lists.word("risk", risk).to_owned());
        vec![
            item.number.clone(),
            risk.unwrap_or_else(|| "–".to_owned()),
            counted.map_or_else(String::new, |c| c.open().to_string()),
            counted.and_then(|c| c.left()).map(|left| due_in_words(left).0).unwrap_or_default(),
            item.what.clone(),
        ]
    };
    print::table(out, "llrll", &items.iter().map(row).collect::<Vec<_>>())?;
    print::line(out, &sums.words())?;
    let groups: Vec<String> =
        sums.groups.iter().map(|(code, n)| format!("{} {n}", lists.word("service", code).to_lowercase())).collect();
    print::line(out, &format!("services by type: {}", groups.join(", ")))?;
    let partner = |(code, tally): (&String, &Tally)| {
        vec![
            partner_word(code, &lists),
            format!("{} services", tally.services),
            format!("{} open", tally.open),
            format!("accepted {}", tally.accepted.words()),
            format!("on time {}", tally.on_time.words()),
            format!("{} overdue", tally.overdue),
        ]
    };
    print::table(out, "lrrllr", &sums.partners.iter().map(partner).collect::<Vec<_>>())?;
    for (_, name, rule) in RULES {
        print::line(out, &format!("{name}: {rule}"))?;
    }
    Ok(0)
}

fn partner_word(code: &str, lists: &Lists) -> String {
    if code.is_empty() { "not known".to_owned() } else { lists.word("partner", code).to_owned() }
}

fn item_json(item: &Item, lists: &Lists) -> Value {
    let counted = item.counted.clone().unwrap_or_default();
    let left = counted.left();
    let services: Vec<Value> = counted
        .services
        .iter()
        .map(|g| json!({ "service": g.service, "partner": g.partner, "state": g.course.word(), "days_left": g.course.left() }))
        .collect();
    json!({
        "client": item.number, "relative": counted.relative, "risk": counted.risk, "services_open": counted.open(), "services": services,
        "days_left": left, "overdue": left.is_some_and(|left| left < 0), "what": item.what,
        "risk_text": counted.risk.as_deref().map(|risk| lists.word("risk", risk)),
    })
}

fn share(share: &Share) -> Value {
    json!({ "k": share.k, "n": share.n, "percent": percent(share.k, share.n), "pending": share.pending, "unknown": share.unknown })
}

fn tally(tally: &Tally) -> Value {
    json!({
        "services": tally.services, "open": tally.open, "overdue": tally.overdue, "due_soon": tally.soon, "open_over_180": tally.long,
        "referrals_accepted": share(&tally.accepted), "follow_ups_on_time": share(&tally.on_time),
    })
}

fn sums_json(sums: &Sums, lists: &Lists) -> Value {
    let mut json = tally(&sums.tally);
    json["served"] = json!({ "victims": sums.victims, "relatives": sums.relatives });
    json["by_service"] = sums.groups.iter().map(|(code, n)| (code.clone(), json!(n))).collect();
    let partner = |(code, own): (&String, &Tally)| {
        let mut json = tally(own);
        json["partner"] = json!(Some(code).filter(|code| !code.is_empty()));
        json["name"] = json!(partner_word(code, lists));
        json
    };
    json["by_partner"] = sums.partners.iter().map(partner).collect();
    json["rules"] = RULES.iter().map(|(id, _, rule)| ((*id).to_owned(), json!(rule))).collect();
    json
}
