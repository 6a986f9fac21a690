//! A terminal's screen as text, with or without its styles, and what a terminal does beside drawing.

/// Rows and screen are cut at their last letter.
pub fn text(screen: &vt100::Screen) -> String {
    let rows = rows(screen).join("\n");
    rows.trim_end().to_string()
}

fn rows(screen: &vt100::Screen) -> Vec<String> {
    let rows = screen.rows(0, screen.size().1.get());
    rows.map(|row| row.trim_end().to_string()).collect()
}

/// Under each row that has any style, a line `~ columns attributes, …`; blanks between what is alike are of it.
pub fn styled(screen: &vt100::Screen) -> String {
    let mut out = String::new();
    for (row, line) in rows(screen).into_iter().enumerate() {
        let row = u16::try_from(row).expect("a row of the screen");
        out += &format!("{line}\n");
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for col in 0..screen.size().1.get() {
            let Some(cell) = screen.cell(row, col).filter(|cell| !is_unseen(cell)) else { continue };
            let style = style(cell);
            match runs.last_mut() {
                Some(run) if run.2 == style => run.1 = col,
                _ => runs.push((col, col, style)),
            }
        }
        runs.retain(|run| !run.2.is_empty());
        let runs: Vec<String> = runs.iter().map(|(a, b, s)| format!("{a}-{b} {s}")).collect();
        if !runs.is_empty() {
            out += &format!("  ~ {}\n", runs.join(", "));
        }
    }
    out.trim_end().to_string()
}

/// A blank whose style no eye sees: which it has depends on what was drawn before, and it belongs to what stands around it.
pub fn is_unseen(cell: &vt100::Cell) -> bool {
    let blank = matches!(cell.contents(), "" | " ");
    blank && !cell.inverse() && !cell.underline() && cell.bgcolor() == vt100::Color::Default
}

fn style(cell: &vt100::Cell) -> String {
    let color = |part: &str, color| match color {
        vt100::Color::Default => String::new(),
        vt100::Color::Idx(n) => format!("{part}{n}"),
        vt100::Color::Rgb(r, g, b) => format!("{part}#{r:02x}{g:02x}{b:02x}"),
    };
    let flag = |on: bool, name: &str| if on { name.to_string() } else { String::new() };
    let mut all = vec![
        flag(cell.bold(), "bold"),
        flag(cell.dim(), "dim"),
        flag(cell.italic(), "italic"),
        flag(cell.underline(), "underline"),
        flag(cell.inverse(), "inverse"),
        color("fg", cell.fgcolor()),
        color("bg", cell.bgcolor()),
    ];
    all.retain(|part| !part.is_empty());
    all.join(" ")
}

/// What has come so far, but for the beginning of a U+FFFD at its end. vt100 leaves that character out where terminals draw it in one
/// column, so a stand-in takes its place.
pub fn drawable(come: &mut Vec<u8>) -> Vec<u8> {
    let [mark, stand_in] = ["\u{FFFD}", "\u{2BD1}"].map(str::as_bytes);
    let begun = (1..mark.len()).rev().find(|n| come.ends_with(&mark[..*n])).unwrap_or(0);
    let rest = come.split_off(come.len() - begun);
    let mut whole = std::mem::replace(come, rest);
    while let Some(at) = whole.windows(mark.len()).position(|bytes| bytes == mark) {
        whole[at..at + mark.len()].copy_from_slice(stand_in);
    }
    whole
}

/// How a terminal answers where its cursor stands.
#[derive(Default, Clone, Copy)]
pub enum Answering {
    /// by its own screen, which counts as the program does
    #[default]
    Rightly,
    /// by counting what stands before the cursor in another way
    Counting(fn(&str) -> usize),
    /// rightly, after so many milliseconds
    Late(u64),
    /// not at all
    Never,
}

/// What a terminal does beside drawing: it answers questions and holds back a synchronized update until it is whole.
#[derive(Default)]
pub struct Terminal {
    pub answering: Answering,
    pub answers: Vec<u8>,
    pub mid_frame: bool,
}

impl vt100::Callbacks for Terminal {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        mark: Option<u8>,
        _: Option<u8>,
        params: &[&[u16]],
        last: char,
    ) {
        let first = params.first().and_then(|p| p.first()).copied();
        let mute = matches!(self.answering, Answering::Never);
        match (mark, first, last) {
            (None, _, 'n' | 'c') if mute => {}
            (None, Some(6), 'n') => {
                let (row, mut col) = screen.cursor_position();
                if let Answering::Counting(count) = self.answering {
                    col = u16::try_from(count(&screen.contents_between(row, 0, row, col))).expect("a short line");
                }
                let answer = format!("\x1b[{};{}R", row + 1, col + 1);
                self.answers.extend(answer.as_bytes());
            }
            (None, Some(5), 'n') => self.answers.extend(b"\x1b[0n"),
            (None, _, 'c') => self.answers.extend(b"\x1b[?62;22c"),
            (Some(b'?'), Some(2026), 'h') => self.mid_frame = true,
            (Some(b'?'), Some(2026), 'l') => self.mid_frame = false,
            _ => {}
        }
    }
}
