//! The pictures of a release, drawn as SVG: a bar for each line of a table, and a line over the months. It must never know what
//! is drawn, nor a number that the table does not print.

use super::escape::escaped;
use crate::domain::release::document::Grid;

/// Width of a picture, in its own units.
const WIDTH: u32 = 640;
/// Height of a bar with its room.
const BAR: u32 = 20;
/// Where bars begin: behind their labels.
const LABELS: u32 = 210;
/// Room for the number behind the longest.
const NUMBERS: u32 = 46;
/// Height of the plot of a line.
const PLOT: u32 = 120;

/// The numbers of the first column, each none where it is hidden.
fn values(grid: &Grid) -> Vec<Option<u32>> {
    grid.rows.iter().map(|row| row.get(1).and_then(|cell| cell.parse().ok())).collect()
}

/// A bar for each line whose number is not hidden.
pub fn bars(grid: &Grid, caption: &str) -> String {
    let drawn = grid.rows.iter().zip(values(grid)).filter_map(|(row, value)| Some((row, value?)));
    let drawn: Vec<(&Vec<String>, u32)> = drawn.collect();
    let most = drawn.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
    let mut out = opened(BAR * drawn.len() as u32, caption);
    for (i, (row, value)) in drawn.into_iter().enumerate() {
        let y = BAR * i as u32;
        let (label, number) = (row.first().map_or("", String::as_str), row.get(1).map_or("", String::as_str));
        let length = value * (WIDTH - LABELS - NUMBERS) / most;
        out += &format!("<text class=\"l\" x=\"{}\" y=\"{}\">{}</text>", LABELS - 8, y + 14, escaped(&short(label)));
        out += &format!("<rect x=\"{LABELS}\" y=\"{}\" width=\"{length}\" height=\"{}\"/>", y + 3, BAR - 6);
        out += &format!("<text x=\"{}\" y=\"{}\">{}</text>\n", LABELS + length + 6, y + 14, escaped(number));
    }
    out + "</svg>"
}

/// A line over all of them; where one is hidden there is a gap.
pub fn line(grid: &Grid, caption: &str) -> String {
    let values = values(grid);
    let most = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    let step = (WIDTH - 40) / (values.len() as u32).max(1);
    let place = |i: usize, v: u32| (20 + step / 2 + step * i as u32, 16 + PLOT - v * PLOT / most);
    let mut out = opened(PLOT + 40, caption);
    out += &format!("<path class=\"axis\" d=\"M20 {0}H{1}\"/>", 16 + PLOT, WIDTH - 20);
    let mut run: Vec<String> = Vec::new();
    let mut drawn = |run: &mut Vec<String>| {
        if run.len() > 1 {
            out += &format!("<path class=\"line\" d=\"M{}\"/>", run.join("L"));
        }
        run.clear();
    };
    for (i, value) in values.iter().enumerate() {
        match value {
            Some(v) => {
                let (x, y) = place(i, *v);
                run.push(format!("{x} {y}"));
            }
            None => drawn(&mut run),
        }
    }
    drawn(&mut run);
    for (i, (row, value)) in grid.rows.iter().zip(&values).enumerate() {
        let (x, y) = place(i, value.unwrap_or(0));
        if let Some(v) = value {
            out += &format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3\"/>");
            out += &format!("<text class=\"m\" x=\"{x}\" y=\"{}\">{v}</text>", y - 7);
        } else {
            out += &format!("<text class=\"m\" x=\"{x}\" y=\"{}\">*</text>", y - 7);
        }
        let label: String = row.first().map_or("", String::as_str).chars().take(3).collect();
        out += &format!("<text class=\"m\" x=\"{x}\" y=\"{}\">{}</text>\n", PLOT + 34, escaped(&label));
    }
    out + "</svg>"
}

fn opened(height: u32, caption: &str) -> String {
    let caption = escaped(caption);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{caption}\"><title>{caption}</title>\n"
    )
}

/// A label that fits before its bar.
fn short(label: &str) -> String {
    const MOST: usize = 32;
    if label.chars().count() <= MOST {
        return label.to_owned();
    }
    label.chars().take(MOST - 1).collect::<String>() + "…"
}
