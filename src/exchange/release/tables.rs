//! The tables of a release as CSV, a line for each number, and as XLSX, a sheet for each table with its picture. It must never
//! know what a number means.

use super::super::fault::Fault;
use super::super::text::{for_csv, plain};
use crate::domain::release::Release;
use crate::domain::release::document::{Block, Grid, Picture, Signature};
use rust_xlsxwriter::{Chart, ChartType, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};
use std::io::Write;

fn grids(blocks: &[Block]) -> impl Iterator<Item = (&Grid, &Picture)> {
    blocks.iter().filter_map(|block| if let Block::Table(grid, picture) = block { Some((grid, picture)) } else { None })
}

/// The headline figures as lines of a table of their own.
fn cards(blocks: &[Block]) -> impl Iterator<Item = &[String; 3]> {
    let cards = blocks.iter().filter_map(|block| if let Block::Cards(cards) = block { Some(cards) } else { None });
    cards.flatten()
}

/// A line for each number: table, line, column, value.
pub fn csv(
    release: &Release,
    signature: Option<&Signature>,
    blocks: &[Block],
    out: &mut dyn Write,
) -> Result<(), Fault> {
    let mut lines = ::csv::Writer::from_writer(out);
    let mut write = |cells: [&str; 4]| lines.write_record(cells.map(|cell| for_csv(cell).into_owned()));
    write(["table", "line", "column", "value"])?;
    write(["release", "year", "", &release.year.to_string()])?;
    write(["release", "as_of", "", &release.as_of])?;
    write(["release", "hash", "", &release.hash()])?;
    if let Some(Signature { id, by, at }) = signature {
        write(["release", "number", "", &id.to_string()])?;
        write(["release", "signed_by", "", by])?;
        write(["release", "signed_at", "", at])?;
    }
    if let Some(scope) = &release.scope {
        let sets = [("scope", Some(&scope.now)), ("scope of the year before", scope.before.as_ref())];
        for (table, set) in sets.into_iter().filter_map(|(table, set)| Some((table, set?))) {
            for (rule, value) in set.lines() {
                write([table, rule, "", &value])?;
            }
        }
    }
    for [number, what, beside] in cards(blocks) {
        write(["headline", what, beside, number])?;
    }
    for block in blocks {
        match block {
            Block::Table(grid, _) => {
                for row in &grid.rows {
                    for (head, cell) in grid.head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty()) {
                        write([&grid.id, row[0].trim(), head, cell])?;
                    }
                }
            }
            Block::Withheld(id, words) => write([id, "", "withheld", words])?,
            Block::Mark(words) => write(["release", "mark", "", words])?,
            _ => {}
        }
    }
    Ok(lines.flush()?)
}

/// A sheet for the text, and one for each table.
pub fn xlsx(release: &Release, blocks: &[Block], out: &mut dyn Write) -> Result<(), Fault> {
    let mut book = Workbook::new();
    // Else it would be the time of the system's clock.
    let made = release.as_of.get(..19).and_then(|at| ExcelDateTime::parse_from_str(at).ok());
    if let Some(made) = made {
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    }
    book.push_worksheet(front(blocks)?);
    for (grid, picture) in grids(blocks) {
        book.push_worksheet(sheet(grid, picture)?);
    }
    Ok(out.write_all(&book.save_to_buffer()?)?)
}

/// Columns of a sheet, in letters.
const WIDE: u16 = 92;
const NARROW: u16 = 11;
/// Points that a line of text takes.
const LINE: u32 = 15;

/// The height of a row whose text is wrapped in so many letters: not every program works it out.
fn height(words: &str, letters: u16) -> u32 {
    // Some letters are wider than others, and words are not cut.
    let room = usize::from(letters) * 9 / 10;
    LINE * u32::try_from(words.chars().count().div_ceil(room.max(1)).max(1)).unwrap_or(1)
}

/// The sentences, one below the other.
fn front(blocks: &[Block]) -> Result<Worksheet, Fault> {
    let (title, heading) = (Format::new().set_bold().set_font_size(15), Format::new().set_bold());
    let (text, number) = (Format::new().set_text_wrap().set_align(FormatAlign::Top), Format::new().set_bold());
    let mut sheet = Worksheet::new();
    sheet.set_name("Release")?.set_column_width(0, 14)?.set_column_width(1, WIDE)?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let mut at = 0;
    let wrapped = |sheet: &mut Worksheet, at, words: &str| -> Result<(), Fault> {
        let words = plain(words);
        sheet.write_string_with_format(at, 1, words.as_ref(), &text)?.set_row_height(at, height(&words, WIDE))?;
        Ok(())
    };
    for block in blocks {
        match block {
            Block::Title(words) => {
                sheet.write_string_with_format(at, 0, plain(words).as_ref(), &title)?;
            }
            Block::Heading(_) | Block::Table(..) => continue,
            Block::Cards(cards) => {
                for [value, what, beside] in cards {
                    sheet.write_string_with_format(at, 0, value, &number)?;
                    let beside = if beside.is_empty() { what.clone() } else { format!("{what} ({beside})") };
                    sheet.write_string(at, 1, beside)?;
                    at += 1;
                }
                continue;
            }
            Block::Items(items) => {
                for item in items {
                    wrapped(&mut sheet, at, item)?;
                    at += 1;
                }
                continue;
            }
            Block::Mark(words) => {
                sheet.write_string_with_format(at, 1, plain(words).as_ref(), &heading)?;
            }
            Block::Para(words) | Block::Withheld(_, words) | Block::Foot(words) => wrapped(&mut sheet, at, words)?,
        }
        at += 1;
    }
    Ok(sheet)
}

