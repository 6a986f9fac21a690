//! The terminal and the threads: input, worker, signals, and the loop that draws once for all that has come in.
//! Whatever ends the process, what is typed is kept and the terminal is given back first.

use super::app::App;
use super::backend::{Guarded, Trails};
use super::job::{Job, Reply};
use super::session::{Session, Unsaved};
use super::theme::Theme;
use super::worker;
use crate::clock::Clock;
use crate::domain::act::Actor;
use crate::store::{Error, Store};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use rustix::event::{PollFd, PollFlags};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

enum Event {
    Terminal(crossterm::event::Event),
    Worker(Box<Reply>),
}

/// Runs the console until it is left; gives the exit code.
/// # Errors
/// When the terminal or the file cannot be used.
pub fn run(mut store: Store, officer: String, clock: Clock) -> Result<i32, Error> {
    let now = clock.now(store.office().zone);
    let actor = Actor { name: officer, session: store.new_id(&now) };
    let session = Session { actor, clock, unsaved: Unsaved::default() };
    let theme = Theme::detect(|name| std::env::var(name).ok());
    let path = store.path().to_owned();
    let app = App::new(theme, store.office().clone(), path.display().to_string(), store.lists(), session.clone());

    guard_panics(session.unsaved.clone(), path.clone());
    watch_signals(session.unsaved.clone(), path).map_err(|e| terminal_error(&e))?;
    enter().map_err(|e| terminal_error(&e))?;
    let result = in_terminal(app, store, session);
    leave();
    result.map_err(|e| terminal_error(&e))
}

fn terminal_error(error: &io::Error) -> Error {
    Error::Engine(format!("the terminal: {error}"))
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)
}

fn leave() {
    let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableBracketedPaste, cursor::Show, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

fn in_terminal(app: App, store: Store, session: Session) -> io::Result<i32> {
    let (to_app, events) = channel();
    let (to_worker, jobs) = channel();
    let replies = to_app.clone();
    let at_work = std::thread::spawn(move || {
        worker::work(store, &session, &jobs, |r| drop(replies.send(Event::Worker(Box::new(r)))))
    });
    std::thread::spawn(move || read_keys(&to_app));
    let result = console(app, &events, &to_worker);
    // The worker ends when nobody can ask any more, after the last save or draft.
    drop(to_worker);
    let _ = at_work.join();
    result
}

fn read_keys(to_app: &Sender<Event>) {
    while let Ok(event) = crossterm::event::read() {
        if to_app.send(Event::Terminal(event)).is_err() {
            return;
        }
    }
}

fn console(mut app: App, events: &Receiver<Event>, to_worker: &Sender<Job>) -> io::Result<i32> {
    let mut terminal = Terminal::new(Guarded::new(BufWriter::with_capacity(1 << 16, io::stdout())))?;
    let mut trails = Trails::default();
    loop {
        for job in app.take_jobs() {
            let _ = to_worker.send(job);
        }
        if app.quit {
            return Ok(0);
        }
        if std::mem::take(&mut app.dirty) {
            execute!(io::stdout(), BeginSynchronizedUpdate)?;
            terminal.draw(|frame| {
                let area = frame.area();
                app.draw(frame.buffer_mut(), area);
                trails.mend(frame.buffer_mut());
            })?;
            execute!(io::stdout(), EndSynchronizedUpdate)?;
            for job in app.take_jobs() {
                let _ = to_worker.send(job);
            }
        }
        let first = match app.deadline() {
            None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => events.recv_timeout(at.saturating_duration_since(Instant::now())),
        };
        match first {
            Ok(event) => handle(&mut app, &mut terminal, event)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(1),
        }
        while let Ok(event) = events.try_recv() {
            handle(&mut app, &mut terminal, event)?;
        }
        app.keep_draft();
    }
}

fn handle<W: Write>(app: &mut App, terminal: &mut Terminal<Guarded<W>>, event: Event) -> io::Result<()> {
    match event {
        Event::Terminal(event) => {
            use crossterm::event::{Event as E, KeyCode, KeyModifiers};
            let redraw =
                matches!(&event, E::Key(k) if k.code == KeyCode::Char('l') && k.modifiers == KeyModifiers::CONTROL);
            if redraw || matches!(event, E::Resize(..)) {
                terminal.clear()?;
            }
            app.event(event);
        }
        Event::Worker(reply) => app.reply(*reply),
    }
    Ok(())
}

/// Keeps what is typed, by a connection of its own: the loop may be stuck in a dead terminal.
fn keep(unsaved: &Unsaved, path: &Path) {
    if let Some(draft) = unsaved.take()
        && let Ok(mut store) = Store::open(path)
    {
        let _ = store.keep_draft(&draft);
    }
}

fn guard_panics(unsaved: Unsaved, path: PathBuf) {
    std::panic::set_hook(Box::new(move |info| {
        keep(&unsaved, &path);
        leave();
        let place = info.location().map_or(String::new(), |l| format!(" ({}:{})", l.file(), l.line()));
        eprintln!(
            "caseload met a fault of its own{place}; what you were typing is kept and offered when you start it again."
        );
        std::process::exit(101);
    }));
}

/// Signals and a terminal that is gone: keep the draft, give the terminal back, end at once.
fn watch_signals(unsaved: Unsaved, path: PathBuf) -> io::Result<()> {
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT])?;
    let (also, also_path) = (unsaved.clone(), path.clone());
    std::thread::spawn(move || {
        for signal in signals.forever() {
            end(&unsaved, &path, 128 + signal);
        }
    });
    // crossterm never returns from a terminal that is gone without a signal.
    std::thread::spawn(move || {
        let stdin = io::stdin();
        loop {
            let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
            let gone = rustix::event::poll(&mut fds, None).is_ok()
                && fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR);
            if gone {
                end(&also, &also_path, 128 + SIGHUP);
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    Ok(())
}

fn end(unsaved: &Unsaved, path: &Path, code: i32) -> ! {
    // Should keeping or the terminal hang, the process ends all the same.
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(1500));
        std::process::exit(code);
    });
    keep(unsaved, path);
    leave();
    std::process::exit(code)
}
