//! Pictures of counts: bars of a common scale, and columns over years or months. It must never know what is counted.

use crate::tui::parts::View;
use crate::tui::theme::{Role, Theme};
use ratatui::text::Span;

/// A bar for k of n where the longest bar stands for `most`: what is filled, what is open, and blanks.
pub(super) fn bar(k: u32, n: u32, most: u32, columns: usize, view: &View) -> Vec<Span<'static>> {
    let scaled = |count: u32| match most {
        0 => 0,
        // Something is never nothing.
        most => (columns as u64 * u64::from(count.min(most))).div_ceil(u64::from(most)) as usize,
    };
    let all = scaled(n);
    let part =
        if n == 0 { 0 } else { ((all as u64 * u64::from(k.min(n)) * 2 + u64::from(n)) / (2 * u64::from(n))) as usize };
    // One of many is seen, and so is one that is missing.
    let filled = match (k, n) {
        (0, _) => 0,
        (k, n) if k >= n => all,
        _ if all > 1 => part.clamp(1, all - 1),
        _ => part,
    };
    let (full, open) = view.theme.bar();
    vec![
        view.span(full.repeat(filled), Role::Good),
        view.span(open.repeat(all - filled), Role::Faint),
        view.span(" ".repeat(columns.saturating_sub(all)), Role::Plain),
    ]
}

/// A column for each k of n, the highest as high as all lines together; from the top.
pub(super) fn columns(counts: &[(u32, u32)], width: usize, height: usize, view: &View) -> Vec<Vec<Span<'static>>> {
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let eighths = |count: u32| (u64::from(count) * height as u64 * 8).div_ceil(u64::from(most)) as usize;
    let wide = width.saturating_sub(2).max(1);
    let cell = |line: usize, (k, n): (u32, u32)| {
        let from = line * 8;
        let (k, n) = (eighths(k), eighths(n));
        let glyph =
            |text: &str, role| vec![view.span(format!("{}{}", text.repeat(wide), " ".repeat(width - wide)), role)];
        if k > from {
            glyph(view.theme.column((k - from).min(8)), Role::Good)
        } else if n > from {
            glyph(open(&view.theme), Role::Faint)
        } else {
            glyph(" ", Role::Plain)
        }
    };
    (0..height).rev().map(|line| counts.iter().flat_map(|count| cell(line, *count)).collect()).collect()
}

fn open(theme: &Theme) -> &'static str {
    theme.bar().1
}
