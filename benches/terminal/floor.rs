//! The least that a list on a terminal can cost: the same file read by one hand-written query, a window of rows and a marker, drawn by the
//! same libraries. It checks nothing, masks nothing, puts nothing on record and knows no other desk. The bench starts itself as this program.

use ratatui::Frame;
use ratatui::crossterm::event::{Event, KeyCode, read};
use ratatui::layout::{Constraint, Layout};
use ratatui::widgets::{Block, List, ListState, Paragraph};
use rusqlite::{Connection, OpenFlags};

/// The argument by which the bench starts itself as the floor, before the file.
pub const FLOOR: &str = "--floor";
/// What stands on the screen once the first window is drawn.
pub const DRAWN: &str = "q ends";

struct Window {
    file: Connection,
    /// the number of the row on top of the window, newest first
    top: i64,
    rows: Vec<(i64, String)>,
    at: usize,
}

impl Window {
    fn read(&mut self, height: i64) {
        let sql = "SELECT ordinal, number, reported_on, offence, province, victims, suspects, lead FROM case_row \
                   WHERE ordinal <= ?1 ORDER BY ordinal DESC LIMIT ?2";
        let mut query = self.file.prepare_cached(sql).unwrap();
        let text = |r: &rusqlite::Row, i| r.get::<_, String>(i);
        let rows = query.query_map((self.top, height), |r| {
            let cells = (1..=7).map(|i| text(r, i)).collect::<rusqlite::Result<Vec<_>>>()?;
            Ok((r.get(0)?, cells.join("  ")))
        });
        self.rows = rows.unwrap().collect::<rusqlite::Result<_>>().unwrap();
    }

    /// The number that stands so many rows below the top.
    fn below(&self, rows: i64) -> Option<i64> {
        let sql = "SELECT ordinal FROM case_row WHERE ordinal <= ?1 ORDER BY ordinal DESC LIMIT 1 OFFSET ?2";
        self.file.prepare_cached(sql).unwrap().query_row((self.top, rows), |r| r.get(0)).ok()
    }

    /// The number with so many rows behind it.
    fn last(&self, height: i64) -> i64 {
        let sql = "SELECT max(ordinal) FROM (SELECT ordinal FROM case_row ORDER BY ordinal LIMIT ?1)";
        self.file.prepare_cached(sql).unwrap().query_row([height], |r| r.get(0)).unwrap()
    }

    fn draw(&self, frame: &mut Frame) {
        let [list, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(frame.area());
        let rows = List::new(self.rows.iter().map(|(_, row)| row.as_str())).block(Block::bordered().title("Cases"));
        let mut state = ListState::default().with_selected(Some(self.at));
        frame.render_stateful_widget(rows.highlight_symbol("▌ "), list, &mut state);
        frame.render_widget(Paragraph::new(DRAWN), foot);
    }
}

/// Runs until `q`.
pub fn run(file: &str) {
    let file = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let mut window = Window { file, top: i64::MAX, rows: Vec::new(), at: 0 };
    let mut terminal = ratatui::init();
    let height = i64::from(terminal.size().unwrap().height) - 3;
    let lowest = usize::try_from(height - 1).unwrap();
    loop {
        window.read(height);
        terminal.draw(|frame| window.draw(frame)).unwrap();
        let Event::Key(key) = read().unwrap() else { continue };
        match key.code {
            KeyCode::Char('q') => break,
            KeyCode::Char('g') => (window.top, window.at) = (i64::MAX, 0),
            KeyCode::Char('G') => (window.top, window.at) = (window.last(height), lowest),
            KeyCode::Down if window.at < lowest => window.at += 1,
            KeyCode::Down => window.top = window.below(1).unwrap_or(window.top),
            KeyCode::PageDown => window.top = window.below(height).unwrap_or(window.top),
            _ => {}
        }
    }
    ratatui::restore();
}
