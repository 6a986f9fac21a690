//! What is due in a case, and when: tasks, the clocks of the law, answers of laboratories, hearings, services, follow-ups. From these comes the board of the
//! office, by overdue, today and seven days. It must never know a limit of the law: the office's table hands them in.

use super::board::{Window, Words};
use super::care;
use super::casefile::CaseFile;
use super::code::Lists;
use super::custody::{Clock, Limits};
use super::day::Day;
use super::field::Desk;
use super::forensics::Answer;
use super::moment::{Moment, Now};
use super::number::{self, Number};
use super::record::{HIDDEN, Record, Sheet};
use super::workload::Workload;
use chrono::{NaiveDate, NaiveTime, TimeDelta};

/// What makes something due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// somebody set a task
    Task,
    /// the custody clock of an arrest
    Custody,
    /// the limit of a provisional detention
    Detention,
    /// the answer of a laboratory
    Examination,
    /// a hearing that is set
    Hearing,
    /// a service that is to begin
    Service,
    /// a follow-up of a victim or a relative
    FollowUp,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 7] =
        [Kind::Task, Kind::Custody, Kind::Detention, Kind::Examination, Kind::Hearing, Kind::Service, Kind::FollowUp];

    /// For people, programs and the filter.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Task => "task",
            Kind::Custody => "custody",
            Kind::Detention => "detention",
            Kind::Examination => "examination",
            Kind::Hearing => "hearing",
            Kind::Service => "service",
            Kind::FollowUp => "follow-up",
        }
    }

    /// Is it of the care of victims, which not everybody sees who sees the case?
    pub fn is_care(self) -> bool {
        matches!(self, Kind::Service | Kind::FollowUp)
    }

    /// Where it comes from: set by hand, a clock of the law, or something to be followed up.
    pub fn source(self) -> &'static str {
        match self {
            Kind::Task => "hand",
            Kind::Custody | Kind::Detention => "clock",
            Kind::Examination | Kind::Hearing | Kind::Service | Kind::FollowUp => "follow-up",
        }
    }
}

/// How near it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// its time has passed
    Overdue,
    /// before midnight
    Today,
    /// within seven days
    Week,
    /// later
    Later,
    /// nobody said when
    Undated,
}

impl Band {
    /// All of them, the nearest first.
    pub const ALL: [Band; 5] = [Band::Overdue, Band::Today, Band::Week, Band::Later, Band::Undated];

    /// For people and the filter.
    pub fn word(self) -> &'static str {
        match self {
            Band::Overdue => "overdue",
            Band::Today => "today",
            Band::Week => "week",
            Band::Later => "later",
            Band::Undated => "undated",
        }
    }
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// its case
    pub case_id: String,
    /// the number of the case
    pub number: String,
    /// the record: `T1`, `S2`
    pub label: String,
    /// what makes it due
    pub kind: Kind,
    /// when
    pub at: Option<Moment>,
    /// who answers for it: the officer of the task, else the lead of the case
    pub owner: Option<String>,
    /// the team
    pub team: Option<String>,
    /// in words; hidden where that may not be seen
    pub what: String,
}

impl Due {
    /// How near it is.
    pub fn band(&self, now: &Now) -> Band {
        let day = match self.at {
            None => return Band::Undated,
            // In the minute in which it runs out it has.
            Some(Moment::At(at)) if at <= now.utc => return Band::Overdue,
            Some(Moment::At(at)) => at.with_timezone(&now.zone).date_naive(),
            Some(Moment::On(day)) => day.last(),
        };
        match day.signed_duration_since(now.today()).num_days() {
            ..0 => Band::Overdue,
            0 => Band::Today,
            1..=7 => Band::Week,
            _ => Band::Later,
        }
    }

