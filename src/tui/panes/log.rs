//! The log: one line for each act, the latest first; a window on the trail that moves down and up with the cursor.
//! It must never read the words of its filter itself: what was understood of them comes with the window.
//!
//! ```text
//! ┌ Log · by dara, on 28 Dec 2021 ────────────────────────────────────────────┐
//! │  When            Who        Act          Case       What                  │
//! │▌ 28 Dec 22:45    dara       arrest       19/0274    A1 When: 27 Dec 2021… │
//! ```

use crate::domain::ledger::Verified;
use crate::domain::moment::{self, Now};
use crate::domain::number;
use crate::domain::trail::{self, AuditLine, acts};
use crate::tui::command::Cmd;
use crate::tui::input::Input;
use crate::tui::job::{Job, Reply};
use crate::tui::parts::{self, Scroll, View, fit};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// The log pane.
#[derive(Debug, Default)]
pub struct LogPane {
    /// the filter line while it is typed in
    pub filter: Option<Input>,
    words: String,
    window: Option<Window>,
    /// where the windows above this one begin; the first begins at the latest act
    starts: Vec<i64>,
    /// the act under the cursor
    op_id: Option<String>,
    scroll: Scroll,
    /// a window further on is on its way
    moving: bool,
    verified: Option<Trust>,
}

/// Whether the log can be believed.
#[derive(Debug)]
struct Trust {
    sound: bool,
    /// in words, with when that was found
    words: String,
    /// where the ledger ends, for a paper book
    head: String,
}

impl Trust {
    fn of(verified: Option<&Verified>, now: &Now) -> Trust {
        let at = moment::local(&now.stamp(), now.zone);
        let Some(v) = verified else {
            let words = format!("{at}: the ledger could not be verified; tell the administrator");
            return Trust { sound: false, words, head: String::new() };
        };
        let words = match v.problems.len() {
            0 if !v.doubts.is_empty() => {
                format!("{at}: DOUBT about the ledger; tell the administrator: caseload audit verify")
            }
            0 => format!("verified {at}: {} lines as written", v.lines),
            n => format!("{at}: {n} WRONG in the ledger; tell the administrator: caseload audit verify"),
        };
        Trust {
            sound: v.problems.is_empty() && v.doubts.is_empty(),
            words,
            head: format!("head {}: {}", v.head.seq, v.head.words()),
        }
    }
}

/// What was read last.
#[derive(Debug)]
struct Window {
    words: String,
    before: Option<i64>,
    read: String,
    misread: Option<String>,
    lines: Vec<AuditLine>,
    more: bool,
}

impl LogPane {
    /// The window to be read.
    pub fn needs(&self) -> Job {
        Job::Log { words: self.words.clone(), before: self.starts.last().copied() }
    }

    /// The words of the filter.
    pub fn words(&self) -> &str {
        &self.words
    }

    fn acts(&self) -> Vec<&[AuditLine]> {
        self.window.iter().flat_map(|w| acts(&w.lines)).collect()
    }

    fn selected(&self) -> usize {
        let id = self.op_id.as_deref();
        self.acts().iter().position(|act| Some(act[0].op_id.as_str()) == id).unwrap_or(0)
    }

    /// The lines of the act under the cursor.
    pub fn act(&self) -> Option<&[AuditLine]> {
        self.acts().get(self.selected()).copied()
    }

    /// Is what a command would act on still to be read?
    pub fn awaits(&self, cmd: Cmd) -> bool {
        let window = self.window.as_ref().filter(|w| w.words == self.words);
        match cmd {
            Cmd::Open => window.is_none_or(|w| w.before != self.starts.last().copied()),
            cmd => cmd.moves() && window.is_none(),
        }
    }

    /// Takes a window, unless another is asked for meanwhile. The act under the cursor stays where it is on the screen;
    /// a log that stands at its top stays there, so that a new act is seen.
    pub fn take(&mut self, reply: &Reply) {
        if let Reply::Verified(verified, now) = reply {
            self.verified = Some(Trust::of(verified.as_deref(), now));
        }
        let Reply::Log { words, before, read, misread, lines, more } = reply else { return };
        if *words != self.words || *before != self.starts.last().copied() {
            return;
        }
        let was = self.selected();
        self.moving = false;
        self.window = Some(Window {
            words: words.clone(),
            before: *before,
            read: read.clone(),
            misread: misread.clone(),
            lines: lines.clone(),
            more: *more,
        });
        let count = self.acts().len();
        let found = self.acts().iter().position(|act| Some(&act[0].op_id) == self.op_id.as_ref());
        let at = found.unwrap_or(was).min(count.saturating_sub(1));
        self.scroll.follow(was, at);
        self.scroll.fit(self.scroll.height, count);
        self.select(at);
    }

