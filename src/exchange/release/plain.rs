//! A release as plain text and as Markdown. It must never know what it prints.

use crate::domain::release::document::{Block, Grid};
use crate::domain::text::harmless;
use unicode_width::UnicodeWidthStr;

/// No line of text is wider; a table is as wide as it is.
const WIDTH: usize = 80;

/// For a terminal or a message.
pub fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Title(text) => {
                let title = wrapped(text, 0);
                out += &format!("{title}{}\n\n", "=".repeat(text.width().min(WIDTH)));
            }
            Block::Mark(text) | Block::Para(text) | Block::Withheld(_, text) => out += &(wrapped(text, 0) + "\n"),
            Block::Cards(cards) => {
                let width = cards.iter().map(|card| card[0].width()).max().unwrap_or(0);
                for [number, what, beside] in cards {
                    let blanks = " ".repeat(width - number.width());
                    let beside = if beside.is_empty() { String::new() } else { format!(" ({beside})") };
                    out += &format!("  {blanks}{number}  {what}{beside}\n");
                }
                out.push('\n');
            }
            Block::Heading(text) => out += &format!("{text}\n{}\n\n", "-".repeat(text.width())),
            Block::Table(grid, _) => out += &(table(grid) + "\n"),
            Block::Items(items) => {
                items.iter().for_each(|item| out += &wrapped(item, 2));
                out.push('\n');
            }
            Block::Foot(text) => out += &wrapped(text, 0),
        }
    }
    harmless(&out)
}

/// For an editor.
pub fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Title(text) => out += &format!("# {}\n\n", marked(text)),
            Block::Mark(text) => out += &format!("**{}**\n\n", marked(text)),
            Block::Para(text) | Block::Withheld(_, text) => out += &format!("{}\n\n", marked(text)),
            Block::Cards(cards) => {
                for [number, what, beside] in cards {
                    let beside = if beside.is_empty() { String::new() } else { format!(" ({})", marked(beside)) };
                    out += &format!("- **{}** {}{beside}\n", marked(number), marked(what));
                }
                out.push('\n');
            }
            Block::Heading(text) => out += &format!("## {}\n\n", marked(text)),
            Block::Table(grid, _) => {
                let line = |cells: &[String]| {
                    let cells: Vec<String> = cells.iter().map(|cell| marked(cell.trim())).collect();
                    format!("| {} |\n", cells.join(" | "))
                };
                out += &line(&grid.head);
                out += &format!("| --- |{}\n", " ---: |".repeat(grid.head.len().saturating_sub(1)));
                grid.rows.iter().for_each(|row| out += &line(row));
                out.push('\n');
            }
            Block::Items(items) => {
                items.iter().for_each(|item| out += &format!("- {}\n", marked(item)));
                out.push('\n');
            }
            Block::Foot(text) => out += &format!("{}\n\n", marked(text)),
        }
    }
    let out = out.trim_end().to_owned() + "\n";
    harmless(&out)
}

/// Text in which nothing is taken for a mark of Markdown.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Lines no wider than [`WIDTH`], those after the first indented.
fn wrapped(text: &str, indent: usize) -> String {
    let (mut out, mut width) = (String::new(), 0);
    for word in text.split_whitespace() {
        if width > 0 && width + 1 + word.width() > WIDTH {
            out.push('\n');
            out += &" ".repeat(indent);
            width = indent;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out += word;
        width += word.width();
    }
    out + "\n"
}

fn table(grid: &Grid) -> String {
    let rows = || std::iter::once(&grid.head).chain(&grid.rows);
    let width = |i: usize| rows().filter_map(|row| row.get(i)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..grid.head.len()).map(width).collect();
    let mut out = String::new();
    for row in rows() {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let blanks = " ".repeat(width.saturating_sub(cell.width()));
            line += &if i == 0 { format!("{cell}{blanks}") } else { format!("  {blanks}{cell}") };
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}
