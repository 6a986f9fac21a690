//! Row 4, the power cut: officers save side by side under a recorder, and the record is cut off at many places. Whatever the disk
//! may hold then is opened: it must be whole, and nothing that had been acknowledged may be missing.

mod disk;

use crate::preload::{Dice, library};
use crate::support::{Console, Office, faults};
use crate::well::{Found, now, scratch, well};
use caseload::store::{Error, Ids, Store};
use disk::{Act, Disk, Luck};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

const NOW: &str = "2021-12-28T22:45";
const LINE: &str = "rape bat f7+m8 m34 uncle y +k police hit";
/// What the first case's village is called in its n-th edit.
const VILLAGE: &str = "Phum of edit ";

/// What was done to an office, and what its officers said.
struct Scene {
    office: Office,
    log: Vec<u8>,
    /// the note of each case by its number
    notes: BTreeMap<String, String>,
}

/// Two officers enter cases by commands, a third changes the first case at a console; then the console is left, and each command
/// is the last to close the file. `swallow` is the planted weakness.
fn scene(library: &Path, cases: usize, edits: usize, swallow: Option<&str>, dice: &Dice) -> Scene {
    let office = Office::new();
    for entry in std::fs::read_dir(office.folder()).unwrap().flatten().filter(|e| e.path().is_file()) {
        std::fs::remove_file(entry.path()).unwrap(); // made again under the recorder
    }
    let log = office.folder().join("log");
    std::fs::write(&log, "").unwrap();
    let mut env = vec![("LD_PRELOAD", library), ("BENCH_LOG", &log)];
    let file = office.folder().canonicalize().unwrap().join("office.db");
    env.push(("BENCH_FILE", &file));
    env.extend(swallow.map(|ending| ("BENCH_SWALLOW", Path::new(ending))));
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.to_str().unwrap())).collect();
    let run = |args: &[&str]| {
        let output = office.command(args).envs(env.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{output:#?}");
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["init"]);
    let notes = Mutex::new(BTreeMap::new());
    let enter = |who: usize, count: usize| {
        let mut dice = dice.of(who);
        for n in 0..count {
            let note = format!("report {who}-{n} {}", "as told by the aunt ".repeat(dice.below(400) as usize));
            let number = run(&["add", LINE, "--note", note.trim(), "--now", NOW]);
            notes.lock().unwrap().insert(number.trim().to_owned(), note.trim().to_owned());
        }
    };
    enter(0, 1);
    std::thread::scope(|threads| {
        let db = office.db().to_string_lossy().into_owned();
        let console = Console::start(&["--db", &db, "--now", NOW, "--as", "dara"], (150, 30), &env);
        console.wait_text("21/0001");
        let enter = &enter;
        let adding: Vec<_> = (1..=2).map(|who| threads.spawn(move || enter(who, cases))).collect();
        for n in 1..=edits {
            let village = format!("{VILLAGE}{n:03}");
            console.keys("e");
            console.wait_text("Edit CPU-21-0001");
            console.keys(&format!("<Tab><Tab><Tab><Tab><Tab><Tab><C-a><C-k>{village}<C-s>"));
            let saved = |s: &str| s.contains("CPU-21-0001 saved") && s.contains(&village) && !s.contains("Edit CPU");
            console.wait(saved, "a saved edit, read again"); // a form over what was read before would clash
            said(&log, &village);
        }
        adding.into_iter().for_each(|adding| adding.join().unwrap());
        console.keys("q");
        console.wait_exit();
    });
    enter(3, cases / 4);
    let (log, notes) = (std::fs::read(&log).unwrap(), notes.into_inner().unwrap());
    Scene { office, log, notes }
}

/// Puts what was acknowledged on a screen into the record.
fn said(log: &Path, what: &str) {
    let mut record = vec![b'A', 0, 0, 0, 0, 0, 0, 0];
    [0, 0, what.len() as u64].iter().for_each(|n| record.extend(n.to_le_bytes()));
    record.extend(what.as_bytes());
    let mut log = std::fs::OpenOptions::new().append(true).open(log).unwrap();
    rustix::fs::flock(&log, rustix::fs::FlockOperation::LockExclusive).unwrap();
    log.write_all(&record).unwrap();
}

/// Where the record is cut: before the act of this place, with this luck.
type Cut = (usize, Luck);

/// Both sides of each sync, of each change of a name and of each acknowledgement; and, up to `count`, places at random.
fn cuts(acts: &[Act], count: usize, dice: &mut Dice) -> Vec<Cut> {
    let first = made(acts) + 1;
    let bounds = (first..acts.len()).filter(|at| !matches!(acts[*at], Act::Write { .. } | Act::Cut { .. }));
    let mut all: Vec<Cut> = bounds.flat_map(|at| [(at, Luck::Torn), (at + 1, Luck::None)]).collect();
    while all.len() > count {
        all.swap_remove(dice.below(all.len() as u64) as usize);
    }
    while all.len() < count {
        let luck = if dice.below(20) == 0 { Luck::All } else { Luck::Torn };
        all.push((first + dice.below((acts.len() - first) as u64 + 1) as usize, luck));
    }
    all.sort_by_key(|cut| cut.0);
    all
}

/// What the cuts left.
#[derive(Debug, Default)]
struct Left {
    corrupt: Vec<String>,
    lost: Vec<String>,
    /// how often something was there that nobody had been told of yet
    more: u64,
}

/// Plays the record to each cut and looks at what the disk may hold then.
fn play(scene: &Scene, acts: &[Act], cuts: &[Cut], dice: &Dice) -> Left {
    let left = Mutex::new(Left::default());
    std::thread::scope(|threads| {
        for worker in 0..2 {
            let left = &left;
            threads.spawn(move || {
                let (mut disk, mut played, mut told) = (Disk::default(), 0, Told::default());
                for (n, (at, luck)) in cuts.iter().enumerate().filter(|(n, _)| n % 2 == worker) {
                    for act in &acts[played..*at] {
                        disk.play(act);
                        told.hear(act);
                    }
                    played = *at;
                    let scratch = scratch();
                    for (name, bytes) in disk.cut(*luck, &mut dice.of(n)) {
                        std::fs::write(scratch.path().join(name), bytes).unwrap();
                    }
                    let (found, place) = (well(&scratch.path().join("office.db")), format!("{luck:?} before {at}"));
                    let mut left = left.lock().unwrap();
                    match found {
                        Err(sentence) => left.corrupt.push(format!("{place}: {sentence}")),
                        Ok(found) => match told.missing(&found, scene) {
                            missing if missing.is_empty() => {
                                left.more += u64::from(found.notes.len() > told.cases.len())
                            }
                            missing => left.lost.push(format!("{place}: {missing}")),
                        },
                    }
                }
            });
        }
    });
    left.into_inner().unwrap()
}

/// What officers had been told.
#[derive(Default)]
struct Told {
    cases: BTreeSet<String>,
    village: String,
}

impl Told {
    fn hear(&mut self, act: &Act) {
        match act {
            Act::Said(what) if what.starts_with("CPU-") => drop(self.cases.insert(what.trim().to_owned())),
            Act::Said(what) if what.starts_with(VILLAGE) => self.village = (*what).to_owned(),
            _ => {}
        }
    }

    /// In words: what they were told and is not there, and what is there and nobody wrote.
    fn missing(&self, found: &Found, scene: &Scene) -> String {
        let lost: Vec<&String> = self.cases.iter().filter(|number| !found.notes.contains_key(*number)).collect();
        let strange: Vec<&String> =
            found.notes.iter().filter(|(k, v)| scene.notes.get(*k) != Some(v)).map(|n| n.0).collect();
        let village = found.village < self.village;
        match (lost.is_empty(), strange.is_empty(), village) {
            (true, true, false) => String::new(),
            _ => format!("lost {lost:?}, not as entered {strange:?}, {:?} for {:?}", found.village, self.village),
        }
    }
}

/// The place at which the office was said to be ready.
fn made(acts: &[Act]) -> usize {
    acts.iter().position(|act| matches!(act, Act::Said(what) if what.contains(" is ready"))).expect("a made office")
}

/// The record has everything: played to its end it gives the folder as it is, with every case.
fn is_whole(scene: &Scene, acts: &[Act], dice: &Dice) {
    let mut disk = Disk::default();
    acts.iter().for_each(|act| disk.play(act));
    for (name, bytes) in disk.cut(Luck::All, &mut dice.of(0)) {
        assert!(std::fs::read(scene.office.folder().join(name)).unwrap() == bytes, "{name} is not as recorded");
    }
    assert!(well(&scene.office.db()).unwrap().notes == scene.notes);
}

/// How often the file was checkpointed, and how often its WAL was begun anew over an older one, since the office was made.
fn turns(acts: &[Act]) -> (usize, usize) {
    let (mut names, mut written) = (BTreeMap::new(), BTreeSet::new());
    let (mut checkpoints, mut anew) = (0, 0);
    let first = made(acts);
    for (at, act) in acts.iter().enumerate() {
        match *act {
            Act::Open { name, ino } => drop(names.insert(ino, name)),
            Act::Sync { ino } if at > first => checkpoints += usize::from(names[&ino] == "office.db"),
            Act::Write { ino, at: 0, .. } if names[&ino] == "office.db-wal" => {
                anew += usize::from(!written.insert(ino))
            }
            Act::Unlink { .. } => written.clear(),
            _ => {}
        }
    }
    (checkpoints, anew)
}

#[test]
fn a_power_cut_at_any_moment_loses_nothing_acknowledged() {
    let Some(library) = library(4) else { return };
    let mut dice = Dice::new();
    let scene = scene(library, 18, 8, None, &dice);
    let acts = disk::read(&scene.log);
    is_whole(&scene, &acts, &dice);
    let (checkpoints, anew) = turns(&acts);
    assert!(checkpoints > 2 && anew > 0, "{checkpoints} checkpoints, the WAL begun anew {anew} times");
    let cuts = cuts(&acts, faults::times(1200) as usize, &mut dice);
    let left = play(&scene, &acts, &cuts, &dice);
    assert!(left.corrupt.is_empty() && left.lost.is_empty(), "{left:#?}");
    assert!(left.more > 0, "never was a save on the disk before it was acknowledged: what was cut?");
    let text = format!(
        "0 corrupt, 0 acknowledged lost: {} cases and 8 edits of 3 officers, {} acts of the disk, {checkpoints} checkpoints, \
         WAL begun anew {anew} ×",
        scene.notes.len(),
        acts.len(),
    );
    faults::held(4, "cut at any moment", cuts.len() as u64, &text);
}

/// The bench bites: a WAL that is not synced loses saves, a checkpoint that is not synced tears the file.
#[test]
fn a_sync_that_is_left_out_is_noticed() {
    let Some(library) = library(4) else { return };
    let mut dice = Dice::new();
    for (swallow, what) in [("-wal", "the WAL"), ("", "the file")] {
        let scene = scene(library, 9, 0, Some(swallow), &dice);
        let acts = disk::read(&scene.log);
        is_whole(&scene, &acts, &dice);
        let cuts = cuts(&acts, 100, &mut dice);
        let left = play(&scene, &acts, &cuts, &dice);
        let (lost, corrupt) = (left.lost.len(), left.corrupt.len());
        let noticed = if what == "the WAL" { lost } else { corrupt };
        assert!(noticed > 0, "{lost} lost, {corrupt} corrupt without a sync of {what}");
        let text =
            format!("planted, no sync of {what}: noticed {} times ({lost} lost, {corrupt} corrupt)", lost + corrupt);
        faults::held(4, &format!("the bench bites {what}"), cuts.len() as u64, &text);
    }
}

/// Before an office was said to be ready there is nothing to lose, and it can be made again.
#[test]
fn an_office_cut_off_while_it_is_made_can_be_made() {
    let Some(library) = library(4) else { return };
    let dice = Dice::new();
    let scene = scene(library, 0, 0, None, &dice);
    let acts = disk::read(&scene.log);
    let (mut disk, mut there) = (Disk::default(), 0);
    for (at, act) in acts[..made(&acts)].iter().enumerate() {
        let scratch = scratch();
        let db = scratch.path().join("office.db");
        for (name, bytes) in disk.cut(Luck::Torn, &mut dice.of(at)) {
            std::fs::write(scratch.path().join(name), bytes).unwrap();
        }
        disk.play(act);
        match Store::open(&db) {
            Ok(_) => there += 1,
            Err(Error::Missing(_) | Error::NotOurs(_)) => {
                let (name, prefix) = ("Unit".to_owned(), "CPU".to_owned());
                let unit = caseload::domain::office::Office { name, prefix, zone: now().zone, demo: false, note: None };
                drop(Store::init(&db, &unit, &now(), Ids::Random).unwrap_or_else(|e| panic!("before {at}: {e}")));
            }
            Err(error) => panic!("before {at}: {error}"),
        }
        well(&db).unwrap_or_else(|sentence| panic!("before {at}: {sentence}"));
    }
    let (count, again) = (made(&acts), made(&acts) - there);
    let text = format!("0 torn: {there} were there whole, {again} could be made again");
    faults::held(4, "cut while the office is made", count as u64, &text);
}