    fn select(&mut self, at: usize) {
        self.op_id = self.acts().get(at).map(|act| act[0].op_id.clone());
        self.scroll.show(at);
    }

    /// A movement; gives what must be read.
    pub fn command(&mut self, cmd: Cmd) -> Option<Job> {
        let (at, count) = (self.selected(), self.acts().len());
        let (page, last) = (self.scroll.height.max(2) - 1, count.saturating_sub(1));
        let to = match cmd {
            Cmd::Up => at.saturating_sub(1),
            Cmd::Down => at + 1,
            Cmd::PageUp => at.saturating_sub(page),
            Cmd::PageDown => at + page,
            Cmd::Bottom => last,
            Cmd::Top if !self.starts.is_empty() => return Some(self.restart()),
            Cmd::Top => 0,
            _ => return None,
        };
        self.select(to.min(last));
        if self.moving || count == 0 {
            return None;
        }
        if to >= last && self.window.as_ref().is_some_and(|w| w.more) {
            // The next window begins with the first act that is on the screen, or at least further down than this one.
            let from = if self.scroll.top > 0 { self.scroll.top } else { last };
            let first = match self.acts().get(from)? {
                act if last == 0 => act[act.len() - 1].seq,
                act => act[0].seq + 1,
            };
            self.moving = self.starts.last() != Some(&first);
            self.starts.extend(self.moving.then_some(first));
            return self.moving.then(|| self.needs());
        }
        if to == 0 && self.starts.pop().is_some() {
            self.moving = true;
            return Some(self.needs());
        }
        None
    }

    /// From the latest act on.
    pub fn restart(&mut self) -> Job {
        (self.starts, self.op_id, self.moving) = (Vec::new(), None, false);
        self.scroll.top = 0;
        self.needs()
    }

    /// Other words; gives what must be read, if they differ.
    pub fn filter_by(&mut self, words: &str) -> Option<Job> {
        let words = words.trim();
        (words != self.words).then(|| {
            words.clone_into(&mut self.words);
            self.restart()
        })
    }

    /// The filter's text changed; gives what must be read.
    pub fn filter_changed(&mut self) -> Option<Job> {
        let words = self.filter.as_ref().map(Input::text).unwrap_or_default();
        self.filter_by(&words)
    }

    /// Forgets what was read: it may not be seen any more.
    pub fn forget(&mut self) {
        self.window = None;
    }

