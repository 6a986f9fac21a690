//! A release laid out: what stands where, in the words of a language, from which every printed form is made. It must never count,
//! nor know a form.

use super::cell::Cell;
use super::table::{Line, Table};
use super::words::Words;
use super::{RateFigure, Release, rules};
use crate::domain::rate::{ARREST, RATES};
use chrono::NaiveDate;

/// A part of the document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// its name
    Title(String),
    /// what must be read before anything else: draft, demonstration
    Mark(String),
    /// the headline figures: number, what it is, and beside it
    Cards(Vec<[String; 3]>),
    /// the name of a part
    Heading(String),
    /// sentences
    Para(String),
    /// a table that is not there: which, for programs, and that it is withheld
    Withheld(String, String),
    /// a table with its picture
    Table(Grid, Picture),
    /// sentences one below the other
    Items(Vec<String>),
    /// what stands at the foot: whence, when, hash
    Foot(String),
}

/// What is drawn of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Picture {
    /// nothing
    None,
    /// a bar for each line, by its first number; with a caption
    Bars(String),
    /// a line over all of them; with a caption
    Line(String),
}

/// A table: the first column is text, the others are numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// of its sheet
    pub name: String,
    /// for programs
    pub id: String,
    /// of its columns
    pub head: Vec<String>,
    /// its lines
    pub rows: Vec<Vec<String>>,
}

/// Who signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// number of the signed release
    pub id: i64,
    /// officer
    pub by: String,
    /// in office time: `2020-01-13T09:30:00+07:00`
    pub at: String,
}

/// Lays a release out.
pub fn blocks(release: &Release, signature: Option<&Signature>, words: &Words) -> Vec<Block> {
    let page = Page { release, words };
    let mut out = vec![Block::Title(page.title())];
    if release.demo {
        out.push(Block::Mark(words.say("demo", &[])));
    }
    out.push(match signature {
        Some(Signature { id, by, at }) => {
            Block::Para(words.say("signed", &[("by", by), ("day", &page.day_of(at)), ("id", &id.to_string())]))
        }
        None => Block::Mark(words.say(if release.whole { "draft" } else { "draft.part" }, &[])),
    });
    out.extend(page.not_over().map(Block::Mark));
    out.push(Block::Cards(page.cards()));
    out.push(Block::Para(page.lead()));
    out.push(Block::Para(page.homicides()));
    if let Some(chance) = page.chance() {
        out.push(Block::Para(chance));
    }
    let before = release.previous.as_ref().map(|before| before.year);
    let compared = before.and_then(|year| release.scope.as_ref()?.compared(year, words));
    out.extend(compared.map(Block::Para));
    out.extend(release.note.clone().map(Block::Para));
    out.push(Block::Heading(words.say("rates", &[])));
    out.push(Block::Table(page.rates(), Picture::None));
    out.push(Block::Para(words.say("rates.note", &[])));
    for table in &release.tables {
        let by = page.by(&format!("by.{}", table.by));
        let picture = match table.by.as_str() {
            "month" => Picture::Line(words.say("picture.line", &[])),
            by => Picture::Bars(words.say(&format!("picture.{by}"), &[])),
        };
        if table.withheld {
            let withheld = words.say("withheld", &[("table", &by)]);
            out.extend([Block::Heading(by), Block::Withheld(table.by.clone(), withheld)]);
            continue;
        }
        out.push(Block::Heading(by));
        out.push(Block::Table(page.breakdown(table), picture));
        if let Some(as_of) = &table.again {
            out.push(Block::Para(words.say("again", &[("day", &page.day_of(as_of))])));
        }
        let together = table.rows.iter().filter(|line| line.keys().count() > 1);
        out.extend(together.map(|line| Block::Para(words.say("together", &[("lines", &page.label(table, line))]))));
    }
    out.push(Block::Para(words.say("small", &[])));
    if !release.thanks.is_empty() {
        out.push(Block::Heading(words.say("thanks", &[])));
        out.push(Block::Para(words.say("thanks.to", &[("partners", &words.list(&release.thanks))])));
    }
    out.push(Block::Heading(words.say("definitions", &[])));
    out.push(Block::Items(page.definitions()));
    let counted = [("cases", words.count("cases", release.cases)), ("day", page.day_of(&release.as_of))];
    out.push(Block::Foot(words.say("counted", &counted.each_ref().map(|(k, v)| (*k, v.as_str())))));
    out.push(Block::Foot(words.say("hash", &[("hash", &release.hash())])));
    out
}

struct Page<'a> {
    release: &'a Release,
    words: &'a Words,
}

