//! The terminal and the threads: input, worker, signals, and the loop that draws once for all that has come in.
//! Whatever ends the process, what is typed is kept and the terminal is given back first.

use super::app::App;
use super::job::{Job, Reply};
use super::line::{self, Line};
use super::screen::Screen;
use super::session::{NO_FILE, Session, Unsaved, setting};
use super::theme::Theme;
use super::worker;
use crate::clock::Clock;
use crate::domain::backup::Plan;
use crate::domain::visit::{Privacy, Welcome};
use crate::exchange::import::place::Place;
use crate::store::{Error, Store};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute};
use rustix::event::{PollFd, PollFlags};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

enum Event {
    Terminal(crossterm::event::Event),
    /// a reply, and whether it was read behind the privacy screen
    Worker(Box<Reply>, bool),
    /// leave with this exit code
    End(i32),
}

/// How long the loop may take to end after a signal.
const STUCK: Duration = Duration::from_millis(1200);

/// Said where what is typed could not be kept.
const LOST: &str = "what you were typing in the last seconds could not be kept";

/// Is the console on the screen? Whoever ends the process asks, and only the first wipes.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// What is typed at this console, and in which file it is kept: for whoever ends the process from outside the loop.
static TYPED: OnceLock<(Unsaved, PathBuf)> = OnceLock::new();

/// Runs the console for whoever has signed in until it is left, and whom sshd has let in if it is `served`; gives the exit code.
/// # Errors
/// When the terminal or the file cannot be used.
pub fn run(
    mut store: Store,
    clock: Clock,
    welcome: Welcome,
    privacy: Privacy,
    backups: Plan,
    served: bool,
) -> Result<i32, Error> {
    let (actor, viewer) = (store.actor(), store.viewer());
    let (settings, has_pin) = (store.settings()?, store.has_pin()?);
    // Before anything is read: who works behind the privacy screen never sees a frame without it.
    store.veil(settings.get(setting::PRIVACY).is_some_and(|v| v == "on"));
    let theme = Theme::detect(|name| std::env::var(name).ok()).with(&settings);
    let unsaved = Unsaved::default();
    let place = Place::new(store.path(), served);
    let session = Session { actor, viewer, welcome, privacy, settings, has_pin, backups, place, clock, unsaved };
    let path = store.path().to_owned();
    let app = App::new(theme, store.office().clone(), path.display().to_string(), store.lists(), session.clone());

    let (unsaved, (to_app, events)) = (session.unsaved.clone(), channel());
    let _ = TYPED.set((unsaved.clone(), path.clone()));
    guard_panics();
    let result = watch_signals(&unsaved, &path, &to_app)
        .and_then(|()| enter())
        .and_then(|()| in_terminal(app, store, session, (to_app, &events)));
    leave();
    let kept = keep(&unsaved, &path);
    let result = result.map(|(code, farewell)| {
        let lost = (!kept).then(|| LOST.to_owned());
        let _ = farewell.into_iter().chain(lost).try_for_each(|sentence| writeln!(io::stderr(), "{sentence}"));
        code
    });
    match result {
        // The loop may meet a terminal that is gone before the signal that says so.
        Err(e) if e.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => Ok(128 + SIGHUP),
        result => result.map_err(|e| terminal_error(&e)),
    }
}

fn terminal_error(error: &io::Error) -> Error {
    Error::Engine(format!("the terminal: {error}"))
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    SHOWN.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)
}

fn leave() {
    // Where there is no second screen to leave (the machine's own, GNU screen), names would stay for whoever comes next.
    if SHOWN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), EndSynchronizedUpdate, Clear(ClearType::All), cursor::MoveTo(0, 0));
    }
    let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableBracketedPaste, cursor::Show, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

fn in_terminal(
    app: App,
    mut store: Store,
    session: Session,
    (to_app, events): (Sender<Event>, &Receiver<Event>),
) -> io::Result<(i32, Option<String>)> {
    let (to_worker, jobs) = channel();
    let (replies, hindered) = (to_app.clone(), to_app.clone());
    store.on_wait(move |what| drop(hindered.send(Event::Worker(Box::new(Reply::Hindered(what)), true))));
    let end = (session.unsaved.clone(), store.path().to_owned());
    let at_work = std::thread::spawn(move || {
        worker::work(store, &session, &jobs, move |reply, veiled| {
            if let Reply::End(_, code) = reply {
                end_at_the_latest(end.0.clone(), end.1.clone(), code);
            }
            drop(replies.send(Event::Worker(Box::new(reply), veiled)));
        })
    });
    std::thread::spawn(move || read_keys(&to_app));
    let result = console(app, events, &to_worker);
    // The worker ends when nobody can ask any more, after the last save or draft.
    drop(to_worker);
    let _ = at_work.join();
    result
}

/// A terminal sends Alt with a key as Esc and the key, and so do two keys that come in one piece over a slow line. No command is
/// with Alt: the two are meant.
fn meant(event: crossterm::event::Event) -> Vec<crossterm::event::Event> {
    use crossterm::event::{Event as E, KeyCode, KeyEvent, KeyModifiers};
    match event {
        E::Key(key) if key.modifiers.contains(KeyModifiers::ALT) => {
            let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
            vec![E::Key(escape), E::Key(KeyEvent { modifiers: key.modifiers - KeyModifiers::ALT, ..key })]
        }
        event => vec![event],
    }
}

/// Who cannot go on is out within moments, also where the loop is stuck in a terminal that nobody reads.
fn end_at_the_latest(unsaved: Unsaved, path: PathBuf, code: i32) {
    std::thread::spawn(move || {
        std::thread::sleep(STUCK);
        keep(&unsaved, &path);
        std::thread::spawn(leave);
        std::thread::sleep(Duration::from_millis(200));
        std::process::exit(code);
    });
}

