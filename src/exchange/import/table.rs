//! A file as a table: headings, and rows of cells with the line on which each stands. It must never know what a cell means.

use csv::StringRecord;

/// A file of more bytes is not read: with all that is made of it, it would not fit beside an office at work.
pub const MOST_BYTES: usize = 48 << 20;
/// No list of cases has more columns.
pub(super) const MOST_COLUMNS: usize = 1000;
/// A file of more rows is imported in parts, or their cells would not fit either.
const MOST_ROWS: usize = 150_000;
/// No cell holds more letters.
pub(super) const MOST_LETTERS: usize = 100_000;
/// Headings are looked for in so many lines.
const HEAD: usize = 12;

/// A row of a file.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// where it stands; the first line of a file is 1
    pub line: u64,
    pub cells: StringRecord,
    /// what is wrong with its form, and at which column
    pub odd: Option<(usize, String)>,
}

impl Line {
    /// Nothing in it?
    pub fn is_blank(&self) -> bool {
        self.odd.is_none() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }
}

/// A file read.
#[derive(Debug)]
pub(super) struct Table {
    /// how it was read, for people: `UTF-8, comma`
    pub how: String,
    /// the sheets of a workbook, where one is read
    pub sheets: Vec<String>,
    /// what was noticed while it was read: line, heading or nothing, sentence
    pub notes: Vec<(u64, String)>,
    /// one for each column, no two alike
    pub headings: Vec<String>,
    /// the line of the headings
    pub header: u64,
    /// what stands above the headings
    pub above: Vec<Line>,
    pub rows: Vec<Line>,
}

/// Lines as they stand, before it is known where the headings are.
pub(super) struct Lines {
    pub how: String,
    pub sheets: Vec<String>,
    pub notes: Vec<(u64, String)>,
    pub lines: Vec<Line>,
}

impl Table {
    /// Finds the headings: on the line that is named, else on the first line that is as likely as any to hold some. `known` says
    /// how many of a line's cells are headings that mean something.
    /// # Errors
    /// A sentence.
    pub fn of(lines: Lines, header: Option<u64>, known: impl Fn(&Line) -> usize) -> Result<Table, String> {
        let Lines { how, sheets, notes, mut lines } = lines;
        let filled = |line: &Line| line.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let at = match header {
            Some(wanted) => lines.iter().position(|l| l.line == wanted).ok_or(format!("there is no line {wanted}"))?,
            None => {
                // What is wider than any list is not looked into.
                let known = |l: &Line| if l.cells.len() > MOST_COLUMNS { 0 } else { known(l) };
                let head: Vec<(usize, usize)> = lines.iter().take(HEAD).map(|l| (known(l), filled(l))).collect();
                let best = head.iter().map(|(known, _)| *known).max().unwrap_or(0);
                // Where no heading says anything, the first line with as many cells as the widest.
                let widest = head.iter().map(|(_, filled)| *filled).max().unwrap_or(0);
                let at = |(known, filled): &(usize, usize)| {
                    if best > 0 { *known == best } else { *filled == widest && widest > 0 }
                };
                head.iter().position(at).ok_or("there is nothing in it")?
            }
        };
        let mut rows = lines.split_off(at);
        let head = rows.remove(0);
        let columns = head.cells.len();
        if columns > MOST_COLUMNS {
            return Err(format!(
                "line {}: {columns} columns are more than the {MOST_COLUMNS} that a list of cases may have",
                head.line
            ));
        }
        if let Some((_, odd)) = head.odd {
            return Err(format!("line {}, where the headings are: {odd}", head.line));
        }
        let mut headings: Vec<String> = Vec::new();
        for (i, cell) in head.cells.iter().enumerate() {
            let word = cell.split_whitespace().collect::<Vec<_>>().join(" ");
            let word = if word.is_empty() { format!("column {}", i + 1) } else { word };
            let same = |n: usize| if n == 1 { word.clone() } else { format!("{word} ({n})") };
            let free = (1..).map(same).find(|word| !headings.contains(word));
            headings.extend(free);
        }
        rows.retain(|row| !row.is_blank());
        if rows.len() > MOST_ROWS {
            return Err(format!("{} rows are more than {MOST_ROWS}: split it, and import the parts", rows.len()));
        }
        for row in &mut rows {
            let holds = |at: &usize| !row.cells[*at].trim().is_empty();
            let filled = (0..row.cells.len()).rfind(holds).map_or(0, |at| at + 1);
            if row.odd.is_some() {
            } else if filled > columns {
                let text = format!("{filled} cells under {columns} headings: is a comma or a quote mark amiss?");
                row.odd = Some((columns, text));
            } else if row.cells.len() < columns && row.cells.len() > 1 || row.cells.len() == 1 && columns > 1 {
                let there = row.cells.len();
                let text = format!("{there} cells under {columns} headings: is the line broken in two?");
                row.odd = Some((there.saturating_sub(1), text));
            }
        }
        let above = lines.into_iter().filter(|line| !line.is_blank()).collect();
        Ok(Table { how, sheets, notes, headings, header: head.line, above, rows })
    }

    /// The place of a heading, however it is spelled.
    pub fn column(&self, heading: &str) -> Option<usize> {
        let same = |h: &String| h == heading;
        let alike = |h: &String| h.eq_ignore_ascii_case(heading.trim());
        self.headings.iter().position(same).or_else(|| self.headings.iter().position(alike))
    }
}

/// Notices a cell that is too long for any.
pub(super) fn odd_cell(cells: &StringRecord) -> Option<(usize, String)> {
    let too_long = cells.iter().position(|cell| cell.len() > MOST_LETTERS)?;
    Some((too_long, format!("a cell of {} bytes: is a quote mark not closed?", cells[too_long].len())))
}
