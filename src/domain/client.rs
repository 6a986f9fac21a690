//! What a case knows of its clients: victims and their relatives, what hangs on each, how it stands, what the facts say of its stage, and
//! how it is told to programs and people. It must never decide who may see it.

use super::age::Age;
use super::care::{self, Course, Visit};
use super::casefile::CaseFile;
use super::field::Desk;
use super::moment::Now;
use super::record::{HIDDEN, Record, RecordKind, Sheet};
use super::service::Service;
use super::victim;
use serde_json::{Value as Json, json};

/// The columns by which a record hangs on a client.
pub const LINKS: [&str; 2] = ["victim_id", "relative_id"];

/// Whose record it is: the identity of a client.
pub fn client_of(sheet: &Sheet) -> Option<&str> {
    LINKS.into_iter().find_map(|column| sheet.get(column))
}

impl CaseFile {
    /// Victims and relatives as sheets, each relative behind its victim; also those taken back.
    pub fn clients(&self) -> Vec<Sheet> {
        let mut all = Vec::new();
        for victim in &self.victims {
            all.push(victim.to_sheet());
            all.extend(self.relatives_of(&victim.head.id));
        }
        all
    }

    /// The relatives of a victim.
    pub fn relatives_of(&self, victim_id: &str) -> Vec<Sheet> {
        let of = self.relatives.iter().filter(|r| r.victim_id.as_deref() == Some(victim_id));
        of.map(Record::to_sheet).collect()
    }

    /// Everything that hangs on a client, also what was taken back: kind by kind, each in its order.
    pub fn of_client(&self, client_id: &str) -> Vec<Sheet> {
        let mut all: Vec<Sheet> = self.needs.iter().map(Record::to_sheet).collect();
        all.extend(self.services.iter().map(Record::to_sheet));
        all.extend(self.follow_ups.iter().map(Record::to_sheet));
        all.extend(self.consents.iter().map(Record::to_sheet));
        all.retain(|sheet| client_of(sheet) == Some(client_id));
        all
    }

    /// What is to be said of a record that hangs on a client, and is it urgent: how a service or a follow-up stands.
    pub fn told_of_care(&self, sheet: &Sheet, now: &Now) -> Option<(String, bool)> {
        let is = |id: &String| *id == sheet.head.id;
        // What may not be seen tells nothing of how it stands either.
        if sheet.head.masked != 0 {
            return None;
        }
        match sheet.kind {
            RecordKind::Service => Course::of(self.services.iter().find(|s| is(&s.head.id))?, now).words(),
            RecordKind::FollowUp => Visit::of(self.follow_ups.iter().find(|f| is(&f.head.id))?, now).words(),
            _ => None,
        }
    }

    /// Who a client is and what is open for them, in words, as far as that may be seen: `girl, 7, Name: counselling`.
    pub fn client_in_words(&self, client_id: &str, desk: &Desk) -> String {
        let Some(client) = self.clients().into_iter().find(|c| c.head.id == client_id) else { return String::new() };
        let day = self.case.incident_on.or(self.case.reported_on);
        let age = self.victims.iter().find(|v| v.head.id == client_id).map(|v| victim::age_at(v.age, v.born, day));
        let age = age.unwrap_or_else(|| client.get("age").and_then(Age::iso));
        let who = match client.get("relation") {
            Some(code) => desk.lists.word("kin", code).to_lowercase(),
            None => victim::short(client.get("sex"), age),
        };
        let hidden = client.is_masked("name").then_some(HIDDEN);
        let name = client.get("name").or(client.get("name_km")).or(hidden);
        let open = self.services.iter().filter(|s| {
            [&s.victim_id, &s.relative_id].into_iter().flatten().any(|id| id == client_id)
                && Course::of(s, &desk.now).is_open()
        });
        let word = |s: &Service| s.service.as_deref().map(|code| desk.lists.word("service", code).to_lowercase());
        let services: Vec<String> = open.filter_map(word).collect();
        let who = name.map_or(who.clone(), |name| format!("{who}, {name}"));
        if services.is_empty() { who } else { format!("{who}: {}", services.join(", ")) }
    }

    /// The stage of a client's care as far as the facts say it. That it is closed is a decision, and no fact says it: the stage that is
    /// typed stands, and this beside it.
    pub fn care_by_facts(&self, client_id: &str, now: &Now) -> Option<&'static str> {
        let all = self.of_client(client_id);
        let stands = |kind| all.iter().any(|s| s.kind == kind && s.stands());
        let of = |s: &&Service| s.victim_id.as_deref().or(s.relative_id.as_deref()) == Some(client_id);
        let courses: Vec<Course> = self.services.iter().filter(of).map(|s| Course::of(s, now)).collect();
        if courses.contains(&Course::Running) {
            Some("services")
        } else if stands(RecordKind::FollowUp) {
            Some("follow-up")
        } else if courses.iter().any(|c| c.is_open()) {
            Some("plan")
        } else if courses.contains(&Course::Ended) {
            Some("services")
        } else {
            stands(RecordKind::Need).then_some("assessed")
        }
    }

    /// The victims for programs, each with what hangs on it and its relatives with theirs inside. Where care may not be seen it is not
    /// known, which is not the same as none.
    pub fn victims_json(&self, desk: &Desk) -> Vec<Json> {
        let one = |victim: &Sheet| {
            let hidden = victim.is_masked("care");
            let mut json = self.client_json(victim, hidden, desk);
            let relatives: Vec<Json> =
                self.relatives_of(&victim.head.id).iter().map(|r| self.client_json(r, hidden, desk)).collect();
            json[RecordKind::Relative.many()] = none_or(relatives, hidden);
            self.tell_person(&mut json, &victim.head.id);
            json
        };
        self.victims.iter().map(|victim| one(&victim.to_sheet())).collect()
    }

    fn client_json(&self, client: &Sheet, hidden: bool, desk: &Desk) -> Json {
        let mut json = client.json(desk);
        let all = self.of_client(&client.head.id);
        for kind in RecordKind::of_client() {
            let own = all.iter().filter(|s| s.kind == kind).map(|s| self.care_json(s, desk)).collect();
            json[kind.many()] = none_or(own, hidden);
        }
        if !hidden {
            json["care_by_facts"] = json!(self.care_by_facts(&client.head.id, &desk.now));
        }
        json
    }

    /// What hangs on a client, for programs: a service and a follow-up with how they stand.
    fn care_json(&self, sheet: &Sheet, desk: &Desk) -> Json {
        let mut json = sheet.json(desk);
        if sheet.head.masked != 0 {
            return json;
        }
        let is = |id: &String| *id == sheet.head.id;
        let mut left = |left: Option<i64>| {
            json["days_left"] = json!(left);
            json["overdue"] = json!(left.is_some_and(|left| left < 0));
        };
        if let Some(service) = self.services.iter().find(|s| is(&s.head.id)) {
            let course = Course::of(service, &desk.now);
            left(course.left());
            json["state"] = json!(course.word());
            json["open_over_180"] = json!(care::is_long(service, &desk.now));
        } else if let Some(follow_up) = self.follow_ups.iter().find(|f| is(&f.head.id)) {
            let visit = Visit::of(follow_up, &desk.now);
            left(visit.left());
            json["on_time"] = json!(if let Visit::Done(on_time) = visit { on_time } else { None });
        }
        json
    }
}

fn none_or(records: Vec<Json>, hidden: bool) -> Json {
    if hidden && records.is_empty() { Json::Null } else { records.into() }
}