fn read_keys(to_app: &Sender<Event>) {
    while let Ok(event) = crossterm::event::read() {
        if meant(event).into_iter().any(|event| to_app.send(Event::Terminal(event)).is_err()) {
            return;
        }
    }
    // A terminal that cannot be read is gone.
    let _ = to_app.send(Event::End(128 + SIGHUP));
}

fn console(mut app: App, events: &Receiver<Event>, to_worker: &Sender<Job>) -> io::Result<(i32, Option<String>)> {
    let mut screen = Screen::new(BufWriter::with_capacity(1 << 16, io::stdout()));
    let mut line = Line::new(std::env::var("SSH_CONNECTION").ok().as_deref());
    loop {
        for job in app.take_jobs() {
            let _ = to_worker.send(job);
        }
        if let Some(code) = app.quit {
            return Ok((code, app.farewell.take()));
        }
        // What hides names waits for no line.
        if app.dirty && (app.wipe || line.has_room()) {
            app.dirty = false;
            if std::mem::take(&mut app.wipe) {
                screen.renew();
            }
            let area = screen.size()?;
            screen.draw(area, |buf| app.draw(buf, area))?;
            line.drawn();
            for job in app.take_jobs() {
                let _ = to_worker.send(job);
            }
        }
        let look = app.dirty.then(|| Instant::now() + line::OFTEN);
        let first = match app.deadline().into_iter().chain(look).min() {
            None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => events.recv_timeout(at.saturating_duration_since(Instant::now())),
        };
        match first {
            Ok(event) => handle(&mut app, &mut screen, event),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok((1, None)),
        }
        while let Ok(event) = events.try_recv() {
            handle(&mut app, &mut screen, event);
        }
        app.on_time();
        app.keep_draft();
    }
}

fn handle<W: Write>(app: &mut App, screen: &mut Screen<W>, event: Event) {
    match event {
        Event::Terminal(event) => {
            use crossterm::event::{Event as E, KeyCode, KeyModifiers};
            let redraw =
                matches!(&event, E::Key(k) if k.code == KeyCode::Char('l') && k.modifiers == KeyModifiers::CONTROL);
            if redraw || matches!(event, E::Resize(..)) {
                screen.renew();
            }
            #[cfg(debug_assertions)]
            assert!(!(redraw && std::env::var_os("CASELOAD_TEST_PANIC").is_some()), "asked for by a test");
            app.event(event);
        }
        Event::Worker(reply, veiled) => app.reply(*reply, veiled),
        Event::End(code) => app.quit = Some(code),
    }
}

/// Keeps what is typed, by a connection of its own: the loop may be stuck in a dead terminal. No, where it could not be kept.
fn keep(unsaved: &Unsaved, path: &Path) -> bool {
    let mut kept = true;
    unsaved.keep(|draft| kept = Store::keep_draft_at(path, draft).is_ok());
    kept
}

/// Ends the process where the file fails under it (SIGBUS) and some thread can neither go on nor be ended: nothing that may
/// touch the file is waited for longer than a moment. `sentence` says it.
pub fn end_broken(sentence: &str) -> ! {
    let kept = within(Duration::from_secs(1), kept);
    within(Duration::from_millis(200), || {
        SHOWN.load(Ordering::SeqCst).then(leave);
        true
    });
    let _ = writeln!(io::stderr(), "{sentence}{}{}", if kept { "" } else { "; " }, if kept { "" } else { LOST });
    std::process::exit(NO_FILE)
}

/// Did it end well, and within this time?
fn within(time: Duration, act: fn() -> bool) -> bool {
    let (done, waiting) = channel();
    std::thread::spawn(move || done.send(act()));
    waiting.recv_timeout(time).unwrap_or(false)
}

/// Keeps what is typed at this console.
fn kept() -> bool {
    TYPED.get().is_none_or(|(unsaved, path)| keep(unsaved, path))
}

fn guard_panics() {
    std::panic::set_hook(Box::new(|info| {
        leave();
        // A save that met the fault holds the turn for as long as this process is there.
        let typed = if within(Duration::from_secs(1), kept) {
            "what you were typing is kept and offered at the next start"
        } else {
            LOST
        };
        let place = info.location().map_or(String::new(), |l| format!(" ({}:{})", l.file(), l.line()));
        // Nobody may be there to read it any more; that is no second fault.
        let _ = writeln!(io::stderr(), "caseload met a fault of its own{place}; {typed}.");
        std::process::exit(101);
    }));
}

/// Signals, and a terminal that is gone without one: the draft is kept first, then the loop is asked to end.
/// Should it be stuck, the process ends all the same.
fn watch_signals(unsaved: &Unsaved, path: &Path, to_app: &Sender<Event>) -> io::Result<()> {
    let end = {
        let (unsaved, path, to_app) = (unsaved.clone(), path.to_owned(), to_app.clone());
        move |signal: i32| {
            keep(&unsaved, &path);
            let _ = to_app.send(Event::End(128 + signal));
            std::thread::sleep(STUCK);
            // Giving back a terminal that nobody reads would wait for ever.
            std::thread::spawn(leave);
            std::thread::sleep(Duration::from_millis(200));
            std::process::exit(128 + signal);
        }
    };
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT])?;
    let on_signal = end.clone();
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            on_signal(signal);
        }
    });
    // crossterm never returns from a terminal that is gone.
    std::thread::spawn(move || {
        let stdin = io::stdin();
        loop {
            let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
            let polled = rustix::event::poll(&mut fds, None);
            if polled.is_ok() && fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) {
                end(SIGHUP);
            }
        }
    });
    Ok(())
}