/// A cell that is a number, with the shape of a percentage where it is one.
fn number(cell: &str) -> Option<(f64, Option<&'static str>)> {
    match cell.strip_suffix(" %") {
        Some(percent) => {
            let shape = if percent.contains('.') { "0.0 %" } else { "0 %" };
            percent.parse::<f64>().ok().map(|n| (n / 100.0, Some(shape)))
        }
        None => cell.parse::<f64>().ok().map(|n| (n, None)),
    }
}

fn sheet(grid: &Grid, picture: &Picture) -> Result<Worksheet, Fault> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Right);
    let (left, right) = (Format::new().set_bold(), Format::new().set_align(FormatAlign::Right));
    let mut sheet = Worksheet::new();
    let names = grid.rows.iter().filter_map(|row| row.first()).map(|name| name.chars().count()).max().unwrap_or(0);
    let names = u16::try_from(names + 2).unwrap_or(WIDE).clamp(24, WIDE);
    sheet.set_name(&grid.name)?.set_freeze_panes(1, 1)?.set_column_width(0, names)?;
    let columns = u16::try_from(grid.head.len()).unwrap_or(1);
    if columns > 1 {
        sheet.set_column_range_width(1, columns - 1, NARROW)?;
    }
    let heads = grid.head.iter().skip(1).map(|words| height(words, NARROW)).max().unwrap_or(LINE);
    sheet.set_row_height(0, heads)?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    for (column, words) in (0..).zip(&grid.head) {
        sheet.write_string_with_format(0, column, plain(words).as_ref(), if column == 0 { &left } else { &head })?;
    }
    for (at, row) in (1..).zip(&grid.rows) {
        for (column, cell) in (0..).zip(row) {
            match number(cell) {
                Some((number, None)) if column > 0 => sheet.write_number(at, column, number)?,
                Some((number, Some(shape))) => {
                    let shape = Format::new().set_num_format(shape).set_align(FormatAlign::Right);
                    sheet.write_number_with_format(at, column, number, &shape)?
                }
                _ if column == 0 => sheet.write_string(at, column, plain(cell).as_ref())?,
                _ => sheet.write_string_with_format(at, column, plain(cell).as_ref(), &right)?,
            };
        }
    }
    let last = u32::try_from(grid.rows.len()).unwrap_or(u32::MAX);
    let (kind, caption) = match picture {
        Picture::None => return Ok(sheet),
        Picture::Bars(caption) => (ChartType::Bar, caption),
        Picture::Line(caption) => (ChartType::Line, caption),
    };
    if last > 0 {
        let name = grid.name.as_str();
        let mut chart = Chart::new(kind);
        chart.add_series().set_categories((name, 1, 0, last, 0)).set_values((name, 1, 1, last, 1));
        chart.title().set_name(caption);
        chart.legend().set_hidden();
        if kind == ChartType::Bar {
            // The first line of the table on top; of bars, what goes up is the axis of the categories.
            chart.y_axis().set_reverse();
            chart.set_height(150 + 28 * last);
        }
        chart.set_width(560);
        sheet.insert_chart(1, columns + 1, &chart)?;
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    /// A part of a workbook of one sheet.
    fn part(sheet: Worksheet, name: &str) -> String {
        let mut book = Workbook::new();
        book.push_worksheet(sheet);
        let mut zip = zip::ZipArchive::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn bars_begin_at_the_left_with_the_first_line_on_top() {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let grid = Grid {
            id: "by_offence".into(),
            name: "By offence".into(),
            head: words(&["Offence", "Cases", "With an arrest"]),
            rows: vec![words(&["Rape", "160", "140"]), words(&["Homicide", "25", "*"])],
        };
        let of = |name| part(sheet(&grid, &Picture::Bars("Cases".into())).unwrap(), name);
        let chart = of("xl/charts/chart1.xml");
        let axis = |name: &str| chart.split(&format!("<c:{name}>")).nth(1).unwrap().split("<c:crossAx").next().unwrap();
        assert!(axis("catAx").contains("maxMin"), "the categories go down: {chart}");
        assert!(axis("valAx").contains("minMax"), "the values go right: {chart}");
        let heads = of("xl/worksheets/sheet1.xml");
        assert!(heads.contains(r#" ht="30" customHeight="1">"#), "two lines of “With an arrest”: {heads}");
    }

    #[test]
    fn a_row_is_as_high_as_its_sentence_is_long() {
        let sentence = "Counted are cases that the office accepted. ".repeat(4);
        let sheet = front(&[Block::Para(sentence), Block::Para("Short.".into())]).unwrap();
        let text = part(sheet, "xl/worksheets/sheet1.xml");
        assert!(
            text.contains(r#"<row r="1" spans="2:2" ht="45" customHeight="1">"#),
            "176 letters, 82 in a line: {text}"
        );
        assert!(text.contains(r#"<row r="2" spans="2:2">"#), "{text}");
    }
}