    /// `OVERDUE 3 days`, `today 05:40`, `tomorrow 05:40`, `in 2 days`, `2 Jan 05:40`, `12 Mar 2020`.
    pub fn when(&self, now: &Now) -> String {
        let Some(at) = self.at else { return "no day is set".to_owned() };
        let many = |n: i64| format!("{n} day{}", if n == 1 { "" } else { "s" });
        let days = at.day(now.zone).last().signed_duration_since(now.today()).num_days();
        let hour = match at {
            Moment::At(at) => format!(" {}", at.with_timezone(&now.zone).format("%H:%M")),
            Moment::On(_) => String::new(),
        };
        match self.band(now) {
            Band::Overdue if days == 0 => format!("OVERDUE since{hour}"),
            Band::Overdue => format!("OVERDUE {}", many(-days)),
            Band::Today => format!("today{hour}"),
            // With an hour behind it "in 2 days" could be read as a length of time.
            Band::Week if days == 1 => format!("tomorrow{hour}"),
            Band::Week if hour.is_empty() => format!("in {}", many(days)),
            Band::Week => {
                let day = at.day(now.zone).long();
                format!("{}{hour}", day.rsplit_once(' ').map_or(day.as_str(), |(day, _year)| day))
            }
            _ => at.long(now.zone),
        }
    }

    /// The order of the board: custody clocks, which are of hours, then what is overdue, today, and so on; of what is overdue the latest
    /// first, for what nobody did for years is not done tonight, of what is to come the next.
    pub fn order(&self, now: &Now) -> (bool, Band, i64, String, String) {
        let end = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(1);
        let at = self.at.map_or(0, |at| match at {
            Moment::At(at) => at.with_timezone(&now.zone).naive_local().and_utc().timestamp(),
            Moment::On(day) => end(day.last()).timestamp(),
        });
        let band = self.band(now);
        let at = if band == Band::Overdue { -at } else { at };
        (self.kind != Kind::Custody, band, at, self.number.clone(), self.label.clone())
    }
}

