//! The import: read, checked and brought in on a thread and a connection of its own, so that neither worker nor screen waits for
//! it. It must never write where it was told to stop, nor stop what is decided.

use super::Worker;
use crate::domain::moment::Now;
use crate::exchange::fault::Fault;
use crate::exchange::file::NewFile;
use crate::exchange::import::map::Map;
use crate::exchange::import::place::refuse_office;
use crate::exchange::import::{self, Checked, Opened};
use crate::store::{Error, Store};
use crate::tui::import::{Ask, Looked, News, Progress, Step};
use crate::tui::job::Reply;
use crate::tui::session::Session;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often it is told how far something is.
const OFTEN: Duration = Duration::from_millis(200);
/// So long it is waited at the end until what was laid ready is cleared away; what is left the next to open the file clears.
const PATIENCE: Duration = Duration::from_secs(5);
/// No map is longer.
const MAP: u64 = 1 << 20;
/// A report begins so.
const REPORT: &str = "line,column,value,problem,severity";

/// The thread, as the worker holds it.
pub(super) struct Importer {
    asks: Sender<(u64, Ask)>,
    reins: Arc<Reins>,
}

/// By which it is held, and stopped.
#[derive(Default)]
struct Reins {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    /// the number of the last thing asked for, and of the last that is not wanted any more
    asked: u64,
    cancelled: u64,
    paused: bool,
    /// something is laid ready that is not decided
    staging: bool,
}

impl Reins {
    fn hold(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, set: impl FnOnce(&mut State)) {
        set(&mut self.hold());
        self.moved.notify_all();
    }

    /// Waits as long as it is to wait; is it to go on then? `last` is the last time that it is asked: from here on it is decided.
    fn goes_on(&self, number: u64, last: bool) -> bool {
        let held = |state: &mut State| state.paused && state.cancelled < number;
        let mut state = self.moved.wait_while(self.hold(), held).unwrap_or_else(PoisonError::into_inner);
        let goes_on = state.cancelled < number;
        if last && goes_on {
            state.staging = false;
            self.moved.notify_all();
        }
        goes_on
    }
}

impl Importer {
    fn start(store: Store, session: Session, tell: impl Fn(News) + Send + 'static) -> Importer {
        let (asks, to_do) = channel();
        let reins = Arc::new(Reins::default());
        let desk = Desk { store, session, reins: Arc::clone(&reins), tell, number: 0, file: None };
        thread::spawn(move || desk.work(&to_do));
        Importer { asks, reins }
    }

    fn ask(&self, ask: Ask) {
        let mut number = 0;
        let to_do = match ask {
            Ask::Pause(paused) => return self.reins.set(|state| state.paused = paused),
            Ask::Cancel => return self.reins.set(|state| (state.cancelled, state.paused) = (state.asked, false)),
            Ask::Leave => {
                self.reins.set(|state| state.cancelled = state.asked);
                Ask::Leave
            }
            ask => ask,
        };
        self.reins.set(|state| {
            state.asked += 1;
            // What is only looked up makes nothing go on.
            state.paused &= matches!(to_do, Ask::Offers(_));
            number = state.asked;
        });
        let _ = self.asks.send((number, to_do));
    }

    /// The console is left: what is not decided is cleared away, what is decided comes in when the file is opened next.
    pub(super) fn end(self) {
        self.reins.set(|state| (state.cancelled, state.paused) = (u64::MAX, false));
        let _ = self.reins.moved.wait_timeout_while(self.reins.hold(), PATIENCE, |state| state.staging);
    }
}

impl<T: Fn(Reply, bool) + Send + Clone + 'static> Worker<'_, T> {
    /// What is asked about imports: what is quick by this connection, the rest by the thread.
    pub(super) fn import(&mut self, ask: &Ask) {
        let now = self.session.clock.now(self.store.office().zone);
        let done = match ask {
            Ask::List => self.store.imports(&now).map(News::List),
            Ask::Turn { id, again, reason } => self.store.turn_import(*id, *again, reason, &now).map(News::Turned),
            ask => match self.importer() {
                Ok(importer) => return importer.ask(ask.clone()),
                Err(error) => Err(error),
            },
        };
        self.tell(Reply::Import(done.unwrap_or_else(|error| News::Refused(error.to_string()))));
    }

    fn importer(&mut self) -> Result<&Importer, Error> {
        if self.importer.is_none() {
            let (store, tell) = (self.store.beside()?, self.tell.clone());
            let tell = move |news| tell(Reply::Import(news), true);
            self.importer = Some(Importer::start(store, self.session.clone(), tell));
        }
        self.importer.as_ref().ok_or(Error::Busy)
    }
}