impl Page<'_> {
    fn say(&self, key: &str, with: &[(&str, &str)]) -> String {
        self.words.say(key, with)
    }

    /// The words under a key, in the form that speaks of the day by which cases are of the year.
    fn by(&self, key: &str) -> String {
        self.say_by(key, &[])
    }

    fn say_by(&self, key: &str, with: &[(&str, &str)]) -> String {
        let cohort = rules::cohort_of(self.release.scope.as_ref());
        let own = format!("{key}.{}", cohort.word());
        self.say(if self.words.has(&own) { &own } else { key }, with)
    }

    /// As it stands behind the child homicides: `under 15`.
    fn age(&self) -> String {
        self.say(&format!("age.{}", rules::age_of(self.release.scope.as_ref()).word()), &[])
    }

    fn day_of(&self, at: &str) -> String {
        let day = at.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
        day.map_or_else(|| at.to_owned(), |day| self.words.day(day))
    }

    /// That the year was not over at the cut-off, and so what the year before is compared by.
    fn not_over(&self) -> Option<String> {
        let (year, as_of) = (self.release.year.to_string(), self.release.as_of.as_str());
        let over = as_of.get(..4).is_none_or(|of| of > year.as_str());
        (!over).then(|| self.say("not over", &[("year", &year), ("day", &self.day_of(as_of))]))
    }

    fn rate(&self, k: u32, n: u32) -> Option<String> {
        let percent = rules::rounding_of(self.release.scope.as_ref()).whole(k, n)?.to_string();
        Some(self.say("rate", &[("percent", &percent), ("k", &k.to_string()), ("n", &n.to_string())]))
    }

    fn arrest_rate(&self) -> Option<String> {
        self.release.arrest_rate().and_then(|r| self.rate(r.k, r.n))
    }

    fn title(&self) -> String {
        let (cases, year) = (self.words.count("cases", self.release.cases), self.release.year.to_string());
        let with = [("office", self.release.office.as_str()), ("cases", &cases), ("year", &year)];
        match self.arrest_rate() {
            Some(rate) => self.say("title.rate", &[&with[..], &[("rate", rate.as_str())]].concat()),
            None => self.say("title", &with),
        }
    }

    fn cards(&self) -> Vec<[String; 3]> {
        let r = self.release;
        let mut cards =
            vec![[r.cases.to_string(), self.say_by("card.cases", &[("year", &r.year.to_string())]), String::new()]];
        if let Some((rate, whole)) = r.arrest_rate().and_then(|rate| Some((rate, rate.whole?))) {
            let (k, n, day) = (rate.k.to_string(), rate.n.to_string(), self.day_of(&r.as_of));
            cards.push([
                self.say("percent", &[("n", &whole.to_string())]),
                self.say("card.rate", &[]),
                self.say("card.of", &[("k", &k), ("n", &n), ("day", &day)]),
            ]);
        }
        let before = r.previous.as_ref().map_or(String::new(), |p| {
            self.say("card.before", &[("before", &p.under_15.to_string()), ("year", &p.year.to_string())])
        });
        cards.push([r.homicide.under_15.to_string(), self.say("card.homicides", &[("age", &self.age())]), before]);
        cards
    }

    fn lead(&self) -> String {
        let r = self.release;
        let (cases, year) = (self.words.count("cases", r.cases), r.year.to_string());
        let mut said = vec![self.say_by("lead", &[("office", &r.office), ("cases", &cases), ("year", &year)])];
        let day = self.day_of(&r.as_of);
        match self.arrest_rate() {
            Some(rate) => said.push(self.say("arrests", &[("rate", &rate), ("day", &day)])),
            None if r.cases > 0 => said.push(self.say("arrests.none", &[])),
            None => {}
        }
        if let Some(unknown) = r.arrest_rate().map(|r| r.unknown).filter(|n| *n > 0 && self.arrest_rate().is_some()) {
            said.push(self.say("arrests.unknown", &[("cases", &self.words.count("cases", unknown))]));
        }
        if let Some(before) = &r.previous
            && let Some(rate) = self.rate(before.arrested.0, before.arrested.1)
        {
            said.push(self.say_by("arrests.before", &[("rate", &rate), ("year", &before.year.to_string())]));
        }
        said.join(" ")
    }

    fn homicides(&self) -> String {
        let h = &self.release.homicide;
        let (now, age) = (h.under_15.to_string(), self.age());
        let mut said = vec![match &self.release.previous {
            None => self.say("homicides.alone", &[("age", &age), ("now", &now)]),
            Some(p) => {
                let change = change(h.under_15, p.under_15)
                    .map_or(String::new(), |c| self.say("homicides.change", &[("change", &c)]));
                let (before, year) = (p.under_15.to_string(), p.year.to_string());
                let with =
                    [("age", age.as_str()), ("now", &now), ("before", &before), ("year", &year), ("change", &change)];
                self.say("homicides", &with)
            }
        }];
        if h.age_unknown > 0 {
            said.push(self.say("homicides.unknown", &[("n", &h.age_unknown.to_string())]));
        }
        said.join(" ")
    }

    /// The chance sentence, where two years are compared.
    fn chance(&self) -> Option<String> {
        let h = &self.release.homicide;
        let (p, (low, high)) = (h.p?, h.fits?);
        self.release.previous.as_ref().filter(|before| before.under_15 != h.under_15)?;
        let often = match (p * 100.0).round() as u32 {
            0 => self.say("often.rare", &[]),
            100 => self.say("often.always", &[]),
            n => self.words.count("often", n),
        };
        let number = if p < 0.005 { self.say("p.small", &[]) } else { self.say("p", &[("p", &format!("{p:.2}"))]) };
        let key = if p < 0.05 { "chance.rarely" } else { "chance.maybe" };
        let said = self.say(key, &[("often", &often), ("p", &number)]);
        let change = |n: i64| match n {
            0 => self.say("same", &[]),
            n => self.say(if n < 0 { "fewer" } else { "more" }, &[("n", &n.unsigned_abs().to_string())]),
        };
        let fits = match high {
            Some(high) => self.say("fits", &[("low", &change(low)), ("high", &change(high))]),
            None => self.say("fits.open", &[("low", &change(low))]),
        };
        Some(format!("{said} {fits}"))
    }

    fn rates(&self) -> Grid {
        let column = |key: &str| self.say(&format!("column.{key}"), &[]);
        let row = |(rule, r): (&crate::domain::rate::Rate, &RateFigure)| {
            let value = match (r.percent, r.value) {
                (Some(percent), _) => self.say("percent", &[("n", &format!("{percent:.1}"))]),
                (None, Some(value)) => format!("{value:.2}"),
                _ => self.say("not known", &[]),
            };
            let (unknown, pending) = if rule.pending { (0, r.unknown) } else { (r.unknown, 0) };
            let mut rows = vec![vec![
                self.say(&format!("rate.{}", r.id), &[]),
                value,
                r.k.to_string(),
                r.n.to_string(),
                unknown.to_string(),
                pending.to_string(),
            ]];
            if let Some(n) = r.exceptional {
                let nothing = || String::new();
                rows.push(vec![
                    self.say("rate.exceptional", &[]),
                    nothing(),
                    n.to_string(),
                    nothing(),
                    nothing(),
                    nothing(),
                ]);
            }
            rows
        };
        Grid {
            name: self.say("sheet.figures", &[]),
            id: "rates".to_owned(),
            head: ["rate", "value", "k", "n", "unknown", "pending"].map(column).to_vec(),
            rows: RATES.iter().zip(&self.release.rates).flat_map(row).collect(),
        }
    }

    fn label(&self, table: &Table, line: &Line) -> String {
        match (table.by.as_str(), line.key.as_str()) {
            (_, "") => self.say("not known", &[]),
            ("month", _) => {
                let months: Vec<String> = line.keys().map(|key| self.say(&format!("month.{key}"), &[])).collect();
                self.words.list(&months)
            }
            _ => line.label.clone(),
        }
    }

    fn breakdown(&self, table: &Table) -> Grid {
        let column = |key: &str| self.say(&format!("column.{key}"), &[]);
        let percent =
            |line: &Line| line.percent.map_or("–".to_owned(), |n| self.say("percent", &[("n", &n.to_string())]));
        let text = Cell::text;
        let row = |line: &Line| {
            vec![self.label(table, line), text(&line.cases), text(&line.arrested), text(&line.unknown), percent(line)]
        };
        let first = self.by(&format!("by.{}", table.by));
        let head = ["cases", "arrested", "unknown", "percent"].map(column);
        Grid {
            name: self.say(&format!("sheet.{}", table.by), &[]),
            id: table.by.clone(),
            head: [vec![first], head.to_vec()].concat(),
            rows: table.rows.iter().map(row).collect(),
        }
    }

    fn definitions(&self) -> Vec<String> {
        let r = self.release;
        let (day, hour) = (self.day_of(&r.as_of), r.as_of.get(11..16).unwrap_or_default());
        let n = |n: u32| n.to_string();
        let mut out = vec![
            self.say_by("scope", &[("day", &day), ("hour", hour)]),
            self.say(
                "left out",
                &[
                    ("unfounded", &n(r.excluded.unfounded)),
                    ("duplicate", &n(r.excluded.duplicate)),
                    ("scope", &n(r.excluded.out_of_scope)),
                ],
            ),
        ];
        out.extend(r.scope.iter().flat_map(|scope| scope.sentences(self.words)));
        let cohort = rules::cohort_of(r.scope.as_ref());
        out.extend(cohort.rule().map(str::to_owned));
        let rule = |r: &RateFigure| format!("{}: {}", self.say(&format!("rate.{}", r.id), &[]), r.rule);
        out.extend(r.rates.get(ARREST..).into_iter().flatten().map(rule));
        let age = rules::age_of(self.release.scope.as_ref());
        let child = self.say(&format!("age.rule.{}", age.word()), &[]);
        let homicide = self.say(
            "homicide",
            &[
                ("victims", &n(r.homicide.victims)),
                ("cases", &self.words.count("cases", r.homicide.cases)),
                ("unknown", &n(r.homicide.age_unknown)),
            ],
        );
        out.push(format!("{child} {homicide}"));
        let rounding = rules::rounding_of(self.release.scope.as_ref()).word();
        out.push(self.say(&format!("rounding.{rounding}"), &[]));
        out.push(self.say("test", &[]));
        out
    }
}

/// The change in whole per cent with its sign; none from nothing.
fn change(now: u32, before: u32) -> Option<String> {
    let change = crate::domain::rate::change(now, before)?;
    Some(change.strip_suffix(" %").map_or("0".to_owned(), str::to_owned))
}
