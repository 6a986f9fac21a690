//! A release as one HTML file: no script, nothing fetched, pictures inside, and a sheet of style for a screen and for A4. It must
//! never let text stand in it that is not escaped.

use super::escape::escaped;
use super::picture;
use crate::domain::release::document::{Block, Grid, Picture};

const STYLE: &str = include_str!("release.css");

/// The page.
pub fn page(blocks: &[Block], language: &str) -> String {
    let title = blocks.iter().find_map(|block| if let Block::Title(text) = block { Some(text.as_str()) } else { None });
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(language),
        escaped(title.unwrap_or_default())
    );
    let mut open = false;
    for block in blocks {
        if let Block::Heading(text) = block {
            let close = if open { "</section>\n" } else { "" };
            out += &format!("{close}<section>\n<h2>{}</h2>\n", escaped(text));
            open = true;
            continue;
        }
        if matches!(block, Block::Foot(_)) && open {
            out += "</section>\n";
            open = false;
        }
        out += &part(block);
    }
    out + "</main>\n</body>\n</html>\n"
}

fn part(block: &Block) -> String {
    match block {
        Block::Title(text) => format!("<h1>{}</h1>\n", escaped(text)),
        Block::Mark(text) => format!("<p class=\"mark\">{}</p>\n", escaped(text)),
        Block::Para(text) | Block::Withheld(_, text) => format!("<p>{}</p>\n", escaped(text)),
        Block::Foot(text) => format!("<p class=\"foot\">{}</p>\n", escaped(text)),
        Block::Heading(text) => format!("<h2>{}</h2>\n", escaped(text)),
        Block::Items(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", escaped(item))).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Cards(cards) => {
            let card = |[number, what, beside]: &[String; 3]| {
                let (number, what, beside) = (escaped(number), escaped(what), escaped(beside));
                format!("<div><b>{number}</b><span>{what}</span><small>{beside}</small></div>\n")
            };
            format!("<div class=\"cards\">\n{}</div>\n", cards.iter().map(card).collect::<String>())
        }
        Block::Table(grid, drawn) => {
            let figure = |svg: String, caption: &str| {
                format!("<figure>\n{svg}\n<figcaption>{}</figcaption>\n</figure>\n", escaped(caption))
            };
            let picture = match drawn {
                Picture::None => String::new(),
                Picture::Bars(caption) => figure(picture::bars(grid, caption), caption),
                Picture::Line(caption) => figure(picture::line(grid, caption), caption),
            };
            picture + &table(grid)
        }
    }
}

fn table(grid: &Grid) -> String {
    let head: String = grid.head.iter().map(|cell| format!("<th scope=\"col\">{}</th>", escaped(cell))).collect();
    let row = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(i, cell)| match i {
            0 if cell.starts_with(' ') => format!("<th scope=\"row\" class=\"in\">{}</th>", escaped(cell.trim())),
            0 => format!("<th scope=\"row\">{}</th>", escaped(cell)),
            _ => format!("<td>{}</td>", escaped(cell)),
        });
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let rows: String = grid.rows.iter().map(row).collect();
    format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}