    /// At the foot: whether it can be believed, and the words of its head; in one line where they fit.
    fn trust(&self, width: usize, view: &View) -> Vec<Line<'static>> {
        let Some(trust) = &self.verified else {
            return vec![Line::from(view.span("  the ledger is being verified", Role::Faint))];
        };
        let role = if trust.sound { Role::Faint } else { Role::Warn };
        let both = format!("  {} · {}", trust.words, trust.head);
        let lines = if parts::width(&both) <= width {
            vec![both]
        } else {
            vec![format!("  {}", trust.words), format!("  {}", trust.head)]
        };
        lines.into_iter().map(|line| Line::from(view.span(parts::cut(&line, width, &view.theme), role))).collect()
    }

    /// Draws it.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, focused: bool) {
        let read = self.window.as_ref().map(|w| w.read.as_str()).filter(|r| !r.is_empty());
        let title = read.map_or("Log · latest first".to_owned(), |read| format!("Log · {read}"));
        let count = self.acts().len();
        let more = if self.window.as_ref().is_some_and(|w| w.more) { " and more" } else { "" };
        let count_words = if count == 0 { String::new() } else { format!("{}{more}", parts::count(count)) };
        let inside = parts::frame(buf, area, view, &title, &count_words, focused);
        let typing = usize::from(self.filter.is_some());
        let trust = self.trust(usize::from(inside.width), view);
        self.scroll.fit(usize::from(inside.height).saturating_sub(1 + typing + trust.len()), count);
        for (i, line) in trust.iter().rev().enumerate() {
            parts::put(buf, inside, usize::from(inside.height).saturating_sub(1 + typing + i), line);
        }
        self.scroll.show(self.selected());
        let columns = Columns::of(usize::from(inside.width));
        parts::put(buf, inside, 0, &columns.heading(view));
        let selected = self.selected();
        for (i, act) in self.acts().into_iter().enumerate().skip(self.scroll.top).take(self.scroll.height) {
            parts::put(buf, inside, 1 + i - self.scroll.top, &columns.line(act, i == selected, view));
        }
        if let Some(window) = self.window.as_ref().filter(|_| count == 0) {
            let nothing = match self.words.is_empty() {
                true => "Nothing is on record yet.".to_owned(),
                false => "No act that you may see fits. Esc drops the filter.".to_owned(),
            };
            let text = window.misread.clone().unwrap_or(nothing);
            for (i, line) in parts::wrap(&text, usize::from(inside.width).saturating_sub(4)).iter().enumerate() {
                parts::put(buf, inside, 2 + i, &Line::from(view.span(format!("  {line}"), Role::Plain)));
            }
        }
        if let Some(input) = &self.filter {
            let y = inside.y + inside.height.saturating_sub(1);
            buf.set_span(inside.x, y, &view.span(" / ", Role::Key), 3);
            input.area().render(Rect::new(inside.x + 3, y, inside.width.saturating_sub(3), 1), buf);
        }
    }
}

/// The case, or the account, that an act is about.
pub fn about(act: &[AuditLine]) -> String {
    let line = &act[0];
    let other = match line.kind.as_str() {
        "officer" => Some(line.label.clone()),
        _ => trail::is_of_several(act).then(|| "several".to_owned()),
    };
    trail::of_case(act).map(number::short).or(other).unwrap_or_default()
}

/// Widths of the columns, by the width of the pane.
struct Columns {
    when: usize,
    who: usize,
    act: usize,
    what: usize,
}

const ABOUT: usize = 10;

impl Columns {
    fn of(width: usize) -> Columns {
        let (when, who, act) = if width > 90 { (19, 13, 18) } else { (14, 9, 13) };
        Columns { when, who, act, what: width.saturating_sub(2 + when + who + act + ABOUT) }
    }

    fn heading(&self, view: &View) -> Line<'static> {
        let f = |t: &str, w| fit(t, w, &view.theme);
        let words = [f("When", self.when), f("Who", self.who), f("Act", self.act), f("About", ABOUT)].concat();
        Line::from(view.span(format!("  {words}What"), Role::Faint))
    }

    fn line(&self, act: &[AuditLine], selected: bool, view: &View) -> Line<'static> {
        // Lines come latest first: the last one was written first.
        let head = &act[0];
        let when = moment::local(&head.at, view.desk.now.zone);
        let when = match when.split_once(view.desk.now.today().format(" %Y ").to_string().as_str()) {
            Some((day, hour)) if self.when < 19 => format!("{day} {hour}"),
            None if self.when < 19 => when.rsplit_once(' ').map_or(when.clone(), |(day, _)| day.to_owned()),
            _ => when,
        };
        let reason = head.reason.as_ref().map(|r| format!("because {r}"));
        let what: Vec<String> = reason.into_iter().chain(trail::what(act, &view.desk)).collect();
        let role = if selected { Role::Selected } else { Role::Plain };
        let refused = head.action == "refused" || head.action.starts_with("failed") || head.action == "break glass";
        let cell = |t: &str, w: usize, role| {
            let gap = if w > 0 { " " } else { "" };
            Span::styled(fit(t, w.saturating_sub(1), &view.theme) + gap, view.theme.style(role))
        };
        Line::from(vec![
            view.span(if selected { format!("{} ", view.theme.cursor()) } else { "  ".into() }, Role::Focus),
            cell(&when, self.when, role),
            cell(&head.person, self.who, role),
            cell(&head.action, self.act, if refused { Role::Warn } else { role }),
            cell(&about(act), ABOUT, role),
            cell(&what.join("; "), self.what + 1, role),
        ])
    }
}
