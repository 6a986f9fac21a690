//! Text with signs between the cells: which encoding, which sign, and the cells. It must never guess unsaid: how a file was read
//! stands in its report, and so does every line of it that is not of its encoding.

use super::table::{Line, Lines, odd_cell};
use chardetng::EncodingDetector;
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The signs that may stand between cells, with their names.
const SIGNS: [(u8, &str); 4] = [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab"), (b'|', "bar")];
/// A line of more cells is not taken apart: it would swallow the memory.
const MOST_CELLS: usize = 20_000;
/// So many lines are looked at to find the sign.
const LOOKED_AT: usize = 40;
/// Of a file whose lines are mostly UTF-8, at most one line in so many may not be.
const RARELY: usize = 20;

/// Reads the lines of a text.
/// # Errors
/// A sentence, where a line has more cells than can be meant.
pub(super) fn read(bytes: &[u8]) -> Result<Lines, String> {
    let (text, encoding, foreign) = decode(bytes);
    // Where nothing but CR ends a line, lines are counted by it.
    let text = if text.contains('\n') || !text.contains('\r') { text } else { text.replace('\r', "\n").into() };
    let swollen = |line: &str| SIGNS.iter().any(|(sign, _)| line.bytes().filter(|b| b == sign).count() > MOST_CELLS);
    if let Some(at) = text.split('\n').position(|line| line.len() > MOST_CELLS && swollen(line)) {
        return Err(format!("line {} has more than {MOST_CELLS} cells: no list of cases has", at + 1));
    }
    let (said, body) = named_sign(&text);
    let first = u64::from(said.is_some());
    let (sign, name) = said.unwrap_or_else(|| sign_of(body));
    let mut notes: Vec<(u64, String)> = foreign
        .iter()
        .map(|line| (*line, format!("this line is not UTF-8 as the others: it was read as {}", WINDOWS_1252.name())))
        .collect();
    let mut lines = Vec::new();
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(sign).from_reader(body.as_bytes());
    let mut record = StringRecord::new();
    let (mut counted, mut at) = (0, 1 + first);
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {
                // The reader's place is before the line ends that it has not looked at yet.
                let from = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(0)).min(body.len());
                let from = body.len() - body[from..].trim_start_matches(['\r', '\n']).len();
                at += body[counted..from].matches('\n').count() as u64;
                counted = from;
                lines.push(Line { line: at, odd: odd_cell(&record), cells: std::mem::take(&mut record) });
            }
            Ok(false) => break,
            // It is UTF-8, and any number of cells will do.
            Err(error) => {
                notes.push((0, error.to_string()));
                break;
            }
        }
    }
    // Every quote mark that opens a cell is closed, or the last cell has swallowed the rest.
    if body.bytes().filter(|b| *b == b'"').count() % 2 == 1
        && let Some(last) = lines.iter_mut().max_by_key(|line| line.cells.iter().map(|c| c.matches('\n').count()).max())
        && last.cells.iter().any(|cell| cell.contains('\n'))
    {
        let column = last.cells.iter().position(|cell| cell.contains('\n')).unwrap_or(0);
        last.odd.get_or_insert((column, "a quote mark is not closed: what follows it was taken for one cell".into()));
    }
    Ok(Lines { how: format!("{encoding}, {name} between the cells"), sheets: Vec::new(), notes, lines })
}

/// The text, what it was written in, and the lines that were not.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, String, Vec<u64>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text, format!("{} by its mark", encoding.name()), Vec::new());
    }
    if let Some(encoding) = wide(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return (text, format!("{}, a guess", encoding.name()), Vec::new());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.into(), UTF_8.name().to_owned(), Vec::new());
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let foreign: Vec<u64> =
        (1..).zip(&lines).filter(|(_, l)| std::str::from_utf8(l).is_err()).map(|(n, _)| n).collect();
    let says_utf8 = lines.iter().any(|l| !l.is_ascii() && std::str::from_utf8(l).is_ok());
    if foreign.len() * RARELY <= lines.len() || says_utf8 && foreign.len() * 2 < lines.len() {
        let read = |line: &[u8]| match std::str::from_utf8(line) {
            Ok(text) => text.to_owned(),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(line).0.into_owned(),
        };
        let text: String = lines.iter().map(|line| read(line)).collect();
        return (text.into(), format!("{}, but for {} lines", UTF_8.name(), foreign.len()), foreign);
    }
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text, format!("{}, a guess", encoding.name()), Vec::new())
}