impl CaseFile {
    /// What is due in the case, in no order.
    pub fn due(&self, desk: &Desk) -> Vec<Due> {
        let mut all = Vec::new();
        let due = |kind, label: String, at: Option<Moment>, what: String| Due {
            case_id: self.case.head.id.clone(),
            number: self.case.number.clone().unwrap_or_default(),
            label,
            kind,
            at,
            owner: self.case.lead.clone(),
            team: self.case.team.clone(),
            what,
        };
        let suspect = |id: &Option<String>| {
            let one = self.suspects.iter().find(|s| Some(&s.head.id) == id.as_ref());
            one.map_or(String::new(), |s| s.to_sheet().label())
        };
        let limits = Limits::of(desk.lists);
        for arrest in &self.arrests {
            let clock = Clock::of(arrest, limits, desk.now.zone).filter(|clock| clock.is_told(&desk.now));
            if let Some(clock) = clock {
                let whom = suspect(&arrest.suspect_id);
                let words = format!("custody of {whom}, {} h", clock.hours);
                all.push(due(Kind::Custody, whom, Some(Moment::At(clock.until())), words));
            }
        }
        for detention in self.detentions.iter().map(Record::to_sheet) {
            let term = self.term(&detention, desk).filter(|term| !term.ended && !self.is_judged(&detention));
            if let Some(last) = term.and_then(|term| term.last) {
                let whom = suspect(&detention.get("suspect_id").map(str::to_owned));
                let words = format!("detention of {whom}");
                all.push(due(Kind::Detention, whom, Some(Moment::On(Day::of(last))), words));
            }
        }
        let bench = self.bench();
        for request in &self.exams {
            if !matches!(bench.answer(request, &desk.now), Answer::Open(Some(_))) {
                continue;
            }
            let exhibit = self.exhibits.iter().find(|e| Some(&e.head.id) == request.exhibit_id.as_ref());
            let of = exhibit.map_or(String::new(), |e| format!(" of {}", e.to_sheet().label()));
            let word =
                |list, code: &Option<String>| code.as_deref().map_or("–", |c| desk.lists.word(list, c)).to_owned();
            let words = format!("{}{of}, {}", word("exam", &request.exam), word("lab", &request.lab));
            all.push(due(Kind::Examination, request.to_sheet().label(), request.due_on.map(Moment::On), words));
        }
        for event in self.court_events.iter().filter(|e| e.taken_back_at.is_none()) {
            // One of today is still to be heard; what is past was.
            if event.held_on.is_some_and(|at| at.day(desk.now.zone).last() >= desk.now.today()) {
                let kind = event.kind.as_deref().map_or("hearing", |code| desk.lists.word("court_event", code));
                let whom = suspect(&event.suspect_id);
                let day = event.held_on.map(|at| Moment::On(at.day(desk.now.zone)));
                let at = event.held_on.filter(|at| matches!(at, Moment::At(t) if *t > desk.now.utc)).or(day);
                all.push(due(Kind::Hearing, event.to_sheet().label(), at, format!("{kind} of {whom}")));
            }
        }
        // Of who may not see the care of the case none of these is there.
        let client = |sheet: &Sheet| {
            let (victim, relative) = (sheet.get("victim_id"), sheet.get("relative_id"));
            let of = self.sheets().into_iter().find(|s| [victim, relative].contains(&Some(&s.head.id)));
            of.map_or(String::new(), |s| format!(" of {}", s.label()))
        };
        for service in &self.services {
            if let Some(left) = care::Course::of(service, &desk.now).left() {
                let (sheet, day) = (service.to_sheet(), desk.now.today() + TimeDelta::days(left));
                let code = service.service.as_deref();
                let words = code.map_or("–", |code| desk.lists.word("service", code)).to_owned() + &client(&sheet);
                all.push(due(Kind::Service, sheet.label(), Some(Moment::On(Day::of(day))), words));
            }
        }
        for visit in &self.follow_ups {
            if let care::Visit::Open(Some(_)) = care::Visit::of(visit, &desk.now) {
                let (sheet, code) = (visit.to_sheet(), visit.kind.as_deref());
                let words = code.map_or("–", |code| desk.lists.word("follow_up", code)).to_owned() + &client(&sheet);
                all.push(due(Kind::FollowUp, sheet.label(), visit.due_on.map(Moment::On), words));
            }
        }
        for task in self.tasks.iter().filter(|t| t.is_open()) {
            let sheet = task.to_sheet();
            let hidden = sheet.is_masked("what").then_some(HIDDEN);
            let what = task.what.as_deref().or(hidden).unwrap_or("–").to_owned();
            let of_case = due(Kind::Task, sheet.label(), task.due_on.map(Moment::On), what);
            let (owner, team) = (task.owner.clone().or(of_case.owner), task.team.clone().or(of_case.team));
            all.push(Due { owner, team, ..of_case });
        }
        all
    }

    /// Is the suspect of this record judged? What comes then is no provisional detention any more.
    fn is_judged(&self, of: &Sheet) -> bool {
        let results = self.results.iter().filter(|r| r.taken_back_at.is_none());
        results.into_iter().any(|r| r.decided_on.is_some() && r.suspect_id.as_deref() == of.get("suspect_id"))
    }
}

/// Which of what is due is asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    case: Option<Number>,
    kinds: Vec<Kind>,
    bands: Vec<Band>,
    sources: Vec<String>,
    teams: Vec<String>,
    owners: Vec<String>,
    words: Words,
}