/// The thread's own.
struct Desk<T: Fn(News)> {
    store: Store,
    session: Session,
    reins: Arc<Reins>,
    tell: T,
    /// the number of what is being done
    number: u64,
    file: Option<File>,
}

/// The file that is being brought in.
struct File {
    path: PathBuf,
    opened: Opened,
    checked: Option<Checked>,
}

impl<T: Fn(News)> Desk<T> {
    fn work(mut self, to_do: &Receiver<(u64, Ask)>) {
        while let Ok((number, ask)) = to_do.recv() {
            self.number = number;
            let runs = matches!(ask, Ask::Read { .. } | Ask::Check(_) | Ask::BringIn);
            match self.carry_out(ask) {
                Ok(Some(news)) => (self.tell)(news),
                Ok(None) => {}
                Err(Fault::Store(Error::Cancelled)) => (self.tell)(News::Cancelled),
                Err(fault) if runs => (self.tell)(News::Failed(fault.to_string())),
                Err(fault) => (self.tell)(News::Refused(fault.to_string())),
            }
            self.reins.set(|state| state.staging = false);
        }
    }

    fn now(&self) -> Now {
        self.session.clock.now(self.store.office().zone)
    }

    fn carry_out(&mut self, ask: Ask) -> Result<Option<News>, Fault> {
        match ask {
            Ask::Offers(typed) => {
                let place = &self.session.place;
                let folder = place.folder().map(|folder| folder.display().to_string());
                Ok(Some(News::Offers { offers: place.offers(&typed), folder, typed }))
            }
            Ask::Read { typed, sheet } => {
                self.file = None;
                (self.tell)(News::Progress(Progress::of(Step::Reading)));
                let map = self.read(&typed, sheet.as_deref())?;
                self.check(&map).map(Some)
            }
            Ask::Check(map) => self.check(&map).map(Some),
            Ask::SaveMap(map) => {
                let file = self.file.as_ref().ok_or_else(no_file)?;
                let at = file.path.with_extension("toml");
                refuse_office(&at, self.store.path()).map_err(Fault::Place)?;
                if matches!(map_at(&at), Some(Err(_))) {
                    return Err(Fault::Place(format!(
                        "{} is there already and no map: it was left alone",
                        at.display()
                    )));
                }
                let order = file.checked.as_ref().map(Checked::order);
                let text = file.opened.template(&map, order);
                self.write(&at, |out| out.write_all(text.as_bytes())).map(Some)
            }
            Ask::SaveReport => {
                let file = self.file.as_ref().ok_or_else(no_file)?;
                let checked = file.checked.as_ref().ok_or_else(no_file)?;
                let at = file.path.with_extension("report.csv");
                refuse_office(&at, self.store.path()).map_err(Fault::Place)?;
                if beginning(&at, REPORT.len() as u64).is_some_and(|begins| begins != REPORT) {
                    let sentence = format!("{} is there already and no report: it was left alone", at.display());
                    return Err(Fault::Place(sentence));
                }
                self.write(&at, |out| checked.report.write(false, out)).map(Some)
            }
            Ask::BringIn => self.bring_in().map(Some),
            Ask::Leave => {
                self.file = None;
                Ok(None)
            }
            Ask::Pause(_) | Ask::Cancel | Ask::List | Ask::Turn { .. } => Ok(None),
        }
    }

    /// Reads a file by the map beside it, if there is one that fits; gives the map by which it is to be checked.
    fn read(&mut self, typed: &str, sheet: Option<&str>) -> Result<Map, Fault> {
        let now = self.now();
        // Who may not import reads no file.
        self.store.imports(&now)?;
        let path = self.session.place.find(typed).map_err(Fault::Place)?;
        let beside = path.with_extension("toml");
        let name = beside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let unused = |why: String| Some((false, format!("{name} is not used: {why}")));
        let found = refuse_office(&beside, self.store.path()).ok().and_then(|()| map_at(&beside));
        let (mut map, mut note) = match found {
            None => (None, None),
            Some(Ok(map)) => (Some(map), Some((true, format!("read by the map {name}")))),
            Some(Err(why)) => (None, unused(why)),
        };
        if let Some(sheet) = sheet {
            // What a map says of one sheet says nothing of another.
            map = map.filter(|map| map.sheet() == Some(sheet));
            note = note.filter(|_| map.is_some());
            map.get_or_insert_default().choose_sheet(sheet);
        }
        let opened = match (import::open(&path, &map.clone().unwrap_or_default()), &map) {
            (Err(Fault::Form(why)), Some(_)) if sheet.is_none() => {
                (map, note) = (None, unused(why));
                import::open(&path, &Map::default())?
            }
            (opened, _) => opened?,
        };
        let lacks = map.as_ref().and_then(|map| opened.lacks(map)).map(str::to_owned);
        if let Some(heading) = lacks {
            note = unused(format!("it names the column “{heading}”, and the list has none"));
            map = None;
            sheet.into_iter().for_each(|sheet| map.get_or_insert_default().choose_sheet(sheet));
        }
        let map = opened.guessed(&map.unwrap_or_default());
        if !self.reins.goes_on(self.number, false) {
            return Err(Error::Cancelled.into());
        }
        (self.tell)(News::Read(Arc::new(Looked {
            name: opened.name.clone(),
            how: opened.how().to_owned(),
            own: opened.is_own(),
            sheets: opened.sheets().to_vec(),
            columns: opened.columns(),
            map: map.clone(),
            note,
        })));
        self.file = Some(File { path, opened, checked: None });
        Ok(map)
    }