/// Two bytes a letter without a mark: Latin text has a zero in every other place.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if pairs < 2 => None,
        () if odd * 3 > pairs && even * 10 < odd => Some(UTF_16LE),
        () if even * 3 > pairs && odd * 10 < even => Some(UTF_16BE),
        () => None,
    }
}

/// `sep=;` on the first line, as spreadsheets write it, with what is behind it.
fn named_sign(text: &str) -> (Option<(u8, &'static str)>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let sign = first.trim_end_matches('\r').strip_prefix("sep=").map(str::as_bytes);
    match SIGNS.into_iter().find(|(sign_, _)| sign == Some(&[*sign_])) {
        Some(sign) => (Some(sign), rest),
        None => (None, text),
    }
}

/// The sign that cuts the most lines into as many cells.
fn sign_of(text: &str) -> (u8, &'static str) {
    let mut best = (0, 1, SIGNS[0]);
    for sign in SIGNS {
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(sign.0).from_reader(text.as_bytes());
        let counts: Vec<usize> = reader.records().take(LOOKED_AT).map_while(Result::ok).map(|r| r.len()).collect();
        let alike = |n: &usize| counts.iter().filter(|c| *c == n).count();
        let usual = counts.iter().filter(|n| **n > 1).max_by_key(|n| (alike(n), **n));
        if let Some(n) = usual
            && (alike(n), *n) > (best.0, best.1)
        {
            best = (alike(n), *n, sign);
        }
    }
    best.2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> (String, String) {
        let lines = read(bytes).unwrap();
        let shown = lines.lines.iter().map(|l| format!("{}:{}", l.line, l.cells.iter().collect::<Vec<_>>().join("·")));
        (lines.how.clone(), shown.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn encodings_signs_and_line_ends_are_found_and_said() {
        let utf16: Vec<u8> = "\u{FEFF}a;b\r\nភ្នំពេញ;2\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, how, shown) in [
            (b"a,b\n1,2\n".to_vec(), "UTF-8, comma", "1:a·b 2:1·2"),
            (b"\xEF\xBB\xBFa;b;c\r\n1;2,5;3\r\n".to_vec(), "UTF-8 by its mark, semicolon", "1:a·b·c 2:1·2,5·3"),
            (b"a\tb\r1\t2\r".to_vec(), "UTF-8, tab", "1:a·b 2:1·2"),
            (utf16, "UTF-16LE by its mark, semicolon", "1:a·b 2:ភ្នំពេញ·2"),
            (b"sep=;\n\"a,b\";c\n".to_vec(), "UTF-8, semicolon", "2:a,b·c"),
            (b"\"a\nb\",c\n1,2\n".to_vec(), "UTF-8, comma", "1:a\nb·c 3:1·2"),
            (b"Jos\xE9,1\nRen\xE9e,2\n".to_vec(), "windows-1252, a guess", "1:José·1 2:Renée·2"),
        ] {
            let (said, read) = cells(&bytes);
            assert!(said.starts_with(how), "{said} / {how}");
            assert_eq!(read, shown);
        }
    }

    #[test]
    fn a_line_of_another_encoding_is_read_and_named() {
        let mut bytes: Vec<u8> = "name\n".into();
        (0..30).for_each(|_| bytes.extend("ស្រី\n".as_bytes()));
        bytes.extend(b"Pe\xF1a\n");
        let lines = read(&bytes).unwrap();
        assert_eq!(lines.notes.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [32]);
        assert_eq!(&lines.lines[31].cells[0], "Peña");
    }

    #[test]
    fn a_quote_that_is_not_closed_is_named() {
        let lines = read(b"a,b\n1,\"2\n3,4\n5,6\n").unwrap();
        let odd = lines.lines.iter().find_map(|l| l.odd.clone().map(|odd| (l.line, odd)));
        assert!(odd.is_some_and(|(line, (column, text))| line == 2 && column == 1 && text.contains("not closed")));
    }
}