impl Query {
    /// Reads a case number, `overdue`, `today`, `week`, `later`, what makes it due (`task`, `custody` …), `hand`, `clock`, `mine`,
    ///  a team, or an officer of `names`; `me` is who asks.
    pub fn read(words: &str, lists: &Lists, names: &[String], me: &str) -> Query {
        let mut query = Query::default();
        for word in words.split_whitespace() {
            let lower = word.to_lowercase();
            let kind = Kind::ALL.into_iter().find(|kind| kind.word() == lower || format!("{}s", kind.word()) == lower);
            let band = Band::ALL.into_iter().find(|band| band.word() == lower);
            let officer = names.iter().find(|name| name.to_lowercase() == lower);
            let team = lists.resolve("team", word, None).ok();
            let understood = match (number::read(&lower), kind, band, officer, team) {
                (Some(number), ..) => {
                    query.case = Some(number);
                    Some(lower)
                }
                (_, Some(kind), ..) => {
                    query.kinds.push(kind);
                    Some(kind.word().to_owned())
                }
                (_, _, Some(band), ..) => {
                    query.bands.push(band);
                    Some(lower)
                }
                _ if ["hand", "clock"].contains(&lower.as_str()) => {
                    query.sources.push(lower.clone());
                    Some(lower)
                }
                _ if lower == "mine" => {
                    query.owners.push(me.to_lowercase());
                    Some(lower)
                }
                (.., Some(officer), _) => {
                    query.owners.push(officer.to_lowercase());
                    Some(officer.clone())
                }
                (.., Some(team)) => {
                    query.teams.push(team.code.clone());
                    Some(team.en.clone())
                }
                _ => None,
            };
            query.words.note(word, understood);
        }
        query
    }

    /// What was understood, in words.
    pub fn words(&self) -> String {
        self.words.read()
    }

    /// What was not understood, in a sentence.
    pub fn misread(&self) -> Option<String> {
        self.words.misread(
            "no case, officer or team; overdue, today, week, mine, task, clock, custody, detention, examination, hearing, service and follow-up are understood too",
        )
    }

    /// Is this among what is asked for? `week` has what is due today and overdue in it.
    pub fn fits(&self, due: &Due, now: &Now) -> bool {
        let any = |list: &[String], has: Option<&str>| {
            list.is_empty() || has.is_some_and(|has| list.iter().any(|one| one.eq_ignore_ascii_case(has)))
        };
        let band = due.band(now);
        let near = |asked: &Band| band == *asked || (*asked == Band::Week && band < Band::Week);
        self.case.as_ref().is_none_or(|n| number::read(&due.number).as_ref() == Some(n))
            && (self.kinds.is_empty() || self.kinds.contains(&due.kind))
            && (self.bands.is_empty() || self.bands.iter().any(near))
            && any(&self.sources, Some(due.kind.source()))
            && any(&self.teams, due.team.as_deref())
            && any(&self.owners, due.owner.as_deref().map(str::trim))
    }
}

/// The sums of what is due, and the open caseload beside it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    /// how many of each of [`Band::ALL`]
    pub bands: [usize; 5],
    /// custody clocks among them that run
    pub clocks: usize,
    /// overdue and due within seven days, by who answers for it, most first
    pub owners: Vec<(String, usize)>,
    /// the open cases of whoever asks
    pub workload: Workload,
}

impl Sums {
    /// Of these.
    pub fn of(all: &[Due], workload: Workload, now: &Now) -> Sums {
        let mut sums = Sums { workload, ..Sums::default() };
        let mut owners = std::collections::BTreeMap::<String, usize>::new();
        for due in all {
            let band = due.band(now);
            sums.bands[Band::ALL.iter().position(|b| *b == band).unwrap_or(0)] += 1;
            sums.clocks += usize::from(due.kind == Kind::Custody && band != Band::Overdue);
            if band <= Band::Week {
                *owners.entry(due.owner.clone().unwrap_or_default()).or_default() += 1;
            }
        }
        sums.owners = owners.into_iter().collect();
        sums.owners.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        sums
    }

    /// How many are this near.
    pub fn count(&self, band: Band) -> usize {
        Band::ALL.iter().position(|b| *b == band).map_or(0, |at| self.bands[at])
    }
}

