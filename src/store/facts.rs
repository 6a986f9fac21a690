//! The countable facts of cases: reported in a span, or with an offence cleared in it. Names are never read here.

use super::access::{self, IN_CASES};
use super::{Result, Store};
use crate::domain::age::Age;
use crate::domain::day::Day;
use crate::domain::facts::{Facts, OffenceFacts, SuspectFacts, VictimFacts};
use crate::domain::field::See;
use crate::domain::moment::{Moment, Now};
use crate::domain::offence::counted_as;
use crate::domain::rights::Right;
use crate::domain::suspect::Suspect;
use crate::domain::victim::age_at;
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, Row};
use std::collections::HashMap;

const PICKED: &str = "WITH picked AS (SELECT id FROM cases WHERE reported_on BETWEEN ?1 AND ?2 \
                      UNION SELECT case_id FROM offence WHERE cleared_on BETWEEN ?1 AND ?2) ";

impl Store {
    /// Facts of every case that may count between two days, in order of case number; it may hold more, never less.
    /// A case of another team counts and is not open; one that is restricted to others is not there.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no figures; or when the file cannot be read.
    pub fn facts(&mut self, from: NaiveDate, to: NaiveDate, now: &Now) -> Result<Vec<Facts>> {
        self.need(Right::Figures, now)?;
        let viewer = self.viewer();
        let open = access::condition(&viewer, Right::See(See::Facts), IN_CASES).unwrap_or_else(|| "1".to_owned());
        let known = access::condition(&viewer, Right::Figures, IN_CASES).unwrap_or_else(|| "1".to_owned());
        // A day known only to its year sorts before that year's first: begin with the bare year.
        let span = (from.year().to_string(), format!("{to}~"));
        // Who sees no case at all counts them, and cannot tell one from another.
        let tells = viewer.refusal(Right::See(See::Facts)).is_none();
        let tx = self.conn.transaction()?;
        let mut all: Vec<(Facts, Option<Day>)> = Vec::new();
        let mut place: HashMap<String, usize> = HashMap::new();
        let sql = format!(
            "SELECT cases.id AS id, number, reported_on, incident_on, province, team, source, investigation, arrests_known, {open} AS open \
             FROM cases JOIN picked ON picked.id = cases.id WHERE {known} ORDER BY number"
        );
        each(&tx, &sql, &span, |r| {
            let day = |c| Ok::<_, rusqlite::Error>(r.get::<_, Option<String>>(c)?.as_deref().and_then(Day::iso));
            let facts = Facts {
                case_id: r.get("id")?,
                number: r.get("number")?,
                reported_on: day("reported_on")?,
                province: r.get("province")?,
                team: r.get("team")?,
                source: r.get("source")?,
                investigation: r.get("investigation")?,
                arrests_known: r.get::<_, String>("arrests_known")? == "y",
                open: r.get("open")?,
                ..Facts::default()
            };
            let incident = day("incident_on")?.or(facts.reported_on);
            place.insert(facts.case_id.clone(), all.len());
            let nameless = |facts| Facts { case_id: String::new(), number: String::new(), ..facts };
            all.push((if tells { facts } else { nameless(facts) }, incident));
            Ok(())
        })?;
        let of = |r: &Row| {
            Ok::<_, rusqlite::Error>(place.get(&r.get::<_, String>("case_id")?).copied().unwrap_or(usize::MAX))
        };

        let sql = "SELECT case_id, seq, code, attempted, clearance, cleared_on, victims FROM offence JOIN picked ON picked.id = case_id ORDER BY case_id, seq";
        each(&tx, sql, &span, |r| {
            let code: String = r.get("code")?;
            let attempted = r.get::<_, String>("attempted")? == "y";
            let offence = OffenceFacts {
                label: format!("O{}", r.get::<_, u32>("seq")?),
                homicide: !attempted && code == "0101",
                code: counted_as(&code, attempted).to_owned(),
                clearance: r.get("clearance")?,
                cleared_on: r.get::<_, Option<String>>("cleared_on")?.as_deref().and_then(Day::iso),
                victims: r.get("victims")?,
            };
            if let Some((f, _)) = all.get_mut(of(r)?) {
                f.offences.push(offence);
            }
            Ok(())
        })?;
        let sql = "SELECT case_id, seq, age, born FROM victim JOIN picked ON picked.id = case_id ORDER BY case_id, seq";
        each(&tx, sql, &span, |r| {
            if let Some((f, incident)) = all.get_mut(of(r)?) {
                let age = r.get::<_, Option<String>>("age")?.as_deref().and_then(Age::iso);
                let born = r.get::<_, Option<String>>("born")?.as_deref().and_then(Day::iso);
                f.victims.push(VictimFacts {
                    label: format!("V{}", r.get::<_, u32>("seq")?),
                    age: age_at(age, born, *incident),
                });
            }
            Ok(())
        })?;
        let mut suspects: HashMap<String, (usize, usize)> = HashMap::new();
        let sql = "SELECT case_id, suspect.id AS id, seq, identity FROM suspect JOIN picked ON picked.id = case_id ORDER BY case_id, seq";
        each(&tx, sql, &span, |r| {
            let at = of(r)?;
            if let Some((f, _)) = all.get_mut(at) {
                suspects.insert(r.get("id")?, (at, f.suspects.len()));
                let identity: Option<String> = r.get("identity")?;
                let label = format!("S{}", r.get::<_, u32>("seq")?);
                f.suspects.push(SuspectFacts {
                    label,
                    identified: Suspect::identified(identity.as_deref()),
                    ..SuspectFacts::default()
                });
            }
            Ok(())
        })?;
        let mut suspect = |id: &str, put: &mut dyn FnMut(&mut SuspectFacts)| {
            if let Some((at, i)) = suspects.get(id) {
                put(&mut all[*at].0.suspects[*i]);
            }
        };
        let sql = "SELECT suspect_id, at FROM arrest JOIN picked ON picked.id = case_id WHERE taken_back_at IS NULL ORDER BY case_id, seq";
        each(&tx, sql, &span, |r| {
            if let Some(at) = Moment::iso(&r.get::<_, String>("at")?) {
                suspect(&r.get::<_, String>("suspect_id")?, &mut |s| s.arrests.push(at));
            }
            Ok(())
        })?;
        let sql = "SELECT suspect_id, relationship FROM relation JOIN picked ON picked.id = case_id WHERE relationship IS NOT NULL ORDER BY case_id, seq";
        each(&tx, sql, &span, |r| {
            let code: String = r.get("relationship")?;
            suspect(&r.get::<_, String>("suspect_id")?, &mut |s| s.relationships.push(code.clone()));
            Ok(())
        })?;
        tx.finish()?;
        Ok(all.into_iter().map(|(f, _)| f).collect())
    }
}

impl Store {
    /// The same as a receipt: the cases behind a figure, each by its number.
    /// # Errors
    /// [`super::Error::NotAllowed`] for who sees no case; or when the file cannot be read.
    pub fn receipt(&mut self, from: NaiveDate, to: NaiveDate, now: &Now) -> Result<Vec<Facts>> {
        self.need(Right::See(See::Facts), now)?;
        self.facts(from, to, now)
    }
}

fn each(
    conn: &Connection,
    sql: &str,
    span: &(String, String),
    mut take: impl FnMut(&Row) -> rusqlite::Result<()>,
) -> Result<()> {
    let mut query = conn.prepare_cached(&format!("{PICKED}{sql}"))?;
    let mut rows = query.query([&span.0, &span.1])?;
    while let Some(r) = rows.next()? {
        take(r)?;
    }
    Ok(())
}