    fn check(&mut self, map: &Map) -> Result<News, Fault> {
        let now = self.now();
        let Desk { store, reins, tell, number, file, .. } = self;
        let file = file.as_mut().ok_or_else(no_file)?;
        file.checked = None;
        let mut teller = Teller { reins, tell, number: *number, told: None };
        let mut told = |done, all| teller.tell(Progress { done, all, ..Progress::of(Step::Checking) }, false);
        match import::check(&file.opened, map, store, &now, &mut told) {
            Ok(checked) => {
                let news = News::Checked { report: Arc::clone(&checked.report), order: checked.order() };
                file.checked = Some(checked);
                Ok(news)
            }
            Err(Fault::Form(why)) => Ok(News::Unready(why)),
            Err(fault) => Err(fault),
        }
    }

    fn bring_in(&mut self) -> Result<News, Fault> {
        let now = self.now();
        let Desk { store, reins, tell, number, file, .. } = self;
        let Some(File { opened, checked: Some(checked), .. }) = file else { return Err(no_file()) };
        reins.set(|state| state.staging = true);
        let mut teller = Teller { reins, tell, number: *number, told: None };
        let mut told = |done: u64, all: u64| {
            // The first half lays ready; with its last portion it is decided.
            let half = all / 2;
            let decided = done > half;
            let (step, done) = if decided { (Step::Coming, done - half) } else { (Step::Staging, done) };
            let goes_on = teller.tell(Progress { done, all: half, ..Progress::of(step) }, done >= half);
            decided || goes_on
        };
        let import = checked.bring_in(opened, store, &now, &mut told)?;
        self.file = None;
        Ok(News::In(import))
    }

    /// Writes a file beside the list.
    fn write(&self, at: &Path, write: impl FnOnce(&mut NewFile) -> std::io::Result<()>) -> Result<News, Fault> {
        let not_there = |fault: Fault| {
            // What it says of the command line is of no use here.
            let why = fault.to_string();
            Fault::Place(why.split(": name ").next().unwrap_or_default().to_owned())
        };
        let mut file = NewFile::begin(at, true, self.store.path()).map_err(not_there)?;
        write(&mut file).map_err(Fault::Output)?;
        file.finish()?;
        Ok(News::Saved(at.display().to_string()))
    }
}

/// Tells how far something is, and hears whether it is to go on.
struct Teller<'a, T: Fn(News)> {
    reins: &'a Reins,
    tell: &'a T,
    number: u64,
    told: Option<(Step, Instant)>,
}

impl<T: Fn(News)> Teller<'_, T> {
    fn tell(&mut self, progress: Progress, last: bool) -> bool {
        let lately = |(step, at): (Step, Instant)| step == progress.step && at.elapsed() < OFTEN;
        if !self.told.is_some_and(lately) {
            self.told = Some((progress.step, Instant::now()));
            (self.tell)(News::Progress(progress));
        }
        if self.reins.hold().paused {
            (self.tell)(News::Progress(Progress { paused: true, ..progress }));
            let goes_on = self.reins.goes_on(self.number, last);
            (self.tell)(News::Progress(progress));
            return goes_on;
        }
        self.reins.goes_on(self.number, last)
    }
}

fn no_file() -> Fault {
    Fault::Place("There is no list that was checked: name one first".to_owned())
}

/// The map at this place; nothing where no plain file is there.
fn map_at(at: &Path) -> Option<Result<Map, String>> {
    Some(Map::read(&beginning(at, MAP)?))
}

/// What a plain file begins with.
fn beginning(at: &Path, most: u64) -> Option<String> {
    at.symlink_metadata().ok().filter(|meta| meta.is_file())?;
    let mut bytes = Vec::new();
    std::fs::File::open(at).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
