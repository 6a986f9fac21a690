//! Row 12, bit rot: one bit anywhere in a closed file is turned, then everything that the file shows is asked for. Each answer
//! is the one of the sound file, an error, or a row that says that it is not as it was saved; never another value.

use crate::support::faults;
use crate::unit::{self, Unit, now};
use caseload::domain::listing::{Query, Sort};
use caseload::domain::log::LogQuery;
use caseload::store::{Error, Store};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, SystemTime};

/// What stands in the list in the place of a row that is not as it was written.
const MARK: &str = "NOT AS SAVED";
/// A round that takes longer hangs.
const LONG: Duration = Duration::from_secs(60);
/// Who looks: who sees all, who leads one team, an administrator.
const VIEWERS: [&str; 3] = ["vanna", "kosal", "nary"];
/// All but the first open only every so-manieth case: what holds for a case holds for whoever opens it.
const FEW: usize = 7;

/// A small random generator (xorshift), so that a round can be repeated by its seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub fn new() -> Dice {
        let clock = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
        let seed = std::env::var("CASELOAD_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or_else(clock);
        println!("CASELOAD_SEED={seed}");
        Dice(seed | 1)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// An answer of the file: in words what was shown, or why nothing was.
type Answer = Result<Vec<String>, String>;
/// What was asked, with its kind before the colon, and the answers.
type Shown = BTreeMap<String, Answer>;

fn lines<T: Debug>(answer: Result<Vec<T>, Error>) -> Answer {
    answer.map(|all| all.iter().map(|one| format!("{one:?}")).collect()).map_err(|e| e.to_string())
}

fn one<T: Debug>(answer: Result<T, Error>) -> Answer {
    lines(answer.map(|one| vec![one]))
}

/// The words under which somebody looks for the case.
fn words() -> [String; 3] {
    ["xabquvwywy".to_owned(), crate::canary::text("name", 7), crate::canary::text("summary", 3)]
}

/// Everything that the file shows: to each what they may see. `ids` are the cases of the sound file, by number.
fn shown(path: &Path, ids: &[(String, String)], last: i64) -> Shown {
    let mut all = Shown::new();
    for who in VIEWERS {
        // Each to a copy of their own: what one could not open would be missing in what another sees of who looked.
        let folder = unit::scratch();
        let own = folder.path().join("office.db");
        std::fs::copy(path, &own).unwrap();
        let path = &own;
        let mut put = |kind: &str, what: &str, answer| drop(all.insert(format!("{kind}: {what} of {who}"), answer));
        let mut store = match Store::open(path) {
            Ok(store) => store,
            Err(error) => {
                put("opening", "", Err(error.to_string()));
                continue;
            }
        };
        match store.sign_in(&unit::claim(Some(who)), &now()) {
            Ok(welcome) => {
                put("opening", "last", Ok(vec![format!("{:?}", welcome.last)]));
                put("some", "accounts", Ok((0..welcome.accounts).map(|n| n.to_string()).collect()));
            }
            Err(error) => {
                put("opening", "last", Err(error.to_string()));
                continue;
            }
        }
        // Everything is told in these words; a store that has none to be trusted answers nothing else.
        let lists = store.lists();
        let names =
            ["offence", "province", "district", "commune", "relationship", "source", "team", "clearance", "care"];
        if who == VIEWERS[0] && store.page(&Query::default(), 0, 1, &now()).is_ok() {
            put("words", "office", Ok(vec![format!("{:?}", store.office())]));
            put("words", "lists", Ok(names.iter().map(|n| format!("{:?}", lists.list(n))).collect()));
        }
        put("accounts", "officers", lines(store.officers(&now())));
        put("accounts", "keys", lines(store.keys(None, &now())));
        put("some", "notices", lines(store.notices()));
        let (list, figures) = if who == VIEWERS[0] { ("list", "figures") } else { ("some", "some") };
        for sort in Sort::ALL {
            let page = store.page(&Query { sort, ..Query::default() }, 0, 100, &now());
            let whole = page.as_ref().is_ok_and(|p| p.total == p.rows.len());
            put("opening", &format!("{sort:?} in all"), Ok(vec![(whole || page.is_err()).to_string()]));
            put(list, &format!("by {sort:?}"), lines(page.map(|p| p.rows)));
        }
        for (way, from) in [("by the index", 0), ("row by row", i64::MAX)] {
            store.narrow_from(from);
            for word in words() {
                let page = store.page(&Query { words: word.clone(), ..Query::default() }, 0, 10, &now());
                put("some", &format!("search for {word} {way}"), lines(page.map(|p| p.rows)));
            }
        }
        for (number, id) in ids.iter().step_by(if who == VIEWERS[0] { 1 } else { FEW }) {
            put("history", &format!("lookers {number}"), lines(store.lookers(id, &now())));
            put("case", &format!("number {number}"), one(store.case_by_number(number, &now())));
            let mut case = store.case(id, &now());
            // Found by an index, as what a search finds: one word for each case in which somebody is alike.
            let alike = case.as_mut().map(|case| std::mem::take(&mut case.alike)).unwrap_or_default();
            let alike = alike.iter().flat_map(|(who, n)| (0..*n).map(move |_| format!("somebody like {who}")));
            put("some", &format!("alike {number}"), Ok(alike.collect()));
            put("case", number, one(case));
            put("history", number, lines(store.history(id, &now())));
        }
        if who == VIEWERS[0] {
            put("history", "log", lines(store.log(&LogQuery::default(), Some(last + 1), 10_000, &now())));
        }
        let one = LogQuery { officer: Some("bopha".to_owned()), ..LogQuery::default() };
        put("some", "log of one", lines(store.log(&one, Some(last + 1), 10_000, &now())));
        for (from, to) in [("2021-01-01", "2021-12-31"), ("2021-03-01", "2021-03-31")] {
            let facts = store.facts(from.parse().unwrap(), to.parse().unwrap(), &now());
            put(figures, &format!("figures {from}"), lines(facts));
        }
    }
    all
}

/// What became of a round. What is picked by what it says (a case by its team for one of that team, a search by its words, a log by
/// its officer, a notice by whom it is for) can be left out where just that is another; to compare every row that is passed over
/// would cost each list and search its speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    RefusedAtOpening,
    Refused(&'static str),
    Marked,
    Missed,
    FoundByVerify,
    FoundByDoctor,
    Harmless,
}

impl Came {
    fn words(self) -> String {
        match self {
            Came::RefusedAtOpening => "refused at opening".to_owned(),
            Came::Refused("some") => "refused at a search, a log or the list of a team".to_owned(),
            Came::Refused(kind) => format!("refused at {kind}"),
            Came::Marked => "marked in the list".to_owned(),
            Came::Missed => "left out where it is picked by what it says, found by `doctor`".to_owned(),
            Came::FoundByVerify => "nothing else shown, found by `audit verify`".to_owned(),
            Came::FoundByDoctor => "nothing else shown, found by `doctor`".to_owned(),
            Came::Harmless => "nothing else shown, no row of the file changed".to_owned(),
        }
    }
}

/// What is in one of two answers only.
fn differing(what: &str, was: &[String], is: &[String]) -> String {
    let only =
        |one: &[String], other: &[String]| one.iter().filter(|l| !other.contains(l)).cloned().collect::<Vec<_>>();
    let counts = (was.len(), is.len());
    format!("{what}, {counts:?} answers; only written:\n{:#?}\nonly shown:\n{:#?}", only(was, is), only(is, was))
}

/// Compares what is shown with what the sound file shows; says what is wrong and unseen.
fn judge(sound: &Shown, now: &Shown) -> Result<Option<Came>, String> {
    let (mut worst, mut missed) = (None, false);
    for (what, was) in sound {
        // What was not asked was refused at opening.
        let Some(is) = now.get(what) else {
            worst = Some(Came::RefusedAtOpening);
            continue;
        };
        let kind = ["opening", "words", "accounts", "list", "some", "case", "history", "figures"];
        let kind = kind.into_iter().find(|k| what.starts_with(&format!("{k}:"))).unwrap();
        let came = match (was, is) {
            (was, is) if was == is => continue,
            (_, Err(_)) if kind == "opening" => Came::RefusedAtOpening,
            (_, Err(_)) => Came::Refused(kind),
            (Ok(was), Ok(is)) if ["list", "figures", "some"].contains(&kind) => {
                let told = |row: &String| row.contains(MARK) || was.contains(row);
                let whole = was.len() == is.len();
                // A case that she sees by her name in it, or by the glass that she broke, she sees no more where that is another.
                let by_name = [unit::Near::Listed, unit::Near::Glass].map(|n| unit::number(unit::place(VIEWERS[0], n)));
                let lost = |row: &&String| !is.contains(row) && !by_name.iter().any(|n| row.contains(n));
                if !is.iter().all(told) || (kind != "some" && !whole && was.iter().any(|row| lost(&row))) {
                    return Err(differing(what, was, is));
                }
                if !whole {
                    missed = true;
                    continue;
                }
                Came::Marked
            }
            (Ok(was), Ok(is)) => return Err(differing(what, was, is)),
            (was, is) => return Err(format!("{what}\n{was:?}\n{is:?}")),
        };
        worst = Some(worst.map_or(came, |w: Came| w.min(came)));
    }
    Ok(worst.or(missed.then_some(Came::Missed)))
}

/// Every row of what is not only of somebody's desk, nor what looking wrote.
fn dump(path: &Path, last: i64) -> Option<Vec<u8>> {
    let raw = Connection::open(path).ok()?;
    let mut out = Vec::new();
    let tables: Vec<String> = {
        let mut query = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").ok()?;
        query.query_map([], |r| r.get(0)).ok()?.collect::<Result<_, _>>().ok()?
    };
    for table in tables.iter().filter(|t| !["draft", "presence", "setting", "counter"].contains(&t.as_str())) {
        let until = if table.starts_with("ledger") { format!("WHERE seq <= {last}") } else { String::new() };
        let mut query = raw.prepare(&format!("SELECT * FROM {table} {until}")).ok()?;
        let n = query.column_count();
        let mut rows = query.query([]).ok()?;
        while let Some(r) = rows.next().ok()? {
            for i in 0..n {
                match r.get_ref(i).ok()? {
                    ValueRef::Null => out.push(0),
                    ValueRef::Integer(number) => out.extend(number.to_le_bytes()),
                    ValueRef::Real(number) => out.extend(number.to_le_bytes()),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => out.extend(bytes),
                }
                out.push(b'\n');
            }
        }
    }
    Some(out)
}

/// One file for all rounds: closed, with nothing beside it.
struct Sound {
    bytes: Vec<u8>,
    ids: Vec<(String, String)>,
    last: i64,
    shown: Shown,
    dump: Option<Vec<u8>>,
}

impl Sound {
    fn new() -> Sound {
        let unit = Unit::new();
        let closed = unit.raw();
        closed.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        drop(closed);
        let bytes = std::fs::read(unit.path()).unwrap();
        let ids = (0..unit::cases()).map(|at| (unit::number(at), unit.id(at))).collect::<Vec<_>>();
        let last = unit.last();
        let shown = shown(&unit.path(), &ids, last);
        assert!(shown.values().filter(|a| a.is_ok()).count() > 100, "{shown:#?}");
        for kind in ["case", "history", "figures", "list", "some", "accounts", "words"] {
            let mut of = shown.iter().filter(|(what, _)| what.starts_with(kind));
            assert!(of.any(|(_, answer)| answer.as_ref().is_ok_and(|a| !a.is_empty())), "nobody sees any {kind}");
        }
        let dump = dump(&unit.path(), last);
        Sound { bytes, ids, last, shown, dump }
    }

    /// A copy with one bit turned.
    fn turned(&self, at: usize, bit: u64) -> (tempfile::TempDir, PathBuf) {
        let folder = unit::scratch();
        let path = folder.path().join("office.db");
        let mut bytes = self.bytes.clone();
        bytes[at] ^= 1 << bit;
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn came(&self, path: &Path) -> Result<Came, String> {
        if let Some(came) = judge(&self.shown, &shown(path, &self.ids, self.last))? {
            let seen = came != Came::Missed || !doctor(path).is_empty();
            return if seen { Ok(came) } else { Err("something is left out, and the doctor finds nothing".to_owned()) };
        }
        match doctor(path).as_slice() {
            [] => {}
            ["ledger"] => return Ok(Came::FoundByVerify),
            _ => return Ok(Came::FoundByDoctor),
        }
        if dump(path, self.last) != self.dump {
            return Err("a row is another, and nobody finds it".to_owned());
        }
        Ok(Came::Harmless)
    }
}

/// What the doctor finds: the ledger is what `audit verify` verifies.
fn doctor(path: &Path) -> Vec<&'static str> {
    let Ok(mut store) = Store::open(path) else { return vec!["opening"] };
    if store.sign_in(&unit::claim(None), &now()).is_err() {
        return vec!["sign in"];
    }
    store.check(&[], &now()).map_or(vec!["doctor"], |found| found.iter().filter(|f| !f.ok).map(|f| f.name).collect())
}

fn rounds_of(sound: &Arc<Sound>, bits: &[(usize, u64)]) -> Vec<Result<Came, String>> {
    let round = |(at, bit): &(usize, u64)| {
        let (_folder, path) = sound.turned(*at, *bit);
        let (tell, told) = mpsc::channel();
        let of = Arc::clone(sound);
        std::thread::spawn(move || drop(tell.send(of.came(&path))));
        match told.recv_timeout(LONG) {
            Ok(came) => came,
            Err(mpsc::RecvTimeoutError::Timeout) => Err("it hangs".to_owned()),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err("it panicked".to_owned()),
        }
    };
    bits.iter().map(round).collect()
}

#[test]
fn a_turned_bit_is_never_shown_as_what_was_written() {
    let sound = Sound::new();
    let mut dice = Dice::new();
    let rounds = faults::times(600);
    let sound = Arc::new(sound);
    let bits: Vec<(usize, u64)> =
        (0..rounds).map(|_| (dice.below(sound.bytes.len() as u64) as usize, dice.below(8))).collect();
    let came: Vec<Result<Came, String>> = std::thread::scope(|scope| {
        // Two at a time, each round in a thread of its own that may hang or panic.
        let halves = bits.chunks(bits.len().div_ceil(2));
        let hands: Vec<_> = halves.map(|bits| scope.spawn(|| rounds_of(&sound, bits))).collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
    });
    let (mut counted, mut wrong) = (BTreeMap::<Came, u32>::new(), Vec::new());
    for (came, (at, bit)) in came.into_iter().zip(&bits) {
        match came {
            Ok(came) => *counted.entry(came).or_default() += 1,
            Err(what) => wrong.push(format!("byte {at}, bit {bit}: {what}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {rounds} wrong and unseen ({counted:?}):\n{}", wrong.len(), wrong.join("\n\n"));
    let told: Vec<String> = counted.iter().map(|(came, n)| format!("{n} {}", came.words())).collect();
    faults::held(12, "one bit anywhere", rounds.into(), &format!("0 wrong and unseen; {}", told.join(", ")));
}

/// What was altered in the file is not saved again under a digest of its own by an act beside it.
#[test]
fn a_save_does_not_make_good_what_rotted() {
    use caseload::domain::act::Deed;
    use caseload::domain::record::RecordKind;
    let unit = Unit::new();
    let id = unit.id(0);
    unit.raw().execute("UPDATE victim SET age = '12y' WHERE case_id = ?1", [&id]).unwrap();
    let before = unit.rows();
    let entry = unit::sheet(RecordKind::Diary, &id, &[("text", "a word")]);
    let saved = unit.of("sophal").write(&now(), &Deed::add("new diary entry", vec![entry]));
    assert!(matches!(saved, Err(Error::Altered(_))), "{saved:?}");
    assert_eq!(unit.rows(), before, "nothing was written");
}
