//! A terminal's screen as a picture on a strict grid of cells, with the look of a dark terminal.

use super::screen::is_unseen;

const CELL: (f32, f32) = (9.0, 19.0);
const BACK: &str = "#16191d";
const FORE: &str = "#d7dae0";
const COLOURS: [&str; 8] = ["#1e1e1e", "#e05561", "#8cc265", "#d18f52", "#4aa5f0", "#c162de", "#42b3c2", "#d7dae0"];

/// Runs of one style become one text, so that a Khmer name is shaped whole.
pub fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
    let (width, height) = (f32::from(columns) * CELL.0 + 16.0, f32::from(rows) * CELL.1 + 12.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, Noto Sans Khmer, monospace\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{BACK}\"/>\n"
    );
    for row in 0..rows {
        let mut looks: Vec<Option<Look>> = Vec::new();
        for cell in (0..columns).map(|col| screen.cell(row, col)) {
            let before = looks.last().cloned().flatten().filter(|(_, back, _, under)| back == BACK && !under);
            let blank = || before.unwrap_or((FORE.to_owned(), BACK.to_owned(), false, false));
            looks.push(cell.map(|cell| if is_unseen(cell) { blank() } else { look(cell) }));
        }
        let mut col = 0;
        while col < columns {
            let start = col;
            let style = looks[usize::from(col)].clone();
            let mut text = String::new();
            while col < columns && looks[usize::from(col)] == style {
                let cell = screen.cell(row, col).expect("a cell of the screen");
                text.push_str(if cell.has_contents() { cell.contents() } else { " " });
                col += 1;
            }
            let Some(style) = style else { continue };
            out += &run(&text, row, start, col - start, &style);
        }
    }
    out + "</svg>\n"
}

/// Colours and weight of a cell: fore, back, bold, underlined.
type Look = (String, String, bool, bool);

fn look(cell: &vt100::Cell) -> Look {
    let colour = |c, default: &str| match c {
        vt100::Color::Idx(n) => COLOURS[usize::from(n) % 8].to_owned(),
        vt100::Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        vt100::Color::Default => default.to_owned(),
    };
    let (mut fore, mut back) = (colour(cell.fgcolor(), FORE), colour(cell.bgcolor(), BACK));
    if cell.dim() {
        fore = "#8b919b".to_owned();
    }
    if cell.inverse() {
        std::mem::swap(&mut fore, &mut back);
    }
    (fore, back, cell.bold(), cell.underline())
}

fn run(text: &str, row: u16, col: u16, columns: u16, (fore, back, bold, under): &Look) -> String {
    let (x, y) = (8.0 + f32::from(col) * CELL.0, 6.0 + f32::from(row) * CELL.1);
    let width = f32::from(columns) * CELL.0;
    let mut out = String::new();
    if back != BACK {
        out += &format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{back}\"/>\n", CELL.1);
    }
    if *under {
        let y = y + CELL.1 - 3.0;
        out += &format!("<path d=\"M{x} {y}h{width}\" stroke=\"{fore}\"/>\n");
    }
    if text.trim().is_empty() {
        return out;
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let weight = if *bold { " font-weight=\"bold\"" } else { "" };
    // A Latin run is stretched to its cells; a Khmer one is left to its own shape.
    let khmer = text.chars().any(|c| ('\u{1780}'..='\u{17FF}').contains(&c));
    let fit = if khmer { String::new() } else { format!(" textLength=\"{width}\"") };
    out + &format!(
        "<text x=\"{x}\" y=\"{}\" fill=\"{fore}\"{weight}{fit} xml:space=\"preserve\">{escaped}</text>\n",
        y + 14.0
    )
}