/// A window on the board.
pub type DueBoard = Window<Due, Sums>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::read_clock;

    const ZONE: chrono_tz::Tz = chrono_tz::Asia::Phnom_Penh;

    fn now() -> Now {
        Now { utc: read_clock("2019-12-31T16:42", ZONE).unwrap(), zone: ZONE }
    }

    fn due(kind: Kind, at: &str, owner: &str) -> Due {
        let at = (!at.is_empty()).then(|| Moment::read(at, &now()).unwrap());
        let owner = Some(owner.to_owned()).filter(|o| !o.is_empty());
        let (case_id, number) = ("c".to_owned(), "CPU-19-0274".to_owned());
        Due { case_id, number, label: "T1".into(), kind, at, owner, team: Some("HIT".into()), what: "w".into() }
    }

    #[test]
    fn what_is_due_today_is_not_overdue_before_midnight_and_an_hour_is_when_it_has_passed() {
        let is = |at: &str| {
            let due = due(Kind::Task, at, "dara");
            format!("{}: {}", due.band(&now()).word(), due.when(&now()))
        };
        assert_eq!(is("31/12/2019"), "today: today");
        assert_eq!(is("30/12/2019"), "overdue: OVERDUE 1 day");
        assert_eq!(is("31/12/2019 16:42"), "overdue: OVERDUE since 16:42", "in the minute in which it runs out");
        assert_eq!(is("31/12/2019 16:43"), "today: today 16:43");
        assert_eq!(is("1/1/2020"), "week: tomorrow", "over the turn of the year");
        assert_eq!(is("1/1/2020 05:40"), "week: tomorrow 05:40");
        assert_eq!(is("2/1/2020 05:40"), "week: 2 Jan 05:40");
        assert_eq!(is("7/1/2020"), "week: in 7 days");
        assert_eq!(is("8/1/2020"), "later: 8 Jan 2020");
        assert_eq!(is("12/2019"), "today: today", "a month is over with its last day");
        assert_eq!(is(""), "undated: no day is set");
    }

    #[test]
    fn words_say_which_and_the_sums_are_of_those() {
        let lists = Lists::default();
        let all = [
            due(Kind::Task, "20/12/2019", "dara"),
            due(Kind::Custody, "31/12/2019 20:00", "Sokha"),
            due(Kind::Examination, "3/1/2020", "dara"),
            due(Kind::Task, "3/3/2020", ""),
        ];
        let names = ["dara".to_owned(), "sokha".to_owned()];
        let count = |words: &str| {
            let query = Query::read(words, &lists, &names, "sokha");
            let fit: Vec<Due> = all.iter().filter(|due| query.fits(due, &now())).cloned().collect();
            let sums = Sums::of(&fit, Workload::default(), &now());
            let misread = query.misread().map(|_| "!").unwrap_or_default();
            format!("{:?}{misread}", &sums.bands)
        };
        assert_eq!(count(""), "[1, 1, 1, 1, 0]");
        assert_eq!(count("week"), "[1, 1, 1, 0, 0]", "with what is due before");
        assert_eq!(count("overdue today"), "[1, 1, 0, 0, 0]");
        assert_eq!(count("mine"), "[0, 1, 0, 0, 0]");
        assert_eq!(count("Dara tasks"), "[1, 0, 0, 0, 0]");
        assert_eq!(count("clock"), "[0, 1, 0, 0, 0]");
        assert_eq!(count("19/275"), "[0, 0, 0, 0, 0]");
        assert_eq!(count("nobody"), "[1, 1, 1, 1, 0]!");
        let sums = Sums::of(&all, Workload::default(), &now());
        assert_eq!(sums.owners, [("dara".to_owned(), 2), ("Sokha".to_owned(), 1)]);
        assert_eq!((sums.clocks, sums.count(Band::Overdue)), (1, 1));
    }

    #[test]
    fn the_board_begins_with_custody_and_what_became_overdue_last() {
        let mut all = [
            due(Kind::Task, "", "a"),
            due(Kind::Task, "31/12/2019", "b"),
            due(Kind::Task, "31/12/2019 20:00", "c"),
            due(Kind::Task, "1/12/2019", "d"),
            due(Kind::Task, "30/12/2019", "e"),
            due(Kind::Custody, "1/1/2020 20:00", "f"),
        ];
        all.sort_by_key(|due| due.order(&now()));
        let owners: Vec<&str> = all.iter().filter_map(|due| due.owner.as_deref()).collect();
        assert_eq!(owners, ["f", "e", "d", "c", "b", "a"]);
    }
}
